import { useCallback, useState } from 'preact/hooks';
import { may } from '../api/session';
import { Page } from '../base/page';
import { Empty, Failure, Loading } from '../base/states';
import { place, setQuery } from '../base/router';
import { count } from '../base/count';
import { downCount, liveCameras, liveState, useLiveCameras } from './cameras';
import { FullSize } from './full';
import { Tile } from './tile';

const SIZE_KEY = 'sightline.tiles';
const sizes = ['small', 'medium', 'large'] as const;
type Size = (typeof sizes)[number];

export function LivePage() {
  const list = useLiveCameras();
  const [size, setSize] = useState<Size>(rememberedSize);
  const cameras = [...liveCameras.value].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const isStreaming = liveState.value === 'open';
  const opened = place.value.query.get('camera');
  const full = opened ? liveCameras.value.get(opened) : undefined;
  const ids = cameras.map(([cameraId]) => cameraId).join('\n');
  const move = useCallback(
    (by: -1 | 1) => {
      const all = ids.split('\n');
      setQuery({ camera: all[(all.indexOf(opened ?? '') + by + all.length) % all.length] ?? null });
    },
    [ids, opened],
  );
  const down = downCount.value;

  return (
    <Page
      wide
      title="Live"
      lead={
        cameras.length
          ? `${count(cameras.length, 'camera')}${down ? `, ${down} down` : cameras.length > 1 ? ', none down' : ''}`
          : null
      }
      actions={
        cameras.length > 1 ? (
          <div class="segments" role="group" aria-label="Size of the pictures">
            {sizes.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === size}
                onClick={() => {
                  setSize(each);
                  localStorage.setItem(SIZE_KEY, each);
                }}
              >
                {each === 'small' ? 'Small' : each === 'medium' ? 'Medium' : 'Large'}
              </button>
            ))}
          </div>
        ) : null
      }
    >
      <div class="stream-word" role="status">
        {liveState.value === 'broken' ? (
          <p class="notice warn">
            <span class="spinner" aria-hidden="true" />
            <span>Reconnecting … The pictures are old until the connection is back.</span>
          </p>
        ) : null}
      </div>
      {cameras.length ? (
        <ul class={`tiles ${size}${cameras.length === 1 ? ' one' : cameras.length <= 4 ? ' few' : ''}`}>
          {cameras.map(([cameraId, told]) => (
            <Tile key={cameraId} told={told} isStreaming={isStreaming} isPaused={full !== undefined} />
          ))}
        </ul>
      ) : list.value ? (
        <Empty icon="live" title="No camera yet">
          {may('ADMIN') ? (
            <>
              <p>Add a camera, and its picture appears here with the names of those who are on it.</p>
              <a class="button main" href="/cameras?add">
                Add a camera
              </a>
            </>
          ) : (
            <p>Once an admin has added a camera, its picture appears here.</p>
          )}
        </Empty>
      ) : list.failure ? (
        <Failure text={list.failure} onRetry={list.again} />
      ) : (
        <Loading what="the cameras" />
      )}
      {full ? (
        <FullSize
          told={full}
          isStreaming={isStreaming}
          onMove={cameras.length > 1 ? move : null}
          onClose={() => setQuery({ camera: null })}
        />
      ) : null}
    </Page>
  );
}

function rememberedSize(): Size {
  const kept = localStorage.getItem(SIZE_KEY);
  return sizes.find((each) => each === kept) ?? 'medium';
}
