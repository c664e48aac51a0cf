import assert from 'node:assert/strict';
import test from 'node:test';
import { figureName, figureOrder, figureValue, oneIn, progressWords, share } from './words';

test('rates are told as one in so many', () => {
  assert.equal(oneIn(1e-3), '1 in 1,000');
  assert.equal(oneIn(2e-1), '1 in 5');
  assert.deepEqual(figureName('tarAtFar1e-3'), { name: 'Recognised, if 1 in 1,000 is taken for another', exact: 'TAR at FAR 1e-3' });
});

test('a figure that is not known stands under its own name', () => {
  assert.equal(figureName('camera.weather').name, 'camera.weather');
  assert.equal(figureValue('camera.weather', 17.5), '17.5');
});

test('figures that one looks for come first, and limits and points between decades are left out', () => {
  assert.deepEqual(
    figureOrder(['zeta', 'auc', 'tarAtFar1e-3', 'tarAtFar1e-3.low', 'tarAtFar2e-3', 'tarAtFar1e-2', 'accuracy', 'accuracy']),
    ['tarAtFar1e-2', 'tarAtFar1e-3', 'accuracy', 'auc', 'zeta'],
  );
});

test('shares have more digits near the end, where they matter', () => {
  assert.equal(share(0.8731), '87.3 %');
  assert.equal(share(0.99501), '99.50 %');
  assert.equal(share(1), '100 %');
  assert.equal(share(0.00024), '0.0240 %');
});

test('progress says how much there is, if that is known', () => {
  assert.equal(progressWords({ done: 1200, of: 4800, what: 'templates' }), '1,200 of 4,800 templates (25 %)');
  assert.equal(progressWords({ done: 7, of: null, what: 'faces' }), '7 faces');
});
