import { useEffect, useState } from 'preact/hooks';
import { streams } from '../api/client';
import { EventStream } from '../api/stream';
import type { LiveCamera } from '../api/types';

const WIDTH = 1280;

/** The first live picture of a camera, kept: zones are drawn on it. Null while there is none. */
export function useCameraPicture(cameraId: string | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!cameraId) return undefined;
    const end = new AbortController();
    const stream: EventStream = new EventStream(streams.live, {
      camera: (data) => {
        const { cameraId: told, picture } = data as LiveCamera;
        if (told !== cameraId || !picture) return;
        stream.close();
        // Kept as a blob: its address stops working as soon as the picture is too old.
        fetch(picture.width > WIDTH ? `${picture.url}?width=${WIDTH}` : picture.url, { signal: end.signal })
          .then((response) => (response.ok ? response.blob() : null))
          .then((blob) => blob && setUrl(URL.createObjectURL(blob)))
          .catch(() => {}); // then the zones are drawn on a grid
      },
    });
    return () => {
      end.abort();
      stream.close();
    };
  }, [cameraId]);
  useEffect(
    () => () => {
      if (url) URL.revokeObjectURL(url);
    },
    [url],
  );
  return url;
}
