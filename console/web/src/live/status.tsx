import type { LiveCamera } from '../api/types';
import { delayWords } from '../base/time';

export type Condition = 'live' | 'still' | 'waiting' | 'down' | 'lost';

export function condition(camera: LiveCamera, isStreaming: boolean): Condition {
  if (!isStreaming && camera.picture) return 'lost';
  if (!camera.up) return 'down';
  if (!camera.picture) return 'waiting';
  return camera.framesPerSecond > 0 ? 'live' : 'still';
}

const conditionWords: Record<Condition, string> = {
  live: 'Live',
  still: 'Still scene',
  waiting: 'Waiting for a picture',
  down: 'Down',
  lost: 'Not connected',
};

/** State, frames per second and delay of a camera, in one line. */
export function Status({ camera, isStreaming }: { camera: LiveCamera; isStreaming: boolean }) {
  const now = condition(camera, isStreaming);
  return (
    <p class="tile-status">
      <span class={`state ${now}`}>{conditionWords[now]}</span>
      {now === 'live' ? <span title="Pictures published a second">{rate(camera.framesPerSecond)} fps</span> : null}
      {(now === 'live' || now === 'still') && camera.delayMillis !== null ? (
        <span title="From a picture’s capture to the event that it decided">{delayWords(camera.delayMillis)} delay</span>
      ) : null}
    </p>
  );
}

function rate(framesPerSecond: number): string {
  return framesPerSecond < 9.95 ? framesPerSecond.toFixed(1) : framesPerSecond.toFixed(0);
}
