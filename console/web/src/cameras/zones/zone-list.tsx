import type { Purpose, Zone } from '../../api/types';
import { count } from '../../base/count';
import { Icon } from '../../base/icons';
import { LONGEST_NAME } from './geometry';

const purposeWords: Record<Purpose, string> = { LOOK: 'Look here', IGNORE: 'Ignore' };

interface Props {
  zones: Zone[];
  chosen: number | null;
  onChoose: (at: number) => void;
  onChange: (at: number, zone: Zone) => void;
  onRemove: (at: number) => void;
}

/** The zones as a plain list: name, purpose, remove. */
export function ZoneList({ zones, chosen, onChoose, onChange, onRemove }: Props) {
  if (!zones.length) return <p class="muted">No zones: faces are looked for everywhere.</p>;
  return (
    <>
      <ul class="zone-list" aria-label="Zones">
        {zones.map((zone, at) => (
          <li key={at} class={at === chosen ? 'chosen' : ''}>
            <input
              type="text"
              aria-label={`Name of zone ${at + 1}`}
              value={zone.name}
              required
              maxLength={LONGEST_NAME}
              onFocus={() => onChoose(at)}
              onInput={(event) => onChange(at, { ...zone, name: event.currentTarget.value })}
            />
            <select
              aria-label={`What is done in ${zone.name}`}
              value={zone.purpose}
              onFocus={() => onChoose(at)}
              onChange={(event) => onChange(at, { ...zone, purpose: event.currentTarget.value as Purpose })}
            >
              {(Object.keys(purposeWords) as Purpose[]).map((purpose) => (
                <option key={purpose} value={purpose}>
                  {purposeWords[purpose]}
                </option>
              ))}
            </select>
            <button type="button" class="plain" aria-label={`Show ${zone.name}: ${count(zone.points.length, 'corner')}`} aria-pressed={at === chosen} onClick={() => onChoose(at)}>
              <Icon name="expand" size={18} />
            </button>
            <button type="button" class="plain" aria-label={`Delete ${zone.name}`} onClick={() => onRemove(at)}>
              <Icon name="remove" size={18} />
            </button>
          </li>
        ))}
      </ul>
      <p class="help">
        {zones.some((zone) => zone.purpose === 'LOOK')
          ? 'A face counts only if its middle is in a zone to look in, and in none to ignore.'
          : 'Faces whose middle is in a zone to ignore do not count.'}
      </p>
    </>
  );
}
