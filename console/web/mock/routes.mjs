// The contract, answered from the made-up building.
import { frame } from './live.mjs';
import { crop, scene } from './pictures.mjs';
import { find, pause, Refusal } from './refusal.mjs';

const svg = (text) => ({ type: 'image/svg+xml', body: text });
const session = (world) => ({
  user: world.signedIn ? world.user : null,
  csrfToken: world.signedIn ? 'mock-token' : null,
  hasPassword: world.signedIn && !world.signOutUrl,
  signOutUrl: world.signedIn ? world.signOutUrl : null,
  signIn: {
    withPassword: true,
    leastPasswordLength: 10,
    openIdConnect: world.openIdConnect ?? null,
    firstStart: world.firstStart,
    refusal: world.refusal,
  },
  version: '0.1.0-mock',
});

function personFor(world, personId, name) {
  if (personId) return find(world.people, 'personId', personId, 'person');
  const made = { personId: `p-new${world.next++}`, name, consent: null, changedAt: new Date().toISOString(), photos: [], lastSeen: null };
  world.people.push(made);
  return made;
}

/** Each: method, path as a regular expression, role, and the answer. */
export const routes = [
  ['GET', /^\/session$/, null, (world) => session(world)],
  ['POST', /^\/session$/, null, (world, { json }) => {
    if (json.password === 'slow') throw new Refusal(429, 'Too many tries.', { 'Retry-After': '30' });
    if (json.password !== 'sightline') throw new Refusal(401, 'User and password do not go together. (In the mock the password is sightline.)');
    world.signedIn = true;
    return session(world);
  }],
  ['DELETE', /^\/session$/, 'VIEWER', (world) => { world.signedIn = false; }],
  ['POST', /^\/session\/first$/, null, (world, { json }) => {
    world.signedIn = true;
    world.firstStart = false;
    world.user = { name: json.user, role: 'ADMIN' };
    return session(world);
  }],
  ['POST', /^\/session\/password$/, 'VIEWER', (world, { json }) => {
    if (json.current !== 'sightline') throw new Refusal(400, 'The current password is another.');
  }],
  ['GET', /^\/users$/, 'ADMIN', (world) => world.users],
  ['POST', /^\/users$/, 'ADMIN', (world, { json }) => {
    if (world.users.some((each) => each.name === json.name)) throw new Refusal(409, `There is a user ${json.name} already.`);
    const made = { name: json.name, role: json.role, createdAt: new Date().toISOString() };
    world.users.push(made);
    return made;
  }],
  ['PATCH', /^\/users\/([^/]+)$/, 'ADMIN', (world, { json }, name) => {
    const found = find(world.users, 'name', name, 'user');
    if (json.role) found.role = json.role;
    return found;
  }],
  ['DELETE', /^\/users\/([^/]+)$/, 'ADMIN', (world, _, name) => { world.users = world.users.filter((each) => each.name !== name); }],

  ['GET', /^\/live\/cameras\/([^/]+)\/pictures\/([^/]+)$/, 'VIEWER', (world, _, camera, frameId) => {
    const text = frame(world, frameId);
    if (!text) throw new Refusal(404, 'This picture is too old.');
    return svg(text);
  }],
  ['GET', /^\/crops\/(.+)$/, 'VIEWER', (_world, _request, path) => {
    const [name, variant] = path.split('~');
    return svg(crop(name.replace(/^person-/, ''), variant ?? ''));
  }],

  ['GET', /^\/sightings$/, 'VIEWER', (world, { query }) => {
    const limit = Number(query.get('limit') ?? 40);
    const before = query.get('before');
    const all = world.sightings.filter((each) => wanted(each, query) && (!before || each.firstSeenAt < before));
    const sightings = all.slice(0, limit);
    return { sightings, next: all.length > limit ? sightings.at(-1).firstSeenAt : null, isComplete: sightings.length < 100 };
  }],
  ['POST', /^\/labels$/, 'OPERATOR', async (world, { json }) => {
    await pause(700);
    const sighting = world.sightings.find((each) => each.eventId === json.eventId);
    if (!sighting) throw new Refusal(404, 'This sighting is too old to be judged.');
    if (json.kind === 'NOT' && sighting.certainty === 'CONFIRMED') throw new Refusal(409, 'Maria confirmed this sighting; only she or an admin can take it back.');
    const said = (words) => ({ actor: world.user.name, saidAt: new Date().toISOString(), words });
    const from = sighting.who.name ?? 'unknown';
    if (json.kind === 'RIGHT') Object.assign(sighting, { certainty: 'CONFIRMED', word: said(`confirmed by ${world.user.name}`) });
    if (json.kind === 'NOT') Object.assign(sighting, {
      certainty: 'UNKNOWN', photoUrl: null, summary: `A person said that it is not ${from}.`, word: said(`not ${from}, said ${world.user.name}`),
      who: { kind: 'STRANGER', personId: null, name: null, anonymousId: world.strangers[0].anonymousIds[0] },
    });
    if (json.kind === 'IS') {
      const person = personFor(world, json.personId, json.name);
      Object.assign(sighting, {
        certainty: 'CONFIRMED', photoUrl: person.photos[0]?.url ?? sighting.cropUrl, summary: 'A person said so.',
        word: said(`corrected from ${from} by ${world.user.name}`),
        who: { kind: 'PERSON', personId: person.personId, name: person.name, anonymousId: null },
      });
    }
    world.tell('sighting', sighting);
    return { labelId: `l-${world.next++}`, isComplete: true, corrected: 1, learned: json.kind === 'NOT' ? 0 : 1, words: 'One event was corrected, and one face learned.' };
  }],

  ['GET', /^\/people$/, 'VIEWER', (world) => world.people],
  ['POST', /^\/people\/enrolments$/, 'OPERATOR', async (world, { form }) => {
    await pause(900);
    const files = form.files.length ? form.files : ['photo.jpg'];
    const isNew = !form.fields.personId;
    const person = personFor(world, form.fields.personId, form.fields.name);
    const photos = files.map((file, i) => /landscape|noface/.test(file) || i === 3
      ? { file, isEnrolled: false, outcome: 'NO_FACE', message: 'No face was found. Use a photo on which the face is at least 80 pixels wide and looks at the camera.', quality: null, lookalike: null }
      : i === 1
        ? { file, isEnrolled: true, outcome: 'ENROLLED', message: 'Enrolled.', quality: 0.71, lookalike: world.people[3] ? { personId: world.people[3].personId, name: world.people[3].name, distance: 0.36 } : null }
        : { file, isEnrolled: true, outcome: 'ENROLLED', message: 'Enrolled.', quality: 0.88, lookalike: null });
    photos.filter((photo) => photo.isEnrolled).forEach((photo, k) => person.photos.push({
      templateId: `t-${world.next++}`, url: `/api/v1/crops/person-${encodeURIComponent(person.name)}~n${k}`, enrolledAt: new Date().toISOString(), quality: photo.quality, isLearned: false,
    }));
    if (form.fields.consent) person.consent = form.fields.consent;
    return { personId: person.personId, name: person.name, isNew, isKnownNow: person.photos.length > 0, photos };
  }],
  ['PATCH', /^\/people\/([^/]+)$/, 'OPERATOR', (world, { json }, personId) => {
    const person = find(world.people, 'personId', personId, 'person');
    if (json.name) person.name = json.name;
    if (json.consent !== null) person.consent = json.consent;
    return person;
  }],
  ['POST', /^\/people\/([^/]+)\/merge$/, 'OPERATOR', async (world, { json }, personId) => {
    const from = find(world.people, 'personId', personId, 'person');
    const into = find(world.people, 'personId', json.into, 'person');
    await pause(900);
    into.photos.push(...from.photos);
    world.people = world.people.filter((each) => each !== from);
    const past = world.sightings.filter(({ who }) => who.personId === personId);
    for (const { who } of past) Object.assign(who, { personId: into.personId, name: into.name });
    const faces = from.photos.length;
    const words = `${into.name} has ${faces} faces more, and ${past.length} past events were corrected.`;
    return { person: into, faces, events: past.length, words };
  }],
  ['DELETE', /^\/people\/([^/]+)\/photos\/(.+)$/, 'OPERATOR', async (world, _, personId, templateId) => {
    const person = find(world.people, 'personId', personId, 'person');
    await pause(300);
    if (person.photos.length === 1) throw new Refusal(409, 'It is the last photo: without one nobody is recognised. Forget the person instead.');
    person.photos = person.photos.filter((photo) => photo.templateId !== templateId);
    return person;
  }],
  ['GET', /^\/people\/([^/]+)\/forgetting$/, 'OPERATOR', (world, _, personId) => preview(find(world.people, 'personId', personId, 'person'))],
  ['DELETE', /^\/people\/([^/]+)$/, 'OPERATOR', (world, _, personId) => {
    const person = find(world.people, 'personId', personId, 'person');
    world.people = world.people.filter((each) => each !== person);
    return { gone: preview(person), at: new Date().toISOString(), actor: world.user.name };
  }],

  ['GET', /^\/gallery\/backup$/, 'ADMIN', () => ({ type: 'application/octet-stream', body: 'mock', headers: { 'Content-Disposition': 'attachment; filename="sightline-gallery-2026-11-22.avro"' } })],
  ['POST', /^\/gallery\/restore$/, 'ADMIN', async (_world, { form }) => {
    await pause(600);
    if (!form.files[0]?.endsWith('.avro')) throw new Refusal(400, `${form.files[0]} is no backup of the gallery: it does not begin as one.`);
    return { people: 12, faces: 31, words: '12 people with 31 faces were added. One who was forgotten since was left out.' };
  }],

  ['GET', /^\/unknowns$/, 'VIEWER', (world) => world.strangers],
  ['POST', /^\/unknowns\/names$/, 'OPERATOR', async (world, { json }) => {
    await pause(900);
    const person = personFor(world, json.personId, json.name);
    world.strangers = world.strangers
      .map((group) => ({ ...group, anonymousIds: group.anonymousIds.filter((key) => !json.anonymousIds.includes(key)) }))
      .filter((group) => group.anonymousIds.length);
    return { personId: person.personId, name: person.name, isComplete: true, corrected: 34, learned: 3, words: `34 events now name ${person.name}, and 3 faces were learned.` };
  }],

  ['GET', /^\/cameras$/, 'VIEWER', (world) => world.cameras],
  ['POST', /^\/cameras$/, 'ADMIN', (world, { json }) => {
    if (world.cameras.some((each) => each.cameraId === json.cameraId)) throw new Refusal(409, `There is a camera ${json.cameraId} already.`);
    if (!/^[\w.-]+$/.test(json.cameraId)) throw new Refusal(400, `The name ${json.cameraId} cannot be used: letters, digits, dot, dash and underscore are allowed.`);
    const made = { cameraId: json.cameraId, settings: json.settings, state: null, health: [] };
    world.cameras.push(made);
    return made;
  }],
  ['PUT', /^\/cameras\/([^/]+)$/, 'ADMIN', (world, { json }, cameraId) => Object.assign(find(world.cameras, 'cameraId', cameraId, 'camera'), { settings: json })],
  ['DELETE', /^\/cameras\/([^/]+)$/, 'ADMIN', (world, _, cameraId) => {
    world.cameras = world.cameras.filter((each) => each.cameraId !== cameraId);
    world.tellLive('removed', { cameraId });
  }],
  ['POST', /^\/cameras\/tests$/, 'ADMIN', async (_world, { json }) => {
    await pause(900);
    if (/broken|10\.20\.0\.12/.test(json.source)) {
      return { works: false, words: 'The camera does not answer: connection refused at 10.20.0.12, port 554. Is it switched on, and the address right?', width: 0, height: 0, snapshot: null };
    }
    const picture = scene('test', 1280, 720, [], new Date().toISOString().slice(11, 19));
    return { works: true, words: 'It works: 1280 × 720 pixels, 25 pictures a second.', width: 1280, height: 720, snapshot: 'data:image/svg+xml;base64,' + Buffer.from(picture).toString('base64') };
  }],

  ['GET', /^\/system$/, 'VIEWER', (world) => ({
    version: '0.1.0-mock',
    startedAt: new Date(Date.now() - 5 * 3_600_000).toISOString(),
    stages: ['ingest', 'detector', 'embedder', 'matcher', 'archiver', 'console'].map((name) => ({ name, fault: name === 'archiver' && world.people.length ? 'The archive’s disk is full: 0 bytes of 40 GB are free.' : null })),
    lag: [['detector', 'frames', 3], ['embedder', 'crops', 0], ['matcher', 'embeddings', 0], ['archiver', 'crops', 18_204]].map(([group, topic, records]) => ({ group, topic, records })),
    storage: [['frames', 18_220, 1_480_000_000, '10 minutes'], ['crops', 48_112, 660_000_000, '30 days'], ['embeddings', 51_000, 121_000_000, 'a year'], ['gallery', 34, 88_000, 'until somebody is forgotten'], ['identity-events', 9_120, null, '6 months'], ['audit', 214, 61_000, 'for good']].map(([topic, records, bytes, kept]) => ({ topic, records, bytes, kept })),
    deadLetters: world.deadLetters.length,
    versions: ['Sightline 0.1.0-mock', 'Kafka 4.1.0', 'Java 17.0.16', 'Model facenet-512@3'],
  })],
  ['GET', /^\/dead-letters$/, 'ADMIN', (world) => world.deadLetters],
  ['GET', /^\/dead-letters\/([^/]+)$/, 'ADMIN', (world, _, id) => ({
    ...find(world.deadLetters, 'id', id, 'record'),
    hex: Array.from({ length: 96 }, (_unused, i) => ((i * 37 + 11) % 256).toString(16).padStart(2, '0')).join(''),
    json: id === '0-0' ? '{"frameId":"lobby/1/220","capturedAt":"2026-11-22T09:12:44Z","width":1280,"height":720}' : null,
  })],
  ['POST', /^\/dead-letters\/([^/]+)\/replay$/, 'ADMIN', async (world, _, id) => {
    await pause(400);
    world.deadLetters = world.deadLetters.filter((each) => each.id !== id);
  }],
  ['GET', /^\/audit$/, 'ADMIN', (world) => world.audit],
];

export function wanted(sighting, query) {
  const is = (key, value) => !query.get(key) || query.get(key) === value;
  return is('person', sighting.who.personId) && is('stranger', sighting.who.anonymousId) && is('camera', sighting.cameraId) &&
    is('certainty', sighting.certainty) && (!query.get('from') || sighting.lastSeenAt >= query.get('from')) && (!query.get('to') || sighting.firstSeenAt <= query.get('to'));
}

function preview(person) {
  return {
    personId: person.personId, name: person.name, faces: person.photos.length, archivedFaces: 17,
    remaining: [{ topic: 'crops', goneBy: new Date(Date.now() + 30 * 86_400_000).toISOString() }, { topic: 'embeddings', goneBy: new Date(Date.now() + 365 * 86_400_000).toISOString() }],
    notes: ['That this id was erased stays for ever, so that no replay brings the person back.', 'A model that was trained on their faces keeps what it has learned, which is no picture.'],
  };
}
