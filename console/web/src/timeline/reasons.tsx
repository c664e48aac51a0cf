import type { SightingView } from '../api/types';
import { sentence } from '../base/count';
import { delayWords } from '../base/time';

/** What only those need who look after the system. */
const technical = new Set(['event', 'who', 'taken', 'valid', 'template', 'gallery', 'model', 'best crop', 'crop', 'track']);

/** Why it is said who somebody is: first what an operator weighs, then the rest. */
export function Reasons({ sighting }: { sighting: SightingView }) {
  const { reasons, delayMillis } = sighting;
  if (!reasons.length) return null;
  const rows = reasons.map(({ about, words }) => ({ about, words: inWords(about, words) }));
  if (delayMillis !== null) rows.push({ about: 'delay', words: `${delayWords(delayMillis)} from capture to event` });
  const isTechnical = (about: string) => technical.has(about.toLowerCase());
  const rest = rows.filter((row) => isTechnical(row.about));
  return (
    <details>
      <summary>Why</summary>
      <Rows rows={rows.filter((row) => !isTechnical(row.about))} />
      {rest.length ? (
        <details class="technical">
          <summary>Technical details</summary>
          <Rows rows={rest} />
        </details>
      ) : null}
    </details>
  );
}

function Rows({ rows }: { rows: { about: string; words: string }[] }) {
  return (
    <dl class="reasons">
      {rows.map((row) => (
        <div key={row.about}>
          <dt>{sentence(row.about)}</dt>
          <dd>{row.words}</dd>
        </div>
      ))}
    </dl>
  );
}

function inWords(about: string, words: string): string {
  if (about.toLowerCase() === 'liveness' && words === 'NOT_CHECKED') {
    return 'not checked: a photo held to the camera would be matched too';
  }
  return words;
}
