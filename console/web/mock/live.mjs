// What the cameras of the made-up building show.
import { hash, scene } from './pictures.mjs';

const KEPT_FRAMES = 60;

/** The camera at this moment, as the live stream tells it. */
export function liveCamera(world, camera, at) {
  const seed = hash(camera.cameraId);
  const isUp = camera.state.up;
  const isStill = isUp && seed % 5 === 0;
  const faces = isUp && !isStill ? facesAt(world, seed, at) : [];
  const frameId = `${camera.cameraId}/1/${Math.floor(at / 100)}`;
  const [width, height] = seed % 4 === 1 ? [960, 720] : [1280, 720];
  if (!isUp && seed % 2 === 0) return told(camera, at, null, isStill);
  world.frames.set(frameId, { cameraId: camera.cameraId, width, height, faces, stamp: new Date(at).toISOString().slice(11, 21) });
  for (const key of world.frames.keys()) {
    if (world.frames.size <= KEPT_FRAMES * Math.max(1, world.cameras.length)) break;
    world.frames.delete(key);
  }
  return told(camera, at, {
    frameId,
    url: `/api/v1/live/cameras/${encodeURIComponent(camera.cameraId)}/pictures/${encodeURIComponent(frameId)}`,
    capturedAt: new Date(at).toISOString(),
    width,
    height,
    faces: faces.map((face, i) => ({
      trackId: `${camera.cameraId}-${face.name}-${i}`,
      box: boxOf(face, width / height),
      who: face.who,
    })),
  }, isStill);
}

export function frame(world, frameId) {
  const kept = world.frames.get(frameId);
  return kept ? scene(kept.cameraId, kept.width, kept.height, kept.faces, kept.stamp) : null;
}

function told(camera, at, picture, isStill) {
  const isUp = camera.state.up;
  return {
    cameraId: camera.cameraId,
    up: isUp,
    fault: camera.state.fault,
    framesPerSecond: isUp && !isStill ? 4.8 : 0,
    delayMillis: isUp ? 160 + (hash(camera.cameraId) % 120) : null,
    clock: new Date(at).toISOString(),
    picture,
  };
}

function facesAt(world, seed, at) {
  return Array.from({ length: seed % 4 }, (_, i) => {
    const phase = (at / (9_000 + i * 3_000) + i * 0.37 + (seed % 10) / 10) % 1;
    const person = world.people[(seed + i * 3) % world.people.length];
    const kind = (seed + i) % 5 === 0 ? 'UNKNOWN' : (seed + i) % 3 === 0 ? 'STRANGER' : 'PERSON';
    return {
      name: kind === 'PERSON' ? person.name : `stranger-${i}`,
      cx: 0.12 + phase * 0.76,
      cy: 0.36 + 0.1 * Math.sin(phase * 9 + i),
      r: 0.13 + 0.03 * i,
      who: {
        kind,
        personId: kind === 'PERSON' ? person.personId : null,
        name: kind === 'PERSON' ? person.name : null,
        anonymousId: kind === 'STRANGER' ? world.strangers[i % world.strangers.length].anonymousIds[0] : null,
      },
    };
  });
}

function boxOf(face, ratio) {
  const height = face.r * 2.4;
  const width = (face.r * 1.9) / ratio;
  const clamp = (value) => Math.min(1, Math.max(0, value));
  const x = clamp(face.cx - width / 2);
  const y = clamp(face.cy - height / 2);
  return { x, y, width: Math.min(width, 1 - x), height: Math.min(height, 1 - y) };
}
