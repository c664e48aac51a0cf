import { useState } from 'preact/hooks';
import type { ModelChangeKind, ModelView } from '../api/types';
import { Button } from '../base/button';
import { Command } from '../base/command';
import { Dialog } from '../base/dialog';
import { Check, Field } from '../base/field';
import { useAction } from '../base/load';
import { Failure, Notice } from '../base/states';
import { standing } from './shortfall';
import { changeWords } from './words';

const LONGEST_REASON = 500;

interface Props {
  kind: ModelChangeKind;
  model: ModelView;
  active: ModelView | null;
  onAgreed: (reason: string, force: boolean) => Promise<void>;
  onClose: () => void;
}

/** Says what a change of models does, and asks why; what figures speak against has to be forced. */
export function ChangeDialog({ kind, model, active, onAgreed, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [force, setForce] = useState(false);
  const { busy, failure, run } = useAction();
  const fares = kind === 'PROMOTE' ? standing(model, active?.modelId ?? null) : 'good';
  const mustForce = fares !== 'good';
  return (
    <Dialog title={titleOf(kind, model.modelId)} onClose={onClose} closable={!busy}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!mustForce || force) run(() => onAgreed(reason.trim(), force));
        }}
      >
        <ul class="dots">
          {happens(kind, model, active?.modelId ?? 'the deciding model').map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {mustForce ? (
          <Notice kind="bad">
            <p>
              <strong>
                {fares === 'short'
                  ? 'It was measured, and it falls short of the deciding model:'
                  : 'It was never measured beside the deciding model. Nobody knows whether it is as good.'}
              </strong>
            </p>
            {fares === 'short' ? (
              <ul class="dots">
                {model.comparisons
                  .filter((comparison) => comparison.other === active?.modelId && !comparison.holds)
                  .map((comparison) => (
                    <li key={comparison.set}>{comparison.words}</li>
                  ))}
              </ul>
            ) : (
              <p class="below">
                Measure it first: <Command text={`./sightline models evaluate ${model.modelId} --people FOLDER`} />
              </p>
            )}
          </Notice>
        ) : null}
        <Field label="Why" help="Stands in the audit, beside your name.">
          {(ids) => (
            <textarea
              {...ids}
              rows={2}
              maxLength={LONGEST_REASON}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
        {mustForce ? (
          <Check
            label="Let it decide all the same"
            help="More people may be missed, or taken for others. That you forced it is recorded."
            checked={force}
            onChange={setForce}
          />
        ) : null}
        {failure ? <Failure text={failure} /> : null}
        <div class="actions end">
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button submit look={mustForce || kind === 'RETIRE' ? 'danger' : 'main'} busy={busy} disabled={mustForce && !force}>
            {mustForce ? 'Force it' : changeWords[kind].act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function titleOf(kind: ModelChangeKind, modelId: string): string {
  switch (kind) {
    case 'SHADOW':
      return `Run ${modelId} beside the deciding model?`;
    case 'STOP_SHADOW':
      return `Stop ${modelId}?`;
    case 'PROMOTE':
      return `Let ${modelId} decide?`;
    case 'ROLLBACK':
      return `Go back to ${modelId}?`;
    case 'RETIRE':
      return `Retire ${modelId}?`;
  }
}

function happens(kind: ModelChangeKind, { modelId }: ModelView, active: string): string[] {
  switch (kind) {
    case 'SHADOW':
      return [
        `It sees what the cameras see from now on, and gets to know everybody whom ${active} knows.`,
        `It decides nothing: no event comes from it. You can look where it differs from ${active}.`,
        'It takes computing power, about as much again as the deciding model.',
      ];
    case 'STOP_SHADOW':
      return [
        'It sees no more what the cameras see.',
        'What was measured of it and what it knows stay. It can run beside again at any time.',
      ];
    case 'PROMOTE':
      return [
        `First it gets to know everybody whom ${active} knows. If somebody’s pictures are not kept any more, you are asked.`,
        `Then it decides about whoever comes into view; who is in view at that moment is decided by ${active} to the end. No event is lost, and none is told twice.`,
        `The way back is the same: ${active} is retired, and you can go back to it at any time.`,
      ];
    case 'ROLLBACK':
      return [
        `First ${modelId} gets to know whoever was enrolled since.`,
        `Then it decides about whoever comes into view, as it did before. ${active} decides no more.`,
        'What was decided meanwhile stays as it is.',
      ];
    case 'RETIRE':
      return ['It is not used any more. Its figures and files stay, and it can be taken up again.'];
  }
}
