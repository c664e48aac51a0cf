import type { Who } from '../api/types';

/** How somebody is called on the pages. */
export function nameOf(who: Who): string {
  if (who.kind === 'PERSON') return isGone(who) ? 'Somebody who was forgotten' : who.name!;
  if (who.kind === 'STRANGER') return `Unknown ${shortKey(who.anonymousId ?? '')}`;
  return 'Unknown';
}

/** Whether it is a person whom nobody knows any more: then the server has no name but the id. */
export function isGone(who: Who): boolean {
  return who.kind === 'PERSON' && (who.name === null || who.name === who.personId);
}

/** The first characters of a stranger's key: enough to tell those on a screen apart. */
export function shortKey(anonymousId: string): string {
  return anonymousId.replace(/^anon-/, '').slice(0, 6);
}
