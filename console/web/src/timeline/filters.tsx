import { useId, useState } from 'preact/hooks';
import type { CameraView, PersonView } from '../api/types';
import { Button } from '../base/button';
import { Combobox } from '../base/combobox';
import { Field } from '../base/field';
import { Icon } from '../base/icons';
import { go } from '../base/router';
import { fromInput, toInput } from '../base/time';
import { nameOf, shortKey } from '../base/who';
import { personChoices } from '../people/choices';
import { certaintyWords } from './certainty';
import { addressOf, certainties, isEmpty, type Filter } from './filter';

interface Props {
  filter: Filter;
  people: PersonView[];
  cameras: CameraView[];
}

export function Filters({ filter, people, cameras }: Props) {
  const set = (change: Partial<Filter>) => go(addressOf({ ...filter, ...change }), true);
  const person = people.find((each) => each.personId === filter.person);
  const cameraIds = cameras.map((camera) => camera.cameraId);
  if (filter.camera && !cameraIds.includes(filter.camera)) cameraIds.push(filter.camera);
  const [open, setOpen] = useState(false); // on a narrow screen only: elsewhere they are always there
  const id = useId();
  const given = Object.values(filter).filter(Boolean).length;
  return (
    <>
      <div class="filters-toggle">
        <button type="button" class="button small" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <Icon name="search" size={16} />
          <span>{given ? `Filters (${given})` : 'Filters'}</span>
        </button>
      </div>
      <div id={id} class={open ? 'filters open' : 'filters'} role="search" aria-label="Which sightings">
        {filter.stranger ? (
          <div class="field">
            <span class="label">Person</span>
            <button type="button" class="chip" onClick={() => set({ stranger: null })}>
              {nameOf({ kind: 'STRANGER', anonymousId: filter.stranger, personId: null, name: null })}
              <Icon name="close" size={14} />
              <span class="only-read">: show everybody instead of {shortKey(filter.stranger)}</span>
            </button>
          </div>
        ) : (
          <Combobox
            label="Person"
            placeholder="Everybody"
            choices={personChoices(people)}
            value={filter.person ? { id: filter.person, name: person?.name ?? filter.person } : null}
            onChange={(chosen) => set({ person: chosen?.id ?? null })}
          />
        )}
        <Field label="Camera">
          {(ids) => (
            <select {...ids} value={filter.camera ?? ''} onChange={(event) => set({ camera: event.currentTarget.value || null })}>
              <option value="">All cameras</option>
              {cameraIds.map((cameraId) => (
                <option key={cameraId} value={cameraId}>
                  {cameraId}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Certainty">
          {(ids) => (
            <select
              {...ids}
              value={filter.certainty ?? ''}
              onChange={(event) => set({ certainty: certainties.find((each) => each === event.currentTarget.value) ?? null })}
            >
              <option value="">Any</option>
              {certainties.map((each) => (
                <option key={each} value={each}>
                  {certaintyWords[each].name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="From">
          {(ids) => (
            <input
              {...ids}
              type="datetime-local"
              value={filter.from ? toInput(filter.from) : ''}
              onChange={(event) => set({ from: fromInput(event.currentTarget.value) })}
            />
          )}
        </Field>
        <Field label="To">
          {(ids) => (
            <input
              {...ids}
              type="datetime-local"
              value={filter.to ? toInput(filter.to) : ''}
              onChange={(event) => set({ to: fromInput(event.currentTarget.value) })}
            />
          )}
        </Field>
        {isEmpty(filter) ? null : (
          <Button look="plain" icon="close" onClick={() => go('/timeline', true)}>
            Clear
          </Button>
        )}
      </div>
    </>
  );
}
