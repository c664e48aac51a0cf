import { useState } from 'preact/hooks';
import { people as askPeople } from '../api/client';
import { may } from '../api/session';
import type { PersonPhoto, PersonView, Receipt } from '../api/types';
import { Button } from '../base/button';
import { count, percent, sentence } from '../base/count';
import { Face } from '../base/face';
import { useLoad } from '../base/load';
import { now } from '../base/now';
import { Page } from '../base/page';
import { go } from '../base/router';
import { Empty, Failure, Loading } from '../base/states';
import { ago, date } from '../base/time';
import { say } from '../base/toast';
import { addressOf } from '../timeline/filter';
import { EditPerson } from './edit';
import { Enrol } from './enrol';
import { Forget } from './forget';
import { Merge } from './merge';
import { ReceiptPage } from './receipt-page';
import { RemovePhoto } from './remove-photo';

type Doing = 'edit' | 'enrol' | 'merge' | 'forget' | null;

export function PersonPage({ personId }: { personId: string }) {
  const people = useLoad(askPeople);
  const [doing, setDoing] = useState<Doing>(null);
  const [removing, setRemoving] = useState<PersonPhoto | null>(null);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const person = people.value?.find((each) => each.personId === personId);
  const done = () => setDoing(null);
  const put = (saved: PersonView) =>
    people.set(people.value!.map((each) => (each.personId === personId ? saved : each)));

  if (receipt) return <ReceiptPage receipt={receipt} />;
  if (!person) {
    return (
      <Page title="Person">
        {people.failure ? <Failure text={people.failure} onRetry={people.again} /> : null}
        {!people.value && !people.failure ? <Loading what="the person" /> : null}
        {people.value ? (
          <Empty icon="people" title="Nobody is enrolled under this address">
            <p>The person may have been forgotten, or merged with another.</p>
            <a class="button" href="/people">
              All people
            </a>
          </Empty>
        ) : null}
      </Page>
    );
  }
  return (
    <Page
      title={person.name}
      above={{ path: '/people', name: 'People' }}
      lead={
        person.lastSeen
          ? `Last seen ${ago(person.lastSeen.at, now.value)}, ${person.lastSeen.cameraId}`
          : 'Not seen lately'
      }
      actions={
        <>
          <a class="button" href={addressOf({ person: personId })}>
            Sightings
          </a>
          {may('OPERATOR') ? (
            <Button look="main" icon="plus" onClick={() => setDoing('enrol')}>
              Add photos
            </Button>
          ) : null}
        </>
      }
    >
      <div class="stack wide-gap">
        <section class="card">
          <h2>{sentence(count(person.photos.length, 'photo'))}</h2>
          {person.photos.length ? (
            <ul class="photos">
              {person.photos.map((photo, at) => (
                <li key={photo.templateId}>
                  <Photo
                    photo={photo}
                    alt={`Photo ${at + 1} of ${person.name}`}
                    onRemove={may('OPERATOR') && person.photos.length > 1 ? () => setRemoving(photo) : null}
                  />
                </li>
              ))}
            </ul>
          ) : (
            <p class="muted">Without a photo nobody is recognised. Add one.</p>
          )}
        </section>
        <section class="card">
          <h2>Record</h2>
          <dl class="record">
            <div>
              <dt>Name</dt>
              <dd>{person.name}</dd>
            </div>
            <div>
              <dt>Consent</dt>
              <dd>{person.consent ?? <span class="warn-word">Nothing is noted</span>}</dd>
            </div>
            <div>
              <dt>Key</dt>
              <dd>
                <code>{person.personId}</code>
              </dd>
            </div>
            <div>
              <dt>Changed</dt>
              <dd>{ago(person.changedAt, now.value)}</dd>
            </div>
          </dl>
          {may('OPERATOR') ? (
            <div class="actions">
              <Button icon="edit" onClick={() => setDoing('edit')}>
                Rename, note consent
              </Button>
              <Button icon="merge" disabled={people.value!.length < 2} onClick={() => setDoing('merge')}>
                Merge with somebody
              </Button>
              <Button look="danger" icon="remove" onClick={() => setDoing('forget')}>
                Forget {person.name}
              </Button>
            </div>
          ) : null}
        </section>
      </div>
      {doing === 'enrol' ? (
        <Enrol person={person} people={people.value!} onChange={people.again} onClose={done} />
      ) : null}
      {doing === 'edit' ? (
        <EditPerson
          person={person}
          onClose={done}
          onSaved={(saved) => {
            put(saved);
            done();
            say('Saved.');
          }}
        />
      ) : null}
      {doing === 'merge' ? (
        <Merge
          person={person}
          people={people.value!}
          onClose={done}
          onMerged={({ person: stays, words }) => {
            done();
            say(`${person.name} and ${stays.name} are one person now: ${stays.name}. ${words}`);
            go(`/people/${encodeURIComponent(stays.personId)}`, true);
          }}
        />
      ) : null}
      {removing ? (
        <RemovePhoto
          person={person}
          photo={removing}
          onClose={() => setRemoving(null)}
          onRemoved={(saved) => {
            put(saved);
            setRemoving(null);
            say('The photo is removed.');
          }}
        />
      ) : null}
      {doing === 'forget' ? <Forget person={person} onClose={done} onForgotten={setReceipt} /> : null}
    </Page>
  );
}

interface PhotoProps {
  photo: PersonPhoto;
  alt: string;
  /** Null if it must not be. */
  onRemove: (() => void) | null;
}

function Photo({ photo, alt, onRemove }: PhotoProps) {
  return (
    <figure>
      <Face url={photo.url} alt={alt} size="large" />
      <figcaption>
        Quality {percent(photo.quality)}
        <br />
        {photo.isLearned ? 'Learned from a sighting' : 'Enrolled'} {date(photo.enrolledAt, now.value)}
      </figcaption>
      {onRemove ? (
        <Button small look="plain" label={`Remove ${alt}`} onClick={onRemove}>
          Remove
        </Button>
      ) : null}
    </figure>
  );
}
