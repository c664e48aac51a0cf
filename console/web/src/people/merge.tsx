import { useState } from 'preact/hooks';
import { mergePerson } from '../api/client';
import type { MergeAnswer, PersonView } from '../api/types';
import { Button } from '../base/button';
import { Combobox, type Chosen } from '../base/combobox';
import { count } from '../base/count';
import { Dialog } from '../base/dialog';
import { Face } from '../base/face';
import { useAction } from '../base/load';
import { Failure, Notice } from '../base/states';
import { personChoices, portraitOf } from './choices';

interface Props {
  person: PersonView;
  people: PersonView[];
  onMerged: (answer: MergeAnswer) => void;
  onClose: () => void;
}

/** Makes one person of two who were enrolled apart. */
export function Merge({ person, people, onMerged, onClose }: Props) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const { busy, failure, run } = useAction();
  const other = people.find((each) => each.personId === chosen?.id);
  return (
    <Dialog title={`Merge ${person.name} with somebody`} onClose={onClose} closable={!busy}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (other) run(async () => onMerged(await mergePerson(person.personId, other.personId)));
        }}
      >
        <p>For two records of one and the same person. The one that you choose stays, with name and key.</p>
        <Combobox
          label="The one who stays"
          placeholder="Search people"
          choices={personChoices(people.filter((each) => each !== person))}
          value={chosen}
          onChange={setChosen}
          autoFocus
          inline
        />
        <div class="compare">
          <figure>
            <Face url={portraitOf(person)} alt={`Photo of ${person.name}`} size="large" />
            <figcaption>{person.name} goes</figcaption>
          </figure>
          <figure>
            <Face url={other ? portraitOf(other) : null} alt={other ? `Photo of ${other.name}` : ''} size="large" />
            <figcaption>{other ? `${other.name} stays` : 'Nobody chosen yet'}</figcaption>
          </figure>
        </div>
        {other ? (
          <Notice kind="warn">
            <p>
              <strong>Look whether they are one person: it cannot be undone.</strong>
            </p>
            <ul class="dots">
              <li>
                {other.name} gets {photosOf(person)} of {person.name}, and is recognised by {person.photos.length === 1 ? 'it' : 'them'}{' '}
                too.
              </li>
              <li>What was told of {person.name} in the past is corrected to {other.name}.</li>
              <li>{person.name} is no person any more: name, note of consent and key are gone.</li>
            </ul>
          </Notice>
        ) : null}
        {failure ? <Failure text={failure} /> : null}
        <div class="actions end">
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button submit look="main" busy={busy} disabled={!other}>
            {busy ? 'Merging …' : 'Merge the two'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function photosOf({ photos }: PersonView): string {
  return photos.length === 1 ? 'the photo' : photos.length ? `the ${count(photos.length, 'photo')}` : 'no photo';
}
