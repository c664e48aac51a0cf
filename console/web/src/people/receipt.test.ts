import assert from 'node:assert/strict';
import test from 'node:test';
import { receiptText } from './receipt';

const receipt = {
  gone: {
    personId: 'p-1',
    name: 'Anna',
    faces: 2,
    archivedFaces: 0,
    remaining: [{ topic: 'crops', goneBy: '2026-12-22T10:00:00Z' }],
    notes: ['A model keeps what it has learned.'],
  },
  at: '2026-11-22T10:00:00Z',
  actor: 'paul',
};

test('a receipt says who, when, by whom, and what goes when', () => {
  const text = receiptText(receipt);
  for (const line of [
    'Name:  Anna',
    'When:  2026-11-22 10:00 UTC',
    'By:    paul',
    '  - 2 faces that they were recognised by',
    '  - No faces in the archive of training faces',
    '  - Records in crops: by 2026-12-22 10:00 UTC',
    '  - A model keeps what it has learned.',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line} is missing in\n${text}`);
  }
});

test('a long line is broken between words, under where it began', () => {
  const note = 'A model that was trained on their faces keeps what it has learned, which is no picture.';
  const text = receiptText({ ...receipt, gone: { ...receipt.gone, notes: [note] } });
  assert.ok(text.includes('  - A model that was trained on their faces keeps what it has learned, which\n    is no picture.\n'), text);
});

test('a receipt is silent on what there is not', () => {
  const text = receiptText({ ...receipt, gone: { ...receipt.gone, remaining: [], notes: [] } });
  assert.ok(!text.includes('Good to know') && !text.includes('Gone later'));
});
