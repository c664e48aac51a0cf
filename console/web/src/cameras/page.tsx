import { useState } from 'preact/hooks';
import { cameras as askCameras, removeCamera } from '../api/client';
import { may } from '../api/session';
import type { CameraView } from '../api/types';
import { Button } from '../base/button';
import { Confirm } from '../base/confirm';
import { count } from '../base/count';
import { useLoad } from '../base/load';
import { Page } from '../base/page';
import { place, setQuery } from '../base/router';
import { Empty, Failure, Loading } from '../base/states';
import { say } from '../base/toast';
import { CameraCard } from './card';
import { CameraEditor } from './edit';

const AGAIN_MILLIS = 10_000;

export function CamerasPage() {
  const cameras = useLoad(askCameras, AGAIN_MILLIS);
  const [removing, setRemoving] = useState<CameraView | null>(null);
  const query = place.value.query;
  const edited = cameras.value?.find((camera) => camera.cameraId === query.get('edit')) ?? null;
  const isOpen = may('ADMIN') && (query.has('add') || edited !== null);
  const down = cameras.value?.filter((camera) => camera.state && !camera.state.up).length ?? 0;
  const add = () => setQuery({ add: 'new' });
  const close = () => setQuery({ add: null, edit: null });
  return (
    <Page
      title="Cameras"
      lead={
        cameras.value?.length
          ? `${count(cameras.value.length, 'camera')}${down ? `, ${down} down` : ''}`
          : 'Where pictures come from'
      }
      actions={
        may('ADMIN') ? (
          <Button look="main" icon="plus" onClick={add}>
            Add a camera
          </Button>
        ) : null
      }
    >
      {cameras.failure ? <Failure text={cameras.failure} onRetry={cameras.again} /> : null}
      {!cameras.value && !cameras.failure ? <Loading what="the cameras" /> : null}
      {cameras.value?.length === 0 ? (
        <Empty icon="cameras" title="No camera yet">
          {may('ADMIN') ? (
            <>
              <p>A network camera, a webcam on the machine where Sightline runs, or a video file will do.</p>
              <Button look="main" icon="plus" onClick={add}>
                Add a camera
              </Button>
            </>
          ) : (
            <p>An admin can add one.</p>
          )}
        </Empty>
      ) : null}
      <ul class="cameras">
        {(cameras.value ?? []).map((camera) => (
          <li key={camera.cameraId}>
            <CameraCard
              camera={camera}
              onEdit={may('ADMIN') ? () => setQuery({ edit: camera.cameraId }) : null}
              onRemove={may('ADMIN') ? () => setRemoving(camera) : null}
            />
          </li>
        ))}
      </ul>
      {isOpen ? (
        <CameraEditor
          key={edited?.cameraId ?? ''}
          camera={edited}
          onClose={close}
          onSaved={(saved) => {
            say(edited ? `${saved.cameraId} is changed.` : `${saved.cameraId} is added. Its picture appears on the live page.`);
            cameras.again();
            close();
          }}
        />
      ) : null}
      {removing ? (
        <Confirm
          title={`Remove ${removing.cameraId}?`}
          act="Remove the camera"
          onClose={() => setRemoving(null)}
          onConfirm={async () => {
            await removeCamera(removing.cameraId);
            say(`${removing.cameraId} is removed.`);
            setRemoving(null);
            cameras.again();
          }}
        >
          <p>It is not read any more, and its settings and zones are lost. What it saw stays in the timeline.</p>
        </Confirm>
      ) : null}
    </Page>
  );
}
