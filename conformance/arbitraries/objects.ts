// Arbitraries of objects: declared members, present or absent, and members under names nobody declared.

import fc from 'fast-check';
import { atLeast, atMost, type Conjuncts, each, expression, isAnything, memberNames, memberSchemas } from './facets.ts';
import { objectOf } from './json-schema.ts';
import { oneOf, samples, sieve } from './sieve.ts';
import { strings } from './strings.ts';
import { HOSTILE_NAMES, text } from './text.ts';
import type { Workshop } from './workshop.ts';

type Entry = readonly [name: string, value: unknown];
type Entries = fc.Arbitrary<readonly Entry[]>;
type Names = fc.Arbitrary<string>;

interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly values: fc.Arbitrary<unknown> | undefined;
}

interface Room {
  /** How many members there may be in all. */
  readonly min: number;
  readonly max: number;
}

const NOBODYS_NAMES: Names = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_NAMES) },
  { weight: 2, arbitrary: text(0, 12) },
);

const membersOf = (conjuncts: Conjuncts, shop: Workshop): readonly Member[] => {
  const required = new Set(each(conjuncts, 'required').flat());
  const named = shop.accepts(each(conjuncts, 'propertyNames'));
  return memberNames(conjuncts).map((name) => ({
    name,
    // ajv takes what every object inherits, such as `constructor`, for present; so where it is declared it has to be.
    required: required.has(name) || name in Object.prototype,
    values: named(name) ? shop.build(memberSchemas(conjuncts, name)) : undefined,
  }));
};

/** The share of optional members that makes the wanted number of members likely; a half where any number will do. */
const presence = (optional: number, required: number, { min, max }: Room): number => {
  const least = Math.min(optional, Math.max(0, min - required));
  const most = Math.min(optional, Math.max(0, max - required));
  if (least === optional) return 1;
  return Math.min(0.95, Math.max(0.05, (least + most) / 2 / optional));
};

const memberEntries = ({ name, required, values }: Member, share: number): readonly Entries[] => {
  if (values === undefined) return [];
  const present: Entries = values.map((value) => [[name, value]]);
  if (required || share === 1) return [present];
  const weight = Math.round(share * 20);
  const absent: Entries = fc.constant([]);
  return [
    fc.oneof({ withCrossShrink: true }, { weight: 20 - weight, arbitrary: absent }, { weight, arbitrary: present }),
  ];
};

/** Whether undeclared names carry data, as in a map, rather than being mere extras. */
const isMap = (conjuncts: Conjuncts): boolean =>
  each(conjuncts, 'patternProperties').length > 0 ||
  each(conjuncts, 'additionalProperties').some((schema) => !isAnything(schema)) ||
  (memberNames(conjuncts).length === 0 && each(conjuncts, 'additionalProperties').length > 0);

/** Sources of undeclared members: names grouped by the patterns they match, each with the values due to them. */
const undeclared = (conjuncts: Conjuncts, shop: Workshop): readonly fc.Arbitrary<Entry>[] => {
  const declared = new Set([...memberNames(conjuncts), '__proto__']);
  const rules = each(conjuncts, 'propertyNames');
  const allowed = shop.accepts(rules);
  const patterns = [...new Set(each(conjuncts, 'patternProperties').flatMap(Object.keys))];
  const kindOf = (name: string): string => patterns.map((pattern) => expression(pattern).test(name)).join();
  const usable = (name: string): boolean => !declared.has(name) && allowed(name);
  const free: Names | undefined =
    rules.length === 0 ? NOBODYS_NAMES : shop.build([{ type: 'string' }, ...rules])?.map((name) => String(name));
  const sources = [free, ...patterns.map((pattern) => strings([{ pattern }]))].filter((names) => names !== undefined);
  return sources.flatMap((names) => {
    const examples = samples(names, 40).filter(usable);
    const kinds = new Map(examples.map((name) => [kindOf(name), name]));
    return [...kinds].flatMap(([kind, example]) => {
      const values = shop.build(memberSchemas(conjuncts, example));
      const fitting = values && sieve(names, (name) => usable(name) && kindOf(name) === kind);
      return values && fitting ? [fc.tuple(fitting, values)] : [];
    });
  });
};

const extraEntries = (sources: readonly fc.Arbitrary<Entry>[], room: Room, map: boolean, shop: Workshop): Entries => {
  const entry = oneOf(sources.map((arbitrary) => ({ weight: 1, arbitrary })));
  const none: Entries = fc.constant([]);
  const max = Math.min(room.max, room.min + (map && !shop.shallow ? 5 : 2));
  if (entry === undefined || max <= 0) return none;
  const some: Entries = fc.array(entry, { minLength: Math.max(room.min, map ? 0 : 1), maxLength: max, size: 'max' });
  if (room.min > 0 || map) return some;
  return shop.extras
    ? fc.oneof({ withCrossShrink: true }, { weight: 4, arbitrary: none }, { weight: 1, arbitrary: some })
    : none;
};

/** Objects that satisfy the object keywords, but for those that only a filter can judge; nothing if there are none. */
export const objects = (
  conjuncts: Conjuncts,
  shop: Workshop,
): fc.Arbitrary<Readonly<Record<string, unknown>>> | undefined => {
  const room: Room = {
    min: atLeast(each(conjuncts, 'minProperties'), 0),
    max: atMost(each(conjuncts, 'maxProperties')),
  };
  const members = membersOf(conjuncts, shop);
  const required = members.filter((member) => member.required);
  const optional = members.filter((member) => !member.required && member.values !== undefined);
  if (required.some(({ values }) => values === undefined) || room.max < Math.max(room.min, required.length))
    return undefined;
  const declared = required.length + optional.length;
  const closed = each(conjuncts, 'additionalProperties').includes(false);
  const sources = closed && each(conjuncts, 'patternProperties').length === 0 ? [] : undeclared(conjuncts, shop);
  if (sources.length === 0 && declared < room.min) return undefined;
  const share = presence(optional.length, required.length, room);
  const left: Room = { min: Math.max(0, room.min - declared), max: room.max - required.length };
  const extras = extraEntries(sources, left, isMap(conjuncts), shop);
  const all = [...required, ...optional].flatMap((member) => memberEntries(member, share));
  const drawn = fc.tuple(...all, extras).map((entries) => objectOf(entries.flat()));
  const fits = (value: object): boolean =>
    Object.keys(value).length >= room.min && Object.keys(value).length <= room.max;
  return room.min === 0 && room.max === Number.POSITIVE_INFINITY ? drawn : sieve(drawn, fits);
};
