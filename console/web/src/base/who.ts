import type { Who } from '../api/types';

/** How somebody is called on the pages. */
export function nameOf(who: Who): string {
  if (who.kind === 'PERSON') return who.name ?? who.personId ?? 'Somebody enrolled';
  if (who.kind === 'STRANGER') return `Unknown ${shortKey(who.anonymousId ?? '')}`;
  return 'Unknown';
}

/** The first characters of a stranger's key: enough to tell those on a screen apart. */
export function shortKey(anonymousId: string): string {
  return anonymousId.replace(/^anon-/, '').slice(0, 6);
}
