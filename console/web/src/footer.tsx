import { session } from './api/session';
import { INFO_PATH } from './info';

export function Footer() {
  return (
    <footer class="foot">
      <a href={INFO_PATH}>Before you rely on it</a>
      <a href="/docs">API</a>
      {session.value ? <span>Sightline {session.value.version}</span> : null}
    </footer>
  );
}
