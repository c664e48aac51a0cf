import assert from 'node:assert/strict';
import test from 'node:test';
import { dump, pretty } from './dump';

test('bytes stand sixteen a row with their place and their text', () => {
  assert.equal(
    dump('48656c6c6f00' + 'ff'.repeat(11)),
    '0000  48 65 6c 6c 6f 00 ff ff ff ff ff ff ff ff ff ff  Hello...........\n' +
      '0010  ff                                               .',
  );
});

test('blanks between the digits do not matter, and nothing gives nothing', () => {
  assert.equal(dump('41 42'), dump('4142'));
  assert.equal(dump(''), '');
});

test('what is no JSON is shown as it is', () => {
  assert.equal(pretty('{"a":1}'), '{\n  "a": 1\n}');
  assert.equal(pretty('{"a":'), '{"a":');
});
