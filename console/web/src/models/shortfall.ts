import type { ModelView } from '../api/types';

/** What was measured of a model beside the active one, and whether that is enough to let it decide. */
export type Standing = 'good' | 'short' | 'unmeasured';

export function standing(model: ModelView, activeModelId: string | null): Standing {
  const measured = model.comparisons.filter((comparison) => comparison.other === activeModelId);
  if (!measured.length) return 'unmeasured';
  return measured.every((comparison) => comparison.holds) ? 'good' : 'short';
}
