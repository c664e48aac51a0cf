import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Corner } from '../../api/types';
import { LEAST_CORNERS, MOST_CORNERS, within } from './geometry';
import { arrow, part, placeWords, pointAt, polygon } from './surface';

interface Props {
  surface: RefObject<HTMLDivElement | null>;
  onDone: (points: Corner[]) => void;
  onCancel: () => void;
}

/** A zone in the making, corner by corner. */
export function Drawing({ surface, onDone, onCancel }: Props) {
  const [points, setPoints] = useState<Corner[]>([]);
  const [cross, setCross] = useState<Corner>({ x: 0.5, y: 0.5 });
  const [byKeys, setByKeys] = useState(false);
  const sheet = useRef<HTMLDivElement>(null);
  const canClose = points.length >= LEAST_CORNERS;
  useEffect(() => sheet.current?.focus(), []);

  const add = (point: Corner) => {
    if (points.length < MOST_CORNERS) setPoints([...points, point]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = arrow(event);
    if (by) {
      setByKeys(true);
      setCross((at) => within({ x: at.x + by.x, y: at.y + by.y }));
    } else if (event.key === ' ') add(cross);
    else if (event.key === 'Enter') {
      if (canClose) onDone(points);
    } else if (event.key === 'Backspace') setPoints(points.slice(0, -1));
    else if (event.key === 'Escape') onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div
        ref={sheet}
        class="sheet-draw"
        role="application"
        tabIndex={0}
        aria-label="Drawing a zone: arrows move the cross, Space sets a corner, Enter closes the zone, Escape ends"
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          setByKeys(false);
          setCross(pointAt(event, surface.current!));
        }}
        onClick={(event) => {
          if (event.detail) add(pointAt(event, surface.current!));
        }}
      >
        <svg class="shapes" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          {points.length ? <polyline class="draft" points={polygon([...points, cross])} /> : null}
        </svg>
        {byKeys ? <span class="cross" style={{ left: part(cross.x), top: part(cross.y) }} /> : null}
        <span class="only-read" aria-live="polite">
          {`${points.length} corners. ${byKeys ? `The cross is ${placeWords(cross)}.` : ''}`}
        </span>
      </div>
      {points.map((point, at) =>
        at === 0 ? (
          <button
            key={at}
            type="button"
            class={canClose ? 'corner first ready' : 'corner first'}
            style={{ left: part(point.x), top: part(point.y) }}
            aria-label="Close the zone"
            disabled={!canClose}
            onClick={() => onDone(points)}
          />
        ) : (
          <span key={at} class="corner" style={{ left: part(point.x), top: part(point.y) }} aria-hidden="true" />
        ),
      )}
    </>
  );
}
