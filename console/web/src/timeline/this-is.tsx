import { useState } from 'preact/hooks';
import type { PersonView, SightingView } from '../api/types';
import { Button } from '../base/button';
import { Combobox, type Chosen } from '../base/combobox';
import { Dialog } from '../base/dialog';
import { Face } from '../base/face';
import { clock } from '../base/time';
import { personChoices, portraitOf } from '../people/choices';

interface Props {
  sighting: SightingView;
  people: PersonView[];
  onChoose: (chosen: Chosen) => void;
  onClose: () => void;
}

/** Asks who somebody is: one of the enrolled, or a new name. */
export function ThisIs({ sighting, people, onChoose, onClose }: Props) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const { who } = sighting;
  const others = people.filter((person) => person.personId !== who.personId);
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
            <Face url={sighting.cropUrl} alt="Face seen" size="large" />
            <figcaption>
              {sighting.cameraId}, {clock(sighting.firstSeenAt)}
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
          choices={personChoices(others)}
          value={chosen}
          onChange={setChosen}
          allowNew
          inline
          autoFocus
          help={
            who.kind === 'STRANGER'
              ? 'All earlier sightings of this unknown person get the name too.'
              : 'The system learns this face for the person chosen.'
          }
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
