import { useState } from 'preact/hooks';
import { changeOutbound, testOutbound } from '../api/client';
import type { OutboundTest, OutboundView, PersonView } from '../api/types';
import { Button } from '../base/button';
import { count } from '../base/count';
import { Icon } from '../base/icons';
import { useAction } from '../base/load';
import { now } from '../base/now';
import { Failure, Notice } from '../base/states';
import { Switch } from '../base/switch';
import { ago } from '../base/time';
import { eventList } from './events';

/** More records than this that are not looked at yet are worth a word. */
const FAR_BEHIND = 100;

interface Props {
  target: OutboundView;
  people: PersonView[];
  onChanged: (target: OutboundView) => void;
  onEdit: () => void;
  onSecret: () => void;
  onRemove: () => void;
}

export function ConnectionCard({ target, people, onChanged, onEdit, onSecret, onRemove }: Props) {
  const { id, settings, state, disabledBecause } = target;
  const [test, setTest] = useState<OutboundTest | null>(null);
  const testing = useAction();
  const switching = useAction();
  const isWebhook = settings.kind === 'WEBHOOK';
  return (
    <article class="connection" aria-label={settings.name}>
      <div class="camera-words">
        <div class="camera-head">
          <Switch
            label={`Tell ${settings.name}`}
            checked={settings.enabled}
            disabled={switching.busy}
            onChange={(enabled) => switching.run(async () => onChanged(await changeOutbound(id, { ...settings, enabled })))}
          />
          <h2>{settings.name}</h2>
          <Condition target={target} />
        </div>
        <p class="source">
          <span class="muted">{isWebhook ? 'Webhook' : 'MQTT'}</span> <code>{addressOf(target)}</code>
        </p>
        <p>Told of {eventList(settings.kinds)}</p>
        <p class="muted camera-facts">
          <span>{settings.cameras.length ? `only ${settings.cameras.join(', ')}` : 'all cameras'}</span>
          <span>{settings.persons.length ? `only ${whom(settings.persons, people)}` : 'everybody'}</span>
          {settings.includeName ? <span class="warn-word">names leave the system</span> : <span>no names</span>}
          {isPlain(target) ? <span class="warn-word">not encrypted</span> : null}
          {settings.mqtt?.discoveryPrefix ? <span>Home Assistant</span> : null}
        </p>
        {disabledBecause ? (
          <p class="bad-word">
            <Icon name="warn" size={18} />
            <span>Sightline stopped it: {lowerFirst(disabledBecause)}. Mend the receiver, then switch it on again.</span>
          </p>
        ) : null}
        {state.lastError && settings.enabled ? (
          <p class="bad-word">
            <Icon name="warn" size={18} />
            <span>
              {state.lastError}
              {state.lastErrorAt ? <span class="muted"> ({ago(state.lastErrorAt, now.value)})</span> : null}
            </span>
          </p>
        ) : null}
        {state.lag > FAR_BEHIND ? (
          <p class="warn-word">{count(state.lag, 'event')} not looked at yet: it is catching up.</p>
        ) : null}
      </div>
      <div class="camera-side">
        <dl class="figures" title="Since this console’s start">
          <Figure name="Delivered" value={state.delivered} />
          <Figure name="Waiting" value={state.waiting} />
          <Figure name="Given up" value={state.givenUp} isBad />
          <Figure name="Expired" value={state.expired} isBad />
        </dl>
        <div class="actions">
          <Button
            small
            busy={testing.busy}
            label={`Test ${settings.name}`}
            onClick={() =>
              testing.run(async () => {
                setTest(null);
                setTest(await testOutbound(id));
              })
            }
          >
            {testing.busy ? 'Trying …' : 'Test'}
          </Button>
          {isWebhook ? (
            <Button small label={`Secret of ${settings.name}`} onClick={onSecret}>
              Secret
            </Button>
          ) : null}
          <Button small icon="edit" label={`Edit ${settings.name}`} onClick={onEdit}>
            Edit
          </Button>
          <Button small icon="remove" label={`Remove ${settings.name}`} onClick={onRemove}>
            Remove
          </Button>
        </div>
      </div>
      <div class="connection-answer">
        <div role="status">
          {testing.busy ? <p class="muted">Sending a message that says nothing of anybody. This may take 10 seconds.</p> : null}
          {test && !testing.busy ? (
            <Notice kind={test.works ? 'ok' : 'bad'}>
              <p>{test.words}</p>
            </Notice>
          ) : null}
        </div>
        {testing.failure ? <Failure text={testing.failure} /> : null}
        {switching.failure ? <Failure text={switching.failure} /> : null}
      </div>
    </article>
  );
}

function Condition({ target: { settings, state, disabledBecause } }: { target: OutboundView }) {
  if (disabledBecause) return <span class="state down">Stopped</span>;
  if (!settings.enabled) return <span class="state">Off</span>;
  if (state.lastError) return <span class="state down">Does not get through</span>;
  if (!state.lastDeliveryAt) return <span class="state still">Nothing to tell yet</span>;
  return (
    <>
      <span class="state live">Works</span>
      <span class="muted">told {ago(state.lastDeliveryAt, now.value)}</span>
    </>
  );
}

function Figure({ name, value, isBad }: { name: string; value: number; isBad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={isBad && value ? 'warn-word' : ''}>{value.toLocaleString('en-GB')}</dd>
    </div>
  );
}

function addressOf({ settings: { url, mqtt } }: OutboundView): string {
  return url ?? (mqtt ? `${mqtt.host}:${mqtt.port}, ${mqtt.topicPrefix}/…` : '');
}

function isPlain({ settings: { url, mqtt } }: OutboundView): boolean {
  return mqtt ? !mqtt.tls : /^http:/i.test(url ?? '');
}

function whom(persons: string[], people: PersonView[]): string {
  const first = people.find((person) => person.personId === persons[0])?.name;
  if (persons.length === 1 && first) return first;
  return first && persons.length === 2 ? `${first} and one more` : count(persons.length, 'person', 'people');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}
