import assert from 'node:assert/strict';
import test from 'node:test';
import { decades, linear, logarithmic, roundTicks } from './scale';

test('equal factors are equal steps', () => {
  const x = logarithmic([1e-4, 1e-1], [0, 300]);
  assert.ok(Math.abs(x(1e-3) - 100) < 1e-6);
  assert.ok(Math.abs(x(1e-2) - 200) < 1e-6);
});

test('a domain of one value is drawn, not divided by', () => {
  assert.equal(linear([3, 3], [0, 100])(3), 0);
});

test('powers of ten at both ends are among the ticks', () => {
  assert.deepEqual(decades([1e-3, 1e-1]).map((tick) => tick.toExponential()), ['1e-3', '1e-2', '1e-1']);
  assert.deepEqual(decades([2e-3, 5e-2]).map((tick) => tick.toExponential()), ['1e-2']);
});

test('ticks are round numbers', () => {
  assert.deepEqual(roundTicks([0, 1], 5).map((tick) => tick.toFixed(1)), ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  assert.deepEqual(roundTicks([0, 12_000], 4), [0, 5000, 10000]);
  assert.deepEqual(roundTicks([2, 2], 4), [2]);
});
