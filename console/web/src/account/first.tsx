import { useEffect, useState } from 'preact/hooks';
import { makeFirstAdmin } from '../api/client';
import { Button } from '../base/button';
import { TextField } from '../base/field';
import { useAction } from '../base/load';
import { go, place } from '../base/router';
import { Failure, Notice } from '../base/states';
import { Footer } from '../footer';
import { Logo } from '../logo';
import { NewPassword } from './new-password';

/** Makes the first admin, with the token of the link that was printed at the first start. */
export function FirstPage() {
  const [token] = useState(() => place.value.query.get('token') ?? '');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const { busy, failure, run } = useAction();
  useEffect(() => {
    document.title = 'First admin · Sightline';
    go('/first', true); // the token shall stay neither in the address bar nor in the history
  }, []);
  return (
    <div class="gate">
      <main id="content" class="gate-card" tabIndex={-1}>
        <div class="gate-head">
          <Logo />
          <h1>Make the first admin</h1>
        </div>
        {token ? (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (password !== repeated) return;
              run(async () => {
                await makeFirstAdmin({ token, user: name.trim(), password });
                go('/cameras', true);
              });
            }}
          >
            <p class="muted">An admin looks after cameras and users, and may do all that operators do. This link works once.</p>
            {failure ? <Failure text={failure} /> : null}
            <TextField label="User" value={name} onChange={setName} autoComplete="username" required autoFocus />
            <NewPassword
              password={password}
              again={repeated}
              onChange={(value, again) => {
                setPassword(value);
                setRepeated(again);
              }}
            />
            <Button submit look="main" busy={busy} disabled={password !== repeated}>
              Make the admin and sign in
            </Button>
          </form>
        ) : (
          <>
            <Notice kind="warn">
              <p>The link has no token. Copy it whole, as Sightline printed it at its first start.</p>
            </Notice>
            <a class="button" href="/">
              Go to sign-in
            </a>
          </>
        )}
      </main>
      <Footer />
    </div>
  );
}
