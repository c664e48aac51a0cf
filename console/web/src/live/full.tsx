import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LiveCamera } from '../api/types';
import { Button } from '../base/button';
import { Dialog } from '../base/dialog';
import { clock } from '../base/time';
import { nameOf } from '../base/who';
import { Failure } from '../base/states';
import { Picture } from './picture';
import { Status } from './status';

interface Props {
  told: Signal<LiveCamera>;
  isStreaming: boolean;
  /** Goes to the camera before (-1) or after (1); null if there is but one. */
  onMove: ((by: -1 | 1) => void) | null;
  onClose: () => void;
}

/** One camera, as large as the window. */
export function FullSize({ told, isStreaming, onMove, onClose }: Props) {
  useEffect(() => {
    if (!onMove) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'ArrowLeft') onMove(-1);
      if (event.key === 'ArrowRight') onMove(1);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onMove]);
  const camera = told.value;
  const faces = camera.picture?.faces ?? [];
  return (
    <Dialog title={camera.cameraId} size="full" onClose={onClose}>
      <div class="full">
        <Picture key={camera.cameraId} cameraId={camera.cameraId} picture={camera.picture} isOld={!camera.up || !isStreaming} />
        {camera.fault ? <Failure text={camera.fault} /> : null}
        <div class="full-foot">
          <Status camera={camera} isStreaming={isStreaming} />
          {camera.picture ? <p class="muted">Captured {clock(camera.picture.capturedAt)}</p> : null}
          <p class="full-people" aria-live="polite">
            {faces.length === 0 ? 'Nobody in view' : 'In view: ' + [...new Set(faces.map((face) => nameOf(face.who)))].join(', ')}
          </p>
          <div class="actions">
            {onMove ? (
              <>
                <Button small icon="left" onClick={() => onMove(-1)}>
                  Previous
                </Button>
                <Button small icon="right" onClick={() => onMove(1)}>
                  Next
                </Button>
              </>
            ) : null}
            <a class="button small" href={`/timeline?camera=${encodeURIComponent(camera.cameraId)}`}>
              Timeline of this camera
            </a>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
