import { useEffect, useRef, useState } from 'preact/hooks';
import { links, Problem, signIn, words } from '../api/client';
import { session } from '../api/session';
import { Button } from '../base/button';
import { TextField } from '../base/field';
import { Failure, Notice } from '../base/states';
import { Footer } from '../footer';
import { Logo } from '../logo';

export function SignInPage() {
  useEffect(() => {
    document.title = 'Sign in · Sightline';
  }, []);
  const ways = session.value!.signIn;
  return (
    <div class="gate">
      <main id="content" class="gate-card" tabIndex={-1}>
        <div class="gate-head">
          <Logo />
          <h1>Sign in to Sightline</h1>
        </div>
        {ways.firstStart ? (
          <Notice kind="info">
            <p>
              <strong>Nobody has a user here yet.</strong> Open the link that Sightline printed when it was started the first
              time: with it you make the first admin. It is in the terminal where Sightline runs, and in its log.
            </p>
          </Notice>
        ) : null}
        {ways.refusal ? <Failure text={`${ways.refusal}.`} /> : null}
        {ways.openIdConnect ? (
          <a class="button main wide" href={links.openIdConnect(location.pathname + location.search)}>
            {ways.openIdConnect}
          </a>
        ) : null}
        {ways.openIdConnect && ways.withPassword ? <p class="or">or</p> : null}
        {ways.withPassword && !ways.firstStart ? <PasswordForm isMain={!ways.openIdConnect} /> : null}
      </main>
      <Footer />
    </div>
  );
}

function PasswordForm({ isMain }: { isMain: boolean }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await signIn({ user: name.trim(), password });
      // Not one of this application's pages: the server has it now.
      if (location.pathname.startsWith('/docs')) location.reload();
    } catch (reason) {
      setFailure(inWords(reason));
      setPassword('');
      setBusy(false);
      form.current?.querySelector<HTMLInputElement>('[type=password]')?.focus();
    }
  };
  return (
    <form
      ref={form}
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      {failure ? <Failure text={failure} /> : null}
      <TextField label="User" value={name} onChange={setName} autoComplete="username" required autoFocus={isMain} />
      <TextField
        label="Password"
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        required
      />
      <Button submit {...(isMain ? { look: 'main' as const } : {})} busy={busy}>
        Sign in
      </Button>
    </form>
  );
}

function inWords(reason: unknown): string {
  if (reason instanceof Problem && reason.status === 429 && reason.retryAfter) {
    return `Too many tries. Wait ${reason.retryAfter} seconds, then try again.`;
  }
  return words(reason);
}
