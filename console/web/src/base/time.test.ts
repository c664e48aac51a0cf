import assert from 'node:assert/strict';
import test from 'node:test';
import { ago, delayWords, fromInput, lasting, moment, toInput } from './time';

const now = new Date('2026-11-22T12:00:00Z');

test('the near past is told as how long ago it was, the rest as a time', () => {
  assert.equal(ago('2026-11-22T11:59:30Z', now), 'just now');
  assert.equal(ago('2026-11-22T11:15:00Z', now), '45 min ago');
  assert.equal(ago('2026-11-22T03:00:00Z', now), '9 h ago');
  assert.equal(ago('2026-11-21T14:03:00Z', now), 'yesterday 14:03');
  assert.equal(ago('2026-11-02T14:03:00Z', now), '2 Nov 14:03');
});

test('another year is named', () => {
  assert.equal(moment('2025-12-31T23:59:00Z', now), '31 Dec 2025 23:59');
});

test('lengths of time have the unit that fits', () => {
  assert.equal(lasting(0), '1 s');
  assert.equal(lasting(42_000), '42 s');
  assert.equal(lasting(4 * 60_000), '4 min');
  assert.equal(lasting(125 * 60_000), '2 h 5 min');
  assert.equal(lasting(59_700), '1 min');
  assert.equal(lasting(3_590_000), '1 h');
  assert.equal(lasting(5 * 3_600_000 - 5_000), '5 h');
  assert.equal(lasting(3 * 86_400_000), '3 days');
});

test('delays are milliseconds up to a second', () => {
  assert.equal(delayWords(181.6), '182 ms');
  assert.equal(delayWords(1_440), '1.4 s');
  assert.equal(delayWords(14_400), '14 s');
});

test('what a time input shows is what it says again', () => {
  assert.equal(toInput('2026-11-22T09:30:00.000Z'), '2026-11-22T09:30');
  assert.equal(fromInput('2026-11-22T09:30'), '2026-11-22T09:30:00.000Z');
  assert.equal(fromInput(''), null);
  assert.equal(toInput('never'), '');
});
