import type { ModelChangeKind, ModelState, Progress } from '../api/types';
import { percent } from '../base/count';

export const stateWords: Record<ModelState, { name: string; means: string; look: string }> = {
  ACTIVE: { name: 'Decides', means: 'It says who somebody is.', look: 'ok' },
  SHADOW: { name: 'Runs beside', means: 'It sees what the cameras see, and decides nothing.', look: 'now' },
  CANDIDATE: { name: 'Candidate', means: 'It is here, and nothing is done with it.', look: '' },
  RETIRED: { name: 'Retired', means: 'It is not used any more.', look: '' },
  UNSPECIFIED: { name: 'New', means: 'Its files are here, and nothing was done with it yet.', look: '' },
};

interface ChangeWords {
  /** What the button says. */
  act: string;
  /** While it runs. */
  running: string;
  /** What it was, once it is over. */
  was: string;
}

export const changeWords: Record<ModelChangeKind, ChangeWords> = {
  SHADOW: { act: 'Run beside', running: 'is being set up beside the deciding model', was: 'was to run beside' },
  STOP_SHADOW: { act: 'Stop', running: 'is being stopped', was: 'was to be stopped' },
  PROMOTE: { act: 'Let it decide', running: 'is taking over', was: 'was to take over' },
  ROLLBACK: { act: 'Go back to it', running: 'is taking over again', was: 'was to take over again' },
  RETIRE: { act: 'Retire', running: 'is being retired', was: 'was to be retired' },
};

const figureNames: Record<string, string> = {
  accuracy: 'Pairs judged right',
  auc: 'Area under the curve (AUC)',
  equalErrorRate: 'Equal error rate',
  rankOne: 'Right person nearest',
  trueAcceptRate: 'Recognised at the model’s threshold',
  falseAcceptRate: 'Taken for another at the model’s threshold',
  genuinePairs: 'Pairs of one person',
  impostorPairs: 'Pairs of two people',
  pictures: 'Pictures',
  facesNotFound: 'Pictures without a face',
};

const counts = new Set(['genuinePairs', 'impostorPairs', 'pictures', 'facesNotFound']);

/** 1e-3 of tarAtFar1e-3; null of any other. */
function rateIn(figure: string, prefix: string): string | null {
  return figure.startsWith(prefix) && /^\d+e-\d+$/.test(figure.slice(prefix.length)) ? figure.slice(prefix.length) : null;
}

/** What a figure is called, and as those who know say it. */
export function figureName(figure: string): { name: string; exact: string | null } {
  const far = rateIn(figure, 'tarAtFar');
  if (far) return { name: `Recognised, if ${oneIn(Number(far))} is taken for another`, exact: `TAR at FAR ${far}` };
  const fpir = rateIn(figure, 'fnirAtFpir');
  if (fpir) return { name: `Missed, if ${oneIn(Number(fpir))} unknown is named`, exact: `FNIR at FPIR ${fpir}` };
  const threshold = rateIn(figure, 'thresholdAtFar');
  if (threshold) return { name: 'Threshold', exact: `at FAR ${threshold}` };
  return { name: figureNames[figure] ?? figure, exact: null };
}

/** Whether it is one that models are compared by. */
export function isKey(figure: string): boolean {
  return rateIn(figure, 'tarAtFar') !== null || (figure in figureNames && !counts.has(figure));
}

export function figureValue(figure: string, value: number): string {
  if (counts.has(figure)) return value.toLocaleString('en-GB');
  if (figure.startsWith('threshold')) return value.toFixed(2);
  if (figure === 'auc') return value.toFixed(4);
  return value >= 0 && value <= 1 ? share(value) : String(value);
}

/** First what one looks for, then the rest; limits of intervals stand beside their figure. */
export function figureOrder(figures: string[]): string[] {
  const rank = (figure: string) => {
    if (rateIn(figure, 'tarAtFar')) return /1e-/.test(figure) ? 0 : 1;
    const at = Object.keys(figureNames).indexOf(figure);
    return at >= 0 ? 2 + at : figure.startsWith('threshold') ? 99 : 50;
  };
  const far = (figure: string) => -Number(rateIn(figure, 'tarAtFar') ?? 0);
  return [...new Set(figures)]
    .filter((figure) => !/\.(low|high)$/.test(figure) && rank(figure) !== 1)
    .sort((a, b) => rank(a) - rank(b) || far(a) - far(b) || a.localeCompare(b));
}

/** 1 in 1,000. */
export function oneIn(rate: number): string {
  return `1 in ${Math.round(1 / rate).toLocaleString('en-GB')}`;
}

/** 87.3 %, and more digits only near the end. */
export function share(value: number): string {
  const digits = value > 0.99 && value < 1 ? 2 : value === 0 || value === 1 ? 0 : value < 0.001 ? 4 : 1;
  return `${(value * 100).toFixed(digits)} %`;
}

export function setName(name: string): string {
  return name || 'as it came';
}

export function progressWords({ done, of, what }: Progress): string {
  const number = (n: number) => n.toLocaleString('en-GB');
  return of === null ? `${number(done)} ${what}` : `${number(done)} of ${number(of)} ${what} (${percent(of ? done / of : 1)})`;
}
