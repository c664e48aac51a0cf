import assert from 'node:assert/strict';
import test from 'node:test';
import { faultOf } from './fault';
import { as, draftOf, settingsOf, withTls } from './form';

const fresh = draftOf(null);

test('of the two ways only the chosen one is sent', () => {
  const webhook = settingsOf({ ...fresh, name: ' door ', url: ' https://door.example/in ' });
  assert.equal(webhook.name, 'door');
  assert.equal(webhook.url, 'https://door.example/in');
  assert.equal(webhook.mqtt, null);
  const mqtt = settingsOf({ ...fresh, kind: 'MQTT', mqtt: { ...fresh.mqtt, host: 'broker', user: ' ', discoveryPrefix: '' } });
  assert.equal(mqtt.url, null);
  assert.equal(mqtt.mqtt?.user, null);
  assert.equal(mqtt.mqtt?.discoveryPrefix, null);
});

test('what is told of follows the kind, unless somebody chose', () => {
  assert.ok(as('MQTT', fresh).kinds.includes('LEFT'));
  assert.deepEqual(as('WEBHOOK', as('MQTT', fresh)).kinds, fresh.kinds);
  assert.deepEqual(as('MQTT', { ...fresh, kinds: ['LEFT'] }).kinds, ['LEFT']);
});

test('a broker without TLS is one on this machine or network, at the port for that', () => {
  const plain = withTls({ ...fresh, kind: 'MQTT' }, false);
  assert.equal(plain.mqtt.port, 1883);
  assert.ok(settingsOf(plain).allowPlain && settingsOf(plain).allowPrivate);
  assert.equal(withTls(plain, true).mqtt.port, 8883);
  assert.ok(!settingsOf(withTls(plain, true)).allowPlain);
  assert.equal(withTls({ ...fresh, mqtt: { ...fresh.mqtt, port: 9000 } }, false).mqtt.port, 9000);
});

test('what the server finds stands at its field, in words for people', () => {
  assert.deepEqual(faultOf('url has to be https:// with a host, such as https://example.org/in', true), {
    field: 'url',
    words: 'The address has to be https:// with a host, such as https://example.org/in',
  });
  assert.deepEqual(faultOf('mqtt.password has to be a reference, ${env:NAME} or ${file:PATH}: it would stand in Kafka', false), {
    field: 'mqtt.password',
    words: 'The password has to be a reference, ${env:NAME} or ${file:PATH}: it would stand in Kafka',
  });
  const refused = faultOf(
    'The address will not do: 10.0.0.5 is a loopback or private address, which has to be allowed for this target (allowPrivate)',
    false,
  );
  assert.equal(refused.field, 'mqtt.host');
  assert.match(refused.words, /tick “On this machine or network”$/);
  assert.doesNotMatch(
    faultOf('url is not encrypted: use https://, or say allowPlain for a receiver on this machine or network', true).words,
    /allowPlain/,
  );
  assert.deepEqual(faultOf('There are 50 targets already; remove one first', true).field, null);
});
