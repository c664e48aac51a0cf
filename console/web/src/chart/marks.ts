export type Mark = string;

/** Shapes around 0,0 by which lines are told apart without their colour. */
export const marks: readonly Mark[] = [
  'M-4.500 0a4.500 4.500 0 1 0 9 0a4.500 4.500 0 1 0 -9 0z',
  'M-4 -4h8v8h-8z',
  'M0 -5.500L5 4h-10z',
  'M0 -5.500L5.500 0L0 5.500L-5.500 0z',
  'M0 5.500L5 -4h-10z',
  'M-1.500 -5h3v3.500h3.500v3h-3.500v3.500h-3v-3.500h-3.500v-3h3.500z',
];
