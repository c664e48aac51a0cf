import { useEffect, useState } from 'preact/hooks';
import { deadLetters as askLetters } from '../api/client';
import type { DeadLetterView } from '../api/types';
import { Button } from '../base/button';
import { useLoad } from '../base/load';
import { now } from '../base/now';
import { Failure, Loading } from '../base/states';
import { ago } from '../base/time';
import { DeadLetter } from './dead-letter';

/** What could not be read or used, the latest first; each can be looked at and played again. */
export function DeadLetters({ total }: { total: number }) {
  const letters = useLoad(askLetters);
  const [opened, setOpened] = useState<DeadLetterView | null>(null);
  useEffect(() => {
    if (letters.value) letters.again(); // another number: there is news
  }, [total]);
  return (
    <>
      {letters.failure ? <Failure text={letters.failure} onRetry={letters.again} /> : null}
      {!letters.value && !letters.failure ? <Loading what="records" /> : null}
      {letters.value?.length === 0 ? <p class="muted">None: everything that came could be used.</p> : null}
      {letters.value?.length ? (
        <div class="scroller" tabIndex={0} role="region" aria-label="Records that could not be used">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">From</th>
                <th scope="col">Why</th>
                <th scope="col">
                  <span class="only-read">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {letters.value.map((letter) => (
                <tr key={letter.id}>
                  <td class="nowrap">{ago(letter.at, now.value)}</td>
                  <td class="nowrap">
                    {letter.topic}
                    <br />
                    <span class="muted">{letter.key}</span>
                  </td>
                  <td class="reason">{letter.reason}</td>
                  <td class="nowrap">
                    <Button small label={`Look closer: ${letter.reason}`} onClick={() => setOpened(letter)}>
                      Look closer
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {opened ? (
        <DeadLetter
          letter={opened}
          onClose={() => setOpened(null)}
          onReplayed={() => {
            setOpened(null);
            letters.again();
          }}
        />
      ) : null}
    </>
  );
}
