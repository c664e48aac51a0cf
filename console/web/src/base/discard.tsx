import { Button } from './button';
import { Notice } from './states';

/** Asks, before a form is left, whether what was changed in it may be lost. */
export function Discard({ onDiscard, onStay }: { onDiscard: () => void; onStay: () => void }) {
  return (
    <Notice kind="warn">
      <p>Discard what you changed?</p>
      <div class="actions below">
        <Button small look="danger" onClick={onDiscard}>
          Discard
        </Button>
        <Button small onClick={onStay}>
          Go on editing
        </Button>
      </div>
    </Notice>
  );
}
