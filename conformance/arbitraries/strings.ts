// Arbitraries of strings under length, pattern and format, drawn from several sources of which the fruitful are kept.

import type fc from 'fast-check';
import { atLeast, atMost, type Conjuncts, each, expression } from './facets.ts';
import { formatted } from './formats.ts';
import { excerpt, lengthOf } from './json-schema.ts';
import { matching } from './patterns.ts';
import { oneOf, samples, sieve } from './sieve.ts';
import { text } from './text.ts';
import { isFormat } from './validator.ts';

interface Wanted {
  readonly min: number;
  readonly max: number;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
}

const KEYWORDS = ['minLength', 'maxLength', 'pattern', 'format'];
const LONE_SURROGATE = /\p{Surrogate}/u;

const meets = ({ min, max, patterns, formats }: Wanted): ((value: string) => boolean) => {
  const expressions = patterns.map(expression);
  const checks = formats.map(isFormat);
  return (value) =>
    lengthOf(value) >= min &&
    lengthOf(value) <= max &&
    expressions.every((pattern) => pattern.test(value)) &&
    checks.every((check) => check(value)) &&
    !LONE_SURROGATE.test(value);
};

const fruitful = (sources: readonly fc.Arbitrary<string>[], good: (value: string) => boolean) => {
  const yields = (count: number, share: number): readonly fc.Arbitrary<string>[] =>
    sources.filter((source) => samples(source, count).filter(good).length >= count * share);
  const ready = yields(40, 0.1);
  return ready.length > 0 ? ready : yields(2000, 1 / 2000);
};

const build = (wanted: Wanted): fc.Arbitrary<string> | undefined => {
  const { min, max, patterns, formats } = wanted;
  const plain = text(min, max);
  const special = [...patterns.flatMap((pattern) => matching(pattern, min, max)), ...formats.flatMap(formatted)];
  const good = meets(wanted);
  const kept = fruitful([...special, plain], good);
  return oneOf(kept.map((source) => ({ weight: source === plain ? 1 : 2, arbitrary: sieve(source, good) })));
};

const known = new Map<string, fc.Arbitrary<string> | undefined>();

const remembered = (wanted: Wanted): fc.Arbitrary<string> | undefined => {
  const key = JSON.stringify({ ...wanted, max: String(wanted.max) });
  if (!known.has(key)) known.set(key, build(wanted));
  return known.get(key);
};

/**
 * Strings that satisfy the string keywords; nothing if they leave no room or exclude each other; throws where no string
 * was found for what one schema alone asks.
 */
export const strings = (conjuncts: Conjuncts): fc.Arbitrary<string> | undefined => {
  const min = Math.ceil(atLeast(each(conjuncts, 'minLength'), 0));
  const max = atMost(each(conjuncts, 'maxLength'));
  if (min > max) return undefined;
  const patterns = [...new Set(each(conjuncts, 'pattern'))];
  const formats = [...new Set(each(conjuncts, 'format'))];
  if (patterns.length === 0 && formats.length === 0) return text(min, max);
  const found = remembered({ min, max, patterns, formats });
  const special = conjuncts.filter((conjunct) => KEYWORDS.some((keyword) => keyword in conjunct));
  if (found === undefined && special.length === 1)
    throw new Error(`No string was found that satisfies ${excerpt(special[0])}`);
  return found;
};
