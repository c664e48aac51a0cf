import assert from 'node:assert/strict';
import test from 'node:test';
import { area, crossesItself, middle, moveAll, moveCorner, rectangle, removeCorner, splitEdge, within } from './geometry';

const square = [
  { x: 0, y: 0 },
  { x: 0.5, y: 0 },
  { x: 0.5, y: 0.5 },
  { x: 0, y: 0.5 },
];

test('a corner stays within the picture', () => {
  assert.deepEqual(within({ x: -0.2, y: 1.7 }), { x: 0, y: 1 });
  assert.deepEqual(moveCorner(square, 2, { x: 1.2, y: 0.123456 })[2], { x: 1, y: 0.1235 });
});

test('a zone keeps at least three corners', () => {
  const triangle = removeCorner(square, 1);
  assert.equal(triangle.length, 3);
  assert.deepEqual(removeCorner(triangle, 0), triangle);
});

test('an edge is split in its middle, the last one too', () => {
  assert.deepEqual(splitEdge(square, 0)[1], { x: 0.25, y: 0 });
  assert.deepEqual(middle(square, 3), { x: 0, y: 0.25 });
  assert.deepEqual(splitEdge(square, 3).at(-1), { x: 0, y: 0.25 });
});

test('a zone that is moved keeps its shape at the edge of the picture', () => {
  assert.deepEqual(moveAll(square, { x: 0.9, y: -0.3 }), [
    { x: 0.5, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 0.5 },
    { x: 0.5, y: 0.5 },
  ]);
});

test('an area is a part of the picture, whichever way round', () => {
  assert.equal(area(square), 0.25);
  assert.equal(area([...square].reverse()), 0.25);
  assert.ok(Math.abs(area(rectangle()) - 0.16) < 1e-9);
});

test('a bow tie crosses itself, a square and a bent shape do not', () => {
  const [a, b, c, d] = square as [(typeof square)[0], (typeof square)[0], (typeof square)[0], (typeof square)[0]];
  assert.ok(crossesItself([a, c, b, d]));
  assert.ok(!crossesItself(square));
  assert.ok(!crossesItself([a, b, c, { x: 0.3, y: 0.2 }]));
});
