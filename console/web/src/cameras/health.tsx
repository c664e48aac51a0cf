import type { HealthPart } from '../api/types';
import { percent } from '../base/count';
import { now } from '../base/now';
import { moment } from '../base/time';
import { summary } from './health-words';

/** The last day as a strip: how much of each part the camera delivered. */
export function Health({ parts }: { parts: HealthPart[] }) {
  if (!parts.length) return null;
  return (
    <figure class="health">
      <div class="strip" role="img" aria-label={`The last day: ${summary(parts)}`}>
        {parts.map((part) => (
          <span
            key={part.from}
            class={level(part.upShare)}
            title={`From ${moment(part.from, now.value)}: ${part.upShare === null ? 'nothing known' : `delivered ${percent(part.upShare)} of the time`}`}
          />
        ))}
      </div>
      <figcaption>
        <span>24 h ago</span>
        <span>{summary(parts)}</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}

function level(upShare: number | null): string {
  if (upShare === null) return 'no';
  if (upShare >= 0.99) return 'up';
  return upShare > 0.01 ? 'partly' : 'down';
}
