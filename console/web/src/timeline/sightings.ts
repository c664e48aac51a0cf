import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { sightings as ask, streams, words } from '../api/client';
import { useStream, type StreamState } from '../api/stream';
import type { SightingView } from '../api/types';
import { matches, streamQuery, type Filter } from './filter';
import { append, take } from './list';

const PAGE = 40;
const SCROLLED_PX = 240;

export interface Sightings {
  /** Null until the first answer. */
  shown: SightingView[] | null;
  /** New ones that wait above, as the page is scrolled down. */
  waiting: number;
  showWaiting: () => void;
  next: string | null;
  /** False if the search for older ones ended at its limit. */
  isComplete: boolean;
  loadingOlder: boolean;
  showOlder: () => void;
  failure: string | null;
  again: () => void;
  /** Puts in what an answer brought. */
  put: (sighting: SightingView) => void;
  stream: StreamState;
}

/** The sightings of a filter, the latest first, kept up to date. */
export function useSightings(filter: Filter): Sightings {
  const [shown, setShown] = useState<SightingView[] | null>(null);
  const [waiting, setWaiting] = useState<SightingView[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [isComplete, setComplete] = useState(true);
  const [loadingOlder, setLoadingOlder] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const stream = useSignal<StreamState>('waiting');
  const key = JSON.stringify(filter);
  const round = useRef<AbortController | null>(null);
  const shownNow = useRef<SightingView[] | null>(null);
  shownNow.current = shown;

  const load = (before: string | null) => {
    round.current?.abort();
    const mine = new AbortController();
    round.current = mine;
    setFailure(null);
    setLoadingOlder(before !== null);
    ask({ ...filter, before, limit: PAGE }, mine.signal)
      .then((page) => {
        setShown((old) => (before === null ? page.sightings : append(old ?? [], page.sightings)));
        if (before === null) setWaiting([]);
        setNext(page.next);
        setComplete(page.isComplete);
      })
      .catch((reason: unknown) => {
        if (!mine.signal.aborted) setFailure(words(reason));
      })
      .finally(() => {
        if (round.current === mine) setLoadingOlder(false);
      });
  };

  useEffect(() => {
    setShown(null);
    setWaiting([]);
    load(null);
    return () => round.current?.abort();
  }, [key]);

  const put = (sighting: SightingView) => setShown((old) => (old ? take(old, sighting) : old));
  const wanted = streamQuery(filter, new Date());
  const url = wanted && streams.sightings(wanted);
  const openedBefore = useRef(false);
  useEffect(() => {
    openedBefore.current = false;
  }, [url]);
  useStream(
    url,
    {
      sighting: (data) => {
        const news = data as SightingView;
        const isShown = shownNow.current?.some((each) => each.sightingId === news.sightingId) ?? false;
        if (isShown) put(news);
        else if (!matches(filter, news)) return;
        else if (scrollY > SCROLLED_PX) setWaiting((old) => take(old, news));
        else put(news);
      },
    },
    stream,
    () => {
      // What came while the connection was away is asked for, unless somebody reads further down.
      if (openedBefore.current && scrollY <= SCROLLED_PX) load(null);
      openedBefore.current = true;
    },
  );

  return {
    shown,
    waiting: waiting.length,
    showWaiting: () => {
      setShown((old) => [...waiting, ...(old ?? [])]);
      setWaiting([]);
      scrollTo({ top: 0, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    },
    next,
    isComplete,
    loadingOlder,
    showOlder: () => load(next),
    failure,
    again: () => load(null),
    put,
    stream: stream.value,
  };
}
