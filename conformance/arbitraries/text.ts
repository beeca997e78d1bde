// Arbitraries of free text: every code point that survives UTF-8, and the texts that programs stumble over.

import fc from 'fast-check';
import { lengthOf } from './json-schema.ts';
import { oneOf } from './sieve.ts';

const SYMBOLS = [
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.:,;/\\|\'"`~!?@#$%^&*+=<>()[]{}',
  ...'\0\u0001\b\t\n\v\f\r\u001b\u007f\u0085\u00a0\u00ad',
  ...'éßøİıſÅΩжאع漢字한ﷺ€½²\u0301\u200b\u200d\u200e\u200f\u202e\u2028\u2029\ufe0f\ufeff\ufffd\uffff',
  ...'😀👩🏽🇩🇪𝒳𐍈\u{10ffff}',
];

const HOSTILE = [
  ...'0 -1 1e999 NaN null true undefined [] {} " \\ \\u0000 * # %00 %s ../.. <script> __proto__ constructor toString'.split(
    ' ',
  ),
  ...['', ' ', '\0', '\r\n', '[object Object]', "' OR 1=1--", 'a:b', 'a,b', '\ufeff', 'é', 'e\u0301', '\u202e'],
];

/** Names for members that nobody declared; `__proto__` itself is left to its look-alikes. */
export const HOSTILE_NAMES = [
  ...'x extra constructor toString valueOf hasOwnProperty isPrototypeOf prototype __proto __proto___'.split(' '),
  ...`__defineGetter__ toJSON then length name 0 -1 $ref $where @type a.b a/b~c " null undefined é 😀`.split(' '),
  ...['', ' ', '\\', '\0', '\n'],
];

const LONG = 400;
const symbol = fc.constantFrom(...SYMBOLS);
/** Any code point that is no half of a pair. The library's own table of all of them takes half a second to make. */
const codePoint = fc
  .oneof(
    { weight: 1, arbitrary: fc.nat(0xd7ff) },
    { weight: 16, arbitrary: fc.integer({ min: 0xe000, max: 0x10ffff }) },
  )
  .map((point) => String.fromCodePoint(point));

const repeated = (lengths: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(symbol, { minLength: 1, maxLength: 12, size: 'max' }), lengths)
    .map(([symbols, length]) => Array.from({ length }, (_, index) => symbols[index % symbols.length]).join(''));

const known = new Map<string, fc.Arbitrary<string>>();

const build = (min: number, max: number): fc.Arbitrary<string> | undefined => {
  const upTo = (more: number): { minLength: number; maxLength: number; size: 'max' } => ({
    minLength: min,
    maxLength: Math.min(max, min + more),
    size: 'max',
  });
  const hostile = HOSTILE.filter((text) => lengthOf(text) >= min && lengthOf(text) <= max);
  const long = Math.min(max, min + LONG);
  const lengths = oneOf([
    { weight: 2, arbitrary: fc.integer({ min, max: long }) },
    { weight: 1, arbitrary: max <= 5 * LONG ? fc.constant(max) : undefined },
  ]);
  const short = min <= LONG;
  return oneOf([
    { weight: short ? 12 : 0, arbitrary: fc.string({ unit: symbol, ...upTo(12) }) },
    { weight: short ? 3 : 0, arbitrary: fc.array(codePoint, upTo(6)).map((points) => points.join('')) },
    { weight: 3, arbitrary: hostile.length === 0 ? undefined : fc.constantFrom(...hostile) },
    { weight: 1, arbitrary: lengths && repeated(lengths) },
  ]);
};

/** Texts of `min` to `max` code points, without lone surrogates; most are short, a few have hundreds. */
export const text = (min = 0, max = Number.POSITIVE_INFINITY): fc.Arbitrary<string> => {
  const key = `${min}-${max}`;
  const arbitrary = known.get(key) ?? build(min, max) ?? fc.constant('');
  known.set(key, arbitrary);
  return arbitrary;
};
