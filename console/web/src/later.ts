// The pages that are not needed for the first screen: one file, fetched when one of them is first shown.
export { AuditPage } from './audit/page';
export { CamerasPage } from './cameras/page';
export { ConnectionsPage } from './connections/page';
export { PeoplePage } from './people/page';
export { PersonPage } from './people/person';
export { SystemPage } from './system/page';
export { UnknownsPage } from './unknowns/page';
export { UsersPage } from './users/page';
