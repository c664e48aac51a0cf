import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../api/client';

export interface Loaded<T> {
  /** Null until the first answer. */
  value: T | null;
  failure: string | null;
  again: () => void;
  set: (value: T) => void;
}

/** Asks once when shown, and every so often if told to while the page is seen; keeps the last answer when one fails. */
export function useLoad<T>(ask: () => Promise<T>, everyMillis = 0): Loaded<T> {
  const [value, set] = useState<T | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const latest = useRef(ask);
  latest.current = ask;
  const round = useRef(0);
  const again = useCallback(() => {
    const mine = ++round.current;
    latest.current().then(
      (answer) => {
        if (mine !== round.current) return;
        set(() => answer);
        setFailure(null);
      },
      (reason: unknown) => {
        if (mine === round.current) setFailure(words(reason));
      },
    );
  }, []);
  useEffect(() => {
    again();
    const timer = everyMillis ? setInterval(() => document.hidden || again(), everyMillis) : 0;
    return () => {
      clearInterval(timer);
      round.current++;
    };
  }, []);
  return { value, failure, again, set };
}

export interface Action {
  busy: boolean;
  failure: string | null;
  run: (work: () => Promise<void>) => void;
  clear: () => void;
}

/** Something that a button starts: one at a time, with its failure in words. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    work()
      .catch((reason: unknown) => setFailure(words(reason)))
      .finally(() => setBusy(false));
  };
  return { busy, failure, run, clear: () => setFailure(null) };
}
