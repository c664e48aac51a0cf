import { useState } from 'preact/hooks';
import { cameras as askCameras, outbound as askOutbound, people as askPeople, removeOutbound } from '../api/client';
import type { OutboundView } from '../api/types';
import { Button } from '../base/button';
import { Confirm } from '../base/confirm';
import { count } from '../base/count';
import { useLoad } from '../base/load';
import { Page } from '../base/page';
import { place, setQuery } from '../base/router';
import { Empty, Failure, Loading } from '../base/states';
import { say } from '../base/toast';
import { ConnectionCard } from './card';
import { ConnectionEditor } from './edit';
import { Secret } from './secret';

const AGAIN_MILLIS = 4_000;

/** Where Sightline tells others what it sees: webhooks and MQTT. */
export function ConnectionsPage() {
  const targets = useLoad(askOutbound, AGAIN_MILLIS);
  const cameras = useLoad(askCameras);
  const people = useLoad(askPeople);
  const [removing, setRemoving] = useState<OutboundView | null>(null);
  const [secretOf, setSecretOf] = useState<OutboundView | null>(null);
  const query = place.value.query;
  const edited = targets.value?.find((target) => target.id === query.get('edit')) ?? null;
  const isOpen = query.has('add') || edited !== null;
  const add = () => setQuery({ add: 'new' });
  const close = () => setQuery({ add: null, edit: null });
  const put = (saved: OutboundView) => {
    const others = targets.value?.filter((target) => target.id !== saved.id) ?? [];
    targets.set([...others, saved].sort((a, b) => a.settings.name.localeCompare(b.settings.name)));
    targets.again();
  };
  return (
    <Page
      title="Connections"
      lead={
        targets.value?.length
          ? `${count(targets.value.length, 'connection')}. Doors, attendance systems and smart homes that are told what the cameras see.`
          : 'Doors, attendance systems and smart homes that are told what the cameras see.'
      }
      actions={
        <Button look="main" icon="plus" onClick={add}>
          Add a connection
        </Button>
      }
    >
      {targets.failure ? <Failure text={targets.failure} onRetry={targets.again} /> : null}
      {!targets.value && !targets.failure ? <Loading what="the connections" /> : null}
      {targets.value?.length === 0 ? (
        <Empty icon="connections" title="Nobody is told anything yet">
          <p>
            A webhook posts each event to an address of yours, signed. MQTT publishes it at a broker, and Home Assistant finds
            the cameras by itself. Names go along only if you say so, pictures never.
          </p>
          <Button look="main" icon="plus" onClick={add}>
            Add a connection
          </Button>
        </Empty>
      ) : null}
      <ul class="cameras">
        {(targets.value ?? []).map((target) => (
          <li key={target.id}>
            <ConnectionCard
              target={target}
              people={people.value ?? []}
              onChanged={put}
              onEdit={() => setQuery({ edit: target.id })}
              onSecret={() => setSecretOf(target)}
              onRemove={() => setRemoving(target)}
            />
          </li>
        ))}
      </ul>
      {targets.value?.length ? (
        <p class="help below">
          Numbers are since this console’s start. An event that could not be delivered in time is never delivered late: it
          expires. What each message says stands at <a href="/docs">API</a>.
        </p>
      ) : null}
      {isOpen ? (
        <ConnectionEditor
          key={edited?.id ?? ''}
          target={edited}
          cameras={cameras.value ?? []}
          people={people.value ?? []}
          onClose={close}
          onSaved={(saved) => {
            const { name, kind } = saved.settings;
            const next = kind === 'WEBHOOK' ? 'Give its secret to the receiver, then test it.' : 'Test it.';
            say(edited ? `${name} is changed.` : `${name} is added. ${next}`);
            put(saved);
            close();
          }}
        />
      ) : null}
      {secretOf ? <Secret target={secretOf} onClose={() => setSecretOf(null)} /> : null}
      {removing ? (
        <Confirm
          title={`Remove ${removing.settings.name}?`}
          act="Remove the connection"
          onClose={() => setRemoving(null)}
          onConfirm={async () => {
            await removeOutbound(removing.id);
            say(`${removing.settings.name} is removed.`);
            setRemoving(null);
            targets.again();
          }}
        >
          <p>
            It is told nothing more, also nothing of what waits. What it was told stays with it.
            {removing.settings.kind === 'MQTT' && removing.settings.mqtt?.discoveryPrefix
              ? ' Delete its devices in Home Assistant by hand.'
              : ''}
          </p>
        </Confirm>
      ) : null}
    </Page>
  );
}
