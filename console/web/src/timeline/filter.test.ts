import assert from 'node:assert/strict';
import test from 'node:test';
import type { SightingView } from '../api/types';
import { addressOf, filterOf, isEmpty, matches, streamQuery } from './filter';

const everything = filterOf(new URLSearchParams());

const anna: SightingView = {
  sightingId: 's1',
  eventId: 'e1',
  cameraId: 'lobby',
  who: { kind: 'PERSON', personId: 'p1', name: 'Anna', anonymousId: null },
  firstSeenAt: '2026-11-22T10:00:00Z',
  lastSeenAt: '2026-11-22T10:05:00Z',
  isOver: true,
  certainty: 'CLEAR',
  summary: '',
  reasons: [],
  cropUrl: null,
  photoUrl: null,
  word: null,
  delayMillis: null,
};

test('a filter comes back from the address that it was put into', () => {
  const filter = {
    person: 'p 1&2',
    stranger: null,
    camera: 'lobby/ö',
    from: '2026-11-22T09:00:00.000Z',
    to: null,
    certainty: 'NARROW' as const,
  };
  assert.deepEqual(filterOf(new URL(addressOf(filter), 'http://console').searchParams), filter);
});

test('an address without a filter shows everything', () => {
  assert.ok(isEmpty(everything));
  assert.equal(addressOf(everything), '/timeline');
});

test('what makes no sense in an address is left out', () => {
  assert.ok(isEmpty(filterOf(new URLSearchParams('certainty=SURE&from=soon&person='))));
});

test('a sighting matches only if person, camera and certainty are those asked for', () => {
  assert.ok(matches(everything, anna));
  assert.ok(matches({ ...everything, person: 'p1', camera: 'lobby', certainty: 'CLEAR' }, anna));
  assert.ok(!matches({ ...everything, person: 'p2' }, anna));
  assert.ok(!matches({ ...everything, camera: 'roof' }, anna));
  assert.ok(!matches({ ...everything, certainty: 'NARROW' }, anna));
  assert.ok(!matches({ ...everything, stranger: 'anon-1' }, anna));
});

test('a sighting that reaches into the time asked for matches', () => {
  assert.ok(matches({ ...everything, from: '2026-11-22T10:03:00Z' }, anna));
  assert.ok(matches({ ...everything, to: '2026-11-22T10:03:00Z' }, anna));
  assert.ok(!matches({ ...everything, from: '2026-11-22T10:06:00Z' }, anna));
  assert.ok(!matches({ ...everything, to: '2026-11-22T09:59:00Z' }, anna));
});

test('nothing is followed once the time asked for is over', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  assert.equal(streamQuery({ ...everything, to: '2026-11-22T11:00:00Z' }, now), null);
  assert.deepEqual(streamQuery({ ...everything, to: '2026-11-22T13:00:00Z' }, now), { camera: null });
});

test('a sighting is followed also when it turns out to be somebody else', () => {
  const query = streamQuery({ ...everything, person: 'p1', certainty: 'CLEAR', camera: 'lobby' }, new Date());
  assert.deepEqual(query, { camera: 'lobby' });
});
