import { useEffect, useRef, useState } from 'preact/hooks';
import type { LivePicture } from '../api/types';

/** A picture that is loaded and decoded, with what belongs to it: both are drawn in one go. */
export interface Shown {
  picture: LivePicture;
  image: HTMLImageElement;
}

const MOST_AT_ONCE = 4; // a browser opens six connections to a host; the stream holds one, and clicks need one
const PATIENCE_MILLIS = 10_000;
const WIDTHS = [240, 320, 480, 640, 960, 1280, 1920];

const waiting: (() => void)[] = [];
let running = 0;

async function turn(): Promise<void> {
  if (running < MOST_AT_ONCE) running++;
  else await new Promise<void>((go) => waiting.push(go));
}

/** Hands the turn on to who has waited longest. */
function done(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}

/** The width to ask for: few different ones, so that the server can keep what it scaled. */
export function widthFor(cssWidth: number, pixelRatio: number, pictureWidth: number): number | null {
  const needed = cssWidth * Math.min(pixelRatio, 2);
  const width = WIDTHS.find((candidate) => candidate >= needed) ?? Infinity;
  return width < pictureWidth ? width : null;
}

async function load(url: string): Promise<HTMLImageElement | null> {
  const image = new Image();
  image.src = url;
  let isLate = 0;
  const late = new Promise<false>((resolve) => {
    isLate = window.setTimeout(() => resolve(false), PATIENCE_MILLIS);
  });
  const decoded = image.decode().then(
    () => true,
    () => false, // too old by now: the next one comes
  );
  const isThere = await Promise.race([decoded, late]);
  clearTimeout(isLate);
  if (isThere) return image;
  image.src = '';
  return null;
}

/**
 * Loads the latest picture, one at a time: while one is under way newer ones replace each other, so that a slow line shows
 * fewer pictures instead of later ones.
 *
 * @param cssWidth of the place for it; 0 while it cannot be seen, and then nothing is loaded
 */
export function useLatestPicture(picture: LivePicture | null, cssWidth: number): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  const wanted = useRef<{ picture: LivePicture | null; cssWidth: number }>({ picture, cssWidth });
  wanted.current = { picture, cssWidth };
  const busy = useRef(false);
  const tried = useRef<string | null>(null);
  const gone = useRef(false);

  const next = async () => {
    if (busy.current) return;
    busy.current = true;
    for (;;) {
      await turn();
      try {
        const { picture: latest, cssWidth: width } = wanted.current;
        if (gone.current || !latest || !width || document.hidden || latest.frameId === tried.current) break;
        tried.current = latest.frameId;
        const scaled = widthFor(width, devicePixelRatio, latest.width);
        const image = await load(scaled ? `${latest.url}?width=${scaled}` : latest.url);
        if (image && !gone.current) setShown({ picture: latest, image });
      } finally {
        done();
      }
    }
    busy.current = false;
  };

  useEffect(() => {
    if (picture && cssWidth) void next();
  }, [picture?.frameId, cssWidth > 0]);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);

  // The boxes of the very picture that is shown may be known better by now: names come a little later.
  return shown && picture && picture.frameId === shown.picture.frameId ? { ...shown, picture } : shown;
}
