// Arbitraries of lists under `items`, `prefixItems`, `contains` and their bounds.

import fc from 'fast-check';
import { atLeast, atMost, type Conjuncts, each, itemSchemas } from './facets.ts';
import { canonical } from './json-schema.ts';
import { oneOf, sieve } from './sieve.ts';
import type { Workshop } from './workshop.ts';

type Items = fc.Arbitrary<unknown>;
type Lists = fc.Arbitrary<readonly unknown[]>;

const distinct = (items: readonly unknown[]): readonly unknown[] => [
  ...new Map(items.map((item) => [canonical(item), item])).values(),
];

const repeated = (items: Items | undefined, min: number, max: number, spread: number): Lists | undefined => {
  if (max < min) return undefined;
  if (items === undefined || max === 0) return min === 0 ? fc.constant([]) : undefined;
  return fc.array(items, { minLength: min, maxLength: Math.min(max, min + spread), size: 'max' });
};

/** Draws twice what is needed where items must differ, then drops the repetitions. */
const differing = (items: Items | undefined, min: number, max: number, spread: number): Lists | undefined => {
  const drawn = repeated(items, min, max * 2, min + spread)?.map((list) => distinct(list).slice(0, max));
  return min === 0 ? drawn : drawn && sieve(drawn, (list) => list.length >= min);
};

const insertAt = (list: readonly unknown[], at: number, more: readonly unknown[]): readonly unknown[] => [
  ...list.slice(0, at),
  ...more,
  ...list.slice(at),
];

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly spread: number;
}

/** Lists of items from an index on, with as many witnesses of `contains` among them as it asks for. */
const tails = (conjuncts: Conjuncts, from: number, { min, max, spread }: Bounds, shop: Workshop): Lists | undefined => {
  const schemas = itemSchemas(conjuncts, from);
  const { contains, minContains = 1 } = conjuncts.find((conjunct) => conjunct.contains !== undefined) ?? {};
  const needed = contains === undefined ? 0 : minContains;
  const draw = each(conjuncts, 'uniqueItems').includes(true) ? differing : repeated;
  const plain = draw(shop.build(schemas), Math.max(0, min - needed), max - needed, spread);
  if (contains === undefined || needed === 0 || plain === undefined) return plain;
  const found = repeated(shop.build([...schemas, contains]), needed, needed, 0);
  return (
    found && fc.tuple(plain, found, fc.nat(8)).map(([list, more, at]) => insertAt(list, at % (list.length + 1), more))
  );
};

/** Lists of a prefix, cut short where that is allowed, or followed by more items. */
const prefixed = (conjuncts: Conjuncts, length: number, bounds: Bounds, shop: Workshop): Lists | undefined => {
  const prefix = Array.from({ length }, (_, index) => shop.build(itemSchemas(conjuncts, index)));
  const impossible = prefix.indexOf(undefined);
  const known = prefix.filter((item) => item !== undefined).slice(0, impossible < 0 ? length : impossible);
  const cuts = Array.from({ length: Math.min(known.length, bounds.max) + 1 }, (_, cut) => cut);
  const rest = { ...bounds, min: Math.max(0, bounds.min - length), max: bounds.max - length };
  const tail = impossible < 0 && rest.max > 0 ? tails(conjuncts, length, rest, shop) : undefined;
  return oneOf<readonly unknown[]>([
    ...cuts
      .filter((cut) => cut >= bounds.min)
      .map((cut) => ({ weight: cut === length ? 4 : 1, arbitrary: fc.tuple(...known.slice(0, cut)) })),
    { weight: 2, arbitrary: tail && fc.tuple(fc.tuple(...known), tail).map(([head, more]) => [...head, ...more]) },
  ]);
};

/** Lists that satisfy the list keywords, but for those that only a filter can judge; nothing if there are none. */
export const lists = (conjuncts: Conjuncts, shop: Workshop): Lists | undefined => {
  const bounds: Bounds = {
    min: atLeast(each(conjuncts, 'minItems'), 0),
    max: atMost(each(conjuncts, 'maxItems')),
    spread: shop.shallow ? 2 : 6,
  };
  const length = Math.max(0, ...each(conjuncts, 'prefixItems').map((prefix) => prefix.length));
  if (bounds.max < bounds.min) return undefined;
  return length > 0 ? prefixed(conjuncts, length, bounds, shop) : tails(conjuncts, 0, bounds, shop);
};
