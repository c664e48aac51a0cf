import { useState } from 'preact/hooks';
import { changePassword, refreshSession, signOut } from '../api/client';
import { roleWords, session, user } from '../api/session';
import { Button } from '../base/button';
import { TextField } from '../base/field';
import { useAction } from '../base/load';
import { Page } from '../base/page';
import { Failure } from '../base/states';
import { say } from '../base/toast';
import { NewPassword } from './new-password';

export function AccountPage() {
  const own = user.value!;
  const { busy, failure, run } = useAction();
  return (
    <Page
      title="Your account"
      lead={`${own.name}, ${roleWords[own.role].name.toLowerCase()}: ${roleWords[own.role].may}.`}
      actions={
        <Button icon="exit" busy={busy} onClick={() => run(signOut)}>
          Sign out
        </Button>
      }
    >
      {failure ? <Failure text={failure} /> : null}
      {session.value?.hasPassword ? <PasswordForm /> : null}
    </Page>
  );
}

function PasswordForm() {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const { busy, failure, run } = useAction();
  return (
    <section class="card narrow">
      <h2>Change your password</h2>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== repeated) return;
          run(async () => {
            await changePassword({ current, replacement: password });
            await refreshSession(); // the server began a new one, with another token
            setCurrent('');
            setPassword('');
            setRepeated('');
            say('Your password is changed.');
          });
        }}
      >
        {failure ? <Failure text={failure} /> : null}
        <TextField
          label="Current password"
          type="password"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          required
        />
        <NewPassword
          label="New password"
          password={password}
          again={repeated}
          onChange={(value, again) => {
            setPassword(value);
            setRepeated(again);
          }}
        />
        <Button submit busy={busy} disabled={password !== repeated}>
          Change the password
        </Button>
      </form>
    </section>
  );
}
