import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { refreshSession } from './client';
import { session } from './session';

/** How a stream is: 'waiting' before the first connection, 'broken' while it tries to come back, 'asleep' while nobody looks. */
export type StreamState = 'waiting' | 'open' | 'broken' | 'asleep';

const FIRST_RETRY_MILLIS = 1_000;
const LONGEST_RETRY_MILLIS = 15_000;
/** The server sends a beat every 10 s; after this long without any the line is taken to be dead. */
const SILENCE_MILLIS = 45_000;

/**
 * One stream of server-sent events that comes back by itself, and is closed while the page is hidden.
 *
 * The browser's own reconnecting ends for good on any HTTP error, so it is done here.
 */
export class EventStream {
  private readonly stateNow = signal<StreamState>('waiting');
  private source: EventSource | null = null;
  private timer = 0;
  private silence = 0;
  private retry = FIRST_RETRY_MILLIS;
  private ended = false;

  constructor(
    private readonly url: string,
    private readonly listeners: Record<string, (data: unknown) => void>,
    private readonly onOpen: () => void = () => {},
  ) {
    document.addEventListener('visibilitychange', this.look);
    this.look();
  }

  get state(): ReadonlySignal<StreamState> {
    return this.stateNow;
  }

  close(): void {
    this.ended = true;
    document.removeEventListener('visibilitychange', this.look);
    this.disconnect();
  }

  private readonly look = () => {
    if (document.hidden) {
      this.disconnect();
      this.stateNow.value = 'asleep';
    } else if (!this.source && !this.timer) {
      if (this.stateNow.value === 'asleep') this.stateNow.value = 'waiting';
      this.connect();
    }
  };

  private disconnect(): void {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.timer = 0;
    this.source?.close();
    this.source = null;
  }

  private connect(): void {
    const source = new EventSource(this.url);
    this.source = source;
    source.onopen = () => {
      this.retry = FIRST_RETRY_MILLIS;
      this.stateNow.value = 'open';
      this.onOpen();
    };
    source.onerror = () => this.broke();
    source.addEventListener('beat', () => {
      clearTimeout(this.silence);
      this.silence = window.setTimeout(() => this.broke(), SILENCE_MILLIS);
    });
    for (const [name, listener] of Object.entries(this.listeners)) {
      source.addEventListener(name, (event) => listener(JSON.parse((event as MessageEvent<string>).data)));
    }
  }

  private broke(): void {
    this.disconnect();
    this.stateNow.value = 'broken';
    this.timer = window.setTimeout(() => void this.comeBack(), this.retry);
    this.retry = Math.min(this.retry * 2, LONGEST_RETRY_MILLIS);
  }

  private async comeBack(): Promise<void> {
    try {
      await refreshSession(); // an EventSource does not tell why it ended: it may be that the session did
      if (!session.value?.user) return;
    } catch {
      // the server is away: go on trying
    }
    this.timer = 0;
    if (!this.ended && !document.hidden && !this.source) this.connect();
  }
}

/** Follows a stream while the component is shown; null for none. Listeners may change between renderings. */
export function useStream(
  url: string | null,
  listeners: Record<string, (data: unknown) => void>,
  state: { value: StreamState },
  onOpen: () => void = () => {},
): void {
  const latest = useRef({ listeners, onOpen });
  latest.current = { listeners, onOpen };
  useEffect(() => {
    if (url === null) return undefined;
    const names = Object.keys(latest.current.listeners);
    const stream = new EventStream(
      url,
      Object.fromEntries(names.map((name) => [name, (data: unknown) => latest.current.listeners[name]?.(data)])),
      () => latest.current.onOpen(),
    );
    const stop = stream.state.subscribe((now) => {
      state.value = now;
    });
    return () => {
      stop();
      stream.close();
    };
  }, [url]);
}
