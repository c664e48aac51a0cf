import { useEffect, useRef, useState } from 'preact/hooks';
import { addOutbound, changeOutbound, Problem } from '../api/client';
import type { CameraView, OutboundKind, OutboundView, PersonView } from '../api/types';
import { Button } from '../base/button';
import { Dialog } from '../base/dialog';
import { Discard } from '../base/discard';
import { Check, TextField } from '../base/field';
import { useAction } from '../base/load';
import { Several } from '../base/several';
import { Failure } from '../base/states';
import { Tabs, type Tab } from '../base/tabs';
import { personChoices } from '../people/choices';
import { Events } from './events';
import { faultOf, type Fault } from './fault';
import { as, draftOf, settingsOf, type Draft } from './form';
import { MqttFields } from './mqtt-fields';
import { WebhookFields } from './webhook-fields';
import { ForBrokers, ForReceivers, WhatLeaves } from './words';

const ways: Tab<OutboundKind>[] = [
  { key: 'WEBHOOK', name: 'Webhook', icon: 'connections' },
  { key: 'MQTT', name: 'MQTT, Home Assistant', icon: 'home' },
];

interface Props {
  /** Null to add one. */
  target: OutboundView | null;
  cameras: CameraView[];
  people: PersonView[];
  onSaved: (target: OutboundView) => void;
  onClose: () => void;
}

/** Adds or changes where events are handed to. */
export function ConnectionEditor({ target, cameras, people, onSaved, onClose }: Props) {
  const [before] = useState(() => draftOf(target?.settings ?? null));
  const [draft, setDraft] = useState(before);
  const [fault, setFault] = useState<Fault | null>(null);
  const [asking, setAsking] = useState(false);
  const { busy, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus(), [fault]);
  const isWebhook = draft.kind === 'WEBHOOK';
  const isChanged = JSON.stringify(draft) !== JSON.stringify(before);
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const leave = () => (isChanged ? setAsking(true) : onClose());
  const save = () =>
    run(async () => {
      setFault(null);
      const settings = settingsOf(draft);
      try {
        onSaved(target ? await changeOutbound(target.id, settings) : await addOutbound(settings));
      } catch (reason) {
        const found = reason instanceof Problem && reason.status === 400 ? faultOf(reason.message, isWebhook) : null;
        if (!found) throw reason;
        setFault(found);
      }
    });
  const fields = isWebhook ? (
    <WebhookFields draft={draft} onChange={change} fault={fault} />
  ) : (
    <MqttFields draft={draft} onChange={change} fault={fault} />
  );

  return (
    <Dialog title={target ? `Edit ${target.settings.name}` : 'Add a connection'} onClose={leave} closable={!busy}>
      <form
        ref={form}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextField
          label="Name"
          value={draft.name}
          onChange={(name) => change({ name })}
          required
          autoFocus={target === null}
          autoComplete="off"
          placeholder="Front door"
          fault={fault?.field === 'name' ? fault.words : null}
        />
        {target ? (
          <div class="stack">{fields}</div>
        ) : (
          <Tabs label="How it is told" tabs={ways} chosen={draft.kind} onChoose={(kind) => setDraft((old) => as(kind, old))}>
            <div class="stack below">{fields}</div>
          </Tabs>
        )}
        <hr />
        <Events
          chosen={draft.kinds}
          onChange={(kinds) => change({ kinds })}
          fault={fault?.field === 'kinds' ? fault.words : null}
        />
        <Several
          label="Cameras"
          placeholder="Only some: search cameras"
          none="All cameras."
          choices={cameras.map(({ cameraId }) => ({ id: cameraId, name: cameraId, pictureUrl: null }))}
          chosen={draft.cameras}
          onChange={(chosen) => change({ cameras: chosen })}
        />
        <Several
          label="People"
          placeholder="Only some: search people"
          none="Everybody, unknown people too."
          choices={personChoices(people)}
          chosen={draft.persons}
          onChange={(persons) => change({ persons })}
        />
        <Check
          label="Send names along"
          help="Otherwise the receiver gets the person’s key alone."
          checked={draft.includeName}
          onChange={(includeName) => change({ includeName })}
        />
        <WhatLeaves includeName={draft.includeName} />
        <details>
          <summary>{isWebhook ? 'What the receiver has to do' : 'What to look to at the broker'}</summary>
          {isWebhook ? <ForReceivers /> : <ForBrokers />}
        </details>
        {failure ? <Failure text={failure} /> : null}
        {fault && !fault.field ? <Failure text={fault.words} /> : null}
        {asking ? <Discard onDiscard={onClose} onStay={() => setAsking(false)} /> : null}
        <div class="actions end">
          <Button onClick={leave} disabled={busy}>
            Cancel
          </Button>
          <Button submit look="main" busy={busy} disabled={!draft.kinds.length || (target !== null && !isChanged && !target.disabledBecause)}>
            {target ? 'Save' : 'Add the connection'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
