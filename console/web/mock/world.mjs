// A made-up building: people, cameras and what was seen. Nobody here exists.
import { makeModels, makeRuns } from './models.mjs';
import { makeTargets } from './outbound.mjs';
import { hash } from './pictures.mjs';

const HOUR = 3_600_000;
const names = ['Anna Lindqvist', 'Paul Okafor', 'Mei-Ling Tan', 'José Ramírez', 'Fatima al-Sayed', 'Jonas Weber', 'Priya Nair',
  'Tomasz Wójcik', 'Grace O’Neill', 'Samuel Adeyemi', 'Ines <script>alert(1)</script> Costa', 'Wolfeschlegelsteinhausenbergerdorff Hubert'];
const cameraNames = ['entrance', 'lobby', 'loading-dock', 'stairs-2', 'car-park', 'corridor-east', 'roof', 'reception'];

export function makeWorld({ empty = false, cameras = 6, signedOut = false, role = 'ADMIN', firstStart = false, openIdConnect = null, refusal = null, signOutUrl = null, modelSpeed = 1, now = Date.now() } = {}) {
  const iso = (at) => new Date(at).toISOString();
  const world = {
    signedIn: !signedOut, firstStart, openIdConnect, refusal, signOutUrl,
    user: { name: 'paul', role },
    users: [
      { name: 'paul', role, createdAt: iso(now - 40 * 24 * HOUR) },
      { name: 'maria', role: 'OPERATOR', createdAt: iso(now - 20 * 24 * HOUR) },
      { name: 'frontdesk', role: 'VIEWER', createdAt: iso(now - 3 * 24 * HOUR) },
    ],
    people: [], cameras: [], sightings: [], strangers: [], deadLetters: [], audit: [], targets: [], models: makeModels(now).slice(0, 1), runs: [], modelSpeed, frames: new Map(), next: 1,
  };
  if (empty) return world;
  world.people = names.map((name, i) => ({
    personId: `p-${(hash(name) % 0xffffff).toString(16)}`,
    name,
    consent: i % 3 === 2 ? null : `Signed form of ${2 + i} March 2026, in the works council’s folder`,
    changedAt: iso(now - i * 26 * HOUR),
    photos: Array.from({ length: 1 + (i % 4) }, (_, k) => ({
      templateId: `t-${i}-${k}`,
      url: i === 7 && k === 0 ? null : `/api/v1/crops/person-${encodeURIComponent(name)}~${k}`,
      enrolledAt: iso(now - (i + k) * 30 * HOUR),
      quality: 0.62 + ((i * 7 + k * 3) % 35) / 100,
      isLearned: k === 2,
    })),
    lastSeen: i % 4 === 3 ? null : { at: iso(now - i * 0.7 * HOUR), cameraId: cameraNames[i % cameraNames.length] },
  }));
  world.cameras = Array.from({ length: cameras }, (_, i) => cameraOf(i, now));
  world.strangers = [34, 12, 7, 3, 1].map((sightings, i) => ({
    groupId: `g-${i}`,
    anonymousIds: Array.from({ length: Math.max(1, 4 - i) }, (_, k) => `anon-${hash(`s${i}${k}`).toString(16).padStart(8, '0')}`),
    sightings,
    cameras: cameraNames.slice(i, i + 1 + (i % 3)),
    firstSeenAt: iso(now - (i + 2) * 50 * HOUR),
    lastSeenAt: iso(now - (i * 9 + 0.4) * HOUR),
    cropUrls: Array.from({ length: Math.min(5, sightings) }, (_, k) => `/api/v1/crops/stranger-${i}~${k}`),
    cropUrlByKey: Object.fromEntries(Array.from({ length: Math.max(1, 4 - i) - (i === 0 ? 1 : 0) }, (_, k) => [`anon-${hash(`s${i}${k}`).toString(16).padStart(8, '0')}`, `/api/v1/crops/stranger-${i}~k${k}`])),
    nearest: i === 1 ? { personId: world.people[5].personId, name: world.people[5].name, distance: 0.47 } : null,
  }));
  for (let i = 0; i < 130; i++) world.sightings.push(sightingOf(world, i, now - i * i * 9_000 - i * 50_000, i > 2));
  world.models = makeModels(now);
  world.runs = makeRuns(now);
  world.targets = makeTargets(world, now);
  world.deadLetters = [
    ['frames', 'ingest', 'detector', 'The picture cannot be decoded: it ends after 1,204 of 48,113 bytes.', 'lobby'],
    ['identity-events', 'matcher', 'console', 'The record names schema 7, which the registry does not know.', 'entrance'],
    ['enrollments', 'people', 'embedder', 'The vector has 128 numbers; the model gives 512.', world.people[0].personId],
  ].map(([topic, , service, reason, key], i) => ({
    id: `0-${i}`, at: iso(now - i * 7 * HOUR), topic, partition: i, offset: 48_211 + i * 977, service, reason, key, bytes: 1_204,
    hex: '', json: null, headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
  }));
  world.audit = [
    ['maria', 'enrol-person', world.people[1].personId, { photos: '3' }, null],
    ['paul', 'change-camera', 'lobby', { zones: '2' }, null],
    ['frontdesk', 'forget-person', world.people[2].personId, {}, 'The role VIEWER may not do this.'],
    ['paul', 'sign-in', 'paul', { from: '127.0.0.1' }, null],
  ].map(([actor, action, subject, details, failure], i) => ({ actor, action, subject, details, failure, at: iso(now - i * 5 * HOUR) }));
  return world;
}

