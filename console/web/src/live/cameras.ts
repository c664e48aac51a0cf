import { batch, computed, signal, type Signal } from '@preact/signals';
import { streams } from '../api/client';
import { useStream, type StreamState } from '../api/stream';
import type { LiveCamera } from '../api/types';

/** The cameras as the stream tells them, by id: one signal each, so that news of one draws one tile anew. */
export const liveCameras = signal<ReadonlyMap<string, Signal<LiveCamera>>>(new Map());

/** How many of them are down. */
export const downCount = computed(() => [...liveCameras.value.values()].filter((camera) => !camera.value.up).length);

/** How the stream of them is. */
export const liveState = signal<StreamState>('waiting');

/** Whether the stream has told all there are, so that no camera means none. */
export const liveIsKnown = signal(false);

const SETTLING_MILLIS = 1_500;

/** Those that were told since the stream was opened last. */
let told = new Set<string>();

/** Follows the cameras while the component is shown: one stream for all. */
export function useLiveCameras(): void {
  useStream(
    streams.live,
    {
      camera: (data) => put(data as LiveCamera),
      removed: (data) => {
        const { cameraId } = data as { cameraId: string };
        keep((each) => each !== cameraId);
      },
    },
    liveState,
    () => {
      // Each camera is told once on connecting; one that was not soon after was removed meanwhile.
      const since = (told = new Set());
      setTimeout(() => {
        if (told !== since) return;
        keep((cameraId) => since.has(cameraId));
        liveIsKnown.value = true;
      }, SETTLING_MILLIS);
    },
  );
}

function put(camera: LiveCamera): void {
  told.add(camera.cameraId);
  const known = liveCameras.peek().get(camera.cameraId);
  if (known) {
    known.value = camera;
    return;
  }
  batch(() => {
    liveCameras.value = new Map([...liveCameras.peek(), [camera.cameraId, signal(camera)]]);
    liveIsKnown.value = true;
  });
}

function keep(isKept: (cameraId: string) => boolean): void {
  const before = liveCameras.peek();
  const after = new Map([...before].filter(([cameraId]) => isKept(cameraId)));
  if (after.size !== before.size) liveCameras.value = after;
}
