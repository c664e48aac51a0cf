import { useState } from 'preact/hooks';
import { nameStrangers } from '../api/client';
import { may } from '../api/session';
import type { PersonView, StrangerGroup } from '../api/types';
import { Button } from '../base/button';
import { Combobox, type Chosen } from '../base/combobox';
import { count, sentence } from '../base/count';
import { Face } from '../base/face';
import { useAction } from '../base/load';
import { now } from '../base/now';
import { Failure } from '../base/states';
import { ago, moment } from '../base/time';
import { shortKey } from '../base/who';
import { personChoices } from '../people/choices';
import { addressOf } from '../timeline/filter';
import { Keys } from './keys';

const MOST_CROPS = 6;

interface Props {
  group: StrangerGroup;
  people: PersonView[];
  onNamed: (words: string) => void;
}

/** Keys that are probably one human, to be named together. */
export function Group({ group, people, onNamed }: Props) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { busy, failure, run } = useAction();
  const keys = group.anonymousIds.filter((key) => !left.has(key));
  const title = `Unknown ${shortKey(group.anonymousIds[0] ?? '')}`;
  const single = group.anonymousIds.length === 1 ? group.anonymousIds[0]! : null;
  const name = () =>
    run(async () => {
      if (!chosen) return;
      const answer = await nameStrangers({
        anonymousIds: keys,
        personId: chosen.id,
        name: chosen.id === null ? chosen.name : null,
      });
      onNamed(`${answer.name}: ${answer.words}`);
    });
  return (
    <article class="group" aria-label={title}>
      <div class="group-crops">
        {group.cropUrls.slice(0, MOST_CROPS).map((url, at) => (
          <Face key={url} url={url} alt={`Picture ${at + 1} of ${title}`} />
        ))}
        {group.cropUrls.length ? null : <Face url={null} alt={title} />}
      </div>
      <div class="group-words">
        <h2>{title}</h2>
        <p>
          <strong>{sentence(count(group.sightings, 'sighting'))}</strong> at {group.cameras.join(', ')}
        </p>
        <p class="muted">
          First {moment(group.firstSeenAt, now.value)}, last {ago(group.lastSeenAt, now.value)}
          {single ? (
            <>
              {' · '}
              <a href={addressOf({ stranger: single })}>Show in the timeline</a>
            </>
          ) : null}
        </p>
        {group.nearest ? (
          <p class="nearest">
            Looks a little like{' '}
            <a href={`/people/${encodeURIComponent(group.nearest.personId)}`}>{group.nearest.name}</a> (distance{' '}
            {group.nearest.distance.toFixed(2)})
            {may('OPERATOR') ? (
              <Button
                small
                look="plain"
                onClick={() => setChosen({ id: group.nearest!.personId, name: group.nearest!.name })}
              >
                It is {group.nearest.name}
              </Button>
            ) : null}
          </p>
        ) : null}
        {group.anonymousIds.length > 1 ? (
          <Keys
            keys={group.anonymousIds}
            cropUrlByKey={group.cropUrlByKey}
            left={left}
            onLeave={may('OPERATOR') ? setLeft : null}
          />
        ) : null}
      </div>
      {may('OPERATOR') ? (
        <form
          class="group-name"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen && keys.length) name();
          }}
        >
          <Combobox
            label={`Who is ${title}?`}
            hideLabel
            placeholder="A name, new or known"
            choices={personChoices(people)}
            value={chosen}
            onChange={setChosen}
            allowNew
            {...(chosen ? { help: chosen.id === null ? 'A new person' : 'Somebody who is enrolled' } : {})}
          />
          <Button submit look="main" busy={busy} disabled={!chosen || !keys.length}>
            {busy ? 'Naming …' : left.size ? `Name ${keys.length} of ${group.anonymousIds.length}` : 'Name'}
          </Button>
          {failure ? <Failure text={failure} /> : null}
        </form>
      ) : null}
    </article>
  );
}
