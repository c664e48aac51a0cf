import { useState } from 'preact/hooks';
import { changeUser, removeUser, users as askUsers } from '../api/client';
import { roleWords, session, user } from '../api/session';
import type { Role, UserView } from '../api/types';
import { Button } from '../base/button';
import { Confirm } from '../base/confirm';
import { useAction, useLoad } from '../base/load';
import { now } from '../base/now';
import { Page } from '../base/page';
import { Empty, Failure, Loading, Notice } from '../base/states';
import { date } from '../base/time';
import { say } from '../base/toast';
import { NewUserDialog } from './new-user';
import { ResetPassword } from './reset-password';
import { RoleSelect } from './role-select';

type Doing = { what: 'password' | 'remove'; user: UserView } | { what: 'add' } | null;

export function UsersPage() {
  const users = useLoad(askUsers);
  const [doing, setDoing] = useState<Doing>(null);
  const roleChange = useAction();
  const done = () => setDoing(null);
  const change = (each: UserView, role: Role) =>
    roleChange.run(async () => {
      try {
        await changeUser(each.name, { role, password: null });
        say(`${each.name} is ${roleWords[role].name.toLowerCase()} now.`);
      } finally {
        users.again();
      }
    });
  return (
    <Page
      title="Users"
      lead="Who may sign in, and what they may do."
      actions={
        <Button look="main" icon="plus" onClick={() => setDoing({ what: 'add' })}>
          Add a user
        </Button>
      }
    >
      <div class="stack wide-gap">
        {users.failure ? <Failure text={users.failure} onRetry={users.again} /> : null}
        {roleChange.failure ? <Failure text={roleChange.failure} /> : null}
        {!users.value && !users.failure ? <Loading what="users" /> : null}
        {users.value?.length === 0 ? (
          <Empty icon="users" title="No local users">
            <p>Everybody signs in through your organisation. Add a user here for somebody who cannot.</p>
          </Empty>
        ) : null}
        {users.value?.length ? (
          <div class="scroller card flat" tabIndex={0} role="region" aria-label="Users">
            <table class="users">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Role</th>
                  <th scope="col">Since</th>
                  <th scope="col">
                    <span class="only-read">What to do</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {users.value.map((each) => {
                  const isSelf = each.name === user.value?.name;
                  return (
                    <tr key={each.name}>
                      <td>
                        {each.name} {isSelf ? <span class="badge">you</span> : null}
                      </td>
                      <td>
                        {isSelf ? (
                          roleWords[each.role].name
                        ) : (
                          <RoleSelect
                            label={`Role of ${each.name}`}
                            value={each.role}
                            onChange={(role) => change(each, role)}
                          />
                        )}
                      </td>
                      <td class="nowrap">{date(each.createdAt, now.value)}</td>
                      <td>
                        {isSelf ? (
                          <a class="button small" href="/account">
                            Your account
                          </a>
                        ) : (
                          <div class="actions">
                            <Button
                              small
                              label={`New password for ${each.name}`}
                              onClick={() => setDoing({ what: 'password', user: each })}
                            >
                              New password
                            </Button>
                            <Button
                              small
                              icon="remove"
                              label={`Remove ${each.name}`}
                              onClick={() => setDoing({ what: 'remove', user: each })}
                            >
                              Remove
                            </Button>
                          </div>
                        )}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        ) : null}
        <dl class="record card">
          {(Object.keys(roleWords) as Role[]).map((role) => (
            <div key={role}>
              <dt>{roleWords[role].name}</dt>
              <dd>{roleWords[role].may}</dd>
            </div>
          ))}
        </dl>
        {session.value?.signIn.openIdConnect ? (
          <Notice kind="info">
            <p>Those who sign in through your organisation are looked after there, and are not listed here.</p>
          </Notice>
        ) : null}
      </div>
      {doing?.what === 'add' ? (
        <NewUserDialog
          onClose={done}
          onAdded={(name) => {
            done();
            say(`${name} may sign in now.`);
            users.again();
          }}
        />
      ) : null}
      {doing?.what === 'password' ? (
        <ResetPassword
          name={doing.user.name}
          onClose={done}
          onDone={() => {
            done();
            say(`${doing.user.name} has a new password.`);
          }}
        />
      ) : null}
      {doing?.what === 'remove' ? (
        <Confirm
          title={`Remove ${doing.user.name}?`}
          act="Remove the user"
          onClose={done}
          onConfirm={async () => {
            await removeUser(doing.user.name);
            say(`${doing.user.name} may not sign in any more.`);
            done();
            users.again();
          }}
        >
          <p>They are signed out everywhere. What they did stays in the audit under their name.</p>
        </Confirm>
      ) : null}
    </Page>
  );
}
