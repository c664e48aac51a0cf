import type { Corner } from '../../api/types';
import { within } from './geometry';

/** Where a pointer is on the picture, in parts of its width and height. */
export function pointAt(event: { clientX: number; clientY: number }, surface: HTMLElement): Corner {
  const { left, top, width, height } = surface.getBoundingClientRect();
  return within({ x: (event.clientX - left) / width, y: (event.clientY - top) / height });
}

const STEP = 0.01;
const FAR = 5;

/** How far an arrow key moves something; null for other keys. */
export function arrow(event: KeyboardEvent): Corner | null {
  const by = STEP * (event.shiftKey ? FAR : 1);
  if (event.key === 'ArrowLeft') return { x: -by, y: 0 };
  if (event.key === 'ArrowRight') return { x: by, y: 0 };
  if (event.key === 'ArrowUp') return { x: 0, y: -by };
  if (event.key === 'ArrowDown') return { x: 0, y: by };
  return null;
}

export function part(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

/** A place in words, for those who do not see the picture. */
export function placeWords({ x, y }: Corner): string {
  return `${Math.round(x * 100)} % from the left, ${Math.round(y * 100)} % from the top`;
}

export function polygon(points: Corner[]): string {
  return points.map(({ x, y }) => `${x},${y}`).join(' ');
}
