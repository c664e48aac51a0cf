import { useEffect, useRef } from 'preact/hooks';
import { session, user } from './api/session';
import { refreshSession } from './api/client';
import { FirstPage } from './account/first';
import { SignInPage } from './account/sign-in';
import { Guard } from './base/guard';
import { useLoad } from './base/load';
import { place, go } from './base/router';
import { Failure, Loading } from './base/states';
import { Toasts } from './base/toast';
import { Shell } from './shell';
import { pageAt } from './pages';
import { INFO_PATH, InfoPage } from './info';

/** Decides what is shown: who is not signed in gets the sign-in page, at whatever address; afterwards they are where they wanted. */
export function App() {
  const start = useLoad(refreshSession);
  const path = place.value.path;
  useEffect(() => {
    if (path === '/') go('/live', true);
  }, [path]);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <Guard path={path}>
        {session.value ? (
          <Inside path={path} />
        ) : (
          <main id="content" class="gate" tabIndex={-1}>
            {start.failure ? <Failure text={start.failure} onRetry={start.again} /> : <Loading what="the console" />}
          </main>
        )}
      </Guard>
      <Toasts />
    </>
  );
}

function Inside({ path }: { path: string }) {
  useFocusOnMove(path);
  if (path === '/first') return <FirstPage />;
  if (!user.value) return path === INFO_PATH ? <InfoPage alone /> : <SignInPage />;
  return <Shell path={path}>{pageAt(path)}</Shell>;
}

/** After a move to another page the keyboard and the screen reader go on from its beginning. */
function useFocusOnMove(path: string): void {
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) document.getElementById('content')?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
}
