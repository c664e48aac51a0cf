import type { Signal } from '@preact/signals';
import type { LiveCamera } from '../api/types';
import { setQuery } from '../base/router';
import { Icon } from '../base/icons';
import { Picture } from './picture';
import { Status } from './status';

interface Props {
  told: Signal<LiveCamera>;
  isStreaming: boolean;
  /** Whether its picture need not follow now: something else is in front of it. */
  isPaused: boolean;
}

export function Tile({ told, isStreaming, isPaused }: Props) {
  const camera = told.value;
  return (
    <li class={camera.up ? 'tile' : 'tile down'}>
      <div class="tile-view">
        <Picture
          cameraId={camera.cameraId}
          picture={camera.picture}
          isOld={!camera.up || !isStreaming}
          isPaused={isPaused}
        />
        <button
          type="button"
          class="tile-open"
          aria-label={`${camera.cameraId}: full size`}
          onClick={() => setQuery({ camera: camera.cameraId })}
        >
          <Icon name="expand" size={18} />
        </button>
        {camera.fault ? (
          <p class="tile-fault" role="status">
            <Icon name="warn" size={18} />
            <span>{camera.fault}</span>
          </p>
        ) : null}
      </div>
      <div class="tile-foot">
        <h2>{camera.cameraId}</h2>
        <Status camera={camera} isStreaming={isStreaming} />
      </div>
    </li>
  );
}
