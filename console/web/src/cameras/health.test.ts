import assert from 'node:assert/strict';
import test from 'node:test';
import { summary } from './health-words';

const parts = (...shares: (number | null)[]) => shares.map((upShare, i) => ({ from: `2026-11-22T0${i}:00:00Z`, upShare }));

test('time of which nothing is known does not count', () => {
  assert.equal(summary(parts(null, 1, 0.5)), 'delivered 75 % of the time');
  assert.equal(summary(parts(null, null)), 'nothing known yet');
});

test('a short fault is not rounded away', () => {
  assert.equal(summary(parts(1, 1, 1)), 'delivered all the time');
  assert.equal(summary(parts(1, 1, 0.992)), 'delivered 99.7 % of the time');
  assert.equal(summary(parts(0, 0)), 'did not deliver');
});
