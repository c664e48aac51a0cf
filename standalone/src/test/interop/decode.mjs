// Reads one Kafka record value per line (base64) and prints it as JSON, decoded by Confluent's own client.
// Usage: node decode.mjs REGISTRY_URL TOPIC
import {createInterface} from 'node:readline';
import {AvroDeserializer, SchemaRegistryClient, SerdeType} from '@confluentinc/schemaregistry';

const [registry, topic] = process.argv.slice(2);
const client = SchemaRegistryClient.newClient({baseURLs: [registry]});
const deserializer = new AvroDeserializer(client, SerdeType.VALUE, {});
const plain = (key, value) =>
  typeof value === 'bigint' ? Number(value) : value?.type === 'Buffer' ? Buffer.from(value.data).toString('base64') : value;

for await (const line of createInterface({input: process.stdin})) {
  const record = await deserializer.deserialize(topic, Buffer.from(line, 'base64'));
  console.log(JSON.stringify(record, plain));
}
