import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { Corner, Zone } from '../../api/types';
import { middle, moveAll, moveCorner, removeCorner, splitEdge } from './geometry';
import { arrow, part, placeWords, pointAt, polygon } from './surface';

interface Props {
  zones: Zone[];
  chosen: number | null;
  onChoose: (at: number | null) => void;
  onChange: (at: number, zone: Zone) => void;
  surface: RefObject<HTMLDivElement | null>;
}

/** The zones on the picture; the chosen one has corners to pull. */
export function Shapes({ zones, chosen, onChoose, onChange, surface }: Props) {
  const grip = useRef<Corner | null>(null);
  const zone = chosen === null ? undefined : zones[chosen];
  const reshape = (points: Corner[]) => {
    if (chosen !== null && zone) onChange(chosen, { ...zone, points });
  };
  return (
    <>
      <svg class="shapes" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {zones.map((each, at) => (
          <polygon
            key={at}
            class={`${each.purpose.toLowerCase()}${at === chosen ? ' chosen' : ''}`}
            points={polygon(each.points)}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              grip.current = pointAt(event, surface.current!);
              onChoose(at);
            }}
            onPointerMove={(event) => {
              if (!grip.current) return;
              const to = pointAt(event, surface.current!);
              onChange(at, {
                ...each,
                points: moveAll(each.points, { x: to.x - grip.current.x, y: to.y - grip.current.y }),
              });
              grip.current = to;
            }}
            onPointerUp={() => {
              grip.current = null;
            }}
            onPointerCancel={() => {
              grip.current = null;
            }}
          />
        ))}
      </svg>
      {zones.map((each, at) => (
        <span
          key={at}
          class={`zone-name ${each.purpose.toLowerCase()}`}
          style={{ left: part(Math.min(...each.points.map((p) => p.x))), top: part(Math.min(...each.points.map((p) => p.y))) }}
          aria-hidden="true"
        >
          {each.name}
        </span>
      ))}
      {zone?.points.map((point, at) => (
        <button
          key={`corner ${at}`}
          type="button"
          class="corner"
          style={{ left: part(point.x), top: part(point.y) }}
          aria-label={`Corner ${at + 1} of ${zone.name}: ${placeWords(point)}`}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) {
              reshape(moveCorner(zone.points, at, pointAt(event, surface.current!)));
            }
          }}
          onKeyDown={(event) => {
            const by = arrow(event);
            if (by) reshape(moveCorner(zone.points, at, { x: point.x + by.x, y: point.y + by.y }));
            else if (event.key === 'Delete' || event.key === 'Backspace') reshape(removeCorner(zone.points, at));
            else return;
            event.preventDefault();
          }}
        />
      ))}
      {zone?.points.map((_, at) => {
        const between = middle(zone.points, at);
        return (
          <button
            key={`edge ${at}`}
            type="button"
            class="corner between"
            style={{ left: part(between.x), top: part(between.y) }}
            aria-label={`Add a corner after corner ${at + 1} of ${zone.name}`}
            onClick={() => reshape(splitEdge(zone.points, at))}
          />
        );
      })}
    </>
  );
}
