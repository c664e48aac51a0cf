import { Combobox, type Choice } from './combobox';
import { Icon } from './icons';

interface Props {
  label: string;
  choices: Choice[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
  /** What it means if none is chosen. */
  none: string;
  placeholder: string;
}

/** Some of many: a search field that adds, and what was added, each with a cross. */
export function Several({ label, choices, chosen, onChange, none, placeholder }: Props) {
  const nameOf = (id: string) => choices.find((choice) => choice.id === id)?.name;
  return (
    <div class="several">
      <Combobox
        label={label}
        placeholder={placeholder}
        choices={choices.filter((choice) => !chosen.includes(choice.id))}
        value={null}
        onChange={(value) => value?.id && onChange([...chosen, value.id])}
        {...(chosen.length ? {} : { help: none })}
      />
      {chosen.length ? (
        <ul class="chosen" aria-label={`${label}: chosen`}>
          {chosen.map((id) => (
            <li key={id} class="tag">
              <span>{nameOf(id) ?? `${id} (not there any more)`}</span>
              <button
                type="button"
                class="plain"
                aria-label={`Take ${nameOf(id) ?? id} out`}
                onClick={() => onChange(chosen.filter((each) => each !== id))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
