/** Finds what a value holds beyond its schema: schemas stay open, yet what they do not declare can be told. */
import type { JsonSchema } from './json-schema.ts';

const escaped = (member: string): string => member.replaceAll('~', '~0').replaceAll('/', '~1');

/** A schema with all alternatives and parts that it joins for the same value. */
const parts = (schema: JsonSchema): readonly JsonSchema[] => [
  schema,
  ...[schema.oneOf, schema.anyOf, schema.allOf].flatMap((joined) => (joined ?? []).flatMap(parts)),
];

/** The parts of schemas that were taken apart already; every message of a server is walked through its schema. */
const taken = new WeakMap<JsonSchema, readonly JsonSchema[]>();

const joinedParts = (schema: JsonSchema): readonly JsonSchema[] => {
  const known = taken.get(schema) ?? parts(schema);
  taken.set(schema, known);
  return known;
};

/** The schemas that speak of one member; none where nobody declares it. */
const ofMember = (schemas: readonly JsonSchema[], member: string): readonly JsonSchema[] =>
  schemas.flatMap(({ properties = {}, patternProperties, additionalProperties }) => {
    const named = Object.hasOwn(properties, member) ? [properties[member] ?? {}] : [];
    const matching = patternProperties
      ? Object.entries(patternProperties).filter(([pattern]) => new RegExp(pattern, 'u').test(member))
      : [];
    const declared = matching.length === 0 ? named : [...named, ...matching.map(([, schema]) => schema)];
    return declared.length === 0 && additionalProperties ? [additionalProperties] : declared;
  });

const ofItem = (schemas: readonly JsonSchema[], index: number): readonly JsonSchema[] =>
  schemas.flatMap(({ prefixItems, items }): readonly JsonSchema[] => {
    const item = prefixItems?.[index] ?? items;
    return item ? [item] : [];
  });

const declaresMembers = ({ properties, patternProperties, additionalProperties }: JsonSchema): boolean =>
  [properties, patternProperties].some((map) => map && Object.keys(map).length > 0) ||
  additionalProperties !== undefined;

function* walk(schemas: readonly JsonSchema[], value: unknown, at: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  const [only] = schemas;
  const joined = only && schemas.length === 1 ? joinedParts(only) : schemas.flatMap(joinedParts);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* walk(ofItem(joined, index), item, `${at}/${index}`);
    return;
  }
  if (!joined.some(declaresMembers)) return;
  for (const [member, child] of Object.entries(value)) {
    const here = `${at}/${escaped(member)}`;
    const speaking = ofMember(joined, member);
    if (speaking.length === 0) yield here;
    else yield* walk(speaking, child, here);
  }
}

/** What some schemas that speak of one value declare, found out once for each member and item. */
interface Declared {
  readonly isObject: boolean;
  /** What is declared of a member; undefined where nobody declares it. */
  readonly member: (name: string) => Declared | undefined;
  readonly item: (index: number) => Declared;
}

/** The most members of one place that are remembered: a free-form object may have any. */
const REMEMBERED = 1000;

const declaredBy = (schemas: readonly JsonSchema[]): Declared => {
  const joined = schemas.flatMap(joinedParts);
  const members = new Map<string, Declared | undefined>();
  const items: Declared[] = [];
  const tuple = Math.max(0, ...joined.map(({ prefixItems = [] }) => prefixItems.length));
  return {
    isObject: joined.some(declaresMembers),
    member: (name) => {
      const known = members.get(name);
      if (known || members.has(name)) return known;
      const speaking = ofMember(joined, name);
      const found = speaking.length === 0 ? undefined : declaredBy(speaking);
      if (members.size < REMEMBERED) members.set(name, found);
      return found;
    },
    item: (index) => {
      const place = Math.min(index, tuple);
      const known = items[place] ?? declaredBy(ofItem(joined, place));
      items[place] = known;
      return known;
    },
  };
};

/** Whether every member of a value, and of what it holds, is declared. */
const isDeclared = (declared: Declared, value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((item, index) => isDeclared(declared.item(index), item));
  if (!declared.isObject) return true;
  for (const name in value) {
    const child = declared.member(name);
    if (!child || !isDeclared(child, (value as Readonly<Record<string, unknown>>)[name])) return false;
  }
  return true;
};

const wholes = new WeakMap<JsonSchema, Declared>();

/** JSON pointers of the members of a value that no part of its schema declares; what a free-form object holds is declared. */
export const undeclaredIn = (schema: JsonSchema, value: unknown): readonly string[] => {
  const declared = wholes.get(schema) ?? declaredBy([schema]);
  wholes.set(schema, declared);
  // Nearly every message holds nothing but what is declared; where things stand matters for the others alone.
  return isDeclared(declared, value) ? [] : [...walk([schema], value, '')];
};
