import type { SightingQuery } from '../api/client';
import type { Certainty, SightingView } from '../api/types';

/** Which sightings are shown; each null for all. */
export interface Filter {
  person: string | null;
  stranger: string | null;
  camera: string | null;
  from: string | null;
  to: string | null;
  certainty: Certainty | null;
}

export const certainties: Certainty[] = ['CONFIRMED', 'CLEAR', 'NARROW', 'UNKNOWN'];

/** The filter that stands in the page's address; what makes no sense there is left out. */
export function filterOf(query: URLSearchParams): Filter {
  const text = (key: string) => query.get(key) || null;
  const time = (key: string) => {
    const at = Date.parse(query.get(key) ?? '');
    return Number.isNaN(at) ? null : new Date(at).toISOString();
  };
  return {
    person: text('person'),
    stranger: text('stranger'),
    camera: text('camera'),
    from: time('from'),
    to: time('to'),
    certainty: certainties.find((each) => each === query.get('certainty')) ?? null,
  };
}

export function isEmpty(filter: Filter): boolean {
  return Object.values(filter).every((value) => value === null);
}

/** The address of the timeline with this filter. */
export function addressOf(filter: Partial<Filter>): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length ? '/timeline?' + new URLSearchParams(given).toString() : '/timeline';
}

/**
 * What new sightings are asked for; null if none can come any more, since the time asked for is over.
 *
 * Only the camera narrows it: a sighting that is shown because of its person has to be followed also when it turns out to be
 * somebody else. What else comes is left out by matches().
 */
export function streamQuery(filter: Filter, now: Date): SightingQuery | null {
  if (filter.to && Date.parse(filter.to) < now.getTime()) return null;
  return { camera: filter.camera };
}

/** Whether a sighting belongs into what is shown: the stream tells of others too. */
export function matches(filter: Filter, sighting: SightingView): boolean {
  const { who, cameraId, certainty, lastSeenAt, firstSeenAt } = sighting;
  return (
    (!filter.person || who.personId === filter.person) &&
    (!filter.stranger || who.anonymousId === filter.stranger) &&
    (!filter.camera || cameraId === filter.camera) &&
    (!filter.certainty || certainty === filter.certainty) &&
    (!filter.from || Date.parse(lastSeenAt) >= Date.parse(filter.from)) &&
    (!filter.to || Date.parse(firstSeenAt) <= Date.parse(filter.to))
  );
}
