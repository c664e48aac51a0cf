import { useState } from 'preact/hooks';
import { people as askPeople } from '../api/client';
import { may } from '../api/session';
import type { PersonView } from '../api/types';
import { Button } from '../base/button';
import { count, sentence } from '../base/count';
import { Face } from '../base/face';
import { Field } from '../base/field';
import { useLoad } from '../base/load';
import { now } from '../base/now';
import { Page } from '../base/page';
import { place, setQuery } from '../base/router';
import { Empty, Failure, Loading } from '../base/states';
import { ago } from '../base/time';
import { Backup } from './backup';
import { portraitOf } from './choices';
import { Enrol } from './enrol';
import { found, sorted, type Order } from './order';

const AGAIN_MILLIS = 30_000;

export function PeoplePage() {
  const people = useLoad(askPeople, AGAIN_MILLIS);
  const [backup, setBackup] = useState(false);
  const [order, setOrder] = useState<Order>('name');
  const query = place.value.query;
  const wanted = query.get('find') ?? '';
  const enrolling = query.has('enrol') && may('OPERATOR');
  const all = people.value;
  const shown = all && sorted(found(all, wanted), order);
  return (
    <Page
      wide
      title="People"
      lead={all?.length ? `${count(all.length, 'person', 'people')} enrolled` : 'Whom the cameras recognise'}
      actions={
        <>
          {may('ADMIN') ? (
            <Button icon="download" onClick={() => setBackup(true)}>
              Backup
            </Button>
          ) : null}
          {may('OPERATOR') ? (
            <Button look="main" icon="plus" onClick={() => setQuery({ enrol: 'new' })}>
              Enrol somebody
            </Button>
          ) : null}
        </>
      }
    >
      {people.failure ? <Failure text={people.failure} onRetry={people.again} /> : null}
      {!all && !people.failure ? <Loading what="people" /> : null}
      {all?.length === 0 ? (
        <Empty icon="people" title="Nobody is enrolled yet">
          <p>
            Until somebody is, everyone whom the cameras see is “unknown”. One good photo is enough; three from different sides
            are better.
          </p>
          {may('OPERATOR') ? (
            <Button look="main" icon="plus" onClick={() => setQuery({ enrol: 'new' })}>
              Enrol somebody
            </Button>
          ) : (
            <p>An operator can enrol people.</p>
          )}
        </Empty>
      ) : null}
      {all?.length ? (
        <div class="people-tools">
          <Field label="Search">
            {(ids) => (
              <input
                {...ids}
                type="search"
                placeholder="Name"
                value={wanted}
                onInput={(event) => setQuery({ find: event.currentTarget.value || null })}
              />
            )}
          </Field>
          <Field label="Order">
            {(ids) => (
              <select {...ids} value={order} onChange={(event) => setOrder(event.currentTarget.value as Order)}>
                <option value="name">By name</option>
                <option value="seen">Last seen first</option>
                <option value="changed">Last changed first</option>
              </select>
            )}
          </Field>
        </div>
      ) : null}
      {shown && all?.length ? (
        shown.length ? (
          <ul class="people">
            {shown.map((person) => (
              <li key={person.personId}>
                <PersonCard person={person} />
              </li>
            ))}
          </ul>
        ) : (
          <Empty icon="search" title={`Nobody is called “${wanted}”`}>
            <Button onClick={() => setQuery({ find: null })}>Show everybody</Button>
          </Empty>
        )
      ) : null}
      {enrolling ? (
        <Enrol
          person={null}
          people={all ?? []}
          onChange={people.again}
          onClose={() => {
            setQuery({ enrol: null });
            people.again();
          }}
        />
      ) : null}
      {backup ? <Backup onRestored={people.again} onClose={() => setBackup(false)} /> : null}
    </Page>
  );
}

function PersonCard({ person }: { person: PersonView }) {
  const { name, photos, lastSeen } = person;
  return (
    <a class="person-card" href={`/people/${encodeURIComponent(person.personId)}`}>
      <Face url={portraitOf(person)} alt="" size="large" />
      <strong>{name}</strong>
      <span class="muted">
        {lastSeen ? `${ago(lastSeen.at, now.value)}, ${lastSeen.cameraId}` : 'Not seen lately'}
      </span>
      <span class={photos.length ? 'muted' : 'warn-word'}>{sentence(count(photos.length, 'photo'))}</span>
    </a>
  );
}
