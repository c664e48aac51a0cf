import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { cameras as askCameras, label, streams } from '../api/client';
import { useStream, type StreamState } from '../api/stream';
import type { SightingView } from '../api/types';
import { Button } from '../base/button';
import { Face } from '../base/face';
import { Field } from '../base/field';
import { useAction, useLoad } from '../base/load';
import { Failure, Loading, Notice } from '../base/states';
import { clock } from '../base/time';
import { nameOf } from '../base/who';
import { take } from '../timeline/list';

const MOST_SHOWN = 8;

interface Props {
  /** Of the person to be enrolled; empty until it is given. */
  name: string;
  /** Set if the person is enrolled already. */
  personId: string | null;
  onNamed: () => void;
}

/** Enrols whoever walks past a camera now: those who come by are shown, and one is given the name. */
export function WalkPast({ name, personId, onNamed }: Props) {
  const cameras = useLoad(askCameras);
  const [cameraId, setCameraId] = useState('');
  const [passing, setPassing] = useState<SightingView[]>([]);
  const state = useSignal<StreamState>('waiting');
  useStream(
    cameraId ? streams.sightings({ camera: cameraId }) : null,
    {
      sighting: (data) => {
        const sighting = data as SightingView;
        if (sighting.cameraId === cameraId) setPassing((old) => take(old, sighting).slice(0, MOST_SHOWN));
      },
    },
    state,
  );
  if (cameras.failure) return <Failure text={cameras.failure} onRetry={cameras.again} />;
  if (!cameras.value) return <Loading what="the cameras" />;
  if (!cameras.value.length) {
    return (
      <Notice kind="info">
        <p>There is no camera yet. Use photos or the webcam, or add a camera first.</p>
      </Notice>
    );
  }
  return (
    <div class="stack">
      <Field label="Camera" help="Choose one and ask the person to walk past it, looking at it.">
        {(ids) => (
          <select
            {...ids}
            value={cameraId}
            onChange={(event) => {
              setCameraId(event.currentTarget.value);
              setPassing([]);
            }}
          >
            <option value="">Choose a camera</option>
            {cameras.value!.map((camera) => (
              <option key={camera.cameraId} value={camera.cameraId}>
                {camera.cameraId}
                {camera.state && !camera.state.up ? ' (down)' : ''}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div role="status">
        {cameraId && state.value === 'broken' ? <p class="warn-word">Reconnecting …</p> : null}
        {cameraId && !passing.length && state.value !== 'broken' ? (
          <p class="loading">
            <span class="spinner" aria-hidden="true" /> Waiting for somebody before {cameraId} …
          </p>
        ) : null}
      </div>
      <ul class="passing">
        {passing.map((sighting) => (
          <li key={sighting.sightingId}>
            <Passer sighting={sighting} name={name} personId={personId} onNamed={onNamed} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Passer({ sighting, name, personId, onNamed }: Props & { sighting: SightingView }) {
  const { busy, failure, run } = useAction();
  const [answer, setAnswer] = useState<string | null>(null);
  const say = () =>
    run(async () => {
      const { words } = await label({
        eventId: sighting.eventId,
        kind: 'IS',
        personId,
        name: personId ? null : name,
      });
      setAnswer(words);
      onNamed();
    });
  return (
    <div class="passer">
      <Face url={sighting.cropUrl} alt={`Face seen at ${clock(sighting.firstSeenAt)}`} />
      <div>
        <p>
          <strong>{nameOf(sighting.who)}</strong> <span class="muted">{clock(sighting.firstSeenAt)}</span>
        </p>
        {answer ? (
          <p class="ok-word" role="status">
            {answer}
          </p>
        ) : (
          <Button small busy={busy} disabled={!name} onClick={say}>
            {name ? `This is ${name}` : 'Give a name above first'}
          </Button>
        )}
        {failure ? (
          <p class="bad-word" role="alert">
            {failure}
          </p>
        ) : null}
      </div>
    </div>
  );
}
