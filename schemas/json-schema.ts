/** JSON Schema 2020-12 out of what TypeBox gives: one canonical form, which stays what it is when passed again. */
import { type Envelope, envelopeOf, type Kind, type Message, type Protocol, messageOf } from './protocol.ts';

/** A JSON Schema 2020-12, an object; `false` stands only where it says that nothing may follow. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly items?: JsonSchema | false;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/** The order in which keywords are written; those not listed follow, sorted. */
const ORDER = [
  ...['$schema', '$id', '$comment', 'title', 'description', 'type', 'const', 'enum', 'format', 'pattern'],
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'properties', 'required', 'patternProperties'],
  ...['additionalProperties', 'prefixItems', 'items', 'minItems', 'maxItems', 'oneOf', 'anyOf', 'allOf', 'not'],
];
const rank = new Map(ORDER.map((keyword, place) => [keyword, place]));

const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);
const LISTS = new Set(['prefixItems', 'oneOf', 'anyOf', 'allOf']);
const SINGLE = new Set([
  ...['additionalProperties', 'items', 'not', 'contains', 'propertyNames', 'if', 'then', 'else'],
  ...['unevaluatedProperties', 'unevaluatedItems'],
]);
/** How TypeBox writes "any member's name". */
const ANY_NAME = '^(.*)$';

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for a schema of objects, and for a union of nothing but such. */
const describesObject = (schema: unknown): boolean =>
  isMembers(schema) &&
  (schema['type'] === 'object' ||
    [schema['oneOf'], schema['anyOf']].some((of) => Array.isArray(of) && of.every(describesObject)));

/** Says the same with the keywords of 2020-12: tuples, records, unions of objects. */
const modern = (schema: Members): Members => {
  const { items, additionalItems, anyOf, patternProperties, ...rest } = schema;
  const out: Record<string, unknown> = { ...rest };
  if (Array.isArray(items)) {
    out['prefixItems'] = items;
    if (additionalItems !== undefined) out['items'] = additionalItems;
  } else if (items !== undefined) out['items'] = items;
  if (anyOf !== undefined) {
    const exclusive = Array.isArray(anyOf) && anyOf.every(describesObject) && !('oneOf' in rest);
    out[exclusive ? 'oneOf' : 'anyOf'] = anyOf;
  }
  if (isMembers(patternProperties)) {
    const { [ANY_NAME]: any, ...others } = patternProperties;
    if (any !== undefined) out['additionalProperties'] = any;
    if (Object.keys(others).length > 0) out['patternProperties'] = others;
  }
  return out;
};

const canonicalMap = (map: Members) =>
  Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, canonical(schema)]));

const canonicalValue = (keyword: string, value: unknown): unknown => {
  if (MAPS.has(keyword) && isMembers(value)) return canonicalMap(value);
  if (LISTS.has(keyword) && Array.isArray(value)) return value.map((schema) => canonical(schema));
  if (SINGLE.has(keyword)) return value === false ? false : canonical(value);
  return structuredClone(value);
};

/** The canonical form of a schema: plain JSON, keywords of 2020-12 in a fixed order, open unless declared closed. */
export const canonical = (schema: unknown): JsonSchema => {
  if (!isMembers(schema)) return schema === false ? { not: {} } : {};
  const entries = Object.entries(modern(schema)).filter(([, value]) => value !== undefined);
  const place = (keyword: string) => rank.get(keyword) ?? ORDER.length;
  entries.sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([keyword, value]) => [keyword, canonicalValue(keyword, value)]));
};

/** Where a message's body stands in its frame, as a JSON pointer: `''` or, say, `/data`. */
export const bodyPointer = (envelope: Envelope): string =>
  envelope.body === undefined ? '' : `/${envelope.body.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const demand = (protocol: Protocol, kind: Kind, name: string): Message => {
  const message = messageOf(protocol, kind, name);
  if (message) return message;
  throw new Error(
    `The protocol ${protocol.id} has no ${kind} named ${JSON.stringify(name)}; look for a misspelt name.`,
  );
};

/** The canonical schema of a message's body; throws where the protocol has no such message. */
export const bodySchema = (protocol: Protocol, kind: Kind, name: string): JsonSchema => {
  const { body } = demand(protocol, kind, name);
  const known = bodies.get(body) ?? canonical(body);
  bodies.set(body, known);
  return known;
};
/** The canonical forms of bodies, which never change. */
const bodies = new WeakMap<object, JsonSchema>();

/** The schema of a whole frame: the message's name as a constant tag, its body nested or beside it, and the rest of the envelope. */
export const frameSchema = (protocol: Protocol, kind: Kind, name: string): JsonSchema => {
  const { description, bare } = demand(protocol, kind, name);
  const { tag, body: member, beside = {}, optional = {} } = envelopeOf(protocol, kind, name);
  const body = bodySchema(protocol, kind, name);
  const content: JsonSchema =
    member === undefined ? body : { properties: { [member]: body }, required: bare ? [] : [member] };
  const named = {
    [tag]: {
      description: `The name of the ${kind === 'control' ? 'control message' : kind}.`,
      type: 'string',
      const: name,
    },
  };
  return canonical({
    ...content,
    description,
    type: 'object',
    properties: { ...named, ...content.properties, ...beside, ...optional },
    required: [tag, ...(content.required ?? []), ...Object.keys(beside)],
  });
};
