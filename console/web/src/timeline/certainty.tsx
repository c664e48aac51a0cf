import type { Certainty } from '../api/types';

export const certaintyWords: Record<Certainty, { name: string; means: string }> = {
  CONFIRMED: { name: 'Confirmed', means: 'A person said so.' },
  CLEAR: { name: 'Clear', means: 'Well within the threshold, and nobody else is near.' },
  NARROW: { name: 'Narrow', means: 'Accepted, but not by much: worth a look.' },
  UNKNOWN: { name: 'Unknown', means: 'Nobody who is enrolled.' },
};

export function CertaintyBadge({ certainty }: { certainty: Certainty }) {
  const { name, means } = certaintyWords[certainty];
  return (
    <span class={`badge ${certainty.toLowerCase()}`} title={means}>
      {name}
    </span>
  );
}
