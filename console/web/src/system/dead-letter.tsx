import { deadLetter, replayDeadLetter } from '../api/client';
import type { DeadLetterView } from '../api/types';
import { Button } from '../base/button';
import { bytes } from '../base/count';
import { Dialog } from '../base/dialog';
import { useAction, useLoad } from '../base/load';
import { now } from '../base/now';
import { Failure, Loading, Notice } from '../base/states';
import { moment } from '../base/time';
import { say } from '../base/toast';
import { dump, pretty } from './dump';

interface Props {
  letter: DeadLetterView;
  onReplayed: () => void;
  onClose: () => void;
}

/** One record that could not be used, whole. */
export function DeadLetter({ letter, onReplayed, onClose }: Props) {
  const whole = useLoad(() => deadLetter(letter.id));
  const { busy, failure, run } = useAction();
  const value = whole.value;
  return (
    <Dialog title="A record that could not be used" size="large" onClose={onClose} closable={!busy}>
      <div class="stack">
        <Notice kind="warn">
          <p>{letter.reason}</p>
        </Notice>
        <dl class="record">
          <Row name="When" value={moment(letter.at, now.value)} />
          <Row name="Refused by" value={letter.service} />
          <Row name="From" value={`${letter.topic}, part ${letter.partition}, number ${letter.offset}`} />
          <Row name="Key" value={letter.key} />
          <Row name="Size" value={bytes(letter.bytes)} />
        </dl>
        {whole.failure ? <Failure text={whole.failure} onRetry={whole.again} /> : null}
        {!value && !whole.failure ? <Loading what="the record" /> : null}
        {value?.json ? (
          <section>
            <h3>What it says</h3>
            <pre class="code" tabIndex={0} role="region" aria-label="What it says">
              {pretty(value.json)}
            </pre>
          </section>
        ) : null}
        {value ? (
          <section>
            <h3>Its first bytes</h3>
            <pre class="code" tabIndex={0} role="region" aria-label="Its first bytes">
              {dump(value.hex)}
            </pre>
          </section>
        ) : null}
        {value && Object.keys(value.headers).length ? (
          <section>
            <h3>Headers</h3>
            <dl class="record">
              {Object.entries(value.headers).map(([name, text]) => (
                <Row key={name} name={name} value={text} />
              ))}
            </dl>
          </section>
        ) : null}
        {failure ? <Failure text={failure} /> : null}
        <p class="help">
          Replay puts it back to where it came from, to be tried once more. Do it after the cause is mended; otherwise it comes
          back here.
        </p>
        <div class="actions end">
          <Button onClick={onClose} disabled={busy}>
            Close
          </Button>
          <Button
            look="main"
            icon="replay"
            busy={busy}
            onClick={() =>
              run(async () => {
                await replayDeadLetter(letter.id);
                say('The record was put back to be tried once more.');
                onReplayed();
              })
            }
          >
            Replay
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
