interface Props {
  done: number;
  /** Null if it is not known how much there is. */
  of: number | null;
  /** What is counted; or all that is to be said. */
  words: string;
  label: string;
}

/** How far something is, as a bar and in words. */
export function ProgressBar({ done, of, words, label }: Props) {
  return (
    <div class="progress">
      {of === null ? <progress aria-label={label} /> : <progress aria-label={label} value={Math.min(done, of)} max={Math.max(of, 1)} />}
      <p class="muted">{words}</p>
    </div>
  );
}
