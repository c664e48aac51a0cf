import { useEffect, useRef, useState } from 'preact/hooks';
import { decades, linear, logarithmic, roundTicks } from './scale';
import { marks, type Mark } from './marks';

export interface Series {
  name: string;
  points: [x: number, y: number][];
  /** Which of the looks: a colour, a dash and a mark of its own. */
  look: number;
}

interface Props {
  series: Series[];
  /** What it shows, in a sentence or two, for those who do not see it. */
  label: string;
  xName: string;
  /** Above the axis; left out where a heading says it. */
  yName?: string;
  xWords: (x: number) => string;
  yWords: (y: number) => string;
  yDomain: [number, number];
  logX?: boolean;
  height?: number;
  /** Whether each point has a mark; many points have none. */
  marked?: boolean;
}

const WIDTH_AT_FIRST = 560;
const MARGIN = { top: 10, right: 14, bottom: 44, left: 52 };
const NAME_HEIGHT = 22;
const PIXELS_A_TICK = 95;

/** Lines over a plane, drawn as wide as there is room, so that words have the size of words. */
export function Chart({ series, label, xName, yName, xWords, yWords, yDomain, logX, height = 280, marked }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const xs = series.flatMap((each) => each.points.map(([x]) => x));
  const domain: [number, number] = [Math.min(...xs), Math.max(...xs)];
  const right = width - MARGIN.right;
  const top = MARGIN.top + (yName ? NAME_HEIGHT : 0);
  const bottom = height - MARGIN.bottom;
  const x = (logX ? logarithmic : linear)(domain, [MARGIN.left, right]);
  const y = linear(yDomain, [bottom, top]);
  const xTicks = logX ? decades(domain) : roundTicks(domain, (right - MARGIN.left) / PIXELS_A_TICK);
  const yTicks = roundTicks(yDomain, height / 60);
  return (
    <div class="chart" ref={box}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {yTicks.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={MARGIN.left} x2={right} y1={y(tick)} y2={y(tick)} />
            <text x={MARGIN.left - 8} y={y(tick) + 4} text-anchor="end">
              {yWords(tick)}
            </text>
          </g>
        ))}
        {xTicks.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={x(tick)} x2={x(tick)} y1={top} y2={bottom} />
            <text x={x(tick)} y={bottom + 17} text-anchor={anchor(x(tick), right)}>
              {xWords(tick)}
            </text>
          </g>
        ))}
        <text class="axis" x={right} y={height - 6} text-anchor="end">
          {xName}
        </text>
        {yName ? (
          <text class="axis" x={0} y={12}>
            {yName}
          </text>
        ) : null}
        {series.map(({ name, points, look }) => (
          <g key={name} class={`series look-${look % LOOKS}`}>
            <polyline points={points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(' ')} />
            {marked || points.length === 1
              ? points.map(([px, py]) => (
                  <path key={px} class="mark" d={marks[look % LOOKS]} transform={`translate(${x(px).toFixed(1)} ${y(py).toFixed(1)})`}>
                    <title>{`${name}: ${yWords(py)}, ${xWords(px)}`}</title>
                  </path>
                ))
              : null}
          </g>
        ))}
      </svg>
    </div>
  );
}

/** The line and mark of a series, as in the chart. */
export function LegendMark({ look }: { look: number }) {
  return (
    <svg class={`legend-mark series look-${look % LOOKS}`} width="34" height="14" viewBox="0 0 34 14" aria-hidden="true" focusable="false">
      <polyline points="1,7 33,7" />
      <path class="mark" d={marks[look % LOOKS]} transform="translate(17 7)" />
    </svg>
  );
}

export const LOOKS: number = (marks as readonly Mark[]).length;

/** Words at the edge would be cut off in the middle. */
function anchor(at: number, right: number): 'middle' | 'end' {
  return at > right - 30 ? 'end' : 'middle';
}

function useWidth(box: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(WIDTH_AT_FIRST);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(200, Math.round(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}
