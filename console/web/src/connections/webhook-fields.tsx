import { Check, TextField } from '../base/field';
import type { Fault } from './fault';
import type { Draft } from './form';

interface Props {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  fault: Fault | null;
}

export function WebhookFields({ draft, onChange, fault }: Props) {
  const isPlain = /^\s*http:/i.test(draft.url);
  return (
    <>
      <TextField
        label="Address"
        value={draft.url}
        onChange={(url) => onChange({ url })}
        required
        autoComplete="off"
        placeholder="https://door.example.org/sightline"
        help="Each event is posted there, signed. All admins see the address: let it have no password in it."
        fault={fault?.field === 'url' ? fault.words : null}
      />
      <Check
        label="On this machine or network"
        help="Otherwise addresses that only this machine can reach are refused."
        checked={draft.allowPrivate}
        onChange={(allowPrivate) => onChange({ allowPrivate, allowPlain: draft.allowPlain && allowPrivate })}
      />
      {isPlain || draft.allowPlain ? (
        <Check
          label="Without encryption"
          help="Whoever is on the way can read along. Only on this machine or network."
          checked={draft.allowPlain}
          onChange={(allowPlain) => onChange({ allowPlain, allowPrivate: draft.allowPrivate || allowPlain })}
        />
      ) : null}
    </>
  );
}
