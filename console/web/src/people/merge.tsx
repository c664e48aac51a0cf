import { useState } from 'preact/hooks';
import { mergePerson } from '../api/client';
import type { PersonView } from '../api/types';
import { Button } from '../base/button';
import { Combobox, type Chosen } from '../base/combobox';
import { Dialog } from '../base/dialog';
import { Face } from '../base/face';
import { useAction } from '../base/load';
import { Failure } from '../base/states';
import { personChoices, portraitOf } from './choices';

interface Props {
  person: PersonView;
  people: PersonView[];
  onMerged: (stays: PersonView) => void;
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
        <p>
          If two records are the same human: the photos of <strong>{person.name}</strong> and what was seen go to the other, whose
          name and key stay. <strong>{person.name}</strong> is gone afterwards. This cannot be undone.
        </p>
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
            <figcaption>{person.name}</figcaption>
          </figure>
          <figure>
            <Face url={other ? portraitOf(other) : null} alt={other ? `Photo of ${other.name}` : ''} size="large" />
            <figcaption>{other ? `${other.name} stays` : 'Nobody chosen yet'}</figcaption>
          </figure>
        </div>
        {failure ? <Failure text={failure} /> : null}
        <div class="actions end">
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button submit look="main" busy={busy} disabled={!other}>
            {other ? `Merge into ${other.name}` : 'Merge'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
