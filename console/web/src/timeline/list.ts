import type { SightingView } from '../api/types';
import { dayWords } from '../base/time';

/**
 * A sighting that the stream told: it replaces the one of the same id where that stands, also if it is somebody else by now,
 * so that nothing jumps away under the reader's hand; one that is new goes to its place by when it began, the latest first.
 */
export function take(shown: SightingView[], news: SightingView): SightingView[] {
  if (shown.some((each) => each.sightingId === news.sightingId)) {
    return shown.map((each) => (each.sightingId === news.sightingId ? news : each));
  }
  const at = shown.findIndex((each) => began(each) <= began(news));
  return at < 0 ? [...shown, news] : [...shown.slice(0, at), news, ...shown.slice(at)];
}

/** Whether a sighting is older than all that are shown: it comes with the older ones, if they are asked for. */
export function isOlder(shown: SightingView[], news: SightingView): boolean {
  const last = shown.at(-1);
  return last !== undefined && began(news) < began(last);
}

function began(sighting: SightingView): number {
  return Date.parse(sighting.firstSeenAt);
}

/** Older ones behind those that are shown, each once. */
export function append(shown: SightingView[], older: SightingView[]): SightingView[] {
  const known = new Set(shown.map((each) => each.sightingId));
  return [...shown, ...older.filter((each) => !known.has(each.sightingId))];
}

/** Sightings under the day that they began on, in the order given. */
export function byDay(sightings: SightingView[], now: Date): { day: string; sightings: SightingView[] }[] {
  const days: { day: string; sightings: SightingView[] }[] = [];
  for (const sighting of sightings) {
    const day = dayWords(sighting.firstSeenAt, now);
    const last = days.at(-1);
    if (last?.day === day) last.sightings.push(sighting);
    else days.push({ day, sightings: [sighting] });
  }
  return days;
}
