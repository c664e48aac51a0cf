import { useState } from 'preact/hooks';
import { audit as askAudit } from '../api/client';
import type { AuditEntry } from '../api/types';
import { Button } from '../base/button';
import { count, sentence } from '../base/count';
import { Field } from '../base/field';
import { useLoad } from '../base/load';
import { now } from '../base/now';
import { Page } from '../base/page';
import { plain } from '../base/plain';
import { Empty, Failure, Loading } from '../base/states';
import { moment } from '../base/time';

const SHOWN_AT_FIRST = 100;

/** Who did what, when. */
export function AuditPage() {
  const audit = useLoad(askAudit);
  const [find, setFind] = useState('');
  const [most, setMost] = useState(SHOWN_AT_FIRST);
  const found = (audit.value ?? []).filter((entry) => has(entry, plain(find)));
  return (
    <Page
      title="Audit"
      lead="Every change that somebody made, and what was refused. The latest first."
      actions={
        <Button icon="replay" onClick={audit.again}>
          Refresh
        </Button>
      }
    >
      {audit.failure ? <Failure text={audit.failure} onRetry={audit.again} /> : null}
      {!audit.value && !audit.failure ? <Loading what="the audit" /> : null}
      {audit.value?.length === 0 ? (
        <Empty icon="audit" title="Nothing was changed yet">
          <p>Whoever signs in, enrols, corrects or changes something appears here.</p>
        </Empty>
      ) : null}
      {audit.value?.length ? (
        <>
          <div class="people-tools">
            <Field label="Search">
              {(ids) => (
                <input
                  {...ids}
                  type="search"
                  placeholder="User, action or subject"
                  value={find}
                  onInput={(event) => setFind(event.currentTarget.value)}
                />
              )}
            </Field>
          </div>
          <p class="only-read" role="status">
            {count(found.length, 'entry', 'entries')}
          </p>
          {found.length ? (
            <div class="scroller card flat" tabIndex={0} role="region" aria-label="Audit">
              <table>
                <thead>
                  <tr>
                    <th scope="col">When</th>
                    <th scope="col">Who</th>
                    <th scope="col">What</th>
                    <th scope="col">To</th>
                    <th scope="col">Details</th>
                  </tr>
                </thead>
                <tbody>
                  {found.slice(0, most).map((entry) => (
                    <Row key={`${entry.at} ${entry.actor} ${entry.action} ${entry.subject}`} entry={entry} />
                  ))}
                </tbody>
              </table>
            </div>
          ) : (
            <p class="muted">Nothing matches “{find}”.</p>
          )}
          {found.length > most ? (
            <div class="older">
              <Button onClick={() => setMost(most + SHOWN_AT_FIRST)}>Show older</Button>
            </div>
          ) : null}
        </>
      ) : null}
    </Page>
  );
}

function Row({ entry }: { entry: AuditEntry }) {
  return (
    <tr>
      <td class="nowrap">
        <time dateTime={entry.at} title={entry.at}>
          {moment(entry.at, now.value)}
        </time>
      </td>
      <td>{entry.actor}</td>
      <td>
        {actionWords(entry.action)}
        {entry.failure ? (
          <>
            {' '}
            <span class="badge bad">Refused</span>
          </>
        ) : null}
      </td>
      <td class="subject">{entry.subject}</td>
      <td>
        {entry.failure ? <p class="bad-word">{entry.failure}</p> : null}
        {Object.entries(entry.details)
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <p key={name}>
              <span class="muted">{name}:</span> {value}
            </p>
          ))}
      </td>
    </tr>
  );
}

const known: Record<string, string> = {
  'sign-in': 'Signed in',
  'sign-out': 'Signed out',
  'make-first-admin': 'Made the first admin',
  'change-own-password': 'Changed the own password',
  'add-user': 'Added a user',
  'change-user': 'Changed a user',
  'remove-user': 'Removed a user',
  'enrol-person': 'Enrolled a person',
  'change-person': 'Changed a person’s record',
  'merge-person': 'Merged a person with another',
  'remove-photo': 'Removed a photo',
  'back-up-gallery': 'Took a backup of the people',
  'restore-gallery': 'Restored a backup of the people',
  'forget-person': 'Forgot a person',
  'say-who': 'Said who it was',
  'name-unknown': 'Named an unknown',
  'add-camera': 'Added a camera',
  'change-camera': 'Changed a camera',
  'remove-camera': 'Removed a camera',
  'test-camera': 'Tested a camera',
  'add-target': 'Added a connection',
  'change-target': 'Changed a connection',
  'remove-target': 'Removed a connection',
  'test-target': 'Tested a connection',
  'show-target-secret': 'Looked at the secret of a connection',
  'change-model': 'Changed a model',
  'answer-model-change': 'Answered what a change of models asked',
  'compare-models': 'Compared two models',
  'replay-dead-letter': 'Replayed a record',
};

/** What was done, in words; an action that is not known here is at least readable: restore-gallery, Restore gallery. */
function actionWords(action: string): string {
  if (known[action]) return known[action];
  return sentence(
    action
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replace(/[._-]+/g, ' ')
      .toLowerCase(),
  );
}

function has({ actor, action, subject, details, failure }: AuditEntry, wanted: string): boolean {
  return plain([actor, action, actionWords(action), subject, failure ?? '', ...Object.values(details)].join(' ')).includes(wanted);
}
