import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { may, roleWords, user } from './api/session';
import { Dialog } from './base/dialog';
import { Icon } from './base/icons';
import { Logo } from './logo';
import { Footer } from './footer';
import { entries, type Entry } from './pages';

const IN_BOTTOM_BAR = 4;

/** Navigation beside the page; on a phone it is a bar below. */
export function Shell({ path, children }: { path: string; children: ComponentChildren }) {
  const allowed = entries.filter((entry) => may(entry.role));
  return (
    <div class="shell">
      <header class="side">
        <a class="brand" href="/live">
          <Logo />
          <span>Sightline</span>
        </a>
        <nav aria-label="Pages">
          <ul>
            {allowed.map((entry) => (
              <li key={entry.path}>
                <NavLink entry={entry} path={path} />
              </li>
            ))}
          </ul>
        </nav>
        <Account path={path} />
      </header>
      <div class="content">
        {children}
        <Footer />
      </div>
      <BottomBar path={path} entries={allowed} />
    </div>
  );
}

function isAt(path: string, entry: Entry): boolean {
  return path === entry.path || path.startsWith(entry.path + '/');
}

function NavLink({ entry, path, onClick }: { entry: Entry; path: string; onClick?: () => void }) {
  return (
    <a class="nav-link" href={entry.path} aria-current={isAt(path, entry) ? 'page' : undefined} onClick={onClick}>
      <Icon name={entry.icon} />
      <span>{entry.name}</span>
    </a>
  );
}

function Account({ path, onClick }: { path: string; onClick?: () => void }) {
  const own = user.value;
  if (!own) return null;
  return (
    <a class="nav-link account" href="/account" aria-current={path === '/account' ? 'page' : undefined} onClick={onClick}>
      <Icon name="account" />
      <span>
        {own.name}
        <small>{roleWords[own.role].name}</small>
      </span>
    </a>
  );
}

function BottomBar({ path, entries: all }: { path: string; entries: Entry[] }) {
  const [open, setOpen] = useState(false);
  const first = all.slice(0, IN_BOTTOM_BAR);
  const rest = all.slice(IN_BOTTOM_BAR);
  const close = () => setOpen(false);
  return (
    <nav class="bottom" aria-label="Pages, below">
      {first.map((entry) => (
        <NavLink key={entry.path} entry={entry} path={path} />
      ))}
      <button
        type="button"
        class={rest.some((entry) => isAt(path, entry)) || path === '/account' ? 'nav-link here' : 'nav-link'}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name="more" />
        <span>More</span>
      </button>
      {open ? (
        <Dialog title="More" size="small" onClose={close}>
          <ul class="sheet">
            {rest.map((entry) => (
              <li key={entry.path}>
                <NavLink entry={entry} path={path} onClick={close} />
              </li>
            ))}
            <li>
              <Account path={path} onClick={close} />
            </li>
          </ul>
        </Dialog>
      ) : null}
    </nav>
  );
}
