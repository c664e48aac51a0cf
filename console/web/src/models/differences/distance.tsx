import type { Who } from '../../api/types';
import { Icon } from '../../base/icons';
import { nameOf } from '../../base/who';

interface Props {
  model: string;
  isActive?: boolean;
  /** Null if the model names nobody. */
  who: Who | null;
  /** To whose faces the distance is. */
  to: string | null;
  distance: number | null;
  threshold: number;
  isRight: boolean;
}

/** Whom a model names, and how near the face came to that person, against what passes. */
export function Distance({ model, isActive, who, to, distance, threshold, isRight }: Props) {
  const widest = Math.max(threshold * 1.5, (distance ?? 0) * 1.05);
  const passes = distance !== null && distance <= threshold;
  return (
    <div class={isRight ? 'distance right' : 'distance'}>
      <p class="distance-head">
        <span class="muted">
          {model} {isActive ? '(decides)' : ''}
        </span>
        {isRight ? (
          <span class="badge ok">
            <Icon name="check" size={14} /> Right
          </span>
        ) : null}
      </p>
      <p>
        <strong>{who ? nameOf(who) : 'Nobody'}</strong>
      </p>
      {distance === null ? (
        <p class="muted">No distance is known{to ? ` to ${to}` : ''}.</p>
      ) : (
        <>
          <div class="distance-bar" aria-hidden="true">
            <span class={passes ? 'near' : 'far'} style={{ width: `${(distance / widest) * 100}%` }} />
            <i style={{ left: `${(threshold / widest) * 100}%` }} />
          </div>
          <p class="muted">
            Distance {distance.toFixed(2)}
            {who ? '' : ` to ${to ?? 'the nearest'}`}; up to {threshold.toFixed(2)} passes
          </p>
        </>
      )}
    </div>
  );
}
