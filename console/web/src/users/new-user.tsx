import { useState } from 'preact/hooks';
import { NewPassword } from '../account/new-password';
import { addUser } from '../api/client';
import { roleWords } from '../api/session';
import type { Role } from '../api/types';
import { Button } from '../base/button';
import { Dialog } from '../base/dialog';
import { Field, TextField } from '../base/field';
import { useAction } from '../base/load';
import { Failure } from '../base/states';
import { RoleSelect } from './role-select';

export function NewUserDialog({ onAdded, onClose }: { onAdded: (name: string) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('OPERATOR');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const { busy, failure, run } = useAction();
  return (
    <Dialog title="Add a user" size="small" onClose={onClose} closable={!busy}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== repeated) return;
          run(async () => {
            const { name: added } = await addUser({ name: name.trim(), role, password });
            onAdded(added);
          });
        }}
      >
        <TextField label="Name" value={name} onChange={setName} required autoFocus autoComplete="off" />
        <Field label="Role" help={`A ${roleWords[role].name.toLowerCase()} ${roleWords[role].may}.`}>
          {(ids) => <RoleSelect id={ids.id} value={role} onChange={setRole} />}
        </Field>
        <NewPassword
          password={password}
          again={repeated}
          onChange={(value, again) => {
            setPassword(value);
            setRepeated(again);
          }}
        />
        {failure ? <Failure text={failure} /> : null}
        <div class="actions end">
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button submit look="main" busy={busy} disabled={!password || password !== repeated}>
            Add the user
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
