import assert from 'node:assert/strict';
import test from 'node:test';
import { faults } from './faults';
import { rectangle } from './geometry';

const zone = (name: string, points = rectangle()) => ({ name, purpose: 'LOOK' as const, points });

test('zones with names of their own and an area are sound', () => {
  assert.deepEqual(faults([zone('door'), zone('gate')]), { wrong: [], odd: [] });
});

test('a name that is missing or there twice is wrong', () => {
  assert.match(faults([zone(' ')]).wrong[0]!, /no name/);
  assert.match(faults([zone('door'), zone('door')]).wrong[0]!, /Two zones are called “door”/);
});

test('a line is wrong, a bow tie only odd', () => {
  const line = [
    { x: 0.1, y: 0.1 },
    { x: 0.9, y: 0.9 },
    { x: 0.5, y: 0.5 },
  ];
  assert.match(faults([zone('door', line)]).wrong[0]!, /hardly more than a line/);
  const [a, b, c, d] = rectangle();
  const tie = faults([zone('door', [a!, c!, b!, d!])]);
  assert.deepEqual(tie.wrong, []);
  assert.match(tie.odd[0]!, /crosses itself/);
});
