import { batch, computed, signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { cameras as askCameras, streams } from '../api/client';
import { useStream, type StreamState } from '../api/stream';
import type { CameraView, LiveCamera } from '../api/types';
import { useLoad, type Loaded } from '../base/load';

/** The cameras as the page shows them, by id: one signal each, so that news of one draws one tile anew. */
export const liveCameras = signal<ReadonlyMap<string, Signal<LiveCamera>>>(new Map());

/** How many of them are down. */
export const downCount = computed(() => [...liveCameras.value.values()].filter((camera) => !camera.value.up).length);

/** How the stream of them is. */
export const liveState = signal<StreamState>('waiting');

const LISTED_AGAIN_MILLIS = 15_000;

/** Those that were on the list at the last look: one that is not any more was removed. */
let listed = new Set<string>();

/**
 * Follows the cameras while the component is shown: one stream for all. It tells of a camera once there is a picture; until
 * then the list says which there are.
 */
export function useLiveCameras(): Loaded<CameraView[]> {
  const list = useLoad(askCameras, LISTED_AGAIN_MILLIS);
  useEffect(() => {
    if (list.value) learn(list.value);
  }, [list.value]);
  useStream(
    streams.live,
    {
      camera: (data) => put(data as LiveCamera),
      removed: (data) => remove((data as { cameraId: string }).cameraId),
    },
    liveState,
    list.again,
  );
  return list;
}

function learn(cameras: CameraView[]): void {
  const now = new Set(cameras.map((camera) => camera.cameraId));
  batch(() => {
    for (const cameraId of listed) if (!now.has(cameraId)) remove(cameraId);
    for (const camera of cameras) {
      const known = liveCameras.peek().get(camera.cameraId)?.peek();
      if (!known || !known.picture) put(standIn(camera));
    }
  });
  listed = now;
}

/** What is known of a camera of which there was no picture yet. */
function standIn({ cameraId, state }: CameraView): LiveCamera {
  return {
    cameraId,
    up: state?.up ?? true,
    fault: state?.fault ?? null,
    framesPerSecond: 0,
    delayMillis: null,
    clock: null,
    picture: null,
  };
}

function put(camera: LiveCamera): void {
  const known = liveCameras.peek().get(camera.cameraId);
  if (known) known.value = camera;
  else liveCameras.value = new Map([...liveCameras.peek(), [camera.cameraId, signal(camera)]]);
}

function remove(cameraId: string): void {
  liveCameras.value = new Map([...liveCameras.peek()].filter(([each]) => each !== cameraId));
}
