import type { LiveCamera } from '../api/types';
import { delayWords } from '../base/time';

export type Condition = 'live' | 'still' | 'down';

export function condition(camera: LiveCamera): Condition {
  if (!camera.up) return 'down';
  return camera.framesPerSecond > 0 ? 'live' : 'still';
}

const conditionWords: Record<Condition, string> = { live: 'Live', still: 'Still scene', down: 'Down' };

/** State, frames per second and delay of a camera, in one line. */
export function Status({ camera }: { camera: LiveCamera }) {
  const now = condition(camera);
  return (
    <p class="tile-status">
      <span class={`state ${now}`}>{conditionWords[now]}</span>
      {now === 'live' ? <span title="Pictures published a second">{rate(camera.framesPerSecond)} fps</span> : null}
      {now !== 'down' && camera.delayMillis !== null ? (
        <span title="From a picture’s capture to the event that it decided">{delayWords(camera.delayMillis)} delay</span>
      ) : null}
    </p>
  );
}

function rate(framesPerSecond: number): string {
  return framesPerSecond < 9.95 ? framesPerSecond.toFixed(1) : framesPerSecond.toFixed(0);
}
