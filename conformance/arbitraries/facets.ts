// What a list of schemas asks of a value together, read facet by facet.

import { canonical, JSON_TYPES, type JsonType, type Keywords, type Schema, typeOf } from './json-schema.ts';

/** Schemas that bind together, read without their references and combinators. */
export type Conjuncts = readonly Keywords[];

/** Whether a schema accepts every value by its looks. */
export const isAnything = (schema: Schema): boolean =>
  schema === true || (typeof schema === 'object' && Object.keys(schema).length === 0);

/** The values a keyword has in these conjuncts. */
export const each = <K extends keyof Keywords>(conjuncts: Conjuncts, keyword: K): readonly NonNullable<Keywords[K]>[] =>
  conjuncts.flatMap((conjunct) => {
    const value = conjunct[keyword];
    return value === undefined || value === null ? [] : [value];
  });

/** The greatest value of a lower bound, `otherwise` where there is none. */
export const atLeast = (bounds: readonly number[], otherwise: number): number => Math.max(otherwise, ...bounds);

/** The least value of an upper bound, infinite where there is none. */
export const atMost = (bounds: readonly number[]): number => Math.min(Number.POSITIVE_INFINITY, ...bounds);

const withIntegers = (type: JsonType): readonly JsonType[] => (type === 'number' ? ['integer', 'number'] : [type]);

/** The types that all conjuncts list, `integer` beside `number` included; undefined where none lists any. */
export const listedTypes = (conjuncts: Conjuncts): readonly JsonType[] | undefined => {
  const lists = each(conjuncts, 'type').map((type) =>
    typeof type === 'string' ? withIntegers(type) : type.flatMap(withIntegers),
  );
  if (lists.length === 0) return undefined;
  return JSON_TYPES.filter((type) => lists.every((list) => list.includes(type)));
};

/** The values that every `const` and `enum` allows; undefined where there is none of either. */
export const listedValues = (conjuncts: Conjuncts): readonly unknown[] | undefined => {
  const lists = conjuncts.flatMap((conjunct) => [
    ...('const' in conjunct ? [[conjunct.const]] : []),
    ...(conjunct.enum === undefined ? [] : [conjunct.enum]),
  ]);
  const [first, ...others] = lists;
  const allowed = others.map((list) => new Set(list.map(canonical)));
  return first?.filter((value) => allowed.every((list) => list.has(canonical(value))));
};

/** The types a value may have: listed, of the listed values, or all. */
export const allowedTypes = (conjuncts: Conjuncts): readonly JsonType[] => {
  const types = listedTypes(conjuncts) ?? JSON_TYPES;
  const values = listedValues(conjuncts)?.map(typeOf);
  return values === undefined ? types : types.filter((type) => values.includes(type));
};

const GROUPS: readonly (readonly [JsonType, RegExp])[] = [
  ['number', /^(minimum|maximum|exclusiveM.+|multipleOf)$/],
  ['string', /^(minLength|maxLength|pattern|format)$/],
  ['array', /^(.*[iI]tems|contains)$/],
  ['object', /^(.*Properties|properties|propertyNames|required|dependent.+)$/],
];

/** The types that the other keywords speak of, for schemas that list none. */
export const impliedTypes = (conjuncts: Conjuncts): readonly JsonType[] => {
  const keywords = conjuncts.flatMap(Object.keys);
  return GROUPS.filter(([, group]) => keywords.some((keyword) => group.test(keyword))).map(([type]) => type);
};

const expressions = new Map<string, RegExp>();

/** The regular expression of a `pattern`, in the Unicode mode that validators use. */
export const expression = (pattern: string): RegExp => {
  const known = expressions.get(pattern) ?? new RegExp(pattern, 'u');
  expressions.set(pattern, known);
  return known;
};

const bindingMember = (layer: Keywords, key: string): readonly Schema[] => {
  const own =
    layer.properties !== undefined && Object.hasOwn(layer.properties, key) ? layer.properties[key] : undefined;
  const matched = Object.entries(layer.patternProperties ?? {})
    .filter(([pattern]) => expression(pattern).test(key))
    .map(([, schema]) => schema);
  const declared = own === undefined ? matched : [own, ...matched];
  return declared.length > 0 || layer.additionalProperties === undefined ? declared : [layer.additionalProperties];
};

/** The schemas that bind a member of an object; none where it is undeclared and anything goes. */
export const memberSchemas = (conjuncts: Conjuncts, key: string): readonly Schema[] =>
  conjuncts.flatMap((layer) => bindingMember(layer, key));

/** The names that some conjunct declares or requires, in order. */
export const memberNames = (conjuncts: Conjuncts): readonly string[] => [
  ...new Set([...each(conjuncts, 'properties').flatMap(Object.keys), ...each(conjuncts, 'required').flat()]),
];

/** The schemas that bind the item at an index of a list. */
export const itemSchemas = (conjuncts: Conjuncts, index: number): readonly Schema[] =>
  conjuncts.flatMap(({ prefixItems = [], items }) => {
    const schema = index < prefixItems.length ? prefixItems[index] : items;
    return schema === undefined ? [] : [schema];
  });
