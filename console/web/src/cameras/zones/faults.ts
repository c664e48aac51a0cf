import type { Zone } from '../../api/types';
import { area, crossesItself } from './geometry';

/** Less than this part of the picture, and no face's middle is ever in it. */
const SMALL = 0.0005;

/** What is wrong with zones, in words; those that cannot be saved so, and those that are only odd. */
export function faults(zones: Zone[]): { wrong: string[]; odd: string[] } {
  const wrong: string[] = [];
  const odd: string[] = [];
  const names = new Set<string>();
  for (const zone of zones) {
    if (!zone.name.trim()) wrong.push('A zone has no name: give it one.');
    else if (names.has(zone.name)) wrong.push(`Two zones are called “${zone.name}”: give each a name of its own.`);
    names.add(zone.name);
    if (area(zone.points) < SMALL && !crossesItself(zone.points)) {
      wrong.push(`The zone “${zone.name}” is hardly more than a line: pull its corners apart.`);
    } else if (crossesItself(zone.points)) {
      odd.push(`The zone “${zone.name}” crosses itself: what lies between the crossings may count the other way round.`);
    }
  }
  return { wrong, odd };
}
