// Arbitraries of JSON numbers: finite, never -0, and within ±(2^53-1) unless the schema leaves that range.

import fc from 'fast-check';
import { atLeast, atMost, type Conjuncts, each } from './facets.ts';
import { oneOf, sieve } from './sieve.ts';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly holds: (value: number) => boolean;
}

const SAFE = Number.MAX_SAFE_INTEGER;
const LANDMARKS = [
  0, 1, -1, 10, 100, 127, 128, 255, 256, 32_767, 65_536, 2_147_483_647, 2_147_483_648, -2_147_483_648, -2_147_483_649,
  4_294_967_295, 4_294_967_296, 1_700_000_000_000, 4_503_599_627_370_496,
];

const rangeOf = (conjuncts: Conjuncts): Range => {
  const narrow = each(conjuncts, 'format').includes('int32');
  const [low, above] = [each(conjuncts, 'minimum'), each(conjuncts, 'exclusiveMinimum')];
  const [high, below] = [each(conjuncts, 'maximum'), each(conjuncts, 'exclusiveMaximum')];
  const min = atLeast([...low, ...above, ...(narrow ? [-(2 ** 31)] : [])], Number.NEGATIVE_INFINITY);
  const max = atMost([...high, ...below, ...(narrow ? [2 ** 31 - 1] : [])]);
  const holds = (value: number): boolean =>
    value >= min && value <= max && above.every((bound) => value > bound) && below.every((bound) => value < bound);
  return { min, max, holds };
};

const withinSafe = (range: Range): Range =>
  range.max < -SAFE || range.min > SAFE
    ? range
    : { ...range, min: Math.max(range.min, -SAFE), max: Math.min(range.max, SAFE) };

/** The nearest integer at or inside a bound, never -0. */
const inward = (bound: number, step: 1 | -1, holds: Range['holds']): number => {
  const whole = (step === 1 ? Math.ceil(bound) : Math.floor(bound)) + 0;
  return holds(whole) ? whole : whole + step;
};

const integersIn = (range: Range): fc.Arbitrary<number> | undefined => {
  const min = inward(Math.max(range.min, -SAFE), 1, range.holds);
  const max = inward(Math.min(range.max, SAFE), -1, range.holds);
  if (min > max) return undefined;
  const nearest = Math.min(Math.max(0, min), max);
  const edges = [...new Set([min, max, min + 1, max - 1, ...LANDMARKS])]
    .filter((edge) => edge >= min && edge <= max)
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  return oneOf([
    { weight: 4, arbitrary: fc.integer({ min: Math.max(min, nearest - 100), max: Math.min(max, nearest + 100) }) },
    { weight: 2, arbitrary: fc.integer({ min, max }) },
    { weight: 2, arbitrary: fc.constantFrom(...edges) },
  ]);
};

const centsIn = ({ min, max, holds }: Range): fc.Arbitrary<number> | undefined => {
  const low = Math.ceil(Math.max(min, -1e6) * 100) + 0;
  const high = Math.floor(Math.min(max, 1e6) * 100) + 0;
  const cents = low > high ? undefined : fc.integer({ min: low, max: high });
  const amounts = cents?.map((count) => count / 100);
  return amounts && sieve(amounts, holds);
};

const doublesIn = ({ min, max, holds }: Range): fc.Arbitrary<number> | undefined => {
  const finite = { min: Math.max(min, -Number.MAX_VALUE), max: Math.min(max, Number.MAX_VALUE) };
  if (finite.min > finite.max) return undefined;
  // Adding 0 turns -0 into 0.
  const doubles = fc.double({ ...finite, noNaN: true }).map((value) => value + 0);
  return sieve(doubles, holds);
};

const fractionsIn = (range: Range): fc.Arbitrary<number> | undefined => {
  const bounds = [range.min + 0, range.max + 0].filter((bound) => Number.isFinite(bound) && range.holds(bound));
  return oneOf([
    { weight: 3, arbitrary: centsIn(range) },
    { weight: 2, arbitrary: doublesIn(range) },
    { weight: 1, arbitrary: bounds.length === 0 ? undefined : fc.constantFrom(...bounds) },
  ]);
};

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

const stepOf = (steps: readonly number[]): number =>
  steps.every(Number.isInteger) ? steps.reduce((a, b) => (a / divisor(a, b)) * b) : Math.max(...steps);

const multiplesIn = ({ min, max, holds }: Range, steps: readonly number[]): fc.Arbitrary<number> | undefined => {
  const step = stepOf(steps);
  const first = Math.ceil(Math.max(min, -SAFE) / step);
  const last = Math.floor(Math.min(max, SAFE) / step);
  const counts = integersIn({ min: first, max: last, holds: () => true });
  // Rounding to 15 digits turns 3 * 0.1 into 0.3; the division below is the one validators do.
  const round = (value: number): number => (Number.isInteger(step) ? value : Number(value.toPrecision(15))) + 0;
  const values = counts?.map((count) => round(count * step));
  const exact = (value: number): boolean => steps.every((each) => Number.isInteger(value / each)) && holds(value);
  return values && sieve(values, exact);
};

/** Numbers, or integers only, that satisfy the numeric keywords; nothing if there are none. */
export const numbers = (conjuncts: Conjuncts, type: 'number' | 'integer'): fc.Arbitrary<number> | undefined => {
  const whole = type === 'integer' || each(conjuncts, 'format').some((format) => /^int(32|64)$/.test(format));
  const range = withinSafe(rangeOf(conjuncts));
  const steps = each(conjuncts, 'multipleOf');
  if (steps.length > 0) {
    const multiples = multiplesIn(range, steps);
    return whole && multiples !== undefined ? sieve(multiples, Number.isInteger) : multiples;
  }
  if (whole) return integersIn(range);
  return oneOf([
    { weight: 2, arbitrary: integersIn(range) },
    { weight: 3, arbitrary: fractionsIn(range) },
  ]);
};
