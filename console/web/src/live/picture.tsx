import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LiveFace, LivePicture } from '../api/types';
import { nameOf } from '../base/who';
import { useLatestPicture } from './pictures';

interface Props {
  cameraId: string;
  picture: LivePicture | null;
  /** Whether it is drawn faded: it is old. */
  isOld: boolean;
  isPaused?: boolean;
}

/** A camera's latest picture with the boxes and names that belong to it, as large as its place allows. */
export function Picture({ cameraId, picture, isOld, isPaused = false }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const width = useSeenWidth(stage);
  const shown = useLatestPicture(picture, isPaused ? 0 : width);

  useLayoutEffect(() => {
    if (!shown || holder.current?.firstChild === shown.image) return;
    shown.image.alt = `Picture of ${cameraId}`;
    holder.current?.replaceChildren(shown.image);
  }, [shown?.image]);

  return (
    <div class={isOld ? 'stage old' : 'stage'} ref={stage}>
      {shown ? (
        <div class="frame" style={{ '--ratio': String(shown.picture.width / shown.picture.height) }}>
          <div ref={holder} class="frame-image" />
          {shown.picture.faces.map((face) => (
            <Box key={face.trackId} face={face} />
          ))}
        </div>
      ) : (
        <p class="stage-word">{picture ? 'Loading the picture …' : 'No picture yet'}</p>
      )}
    </div>
  );
}

function Box({ face }: { face: LiveFace }) {
  const { x, y, width, height } = face.box;
  const part = (share: number) => `${(share * 100).toFixed(2)}%`;
  return (
    <div
      class={`box ${face.who.kind.toLowerCase()}${y < 0.09 ? ' below' : ''}${x + width / 2 > 0.5 ? ' leftward' : ''}`}
      style={{ left: part(x), top: part(y), width: part(width), height: part(height) }}
    >
      <span class="box-name">{nameOf(face.who)}</span>
    </div>
  );
}

/** How wide an element is, in CSS pixels; 0 while it is off the screen. */
function useSeenWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return undefined;
    let isSeen = false;
    let latest = 0;
    const tell = () => setWidth(isSeen ? latest : 0);
    const size = new ResizeObserver(([entry]) => {
      latest = Math.round(entry?.contentRect.width ?? 0);
      tell();
    });
    const sight = new IntersectionObserver(
      (entries) => {
        isSeen = entries.at(-1)?.isIntersecting ?? false;
        tell();
      },
      { rootMargin: '200px' },
    );
    size.observe(element.current);
    sight.observe(element.current);
    return () => {
      size.disconnect();
      sight.disconnect();
    };
  }, []);
  return width;
}
