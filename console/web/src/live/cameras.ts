import { signal } from '@preact/signals';
import { streams } from '../api/client';
import { useStream, type StreamState } from '../api/stream';
import type { LiveCamera } from '../api/types';

/** The cameras as the stream tells them, by id. */
export const liveCameras = signal<ReadonlyMap<string, LiveCamera>>(new Map());

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
      camera: (data) => {
        const camera = data as LiveCamera;
        const next = new Map(liveCameras.peek());
        told.add(camera.cameraId);
        next.set(camera.cameraId, camera);
        liveCameras.value = next;
        liveIsKnown.value = true;
      },
      removed: (data) => {
        const next = new Map(liveCameras.peek());
        next.delete((data as { cameraId: string }).cameraId);
        liveCameras.value = next;
      },
    },
    liveState,
    () => {
      // Each camera is told once on connecting; one that was not soon after was removed meanwhile.
      const since = (told = new Set());
      setTimeout(() => {
        if (told !== since) return;
        liveCameras.value = new Map([...liveCameras.peek()].filter(([cameraId]) => since.has(cameraId)));
        liveIsKnown.value = true;
      }, SETTLING_MILLIS);
    },
  );
}
