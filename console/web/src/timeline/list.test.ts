import assert from 'node:assert/strict';
import test from 'node:test';
import type { SightingView } from '../api/types';
import { append, byDay, isOlder, take } from './list';

const seen = (sightingId: string, firstSeenAt = '2026-11-22T10:00:00Z', summary = '') =>
  ({ sightingId, firstSeenAt, summary }) as SightingView;
const ids = (list: SightingView[]) => list.map((each) => each.sightingId);

test('a new sighting goes to its place by when it began', () => {
  const list = [seen('c', '2026-11-22T12:00:00Z'), seen('a', '2026-11-22T10:00:00Z')];
  assert.deepEqual(ids(take(list, seen('d', '2026-11-22T12:00:00.250Z'))), ['d', 'c', 'a']);
  assert.deepEqual(ids(take(list, seen('b', '2026-11-22T11:00:00Z'))), ['c', 'b', 'a']);
  assert.deepEqual(ids(take(list, seen('0', '2026-11-22T09:00:00Z'))), ['c', 'a', '0']);
});

test('one that is older than all that are shown is told from one that belongs among them', () => {
  const list = [seen('b', '2026-11-22T12:00:00Z'), seen('a', '2026-11-22T10:00:00Z')];
  assert.ok(isOlder(list, seen('0', '2026-11-22T09:59:59Z')));
  assert.ok(!isOlder(list, seen('c', '2026-11-22T11:00:00Z')));
  assert.ok(!isOlder([], seen('c')));
});

test('news of a sighting replace it where it stands', () => {
  const list = take([seen('b'), seen('a')], seen('a', undefined, 'corrected'));
  assert.deepEqual(ids(list), ['b', 'a']);
  assert.equal(list[1]?.summary, 'corrected');
});

test('older ones are put behind, each once', () => {
  assert.deepEqual(ids(append([seen('c'), seen('b')], [seen('b'), seen('a')])), ['c', 'b', 'a']);
});

test('sightings stand under the day that they began on', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const days = byDay([seen('c', '2026-11-22T00:10:00Z'), seen('b', '2026-11-21T23:50:00Z'), seen('a', '2026-11-19T08:00:00Z')], now);
  assert.deepEqual(
    days.map(({ day, sightings }) => [day, ...ids(sightings)]),
    [
      ['Today', 'c'],
      ['Yesterday', 'b'],
      ['Thursday 19 November', 'a'],
    ],
  );
});
