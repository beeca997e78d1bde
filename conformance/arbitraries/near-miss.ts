// Near misses: values that a schema refuses for exactly one reason, made from one that it accepts.

import fc from 'fast-check';
import type { Case } from './cases.ts';
import { type Document, documentOf } from './document.ts';
import { itemSchemas, memberNames, memberSchemas } from './facets.ts';
import { type FromSchemaOptions, fromSchema } from './from-schema.ts';
import { excerpt, isRecord, type JsonSchema, objectOf, type Schema } from './json-schema.ts';
import { samples, sieve } from './sieve.ts';
import { builder } from './values.ts';
import type { Workshop } from './workshop.ts';
import { type WrongValue, wrongValues } from './wrong-values.ts';

/** An invalid value, the JSON pointer at which alone it differs from a valid one, and what is wrong there. */
export interface NearMiss {
  readonly value: unknown;
  readonly at: string;
  readonly wrong: 'missing' | WrongValue['wrong'];
}

/** A place in a valid value, or one just outside of it that a valid value could fill. */
interface Place {
  readonly at: string;
  /** The value there, or one that could be. */
  readonly value: unknown;
  /** The schemas that bind the place, once for each way in which its surroundings satisfy theirs. */
  readonly readings: readonly (readonly Schema[])[];
  /** The whole with another value in this place. */
  readonly put: (value: unknown) => unknown;
  /** The whole without this place: for members that are declared. */
  readonly without?: () => unknown;
  readonly present: boolean;
}

const DEPTH = 3;

const pointer = (at: string, token: string | number): string =>
  `${at}/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const casesAt = ({ cases }: Document, { readings }: Place): readonly Case[] =>
  readings.flatMap((schemas) => cases(schemas, DEPTH));

/** The cases that the value in this place stands for. */
const casesOfValue = (document: Document, place: Place): readonly Case[] =>
  casesAt(document, place).filter(({ chosen }) => document.accepts(chosen)(place.value));

const shops = new WeakMap<Document, Workshop['build']>();
const drawn = new WeakMap<fc.Arbitrary<unknown>, readonly unknown[]>();

const shopOf = (document: Document): Workshop['build'] => {
  const build = shops.get(document) ?? builder(document, false, DEPTH);
  shops.set(document, build);
  return build;
};

/** A value that could stand where there is none, always the same; none if nothing could. */
const specimen = (document: Document, readings: Place['readings']): readonly unknown[] => {
  const values = readings.slice(0, 1).flatMap((schemas) => shopOf(document)(schemas) ?? [])[0];
  if (values === undefined) return [];
  const found = drawn.get(values) ?? samples(values, 1);
  drawn.set(values, found);
  return found;
};

const member = (place: Place, fields: Readonly<Record<string, unknown>>, name: string, ways: readonly Case[]) => ({
  at: pointer(place.at, name),
  readings: ways.map(({ conjuncts }) => memberSchemas(conjuncts, name)),
  put: (value: unknown) => place.put(objectOf([...Object.entries(fields), [name, value]])),
  ...(ways.some(({ conjuncts }) => memberNames(conjuncts).includes(name)) && {
    without: () => place.put(objectOf(Object.entries(fields).filter(([key]) => key !== name))),
  }),
});

const item = (place: Place, list: readonly unknown[], index: number, ways: readonly Case[]) => ({
  at: pointer(place.at, index),
  readings: ways.map(({ conjuncts }) => itemSchemas(conjuncts, index)),
  put: (value: unknown) => place.put([...list.slice(0, index), value, ...list.slice(index + 1)]),
});

type Outline = Omit<Place, 'value' | 'present'>;

/** A place that the valid value leaves empty, if the value would stay valid with it filled. */
const vacant = (document: Document, outline: Outline): readonly Place[] =>
  specimen(document, outline.readings)
    .filter((value) => document.accepts([document.root])(outline.put(value)))
    .map((value) => ({ ...outline, value, present: false }));

const inside = (document: Document, place: Place): readonly Place[] => {
  const { value } = place;
  const ways = casesOfValue(document, place);
  const filled = (outline: Outline, held: unknown): readonly Place[] => {
    const found: Place = { ...outline, value: held, present: true };
    return [found, ...inside(document, found)];
  };
  if (Array.isArray(value)) {
    const [first] = value.length === 0 ? [item(place, value, 0, ways)] : [];
    return first === undefined
      ? value.flatMap((held, index) => filled(item(place, value, index, ways), held))
      : vacant(document, first);
  }
  if (!isRecord(value)) return [];
  const absent = ways.flatMap(({ conjuncts }) => memberNames(conjuncts)).filter((name) => !Object.hasOwn(value, name));
  return [
    ...Object.entries(value).flatMap(([name, held]) => filled(member(place, value, name, ways), held)),
    ...[...new Set(absent)].flatMap((name) => vacant(document, member(place, value, name, ways))),
  ];
};

const missesAt = (document: Document, place: Place): readonly NearMiss[] => {
  const gone = place.present ? place.without : undefined;
  return [
    ...(gone === undefined ? [] : [{ value: gone(), at: place.at, wrong: 'missing' } as const]),
    ...wrongValues(place.value, casesAt(document, place)).map(({ wrong, value }) => ({
      value: place.put(value),
      at: place.at,
      wrong,
    })),
  ];
};

/**
 * All near misses of a valid value, in a fixed order: members missing, members and items of another type, null, empty
 * or out of bounds; throws where the value is not valid.
 */
export const nearMisses = (
  schema: JsonSchema,
  valid: unknown,
  options: Pick<FromSchemaOptions, 'defs'> = {},
): readonly NearMiss[] => {
  const document = documentOf(schema, options.defs);
  if (!document.accepts([document.root])(valid))
    throw new Error(`A near miss needs a valid value to start from, not ${excerpt(valid)}`);
  const whole: Place = { at: '', value: valid, readings: [[document.root]], put: (value) => value, present: true };
  return inside(document, whole)
    .flatMap((place) => missesAt(document, place))
    .filter(({ value }) => document.refuses([document.root])(value));
};

/** Near misses of values that a schema accepts; throws as `fromSchema` does, and where nothing can be missed. */
export const nearMiss = (schema: JsonSchema, options: FromSchemaOptions = {}): fc.Arbitrary<NearMiss> => {
  const none = (): never => {
    throw new Error(`Nothing can be wrong in a value of the schema ${excerpt(schema)}`);
  };
  const lists = fc
    .tuple(fromSchema(schema, options), fc.nat())
    .map(([valid, pick]) => ({ pick, misses: nearMisses(schema, valid, options) }));
  const some = sieve(lists, ({ misses }) => misses.length > 0) ?? none();
  return some.map(({ pick, misses }) => misses[pick % misses.length] ?? none());
};
