/** From what is measured to where it is drawn. */
export interface Scale {
  (value: number): number;
}

export function linear([from, to]: [number, number], [start, end]: [number, number]): Scale {
  const span = to - from || 1;
  return (value) => start + ((value - from) / span) * (end - start);
}

/** Equal steps for equal factors. */
export function logarithmic([from, to]: [number, number], range: [number, number]): Scale {
  const inner = linear([Math.log10(from), Math.log10(to)], range);
  return (value) => inner(Math.log10(value));
}

/** Powers of ten within the domain. */
export function decades([from, to]: [number, number]): number[] {
  const ticks: number[] = [];
  for (let power = Math.ceil(Math.log10(from) - 1e-9); power <= Math.log10(to) + 1e-9; power++) ticks.push(10 ** power);
  return ticks;
}

/** Round numbers within the domain, about as many as asked for. */
export function roundTicks([from, to]: [number, number], wanted: number): number[] {
  const raw = (to - from) / Math.max(1, wanted);
  if (!(raw > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw * 0.999)!;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step - 1e-9) + 0; at * step <= to + step * 1e-9; at++) ticks.push(at * step);
  return ticks;
}
