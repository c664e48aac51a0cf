import type { HealthPart } from '../api/types';

/** How much of the known time a camera delivered, in words. */
export function summary(parts: HealthPart[]): string {
  const known = parts.flatMap((part) => (part.upShare === null ? [] : [part.upShare]));
  if (!known.length) return 'nothing known yet';
  const share = known.reduce((sum, each) => sum + each, 0) / known.length;
  if (share >= 0.9995) return 'delivered all the time';
  // 99.97 % must not read as 100, nor 0.02 % as 0.
  const shown = share > 0.99 || share < 0.01 ? (Math.floor(share * 1000) / 10).toFixed(1) : String(Math.round(share * 100));
  return share === 0 ? 'did not deliver' : `delivered ${shown} % of the time`;
}
