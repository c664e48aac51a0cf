import type { ComponentChild } from 'preact';
import type { Role } from './api/types';
import { may } from './api/session';
import type { IconName } from './base/icons';
import { lazy } from './base/lazy';
import { Page } from './base/page';
import { Empty } from './base/states';
import { InfoPage, INFO_PATH } from './info';
import { AccountPage } from './account/page';
import { LivePage } from './live/page';
import { TimelinePage } from './timeline/page';

// Live and timeline come with the first script, the others when they are first shown; models, with its charts, by itself.
const later = () => import('./later');
const PeoplePage = lazy(() => later().then((module) => module.PeoplePage));
const PersonPage = lazy(() => later().then((module) => module.PersonPage));
const UnknownsPage = lazy(() => later().then((module) => module.UnknownsPage));
const CamerasPage = lazy(() => later().then((module) => module.CamerasPage));
const SystemPage = lazy(() => later().then((module) => module.SystemPage));
const ConnectionsPage = lazy(() => later().then((module) => module.ConnectionsPage));
const ModelsPage = lazy(() => import('./models/page').then((module) => module.ModelsPage));
const AuditPage = lazy(() => later().then((module) => module.AuditPage));
const UsersPage = lazy(() => later().then((module) => module.UsersPage));

export interface Entry {
  path: string;
  name: string;
  icon: IconName;
  role: Role;
  show: () => ComponentChild;
}

/** What the navigation offers, in its order. */
export const entries: Entry[] = [
  { path: '/live', name: 'Live', icon: 'live', role: 'VIEWER', show: () => <LivePage /> },
  { path: '/timeline', name: 'Timeline', icon: 'timeline', role: 'VIEWER', show: () => <TimelinePage /> },
  { path: '/people', name: 'People', icon: 'people', role: 'VIEWER', show: () => <PeoplePage /> },
  { path: '/unknowns', name: 'Unknowns', icon: 'unknowns', role: 'VIEWER', show: () => <UnknownsPage /> },
  { path: '/cameras', name: 'Cameras', icon: 'cameras', role: 'VIEWER', show: () => <CamerasPage /> },
  { path: '/system', name: 'System', icon: 'system', role: 'VIEWER', show: () => <SystemPage /> },
  { path: '/models', name: 'Models', icon: 'models', role: 'VIEWER', show: () => <ModelsPage /> },
  { path: '/connections', name: 'Connections', icon: 'connections', role: 'ADMIN', show: () => <ConnectionsPage /> },
  { path: '/audit', name: 'Audit', icon: 'audit', role: 'ADMIN', show: () => <AuditPage /> },
  { path: '/users', name: 'Users', icon: 'users', role: 'ADMIN', show: () => <UsersPage /> },
];

export function pageAt(path: string): ComponentChild {
  if (path === INFO_PATH) return <InfoPage />;
  if (path === '/account') return <AccountPage />;
  const person = /^\/people\/([^/]+)$/.exec(path)?.[1];
  if (person) return <PersonPage key={person} personId={decodeURIComponent(person)} />;
  const entry = entries.find((each) => each.path === path);
  if (!entry) return <NotFound />;
  return may(entry.role) ? entry.show() : <NotAllowed />;
}

function NotFound() {
  return (
    <Page title="Not found">
      <Empty icon="search" title="There is no page at this address">
        <a class="button" href="/live">
          Go to the live view
        </a>
      </Empty>
    </Page>
  );
}

function NotAllowed() {
  return (
    <Page title="Not allowed">
      <Empty icon="users" title="Your role may not see this page">
        <p>An admin can give you another role.</p>
        <a class="button" href="/live">
          Go to the live view
        </a>
      </Empty>
    </Page>
  );
}
