import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

// Run in console/web: the document is made of the Java records, and a test there keeps it so.
const document = JSON.parse(readFileSync('../../docs/api/openapi.json', 'utf8')) as { components: { schemas: Record<string, Schema> } };
const schemas = document.components.schemas;
const source = readFileSync('src/api/types.ts', 'utf8');

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
}

const interfaces = new Map(
  [...source.matchAll(/export interface (\w+) \{\n([\s\S]*?)\n\}/g)].map(([, name, body]) => [
    name!,
    new Map([...body!.matchAll(/^ {2}(\w+): (.+);$/gm)].map(([, field, type]) => [field!, type!])),
  ]),
);
const unions = new Map(
  [...source.matchAll(/export type (\w+) =([^;]+);/g)].map(([, name, body]) => [name!, literals(body!)]),
);

function literals(text: string): string[] {
  return [...text.matchAll(/'(\w+)'/g)].map(([, value]) => value!).sort();
}

/** The schema that is meant, past "or null", and whether null may come. */
function bare(schema: Schema): { schema: Schema; isNullable: boolean } {
  const ways = schema.anyOf ?? schema.oneOf;
  const rest = ways?.filter((way) => way.type !== 'null');
  return {
    schema: rest?.length === 1 ? rest[0]! : schema,
    isNullable: (ways !== undefined && rest!.length < ways.length) || (Array.isArray(schema.type) && schema.type.includes('null')),
  };
}

function compare(schemaName: string, typeName: string, seen: Set<string>): string[] {
  if (seen.has(`${schemaName} ${typeName}`)) return [];
  seen.add(`${schemaName} ${typeName}`);
  const schema = schemas[schemaName]!;
  if (schema.enum) {
    const values = unions.get(typeName) ?? literals(typeName);
    const wanted = [...schema.enum].sort();
    return JSON.stringify(values) === JSON.stringify(wanted) ? [] : [`${typeName} is ${values}; ${schemaName} is ${wanted}`];
  }
  const fields = interfaces.get(typeName);
  if (!schema.properties || !fields) return [];
  const faults = [
    ...Object.keys(schema.properties).filter((field) => !fields.has(field)).map((field) => `${typeName} lacks ${field}`),
    ...[...fields.keys()].filter((field) => !(field in schema.properties!)).map((field) => `${schemaName} has no ${field}`),
  ];
  for (const [field, given] of Object.entries(schema.properties)) {
    const type = fields.get(field);
    if (!type) continue;
    const { schema: meant, isNullable } = bare(given);
    if (isNullable !== type.includes('| null')) faults.push(`${typeName}.${field} is ${type}; it may ${isNullable ? '' : 'not '}be null`);
    const isMany = meant.items !== undefined;
    if (isMany !== type.includes('[]')) faults.push(`${typeName}.${field} is ${type}; it is ${isMany ? '' : 'not '}a list`);
    const ref = (meant.items ?? meant).$ref?.split('/').at(-1);
    if (ref) faults.push(...compare(ref, type.replace(/ \| null$/, '').replace(/\[\]$/, ''), seen));
  }
  return faults;
}

test('the types are the records that the API is described with', () => {
  const seen = new Set<string>();
  const shared = Object.keys(schemas).filter((name) => interfaces.has(name));
  assert.ok(shared.length > 30, `only ${shared.length} records have a type of the same name`);
  assert.deepEqual(shared.flatMap((name) => compare(name, name, seen)), []);
});
