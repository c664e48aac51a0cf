import { useState } from 'preact/hooks';
import { addCamera, changeCamera, testCamera } from '../api/client';
import type { CameraForm, CameraTest, CameraView } from '../api/types';
import { Button } from '../base/button';
import { Dialog } from '../base/dialog';
import { Discard } from '../base/discard';
import { TextField } from '../base/field';
import { useAction } from '../base/load';
import { Failure, Notice } from '../base/states';
import { useCameraPicture } from './camera-picture';
import { faults } from './zones/faults';
import { More } from './more';
import { ZoneEditor } from './zones/editor';

const fresh: CameraForm = {
  source: '',
  framesPerSecond: 5,
  maxWidth: 1920,
  jpegQuality: 85,
  motionGate: true,
  loop: false,
  realTime: true,
  zones: [],
};

interface Props {
  /** Null to add one. */
  camera: CameraView | null;
  onSaved: (camera: CameraView) => void;
  onClose: () => void;
}

/** Adds or changes a camera: its source with a test, zones on its picture, and the rest under "more". */
export function CameraEditor({ camera, onSaved, onClose }: Props) {
  const [cameraId, setCameraId] = useState(camera?.cameraId ?? '');
  const [form, setForm] = useState<CameraForm>(camera?.settings ?? fresh);
  const [test, setTest] = useState<CameraTest | null>(null);
  const [asking, setAsking] = useState(false);
  const testing = useAction();
  const saving = useAction();
  const live = useCameraPicture(camera?.cameraId ?? null);
  const picture = test?.snapshot ?? live;
  const [isBlind, setBlind] = useState(false);
  const canDraw = picture !== null || form.zones.length > 0 || isBlind;
  const isChanged = cameraId !== (camera?.cameraId ?? '') || JSON.stringify(form) !== JSON.stringify(camera?.settings ?? fresh);
  const isSound = faults(form.zones).wrong.length === 0;

  const change = (part: Partial<CameraForm>) => setForm((old) => ({ ...old, ...part }));
  const leave = () => (isChanged ? setAsking(true) : onClose());
  const save = () =>
    saving.run(async () => {
      const settings = { ...form, source: form.source.trim() };
      onSaved(
        camera
          ? await changeCamera(camera.cameraId, settings)
          : await addCamera({ cameraId: cameraId.trim(), settings }),
      );
    });

  return (
    <Dialog
      title={camera ? `Edit ${camera.cameraId}` : 'Add a camera'}
      size="large"
      onClose={leave}
      closable={!saving.busy}
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isSound) save();
        }}
      >
        {camera ? null : (
          <TextField
            label="Name"
            value={cameraId}
            onChange={setCameraId}
            required
            autoFocus
            autoComplete="off"
            placeholder="lobby"
            help="Short, and for good: it stands in every event of the camera."
          />
        )}
        <div class="source-row">
          <TextField
            label="Source"
            value={form.source}
            onChange={(source) => {
              change({ source });
              setTest(null);
            }}
            required
            autoComplete="off"
            placeholder="rtsp://10.0.0.5/stream1"
            help={
              <>
                rtsp:// or http:// (MJPEG) of a network camera, /dev/video0 for a webcam on the machine where Sightline runs, or
                the path of a video file or a folder of pictures there. Never type a password: write{' '}
                <code>{'${env:NAME}'}</code> or <code>{'${file:PATH}'}</code> in its place.
              </>
            }
          />
          <Button
            busy={testing.busy}
            disabled={!form.source.trim()}
            onClick={() =>
              testing.run(async () => {
                setTest(null);
                setTest(await testCamera({ source: form.source.trim() }));
              })
            }
          >
            {testing.busy ? 'Trying …' : 'Test'}
          </Button>
        </div>
        <div role="status">
          {testing.busy ? <p class="muted">Waiting for a picture. This may take up to 15 seconds.</p> : null}
          {test ? (
            <Notice kind={test.works ? 'ok' : 'bad'}>
              <p>{test.words}</p>
            </Notice>
          ) : null}
        </div>
        {testing.failure ? <Failure text={testing.failure} /> : null}
        <fieldset>
          <legend>Zones</legend>
          <p class="help">
            Without zones faces are looked for everywhere.
            {picture ? '' : ' Test the camera first to draw them on its picture.'}
          </p>
          {canDraw ? (
            <ZoneEditor zones={form.zones} onChange={(zones) => change({ zones })} pictureUrl={picture} />
          ) : (
            <Button small look="plain" onClick={() => setBlind(true)}>
              Draw zones without a picture
            </Button>
          )}
        </fieldset>
        <details>
          <summary>More</summary>
          <More form={form} onChange={change} />
        </details>
        {saving.failure ? <Failure text={saving.failure} /> : null}
        {asking ? <Discard onDiscard={onClose} onStay={() => setAsking(false)} /> : null}
        <div class="actions end">
          <Button onClick={leave} disabled={saving.busy}>
            Cancel
          </Button>
          <Button submit look="main" busy={saving.busy} disabled={!isSound || (camera !== null && !isChanged)}>
            {camera ? 'Save' : 'Add the camera'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
