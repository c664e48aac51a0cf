// Webhooks and MQTT of the made-up building.
import { find, pause, Refusal } from './refusal.mjs';

const MINUTE = 60_000;
const nothingYet = { delivered: 0, givenUp: 0, expired: 0, waiting: 0, lag: 0, lastError: null, lastErrorAt: null, lastDeliveryAt: null };

const webhook = (name, url, more = {}) => ({
  name, kind: 'WEBHOOK', enabled: true, url, mqtt: null, allowPrivate: false, allowPlain: false, includeName: false,
  kinds: ['IDENTIFIED', 'CORRECTED', 'RETRACTED'], cameras: [], persons: [], ...more,
});

export function makeTargets(world, now) {
  const iso = (at) => new Date(at).toISOString();
  const target = (id, settings, state = {}, disabledBecause = null) => ({
    id, settings, createdAt: iso(now - 9 * 24 * 60 * MINUTE), disabledBecause, state: { ...nothingYet, ...state },
  });
  return [
    target('a1', webhook('Attendance', 'https://attendance.example.org/hooks/sightline?site=hamburg-altona&department=everybody-who-works-there', { includeName: true, kinds: ['APPEARED', 'IDENTIFIED', 'LEFT', 'CORRECTED', 'RETRACTED'] }),
      { delivered: 18_204, givenUp: 2, expired: 37, waiting: 4, lag: 2_310, lastDeliveryAt: iso(now - 2 * MINUTE) }),
    target('a2', webhook('Front door', 'https://10.20.1.7/open', { allowPrivate: true, kinds: ['IDENTIFIED'], cameras: ['entrance'], persons: world.people.slice(0, 2).map((person) => person.personId) }),
      { delivered: 12, waiting: 1, lastError: 'The receiver at 10.20.1.7 does not answer: connection refused', lastErrorAt: iso(now - 3 * MINUTE), lastDeliveryAt: iso(now - 90 * MINUTE) }),
    target('a3', {
      ...webhook('Smart home', null), kind: 'MQTT', url: null, allowPrivate: true, allowPlain: true,
      kinds: ['APPEARED', 'IDENTIFIED', 'LEFT', 'CORRECTED', 'RETRACTED'], cameras: ['entrance', 'lobby', 'gone-camera'],
      mqtt: { host: '10.20.1.20', port: 1883, tls: false, user: 'sightline', password: '${env:MQTT_PASSWORD}', topicPrefix: 'sightline', discoveryPrefix: 'homeassistant' },
    }, { delivered: 902, lastDeliveryAt: iso(now - 4_000) }),
    target('a4', webhook('Visitors’ book of the house next door, which is let to several others', 'https://book.example.net/in', { enabled: false }),
      {}, 'It answered that it wants nothing more (410 Gone)'),
    target('a5', webhook('Test bench', 'http://127.0.0.1:9000/in', { enabled: false, allowPrivate: true, allowPlain: true })),
  ];
}

/** As the server refuses; only what is easily got wrong. */
function check(form) {
  if (!form.name.trim()) throw new Refusal(400, 'name has to have 1 to 80 letters');
  if (!form.kinds.length) throw new Refusal(400, 'kinds is empty: nothing would ever be handed over');
  if (form.kind === 'WEBHOOK') {
    if (!/^https?:\/\/[^/]/.test(form.url ?? '')) throw new Refusal(400, 'url has to be https:// with a host, such as https://example.org/in');
    if (/^http:/.test(form.url) && !form.allowPlain) throw new Refusal(400, 'url is not encrypted: use https://, or say allowPlain for a receiver on this machine or network');
  }
  const password = form.mqtt?.password;
  if (password && !/^\$\{(env|file):.+}$/.test(password)) throw new Refusal(400, 'mqtt.password has to be a reference, ${env:NAME} or ${file:PATH}: it would stand in Kafka');
  const host = form.mqtt?.host ?? form.url;
  if (/\b(10|127)\.\d/.test(host) && !form.allowPrivate) {
    throw new Refusal(400, 'The address will not do: 10.20.1.7 is a loopback or private address, which has to be allowed for this target (allowPrivate)');
  }
}

export const outboundRoutes = [
  ['GET', /^\/outbound$/, 'ADMIN', (world) => [...world.targets].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1))],
  ['POST', /^\/outbound$/, 'ADMIN', async (world, { json }) => {
    await pause(200);
    check(json);
    const made = { id: `a${world.next++}n`, settings: json, createdAt: new Date().toISOString(), disabledBecause: null, state: { ...nothingYet } };
    world.targets.push(made);
    return made;
  }],
  ['PUT', /^\/outbound\/([^/]+)$/, 'ADMIN', (world, { json }, id) => {
    check(json);
    return Object.assign(find(world.targets, 'id', id, 'target'), { settings: json, disabledBecause: null });
  }],
  ['DELETE', /^\/outbound\/([^/]+)$/, 'ADMIN', (world, _, id) => {
    world.targets = world.targets.filter((each) => each !== find(world.targets, 'id', id, 'target'));
  }],
  ['POST', /^\/outbound\/([^/]+)\/test$/, 'ADMIN', async (world, _, id) => {
    const { settings } = find(world.targets, 'id', id, 'target');
    await pause(700);
    if (settings.kind === 'MQTT') return { works: true, words: 'It works. The broker has it.' };
    return /^https:\/\/10\./.test(settings.url)
      ? { works: false, words: 'The receiver at 10.20.1.7 does not answer: connection refused' }
      : { works: true, words: 'It works. The receiver answered 204.' };
  }],
  ['POST', /^\/outbound\/([^/]+)\/secret$/, 'ADMIN', (world, _, id) => {
    if (find(world.targets, 'id', id, 'target').settings.kind !== 'WEBHOOK') throw new Refusal(404, 'Only webhooks are signed; this target has no secret');
    return { secret: 'whsec_bm90IGEgc2VjcmV0LCBvbmx5IGEgc3RhbmQtaW4=' };
  }],
];
