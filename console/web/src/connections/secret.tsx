import { outboundSecret } from '../api/client';
import type { OutboundView } from '../api/types';
import { useState } from 'preact/hooks';
import { Button } from '../base/button';
import { Copyable } from '../base/copy';
import { Dialog } from '../base/dialog';
import { useAction } from '../base/load';
import { Failure } from '../base/states';
import { ForReceivers } from './words';

/** The secret by which a webhook's messages are signed; fetched only once somebody asks. */
export function Secret({ target, onClose }: { target: OutboundView; onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const { busy, failure, run } = useAction();
  return (
    <Dialog title={`Secret of ${target.settings.name}`} onClose={onClose}>
      <div class="stack">
        <p>
          The receiver needs it to see that a message is from here. Whoever else has it can send messages in Sightline’s name.
          That you looked is written down in the audit.
        </p>
        {secret ? (
          <Copyable label="Secret" text={secret} />
        ) : (
          <div class="actions">
            <Button look="main" busy={busy} onClick={() => run(async () => setSecret((await outboundSecret(target.id)).secret))}>
              Show the secret
            </Button>
          </div>
        )}
        {failure ? <Failure text={failure} /> : null}
        <section>
          <h3>What the receiver has to do</h3>
          <ForReceivers />
        </section>
        <div class="actions end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}
