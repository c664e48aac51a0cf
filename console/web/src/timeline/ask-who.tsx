import { useState } from 'preact/hooks';
import type { PersonView } from '../api/types';
import { Button } from '../base/button';
import { Combobox, type Chosen } from '../base/combobox';
import { Dialog } from '../base/dialog';
import { Face } from '../base/face';
import { clock } from '../base/time';
import { personChoices, portraitOf } from '../people/choices';

interface Props {
  cropUrl: string | null;
  cameraId: string;
  at: string;
  people: PersonView[];
  /** What comes of it. */
  help: string;
  onChoose: (chosen: Chosen) => void;
  onClose: () => void;
}

/** Asks who somebody is: one of the enrolled, or a new name. */
export function AskWho({ cropUrl, cameraId, at, people, help, onChoose, onClose }: Props) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const person = chosen?.id ? people.find((each) => each.personId === chosen.id) : undefined;
  return (
    <Dialog title="Who is this?" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) onChoose(chosen);
        }}
      >
        <div class="compare">
          <figure>
            <Face url={cropUrl} alt="Face seen" size="large" />
            <figcaption>
              {cameraId}, {clock(at)}
            </figcaption>
          </figure>
          <figure>
            <Face url={person ? portraitOf(person) : null} alt={person ? `Enrolled photo of ${person.name}` : ''} size="large" />
            <figcaption>{person ? person.name : chosen ? `${chosen.name} (new)` : 'Nobody chosen yet'}</figcaption>
          </figure>
        </div>
        <Combobox
          label="This is"
          placeholder="Search people, or type a new name"
          choices={personChoices(people)}
          value={chosen}
          onChange={setChosen}
          allowNew
          inline
          autoFocus
          help={help}
        />
        <div class="actions end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit look="main" disabled={!chosen}>
            {chosen ? `This is ${chosen.name}` : 'Say who it is'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
