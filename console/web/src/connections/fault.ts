/** The fields at which the server may find something. */
export type FieldKey =
  | 'name'
  | 'url'
  | 'mqtt.host'
  | 'mqtt.port'
  | 'mqtt.user'
  | 'mqtt.password'
  | 'mqtt.topicPrefix'
  | 'mqtt.discoveryPrefix'
  | 'kinds';

const fieldWords: Record<FieldKey, string> = {
  name: 'The name',
  url: 'The address',
  'mqtt.host': 'The broker’s address',
  'mqtt.port': 'The port',
  'mqtt.user': 'The user',
  'mqtt.password': 'The password',
  'mqtt.topicPrefix': 'The prefix',
  'mqtt.discoveryPrefix': 'The prefix of Home Assistant',
  kinds: 'What it is told of',
};

export interface Fault {
  /** Null if it belongs to no single field. */
  field: FieldKey | null;
  words: string;
}

/**
 * Where what the server says belongs, and without the names that only programs know.
 *
 * @param isWebhook whether an address is that of a webhook; otherwise of a broker
 */
export function faultOf(detail: string, isWebhook: boolean): Fault {
  const address: FieldKey = isWebhook ? 'url' : 'mqtt.host';
  const words = detail
    .replace(/, or say allowPlain for .*$/, ', or tick “Without encryption” if it is on this machine or network')
    .replace(' (allowPrivate)', ': tick “On this machine or network”');
  if (/^The address will not do: /.test(detail) || / is no address$/.test(detail)) return { field: address, words };
  if (/^mqtt is /.test(detail)) return { field: 'mqtt.host', words: words.replace(/^mqtt/, 'The connection') };
  const field = (Object.keys(fieldWords) as FieldKey[]).find((key) => detail.startsWith(key + ' '));
  return field ? { field, words: fieldWords[field] + words.slice(field.length) } : { field: null, words };
}
