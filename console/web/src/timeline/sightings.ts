import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { sightings as ask, streams, words } from '../api/client';
import { useStream, type StreamState } from '../api/stream';
import type { SightingView } from '../api/types';
import { matches, streamQuery, type Filter } from './filter';
import { append, isOlder, take } from './list';

const PAGE = 40;
const SCROLLED_PX = 240;
const GATHER_MILLIS = 200;
/** With more than these the page begins anew from the latest. */
const MOST_SHOWN = 600;

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
  const hasOlder = useRef(false);
  hasOlder.current = next !== null;
  /** Whether more came meanwhile than were asked for. */
  const hasGap = useRef(false);
  const shownNow = useRef<SightingView[] | null>(null);
  shownNow.current = shown;

  const load = (before: string | null) => {
    round.current?.abort();
    const mine = new AbortController();
    round.current = mine;
    if (before === null) hasGap.current = false;
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

  // Drawn a few times a second, however many come.
  const gathered = useRef<SightingView[]>([]);
  const timer = useRef(0);
  const gather = (news: SightingView) => {
    gathered.current.push(news);
    timer.current ||= window.setTimeout(() => {
      timer.current = 0;
      takeIn(gathered.current.splice(0));
    }, GATHER_MILLIS);
  };
  const takeIn = (all: SightingView[]) => {
    const now = shownNow.current ?? [];
    const known = new Set(now.map((each) => each.sightingId));
    const changed = all.filter((each) => known.has(each.sightingId));
    const fresh = all.filter(
      (each) => !known.has(each.sightingId) && matches(filter, each) && !(hasOlder.current && isOlder(now, each)),
    );
    if (changed.length) setShown((old) => old && changed.reduce(take, old));
    if (!fresh.length) return;
    if (scrollY > SCROLLED_PX) setWaiting((old) => fresh.reduce(take, old).slice(0, MOST_SHOWN));
    else if (now.length + fresh.length > MOST_SHOWN) load(null);
    else setShown((old) => old && fresh.reduce(take, old));
  };
  /** Asks for what came while the connection was away. */
  const catchUp = () => {
    ask({ ...filter, limit: PAGE }, round.current?.signal).then(
      (page) => {
        const known = new Set(shownNow.current?.map((each) => each.sightingId));
        hasGap.current = page.next !== null && !page.sightings.some((each) => known.has(each.sightingId));
        if (hasGap.current && scrollY <= SCROLLED_PX) load(null);
        else takeIn([...page.sightings].reverse());
      },
      () => {}, // the next reconnecting tries again
    );
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = 0;
      gathered.current = [];
    },
    [key],
  );

  const wanted = streamQuery(filter, new Date());
  const url = wanted && streams.sightings(wanted);
  const openedBefore = useRef(false);
  useEffect(() => {
    openedBefore.current = false;
  }, [url]);
  useStream(
    url,
    {
      sighting: (data) => gather(data as SightingView),
    },
    stream,
    () => {
      if (openedBefore.current) catchUp();
      openedBefore.current = true;
    },
  );

  const takeWaiting = () => {
    if (hasGap.current) load(null);
    else setShown((old) => waiting.reduceRight(take, old ?? []));
    setWaiting([]);
  };
  useEffect(() => {
    if (!waiting.length) return undefined;
    const onScroll = () => {
      if (scrollY <= SCROLLED_PX) takeWaiting();
    };
    addEventListener('scroll', onScroll, { passive: true });
    return () => removeEventListener('scroll', onScroll);
  }, [waiting]);

  return {
    shown,
    waiting: waiting.length,
    showWaiting: () => {
      takeWaiting();
      scrollTo({ top: 0, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    },
    next,
    isComplete,
    loadingOlder,
    showOlder: () => load(next),
    failure,
    again: () => load(null),
    stream: stream.value,
  };
}
