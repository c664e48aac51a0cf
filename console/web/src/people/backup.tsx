import { useState } from 'preact/hooks';
import { links, restore } from '../api/client';
import { Button } from '../base/button';
import { Dialog } from '../base/dialog';
import { Field } from '../base/field';
import { Icon } from '../base/icons';
import { useAction } from '../base/load';
import { Failure, Notice } from '../base/states';

/** The gallery (people and the faces that they are recognised by) as one file, and back. */
export function Backup({ onRestored, onClose }: { onRestored: () => void; onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [answer, setAnswer] = useState<string | null>(null);
  const { busy, failure, run } = useAction();
  return (
    <Dialog title="Backup of all people" onClose={onClose} closable={!busy}>
      <div class="stack">
        <section>
          <h3>Save</h3>
          <p class="muted">
            One file with everybody who is enrolled: names, notes of consent, and the faces that they are recognised by. Whoever
            has it can recognise them. Keep it safe, and delete it when you need it no more: somebody who is forgotten here
            stays in it.
          </p>
          <p class="below">
            <a class="button" href={links.backup} download>
              <Icon name="download" size={18} />
              <span>Download a backup</span>
            </a>
          </p>
        </section>
        <hr />
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!file) return;
            setAnswer(null);
            run(async () => {
              setAnswer((await restore(file)).words);
              onRestored();
            });
          }}
        >
          <h3>Restore</h3>
          <Field
            label="Backup file"
            help="Adds who is missing, and changes nothing that is here. Somebody who was forgotten since does not come back."
          >
            {(ids) => <input {...ids} type="file" onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)} />}
          </Field>
          <div role="status">
            {answer ? (
              <Notice kind="ok">
                <p>{answer}</p>
              </Notice>
            ) : null}
          </div>
          {failure ? <Failure text={failure} /> : null}
          <div class="actions">
            <Button submit icon="upload" busy={busy} disabled={!file}>
              {busy ? 'Restoring …' : 'Restore from this file'}
            </Button>
          </div>
        </form>
      </div>
    </Dialog>
  );
}
