import type { Mqtt, OutboundEvent, OutboundForm, OutboundKind } from '../api/types';

/** What stands in the form: both ways, of which one is sent. */
export interface Draft extends Omit<OutboundForm, 'url' | 'mqtt'> {
  url: string;
  mqtt: Mqtt;
}

export const eventsByDefault: Record<OutboundKind, OutboundEvent[]> = {
  WEBHOOK: ['IDENTIFIED', 'CORRECTED', 'RETRACTED'],
  MQTT: ['APPEARED', 'IDENTIFIED', 'LEFT', 'CORRECTED', 'RETRACTED'],
};

export const SAFE_PORT = 8883;
export const PLAIN_PORT = 1883;

const freshBroker: Mqtt = {
  host: '',
  port: SAFE_PORT,
  tls: true,
  user: null,
  password: null,
  topicPrefix: 'sightline',
  discoveryPrefix: 'homeassistant',
};

const fresh: Draft = {
  name: '',
  kind: 'WEBHOOK',
  enabled: true,
  url: '',
  mqtt: freshBroker,
  allowPrivate: false,
  allowPlain: false,
  includeName: false,
  kinds: eventsByDefault.WEBHOOK,
  cameras: [],
  persons: [],
};

export function draftOf(settings: OutboundForm | null): Draft {
  return settings ? { ...settings, url: settings.url ?? '', mqtt: settings.mqtt ?? freshBroker } : fresh;
}

/** What is sent. Without TLS a broker is reached unencrypted, and so only on this machine or network. */
export function settingsOf(draft: Draft): OutboundForm {
  const { mqtt } = draft;
  const text = (value: string | null) => value?.trim() || null;
  const name = draft.name.trim();
  if (draft.kind === 'WEBHOOK') return { ...draft, name, url: draft.url.trim(), mqtt: null };
  return {
    ...draft,
    name,
    url: null,
    allowPlain: !mqtt.tls,
    mqtt: {
      ...mqtt,
      host: mqtt.host.trim(),
      user: text(mqtt.user),
      password: text(mqtt.password),
      topicPrefix: mqtt.topicPrefix.trim(),
      discoveryPrefix: text(mqtt.discoveryPrefix),
    },
  };
}

/** The draft as the other kind; what it is told of follows, unless somebody chose. */
export function as(kind: OutboundKind, draft: Draft): Draft {
  const usual = eventsByDefault[draft.kind];
  const isUsual = draft.kinds.length === usual.length && usual.every((event) => draft.kinds.includes(event));
  return { ...draft, kind, kinds: isUsual ? eventsByDefault[kind] : draft.kinds };
}

/** TLS on or off, with the port that goes with it unless somebody chose another. */
export function withTls(draft: Draft, tls: boolean): Draft {
  const { mqtt } = draft;
  const port = mqtt.port === (mqtt.tls ? SAFE_PORT : PLAIN_PORT) ? (tls ? SAFE_PORT : PLAIN_PORT) : mqtt.port;
  return { ...draft, mqtt: { ...mqtt, tls, port }, allowPrivate: draft.allowPrivate || !tls };
}
