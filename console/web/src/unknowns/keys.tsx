import { useId, useState } from 'preact/hooks';
import { count } from '../base/count';
import { Face } from '../base/face';
import { shortKey } from '../base/who';
import { addressOf } from '../timeline/filter';

interface Props {
  keys: string[];
  cropUrlByKey: Record<string, string>;
  /** Those that are left out. */
  left: ReadonlySet<string>;
  /** Null if the reader may not choose. */
  onLeave: ((left: ReadonlySet<string>) => void) | null;
}

/** The keys of a group, each with its best face: somebody else's is unticked. */
export function Keys({ keys, cropUrlByKey, left, onLeave }: Props) {
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
                  cropUrl={cropUrlByKey[key] ?? null}
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
  cropUrl: string | null;
  isTaken: boolean;
  onTake: ((taken: boolean) => void) | null;
}

function Key({ anonymousId, cropUrl, isTaken, onTake }: KeyProps) {
  const id = useId();
  const label = shortKey(anonymousId);
  return (
    <div class={isTaken ? 'tick' : 'tick off'}>
      {onTake ? (
        <input id={id} type="checkbox" checked={isTaken} onChange={(event) => onTake(event.currentTarget.checked)} />
      ) : null}
      <label for={id}>
        <Face url={cropUrl} alt={`Face of ${label}`} />
        <span>{label}</span>
      </label>
      <a href={addressOf({ stranger: anonymousId })} aria-label={`Sightings of ${label}`}>
        Sightings
      </a>
    </div>
  );
}
