import type { CameraView } from '../api/types';
import { Button } from '../base/button';
import { count } from '../base/count';
import { Icon } from '../base/icons';
import { now } from '../base/now';
import { ago } from '../base/time';
import { Health } from './health';

interface Props {
  camera: CameraView;
  /** Null if the reader may not. */
  onEdit: (() => void) | null;
  onRemove: (() => void) | null;
}

export function CameraCard({ camera, onEdit, onRemove }: Props) {
  const { cameraId, settings, state, health } = camera;
  return (
    <article class="camera" aria-label={cameraId}>
      <div class="camera-words">
        <div class="camera-head">
          <h2>{cameraId}</h2>
          {state ? (
            <span class={state.up ? 'state live' : 'state down'}>{state.up ? 'Delivering' : 'Down'}</span>
          ) : (
            <span class="state">Nothing heard yet</span>
          )}
          {state ? <span class="muted">{ago(state.at, now.value)}</span> : null}
        </div>
        <p class="source">
          <code>{settings.source}</code>
        </p>
        <p class="muted camera-facts">
          <span>up to {settings.framesPerSecond} pictures a second</span>
          <span>{settings.zones.length ? count(settings.zones.length, 'zone') : 'whole picture'}</span>
          {settings.motionGate ? null : <span>no motion gate</span>}
          {settings.loop ? <span>loops</span> : null}
        </p>
        {state?.fault ? (
          <p class="bad-word">
            <Icon name="warn" size={18} />
            <span>{state.fault}</span>
          </p>
        ) : null}
      </div>
      <div class="camera-side">
        <Health parts={health} />
        <div class="actions">
          <a class="button small" href={`/live?camera=${encodeURIComponent(cameraId)}`}>
            Live
          </a>
          {onEdit ? (
            <Button small icon="edit" label={`Edit ${cameraId}`} onClick={onEdit}>
              Edit
            </Button>
          ) : null}
          {onRemove ? (
            <Button small icon="remove" label={`Remove ${cameraId}`} onClick={onRemove}>
              Remove
            </Button>
          ) : null}
        </div>
      </div>
    </article>
  );
}
