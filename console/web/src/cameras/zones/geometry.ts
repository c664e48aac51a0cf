import type { Corner } from '../../api/types';

// As the server has it.
export const MOST_ZONES = 16;
export const LEAST_CORNERS = 3;
export const MOST_CORNERS = 32;
export const LONGEST_NAME = 64;

/** Kept within the picture, and short enough to be read: four places. */
export function within({ x, y }: Corner): Corner {
  const clamp = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
  return { x: clamp(x), y: clamp(y) };
}

export function moveCorner(points: Corner[], at: number, to: Corner): Corner[] {
  return points.map((point, i) => (i === at ? within(to) : point));
}

/** Without a corner, unless too few were left. */
export function removeCorner(points: Corner[], at: number): Corner[] {
  return points.length <= LEAST_CORNERS ? points : points.filter((_, i) => i !== at);
}

/** With one more corner in the middle of the edge that begins at a corner, unless there are too many. */
export function splitEdge(points: Corner[], at: number): Corner[] {
  if (points.length >= MOST_CORNERS) return points;
  return [...points.slice(0, at + 1), middle(points, at), ...points.slice(at + 1)];
}

/** The middle of the edge that begins at a corner. */
export function middle(points: Corner[], at: number): Corner {
  const a = points[at]!;
  const b = points[(at + 1) % points.length]!;
  return within({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
}

/** Moved as a whole, as far as it stays within the picture. */
export function moveAll(points: Corner[], by: Corner): Corner[] {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const dx = Math.min(1 - Math.max(...xs), Math.max(-Math.min(...xs), by.x));
  const dy = Math.min(1 - Math.max(...ys), Math.max(-Math.min(...ys), by.y));
  return points.map(({ x, y }) => within({ x: x + dx, y: y + dy }));
}

/** A zone in the middle of the picture, to be pulled into shape. */
export function rectangle(): Corner[] {
  return [
    { x: 0.3, y: 0.3 },
    { x: 0.7, y: 0.3 },
    { x: 0.7, y: 0.7 },
    { x: 0.3, y: 0.7 },
  ];
}

/** How much of the picture a polygon that does not cross itself covers, 0 to 1. */
export function area(points: Corner[]): number {
  const twice = points.reduce((sum, a, i) => {
    const b = points[(i + 1) % points.length]!;
    return sum + a.x * b.y - b.x * a.y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** Whether two edges that are no neighbours cross: then what is inside is hard to see. */
export function crossesItself(points: Corner[]): boolean {
  const n = points.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      if (cross(points[i]!, points[i + 1]!, points[j]!, points[(j + 1) % n]!)) return true;
    }
  }
  return false;
}

function cross(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

function side(a: Corner, b: Corner, p: Corner): number {
  return Math.sign((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
}
