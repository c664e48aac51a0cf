import type { ComponentChildren } from 'preact';
import { Button } from './button';
import { Dialog } from './dialog';
import { useAction } from './load';
import { Failure } from './states';

interface Props {
  title: string;
  /** What the button says. */
  act: string;
  children: ComponentChildren;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, act, children, onConfirm, onClose }: Props) {
  const { busy, failure, run } = useAction();
  return (
    <Dialog title={title} size="small" onClose={onClose} closable={!busy}>
      <div class="stack">
        {children}
        {failure ? <Failure text={failure} /> : null}
        <div class="actions end">
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button look="danger" busy={busy} onClick={() => run(onConfirm)}>
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
