import { useState } from 'preact/hooks';
import { changePerson } from '../api/client';
import type { PersonView } from '../api/types';
import { Button } from '../base/button';
import { Dialog } from '../base/dialog';
import { Field, TextField } from '../base/field';
import { useAction } from '../base/load';
import { Failure } from '../base/states';

interface Props {
  person: PersonView;
  onSaved: (person: PersonView) => void;
  onClose: () => void;
}

export function EditPerson({ person, onSaved, onClose }: Props) {
  const [name, setName] = useState(person.name);
  const [consent, setConsent] = useState(person.consent ?? '');
  const { busy, failure, run } = useAction();
  const changed = <T,>(value: T, before: T) => (value === before ? null : value);
  return (
    <Dialog title={person.name} onClose={onClose} size="small" closable={!busy}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(async () => {
            const change = {
              name: changed(name.trim(), person.name),
              consent: changed(consent.trim(), person.consent ?? ''),
            };
            onSaved(change.name === null && change.consent === null ? person : await changePerson(person.personId, change));
          });
        }}
      >
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          required
          autoComplete="off"
          help="The new name is shown everywhere, also in the past."
        />
        <Field label="Consent" help="What the person agreed to, when, and where that is kept.">
          {(ids) => <textarea {...ids} rows={3} value={consent} onInput={(event) => setConsent(event.currentTarget.value)} />}
        </Field>
        {failure ? <Failure text={failure} /> : null}
        <div class="actions end">
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button submit look="main" busy={busy} disabled={!name.trim()}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
