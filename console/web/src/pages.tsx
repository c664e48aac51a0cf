import type { ComponentChild } from 'preact';
import type { Role } from './api/types';
import { may } from './api/session';
import type { IconName } from './base/icons';
import { Page } from './base/page';
import { Empty } from './base/states';
import { InfoPage, INFO_PATH } from './info';
import { AccountPage } from './account/page';
import { CamerasPage } from './cameras/page';
import { LivePage } from './live/page';
import { PeoplePage } from './people/page';
import { PersonPage } from './people/person';
import { TimelinePage } from './timeline/page';
import { UnknownsPage } from './unknowns/page';

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