function cameraOf(i, now) {
  const name = cameraNames[i % cameraNames.length] + (i >= cameraNames.length ? `-${Math.floor(i / cameraNames.length) + 1}` : '');
  const isDown = i === 2 || i === 17;
  return {
    cameraId: name,
    settings: {
      source: i % 2 ? `rtsp://\${env:CAMERA_USER}:\${env:CAMERA_PASSWORD}@10.20.0.${10 + i}/stream1` : `http://10.20.0.${10 + i}/video.mjpg`,
      framesPerSecond: 5, maxWidth: 1280, jpegQuality: 85, motionGate: true, loop: false, realTime: true,
      zones: i === 0 ? [
        { name: 'door', purpose: 'LOOK', points: [{ x: 0.08, y: 0.12 }, { x: 0.6, y: 0.1 }, { x: 0.64, y: 0.9 }, { x: 0.1, y: 0.92 }] },
        { name: 'street', purpose: 'IGNORE', points: [{ x: 0.72, y: 0.05 }, { x: 0.97, y: 0.05 }, { x: 0.97, y: 0.6 }] },
      ] : [],
    },
    state: {
      up: !isDown,
      fault: isDown ? 'The camera does not answer (connection refused). Is it switched on, and the address right? Trying again in 20 s.' : null,
      at: new Date(now - 4_000).toISOString(),
    },
    health: Array.from({ length: 48 }, (_, k) => ({
      from: new Date(now - (48 - k) * HOUR / 2).toISOString(),
      upShare: k < 6 && i % 3 === 1 ? null : isDown && k > 40 ? 0 : (i * 13 + k * 7) % 37 === 0 ? 0.6 : 1,
    })),
  };
}

/** The i-th sighting, which began at that time. */
export function sightingOf(world, i, at, isOver) {
  const person = i % 4 === 3 ? null : world.people[(i * 5) % world.people.length];
  const strangerAt = i % 5;
  const stranger = world.strangers[strangerAt];
  const camera = world.cameras[(i * 3) % world.cameras.length];
  const certainty = !person ? 'UNKNOWN' : i % 9 === 4 ? 'CONFIRMED' : i % 5 === 2 ? 'NARROW' : 'CLEAR';
  const distance = certainty === 'NARROW' ? 0.28 : 0.19 + (i % 7) / 100;
  return {
    sightingId: `s-${at}-${i}`,
    eventId: `e-${at}-${i}`,
    cameraId: camera.cameraId,
    who: person
      ? { kind: 'PERSON', personId: person.personId, name: person.name, anonymousId: null }
      : i % 8 === 7
        ? { kind: 'UNKNOWN', personId: null, name: null, anonymousId: null }
        : { kind: 'STRANGER', personId: null, name: null, anonymousId: stranger.anonymousIds[0] },
    firstSeenAt: new Date(at).toISOString(),
    lastSeenAt: new Date(at + 4_000 + (i % 9) * 7_000).toISOString(),
    isOver,
    certainty,
    summary: person
      ? certainty === 'CONFIRMED'
        ? 'A person said so; the face is as near as it should be.'
        : `The face is ${certainty === 'NARROW' ? 'just' : 'well'} within the threshold${certainty === 'NARROW' ? '' : ', and nobody else is near'}.`
      : 'Nobody who is enrolled is near enough.',
    reasons: person
      ? [
          { about: 'distance', words: `${distance.toFixed(2)}, the threshold is 0.30` },
          { about: 'next person', words: `${world.people[(i + 3) % world.people.length].name} at 0.41` },
          { about: 'quality', words: 'sharp, looking at the camera (0.83)' },
          { about: 'liveness', words: 'NOT_CHECKED' },
          { about: 'model', words: 'facenet-512@3' },
          { about: 'best crop', words: `topic crops, partition 0, offset ${i}` },
        ]
      : [{ about: 'distance', words: `the nearest is ${world.people[0].name} at 0.52, the threshold is 0.30` }],
    cropUrl: i % 11 === 10 ? null : `/api/v1/crops/${person ? 'person-' + encodeURIComponent(person.name) : 'stranger-' + strangerAt}~seen${i}`,
    photoUrl: person ? person.photos[0].url : null,
    word: certainty === 'CONFIRMED' ? { actor: 'maria', saidAt: new Date(at + 60_000).toISOString(), words: 'confirmed by maria' } : null,
    delayMillis: 140 + (i % 6) * 35,
  };
}
