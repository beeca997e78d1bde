// Linking: one self-contained schema out of a schema and the definitions it points to.

import { isRecord, type JsonSchema, type Schema } from './json-schema.ts';
import { assertSchema } from './validator.ts';

/** A linked schema: its root, its definitions by key, and the keys of those that contain themselves. */
export interface Linked {
  readonly root: Schema;
  readonly defs: Readonly<Record<string, Schema>>;
  readonly cyclic: ReadonlySet<string>;
}

type Fields = Readonly<Record<string, unknown>>;

const words = (text: string): readonly string[] => text.split(/\s+/);

const ONE = words(
  'items contains additionalProperties propertyNames not if then else unevaluatedProperties unevaluatedItems',
);
const LISTED = words('allOf anyOf oneOf prefixItems');
const NAMED = words('properties patternProperties dependentSchemas');
const KEPT = words(
  `type const enum format minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
  required dependentRequired minProperties maxProperties minItems maxItems uniqueItems minContains maxContains`,
);
const REFUSED = words('$dynamicRef $recursiveRef additionalItems dependencies');
const DEFINITIONS = '#/$defs/';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const valuesOf = (value: unknown): readonly unknown[] => (isRecord(value) ? Object.values(value) : []);

const children = (schema: Fields): readonly unknown[] => [
  ...ONE.map((keyword) => schema[keyword]),
  ...LISTED.flatMap((keyword) => listOf(schema[keyword])),
  ...[...NAMED, '$defs', 'definitions'].flatMap((keyword) => valuesOf(schema[keyword])),
];

const absolute = (id: string, base: unknown): string =>
  typeof base === 'string' && URL.canParse(id, base) ? new URL(id, base).href : id;

interface Places {
  /** Schemas by their `$id`, as written and made absolute. */
  readonly ids: Map<string, Fields>;
  /** The resource each schema belongs to: the nearest schema around it that has an `$id`, else the document. */
  readonly homes: Map<unknown, Fields>;
}

const survey = (schema: unknown, home: Fields | undefined, places: Places): void => {
  if (!isRecord(schema)) return;
  const id = schema.$id;
  const own = typeof id === 'string' || home === undefined ? schema : home;
  places.homes.set(schema, own);
  if (typeof id === 'string') {
    places.ids.set(id, schema);
    places.ids.set(absolute(id, home?.$id), schema);
  }
  for (const child of children(schema)) survey(child, own, places);
};

const follow = (from: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, token) => Object.getOwnPropertyDescriptor(Object(at), token)?.value, from);

const resolver = (root: JsonSchema, defs: Readonly<Record<string, JsonSchema>>, { ids }: Places) => {
  const library: Fields = { $defs: defs };
  return (ref: string, home: Fields): unknown => {
    const [id = '', pointer = ''] = ref.split('#');
    const documents =
      id === ''
        ? [home, root, library]
        : [ids.get(id) ?? ids.get(absolute(id, home.$id)) ?? follow(library, `/$defs/${encodeURIComponent(id)}`)];
    const found = documents.map((document) => follow(document, pointer)).find((target) => target !== undefined);
    if (found === undefined) throw new Error(`The schema points to "${ref}", which is neither in it nor in defs.`);
    return found;
  };
};

const refsIn = (schema: unknown): readonly string[] => {
  if (!isRecord(schema)) return [];
  const ref = schema.$ref;
  const own = typeof ref === 'string' ? [ref.slice(DEFINITIONS.length)] : [];
  return [...own, ...children(schema).flatMap(refsIn)];
};

const cyclesIn = (defs: Readonly<Record<string, unknown>>): ReadonlySet<string> => {
  const edges = new Map(Object.entries(defs).map(([key, schema]) => [key, refsIn(schema)]));
  const reachable = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const queue = [...(edges.get(from) ?? [])];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      if (!seen.has(key)) queue.push(...(edges.get(key) ?? []));
      seen.add(key);
    }
    return seen;
  };
  return new Set([...edges.keys()].filter((key) => reachable(key).has(key)));
};

/** Makes a schema self-contained; throws where it is no valid 2020-12 schema, points nowhere, or cannot be read. */
export const link = (schema: JsonSchema, library: Readonly<Record<string, JsonSchema>> = {}): Linked => {
  const places: Places = { ids: new Map(), homes: new Map() };
  for (const document of [...Object.values(library), schema]) survey(document, undefined, places);
  const resolve = resolver(schema, library, places);
  const keys = new Map<unknown, string>();
  const defs: Record<string, unknown> = {};

  const keyOf = (target: unknown, home: Fields): string => {
    const known = keys.get(target);
    if (known !== undefined) return known;
    const key = `d${keys.size}`;
    keys.set(target, key);
    defs[key] = copy(target, places.homes.get(target) ?? home);
    return key;
  };
  const copy = (from: unknown, home: Fields): unknown => {
    if (!isRecord(from)) return from;
    const refused = REFUSED.find((keyword) => keyword in from);
    if (refused !== undefined) throw new Error(`The keyword ${refused} is not supported: ${JSON.stringify(from)}`);
    const at = typeof from.$id === 'string' ? from : home;
    return Object.fromEntries(Object.entries(from).flatMap(([keyword, value]) => keep(keyword, value, at)));
  };
  const keep = (keyword: string, value: unknown, home: Fields): readonly (readonly [string, unknown])[] => {
    if (keyword === '$ref' && typeof value === 'string')
      return [[keyword, `${DEFINITIONS}${keyOf(resolve(value, home), home)}`]];
    if (KEPT.includes(keyword)) return [[keyword, value]];
    if (ONE.includes(keyword)) return [[keyword, copy(value, home)]];
    if (LISTED.includes(keyword))
      return [[keyword, Array.isArray(value) ? value.map((item) => copy(item, home)) : value]];
    if (!NAMED.includes(keyword)) return [];
    const named = isRecord(value) && Object.entries(value).map(([name, item]) => [name, copy(item, home)] as const);
    return [[keyword, named === false ? value : Object.fromEntries(named)]];
  };

  const root = copy(schema, isRecord(schema) ? schema : {});
  if (isRecord(root)) assertSchema({ ...root, $defs: defs });
  // The metaschema has just accepted both, so they have the shape that `Schema` describes.
  return { root: root as Schema, defs: defs as Readonly<Record<string, Schema>>, cyclic: cyclesIn(defs) };
};
