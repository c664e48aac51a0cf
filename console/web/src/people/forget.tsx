import { useState } from 'preact/hooks';
import { forget, forgetPreview } from '../api/client';
import type { ForgetPreview, PersonView, Receipt } from '../api/types';
import { Button } from '../base/button';
import { count } from '../base/count';
import { Dialog } from '../base/dialog';
import { TextField } from '../base/field';
import { useAction, useLoad } from '../base/load';
import { now } from '../base/now';
import { Failure, Loading, Notice } from '../base/states';
import { date } from '../base/time';

interface Props {
  person: PersonView;
  onForgotten: (receipt: Receipt) => void;
  onClose: () => void;
}

/** Says what will be gone, asks for the name, then forgets. */
export function Forget({ person, onForgotten, onClose }: Props) {
  const preview = useLoad(() => forgetPreview(person.personId));
  const [typed, setTyped] = useState('');
  const { busy, failure, run } = useAction();
  const isMeant = typed.trim() === person.name.trim();
  return (
    <Dialog title={`Forget ${person.name}`} onClose={onClose} closable={!busy}>
      {preview.failure ? <Failure text={preview.failure} onRetry={preview.again} /> : null}
      {!preview.value && !preview.failure ? <Loading what="what is kept of them" /> : null}
      {preview.value ? (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (isMeant) run(async () => onForgotten(await forget(person.personId)));
          }}
        >
          <WhatGoes preview={preview.value} />
          <Notice kind="warn">
            <p>This cannot be undone. From then on {person.name} is a stranger to the cameras.</p>
          </Notice>
          <TextField
            label={`Type the name to go on: ${person.name}`}
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            required
          />
          {failure ? <Failure text={failure} /> : null}
          <div class="actions end">
            <Button onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button submit look="danger" busy={busy} disabled={!isMeant}>
              {busy ? 'Forgetting …' : 'Forget for good'}
            </Button>
          </div>
        </form>
      ) : null}
    </Dialog>
  );
}

function WhatGoes({ preview }: { preview: ForgetPreview }) {
  return (
    <div class="what-goes">
      <h3>Gone at once</h3>
      <ul>
        <li>Name and consent</li>
        <li>{count(preview.faces, 'face')} that they are recognised by</li>
        <li>{count(preview.archivedFaces, 'face')} in the archive of training faces</li>
      </ul>
      {preview.remaining.length ? (
        <>
          <h3>Gone later, without a name until then</h3>
          <ul>
            {preview.remaining.map((each) => (
              <li key={each.topic}>
                Records in {each.topic}: by {date(each.goneBy, now.value)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {preview.notes.length ? (
        <>
          <h3>Good to know</h3>
          <ul>
            {preview.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
