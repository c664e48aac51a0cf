import type { PersonView } from '../api/types';
import { plain } from '../base/plain';

export type Order = 'name' | 'seen' | 'changed';

/** Those whose name has the words, each somewhere, without regard to case and accents. */
export function found(people: PersonView[], words: string): PersonView[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return people.filter((person) => wanted.every((word) => plain(person.name).includes(word)));
}

export function sorted(people: PersonView[], order: Order): PersonView[] {
  const byName = (a: PersonView, b: PersonView) => a.name.localeCompare(b.name);
  return [...people].sort((a, b) => {
    if (order === 'seen') return later(a.lastSeen?.at, b.lastSeen?.at) || byName(a, b);
    if (order === 'changed') return later(a.changedAt, b.changedAt) || byName(a, b);
    return byName(a, b);
  });
}

function later(a: string | undefined, b: string | undefined): number {
  return (b ? Date.parse(b) : 0) - (a ? Date.parse(a) : 0);
}
