import { useState } from 'preact/hooks';
import { NewPassword } from '../account/new-password';
import { changeUser } from '../api/client';
import { Button } from '../base/button';
import { Dialog } from '../base/dialog';
import { useAction } from '../base/load';
import { Failure } from '../base/states';

interface Props {
  name: string;
  onDone: () => void;
  onClose: () => void;
}

export function ResetPassword({ name, onDone, onClose }: Props) {
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const { busy, failure, run } = useAction();
  return (
    <Dialog title={`New password for ${name}`} size="small" onClose={onClose} closable={!busy}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== repeated) return;
          run(async () => {
            await changeUser(name, { role: null, password });
            onDone();
          });
        }}
      >
        <p class="muted">Tell it to {name} in person, and ask them to change it under “Your account”.</p>
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
            Set the password
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
