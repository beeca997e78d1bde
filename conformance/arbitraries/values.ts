// Arbitraries for linked schemas: one for each case, and a last filter where the cases promise less than the schema.

import fc from 'fast-check';
import type { Case } from './cases.ts';
import type { Document } from './document.ts';
import { type Conjuncts, impliedTypes, listedTypes, listedValues } from './facets.ts';
import { JSON_TYPES, type JsonType, objectOf, type Schema, typeOf } from './json-schema.ts';
import { lists } from './lists.ts';
import { numbers } from './numbers.ts';
import { objects } from './objects.ts';
import { oneOf, sieve } from './sieve.ts';
import { strings } from './strings.ts';
import { HOSTILE_NAMES, text } from './text.ts';
import type { Workshop } from './workshop.ts';

type Values = fc.Arbitrary<unknown>;

const nested = (inner: Values, scalars: Values): Values =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(inner, { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple(fc.constantFrom(...HOSTILE_NAMES), inner), { maxLength: 3 }).map(objectOf),
    },
  );

const scalars: Values = fc.oneof(
  { withCrossShrink: true },
  ...[fc.constant(null), fc.boolean(), numbers([], 'number'), text()].flatMap((arbitrary) => arbitrary ?? []),
);

const anything = nested(nested(scalars, scalars), scalars);

/** Keywords that the arbitraries of parts do not fully obey, so that the whole is judged by ajv. */
const JUDGED = /^(not|if|contains|uniqueItems|dependent.+|unevaluated.+)$/;

const needsJudging = ({ conjuncts }: Case): boolean =>
  conjuncts.some(
    (conjunct) => (conjunct.oneOf?.length ?? 0) > 1 || Object.keys(conjunct).some((keyword) => JUDGED.test(keyword)),
  );

const ofType = (type: JsonType, conjuncts: Conjuncts, shop: Workshop): Values | undefined => {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return numbers(conjuncts, type);
    case 'string':
      return strings(conjuncts);
    case 'array':
      return lists(conjuncts, shop);
    case 'object':
      return objects(conjuncts, shop);
  }
};

const ofTypes = (types: readonly JsonType[], conjuncts: Conjuncts, shop: Workshop): Values | undefined =>
  oneOf(
    types
      .filter((type) => type !== 'integer' || !types.includes('number'))
      .map((type) => ({ weight: 1, arbitrary: ofType(type, conjuncts, shop) })),
  );

const PLAIN = ['type', 'const', 'enum'];

const valuesIn = (conjuncts: Conjuncts, shop: Workshop): readonly unknown[] | undefined => {
  const plain = conjuncts.every((conjunct) => Object.keys(conjunct).every((key) => PLAIN.includes(key)));
  const types = listedTypes(conjuncts) ?? JSON_TYPES;
  return listedValues(conjuncts)?.filter(plain ? (value) => types.includes(typeOf(value)) : shop.accepts(conjuncts));
};

const ofCase = ({ conjuncts }: Case, shop: Workshop): Values | undefined => {
  const listed = valuesIn(conjuncts, shop);
  if (listed !== undefined) return listed.length === 0 ? undefined : fc.constantFrom(...listed);
  const types = listedTypes(conjuncts);
  if (types !== undefined) return ofTypes(types, conjuncts, shop);
  const implied = impliedTypes(conjuncts);
  if (implied.length === 0) return anything;
  const others = JSON_TYPES.filter((type) => !implied.includes(type));
  return ofTypes(implied, conjuncts, shop) ?? ofTypes(others, conjuncts, shop);
};

/** Simple values first, because shrinking leads towards the first case. */
const rank = ({ conjuncts }: Case): number => {
  const [simplest = 'null'] = listedTypes(conjuncts) ?? impliedTypes(conjuncts);
  return listedValues(conjuncts) === undefined ? JSON_TYPES.indexOf(simplest) : 0;
};

/** Builds arbitraries for schemas of one linked document, in which recursive definitions are entered `full` times. */
export const builder = ({ cases, accepts }: Document, extras: boolean, full: number): Workshop['build'] => {
  const known = new Map<string, Values | undefined>();
  const ids = new Map<Schema, number>();
  const idOf = (schema: Schema): number => {
    const id = ids.get(schema) ?? ids.size;
    ids.set(schema, id);
    return id;
  };
  const fresh = (schemas: readonly Schema[], budget: number): Values | undefined => {
    const ways = cases(schemas, budget).toSorted((a, b) => rank(a) - rank(b));
    const judged = ways.some(needsJudging) ? accepts(schemas) : undefined;
    const choices = ways.map((way) => {
      const shop = { build: within(way.budget), accepts, extras, shallow: way.budget < full };
      const values = ofCase(way, shop);
      return { weight: 1, arbitrary: values && judged ? sieve(values, judged) : values };
    });
    return oneOf(choices);
  };
  const within =
    (budget: number): Workshop['build'] =>
    (schemas) => {
      const key = `${schemas.map(idOf).join()}@${budget}`;
      if (!known.has(key)) known.set(key, schemas.length === 0 ? anything : fresh(schemas, budget));
      return known.get(key);
    };
  return within(full);
};
