import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Face } from './face';
import { plain } from './plain';

export interface Choice {
  id: string;
  name: string;
  pictureUrl: string | null;
  detail?: string;
}

/** Somebody who is known, or a new name. */
export type Chosen = { id: string; name: string } | { id: null; name: string };

interface Props {
  label: string;
  choices: Choice[];
  value: Chosen | null;
  onChange: (value: Chosen | null) => void;
  /** Whether a name that is not in the list may be given. */
  allowNew?: boolean;
  help?: string;
  placeholder?: string;
  autoFocus?: boolean;
  hideLabel?: boolean;
  /** Whether the list is always there, below the field, instead of coming and going over what is below. */
  inline?: boolean;
}

const MOST_SHOWN = 50;

/** A field that searches as one types (the combobox pattern of the ARIA practices guide). */
export function Combobox(props: Props) {
  const { label, choices, value, onChange, allowNew, help, placeholder, autoFocus, hideLabel, inline } = props;
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);

  const text = typed ?? value?.name ?? '';
  const options = optionsFor(typed ?? '', choices, allowNew ?? false);
  const shown = (open || inline === true) && options.length > 0;

  useEffect(() => {
    if (open && shown) list.current?.scrollIntoView({ block: 'nearest' });
  }, [open, shown]);

  const choose = (chosen: Chosen) => {
    onChange(chosen);
    setTyped(null);
    setOpen(false);
  };
  const move = (to: number) => {
    setOpen(true);
    const next = (to + options.length) % Math.max(1, options.length);
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(open ? active + 1 : 0);
    else if (event.key === 'ArrowUp') move(open ? active - 1 : options.length - 1);
    else if (event.key === 'Enter' && open && shown && typed !== '') choose(options[active]?.chosen ?? options[0]!.chosen);
    else if (event.key === 'Enter' && typed === '') {
      onChange(null);
      setTyped(null);
      setOpen(false);
    }
    else if (event.key === 'Escape' && open) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="field combobox">
      <label for={id} class={hideLabel ? 'only-read' : ''}>
        {label}
      </label>
      <div class="combobox-field">
        <input
          id={id}
          role="combobox"
          autoComplete="off"
          spellcheck={false}
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && shown ? `${id}-${active}` : undefined}
          aria-describedby={help ? `${id}-help` : undefined}
          placeholder={placeholder}
          autoFocus={autoFocus}
          value={text}
          onFocus={(event) => {
            event.currentTarget.select();
            setActive(0);
          }}
          onClick={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            if (typed === null) return;
            const exact = only(choices, typed);
            if (exact) onChange(exact);
            else onChange(allowNew && typed.trim() ? { id: null, name: typed.trim() } : null);
            setTyped(null);
          }}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
            setOpen(true);
            if (allowNew) {
              const name = event.currentTarget.value.trim();
              const exact = only(choices, name);
              onChange(exact ?? (name ? { id: null, name } : null));
            }
          }}
          onKeyDown={onKeyDown}
        />
        <ul id={`${id}-list`} ref={list} role="listbox" aria-label={label} class={inline ? 'options inline' : 'options'} hidden={!shown}>
          {options.map((option, at) => (
            <li
              key={option.chosen.id ?? '+'}
              id={`${id}-${at}`}
              role="option"
              aria-selected={open ? at === active : inline === true && option.chosen.id === (value?.id ?? null) && value !== null}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(option.chosen)}
            >
              {option.chosen.id === null ? (
                <span>
                  New person: <strong>{option.chosen.name}</strong>
                </span>
              ) : (
                <>
                  {option.choice?.pictureUrl !== undefined ? (
                    <Face url={option.choice.pictureUrl} alt="" size="small" />
                  ) : null}
                  <span>
                    {option.chosen.name}
                    {option.choice?.detail ? <small>{option.choice.detail}</small> : null}
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
      </div>
      {help ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </div>
  );
}

interface Option {
  chosen: Chosen;
  choice: Choice | null;
}

function optionsFor(typed: string, choices: Choice[], allowNew: boolean): Option[] {
  const wanted = plain(typed);
  const found = choices
    .filter((choice) => plain(choice.name).includes(wanted))
    .sort((a, b) => Number(plain(b.name).startsWith(wanted)) - Number(plain(a.name).startsWith(wanted)))
    .slice(0, MOST_SHOWN)
    .map((choice) => ({ chosen: { id: choice.id, name: choice.name }, choice }));
  const name = typed.trim();
  const isNew = allowNew && name && !only(choices, name);
  return isNew ? [...found, { chosen: { id: null, name }, choice: null }] : found;
}

/** The one who is called so; nobody if there are two. */
function only(choices: Choice[], name: string): Choice | null {
  const found = choices.filter((choice) => plain(choice.name) === plain(name));
  return found.length === 1 ? found[0]! : null;
}
