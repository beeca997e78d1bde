// Values that are wrong in one respect: of another type, null, empty, or out of bounds.

import type { Case } from './cases.ts';
import { allowedTypes, atLeast, atMost, each, expression } from './facets.ts';
import { isRecord, typeOf } from './json-schema.ts';

/** A value to put in a place, and what is wrong with it there. */
export interface WrongValue {
  readonly wrong: 'type' | 'null' | 'empty' | 'huge';
  readonly value: unknown;
}

const textOf = (value: unknown): string => {
  const [first] = Array.isArray(value) ? value : [value];
  return isRecord(first) || first === undefined ? 'text' : String(first);
};

/** A value of every type but null, each as like the valid one as can be. */
const others = (value: unknown): readonly unknown[] => [
  textOf(value),
  42,
  1.5,
  true,
  isRecord(value) || Array.isArray(value) ? [] : [value],
  {},
];

const otherTypes = (valid: unknown, ways: readonly Case[]): readonly WrongValue[] => {
  const allowed = ways.flatMap(({ conjuncts }) => allowedTypes(conjuncts));
  const wrong = others(valid)
    .filter((value) => !allowed.includes(typeOf(value)))
    .filter((value) => value !== 1.5 || allowed.includes('integer'));
  return [
    ...wrong.map((value): WrongValue => ({ wrong: 'type', value })),
    ...(allowed.includes('null') ? [] : [{ wrong: 'null', value: null } as const]),
  ];
};

const stretch = (value: string, length: number): string => {
  const symbols = Array.from(value === '' ? 'x' : value);
  return Array.from({ length }, (_, index) => symbols[index % symbols.length]).join('');
};

const texts = (value: string, ways: readonly Case[]): readonly WrongValue[] => {
  const empty = ways.every(({ conjuncts }) => atLeast(each(conjuncts, 'minLength'), 0) >= 1);
  const most = Math.max(...ways.map(({ conjuncts }) => atMost(each(conjuncts, 'maxLength'))));
  const long = Number.isFinite(most) ? stretch(value, Math.floor(most) + 1) : '';
  const fits = ways.every(
    ({ conjuncts }) =>
      each(conjuncts, 'format').length === 0 &&
      each(conjuncts, 'pattern').every((pattern) => expression(pattern).test(long)),
  );
  return [
    ...(empty ? [{ wrong: 'empty', value: '' } as const] : []),
    ...(long !== '' && fits ? [{ wrong: 'huge', value: long } as const] : []),
  ];
};

/** The numbers next beyond the bounds that are whole, or multiples, where that is asked. */
const beyond = ({ conjuncts }: Case): readonly number[] => {
  const step = atLeast(each(conjuncts, 'multipleOf'), 0) || 1;
  const whole = step !== 1 || !allowedTypes(conjuncts).includes('number');
  const up = (bound: number): number => (whole ? Math.ceil(bound / step) * step : bound);
  const down = (bound: number): number => (whole ? Math.floor(bound / step) * step : bound);
  return [
    ...each(conjuncts, 'maximum').map((bound) => down(bound) + step),
    ...each(conjuncts, 'exclusiveMaximum').map(up),
    ...each(conjuncts, 'minimum').map((bound) => up(bound) - step),
    ...each(conjuncts, 'exclusiveMinimum').map(down),
  ];
};

const extremes = (valid: unknown, all: readonly Case[]): readonly WrongValue[] => {
  const ways = all.filter(({ conjuncts }) => allowedTypes(conjuncts).includes(typeOf(valid)));
  const listed = ways.some(({ conjuncts }) => conjuncts.some((one) => 'const' in one || 'enum' in one));
  if (listed || ways.length === 0) return [];
  if (typeof valid === 'string') return texts(valid, ways);
  if (typeof valid !== 'number') return [];
  return ways.flatMap(beyond).map((value) => ({ wrong: 'huge', value: value + 0 }));
};

/** What may be wrong in a place with this valid value, bound in one of these ways; a schema may still accept some. */
export const wrongValues = (valid: unknown, ways: readonly Case[]): readonly WrongValue[] => [
  ...otherTypes(valid, ways),
  ...extremes(valid, ways),
];
