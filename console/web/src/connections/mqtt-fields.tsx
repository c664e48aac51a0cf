import { Check, Field, TextField } from '../base/field';
import type { Mqtt } from '../api/types';
import type { Fault, FieldKey } from './fault';
import { withTls, type Draft } from './form';

interface Props {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  fault: Fault | null;
}

export function MqttFields({ draft, onChange, fault }: Props) {
  const { mqtt } = draft;
  const change = (part: Partial<Mqtt>) => onChange({ mqtt: { ...mqtt, ...part } });
  const at = (field: FieldKey) => (fault?.field === field ? fault.words : null);
  return (
    <>
      <div class="host-row">
        <TextField
          label="Broker"
          value={mqtt.host}
          onChange={(host) => change({ host })}
          required
          autoComplete="off"
          placeholder="mqtt.example.org"
          fault={at('mqtt.host')}
        />
        <Field label="Port" fault={at('mqtt.port')}>
          {(ids) => (
            <input
              {...ids}
              type="number"
              required
              min={1}
              max={65535}
              value={mqtt.port}
              onChange={(event) => {
                const port = event.currentTarget.valueAsNumber;
                if (!Number.isNaN(port)) change({ port });
              }}
            />
          )}
        </Field>
      </div>
      <Check
        label="Encrypted (TLS)"
        help="Without it whoever is on the way can read along, and the broker has to be on this machine or network."
        checked={mqtt.tls}
        onChange={(tls) => onChange(withTls(draft, tls))}
      />
      <Check
        label="On this machine or network"
        help="Otherwise addresses that only this machine can reach are refused."
        checked={draft.allowPrivate}
        onChange={(allowPrivate) => onChange({ allowPrivate })}
      />
      <div class="two">
        <TextField
          label="User (may be empty)"
          value={mqtt.user ?? ''}
          onChange={(user) => change({ user })}
          autoComplete="off"
          fault={at('mqtt.user')}
        />
        <TextField
          label="Password (may be empty)"
          value={mqtt.password ?? ''}
          onChange={(password) => change({ password })}
          autoComplete="off"
          placeholder="${env:MQTT_PASSWORD}"
          help={
            <>
              Never type it: write where it is, as <code>{'${env:NAME}'}</code> or <code>{'${file:PATH}'}</code>.
            </>
          }
          fault={at('mqtt.password')}
        />
      </div>
      <TextField
        label="All topics begin with"
        value={mqtt.topicPrefix}
        onChange={(topicPrefix) => change({ topicPrefix })}
        required
        autoComplete="off"
        fault={at('mqtt.topicPrefix')}
      />
      <Check
        label="Tell Home Assistant of the cameras"
        help="Each camera becomes a device there by itself."
        checked={mqtt.discoveryPrefix !== null}
        onChange={(tells) => change({ discoveryPrefix: tells ? 'homeassistant' : null })}
      />
      {mqtt.discoveryPrefix === null ? null : (
        <TextField
          label="Home Assistant listens below"
          value={mqtt.discoveryPrefix}
          onChange={(discoveryPrefix) => change({ discoveryPrefix })}
          required
          autoComplete="off"
          help="homeassistant, if it was not changed there."
          fault={at('mqtt.discoveryPrefix')}
        />
      )}
    </>
  );
}
