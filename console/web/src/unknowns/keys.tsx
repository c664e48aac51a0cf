import { useId, useState } from 'preact/hooks';
import { sightings } from '../api/client';
import { count } from '../base/count';
import { Face } from '../base/face';
import { useLoad } from '../base/load';
import { shortKey } from '../base/who';
import { addressOf } from '../timeline/filter';

interface Props {
  keys: string[];
  /** Those that are left out. */
  left: ReadonlySet<string>;
  /** Null if the reader may not choose. */
  onLeave: ((left: ReadonlySet<string>) => void) | null;
}

/** The keys of a group, each with its latest face: somebody else's is unticked. */
export function Keys({ keys, left, onLeave }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {count(keys.length, 'key')} that are probably one person{left.size ? `, ${left.size} left out` : ''}
      </summary>
      {open ? (
        <>
          {onLeave ? <p class="help">Untick what is somebody else.</p> : null}
          <ul class="keys">
            {keys.map((key) => (
              <li key={key}>
                <Key
                  anonymousId={key}
                  isTaken={!left.has(key)}
                  onTake={
                    onLeave &&
                    ((taken) => {
                      const next = new Set(left);
                      if (taken) next.delete(key);
                      else next.add(key);
                      onLeave(next);
                    })
                  }
                />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </details>
  );
}

interface KeyProps {
  anonymousId: string;
  isTaken: boolean;
  onTake: ((taken: boolean) => void) | null;
}

function Key({ anonymousId, isTaken, onTake }: KeyProps) {
  const id = useId();
  const latest = useLoad(() => sightings({ stranger: anonymousId, limit: 1 }));
  const label = shortKey(anonymousId);
  return (
    <div class={isTaken ? 'tick' : 'tick off'}>
      {onTake ? (
        <input id={id} type="checkbox" checked={isTaken} onChange={(event) => onTake(event.currentTarget.checked)} />
      ) : null}
      <label for={id}>
        <Face url={latest.value?.sightings[0]?.cropUrl ?? null} alt={`Latest face of ${label}`} />
        <span>{label}</span>
      </label>
      <a href={addressOf({ stranger: anonymousId })} aria-label={`Sightings of ${label}`}>
        Sightings
      </a>
    </div>
  );
}
