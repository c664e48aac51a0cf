import { useState } from 'preact/hooks';
import { label } from '../api/client';
import { may } from '../api/session';
import type { LabelRequest, PersonView, SightingView } from '../api/types';
import { Button } from '../base/button';
import { sentence } from '../base/count';
import { Face } from '../base/face';
import { Icon } from '../base/icons';
import { useAction } from '../base/load';
import { now } from '../base/now';
import { ago, clock, lasting } from '../base/time';
import { isGone, nameOf } from '../base/who';
import { AskWho } from './ask-who';
import { CertaintyBadge } from './certainty';
import { Reasons } from './reasons';

interface Props {
  sighting: SightingView;
  people: PersonView[];
}

export function Sighting({ sighting, people }: Props) {
  const { who, certainty, word } = sighting;
  const name = nameOf(who);
  const isPerson = who.kind === 'PERSON';
  return (
    <article class={`sighting ${who.kind.toLowerCase()}`} aria-label={`${name}, ${sighting.cameraId}, ${clock(sighting.firstSeenAt)}`}>
      <div class="sighting-faces">
        <figure>
          <Face url={sighting.cropUrl} alt={`Face seen by ${sighting.cameraId}`} />
          <figcaption>Seen</figcaption>
        </figure>
        {isPerson ? (
          <figure>
            <Face url={sighting.photoUrl} alt={`Enrolled photo of ${name}`} />
            <figcaption>Enrolled</figcaption>
          </figure>
        ) : null}
      </div>
      <div class="sighting-words">
        <div class="sighting-head">
          <h3>{isPerson && who.personId && !isGone(who) ? <a href={`/people/${encodeURIComponent(who.personId)}`}>{name}</a> : name}</h3>
          <CertaintyBadge certainty={certainty} />
          {sighting.isOver ? null : <span class="badge now">In view</span>}
        </div>
        <p class="muted sighting-where">
          <span>{sighting.cameraId}</span>
          <time dateTime={sighting.firstSeenAt}>{clock(sighting.firstSeenAt)}</time>
          {sighting.isOver ? (
            <span>for {lasting(Date.parse(sighting.lastSeenAt) - Date.parse(sighting.firstSeenAt))}</span>
          ) : null}
        </p>
        <p>{sighting.summary}</p>
        {word ? (
          <p class="word">
            <Icon name="account" size={16} />
            <span>
              {sentence(word.words)}, <time dateTime={word.saidAt}>{ago(word.saidAt, now.value)}</time>
            </span>
          </p>
        ) : null}
        <Reasons sighting={sighting} />
      </div>
      {may('OPERATOR') ? <Judge sighting={sighting} people={people} /> : null}
    </article>
  );
}

/** The buttons with which an operator says who it is, and what came of it. */
function Judge({ sighting, people }: Props) {
  const { busy, failure, run } = useAction();
  const [kind, setKind] = useState<LabelRequest['kind'] | null>(null);
  const [answer, setAnswer] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const name = nameOf(sighting.who);
  const isPerson = sighting.who.kind === 'PERSON';
  const send = (request: Omit<LabelRequest, 'eventId'>) => {
    setKind(request.kind);
    setAnswer(null);
    run(async () => {
      setAnswer((await label({ eventId: sighting.eventId, ...request })).words);
    });
  };
  return (
    <>
      <div class="judge">
        {isPerson && !isGone(sighting.who) ? (
          <>
            <Button
              small
              icon="check"
              label={`Right: it is ${name}`}
              busy={busy && kind === 'RIGHT'}
              disabled={busy && kind !== 'RIGHT'}
              onClick={() => send({ kind: 'RIGHT', personId: null, name: null })}
            >
              Right
            </Button>
            <Button
              small
              icon="wrong"
              label={`Not this person: it is not ${name}`}
              busy={busy && kind === 'NOT'}
              disabled={busy && kind !== 'NOT'}
              onClick={() => send({ kind: 'NOT', personId: null, name: null })}
            >
              Not this person
            </Button>
          </>
        ) : null}
        <Button small busy={busy && kind === 'IS'} disabled={busy && kind !== 'IS'} onClick={() => setChoosing(true)}>
          This is …
        </Button>
      </div>
      <div class="judge-answer">
        <div role="status">
          {busy ? <p class="muted">Telling the system …</p> : null}
          {!busy && answer ? (
            <p class="ok-word">
              <Icon name="check" size={16} /> <span>{answer}</span>
            </p>
          ) : null}
        </div>
        {failure && !busy ? (
          <p class="bad-word" role="alert">
            <Icon name="warn" size={16} /> <span>{failure}</span>
          </p>
        ) : null}
      </div>
      {choosing ? (
        <AskWho
          cropUrl={sighting.cropUrl}
          cameraId={sighting.cameraId}
          at={sighting.firstSeenAt}
          people={people.filter((person) => person.personId !== sighting.who.personId)}
          help={
            sighting.who.kind === 'STRANGER'
              ? 'All earlier sightings of this unknown person get the name too.'
              : 'The system learns this face for the person chosen.'
          }
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            setChoosing(false);
            send({ kind: 'IS', personId: chosen.id, name: chosen.id === null ? chosen.name : null });
          }}
        />
      ) : null}
    </>
  );
}
