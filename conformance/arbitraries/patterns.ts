// Arbitraries for a `pattern`: fast-check's reading of regular expressions, without the parts it cannot read.

import fc from 'fast-check';
import { lengthOf } from './json-schema.ts';
import { samples } from './sieve.ts';

const LOOKAROUND = /^\(\?<?[=!]$/;
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

/** The escapes, classes, openings of look-around and single characters that an expression consists of. */
const pieces = (source: string): readonly string[] => source.match(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|./gsu) ?? [];

/** Cuts look-around and word boundaries out of a regular expression, so that it matches no less than before. */
export const withoutLookaround = (source: string): string => {
  let skipping = 0;
  const keeps = (piece: string): boolean => {
    const opens = piece.startsWith('(') && (skipping > 0 || LOOKAROUND.test(piece));
    const closes = piece === ')' && skipping > 0;
    const kept = skipping === 0 && !opens && !/^\\b$/i.test(piece);
    skipping += Number(opens) - Number(closes);
    return kept;
  };
  return pieces(source).filter(keeps).join('');
};

/** Whether fast-check, which fills negated classes with printable ASCII only, would search one for ever. */
const isEndless = (source: string): boolean =>
  pieces(source)
    .filter((piece) => piece.startsWith('[^'))
    .some((piece) => !PRINTABLE.some((char) => new RegExp(piece, 'u').test(char)));

const attempt = (source: string, options: fc.StringMatchingConstraints): readonly fc.Arbitrary<string>[] => {
  try {
    return isEndless(source) ? [] : [fc.stringMatching(new RegExp(source, 'u'), options)];
  } catch {
    // fast-check throws for what it does not know: the next reading, or plain text behind a filter, takes its place.
    return [];
  }
};

const sized = (source: string, min: number, max: number): readonly fc.Arbitrary<string>[] => {
  const size = min > 100 ? 'large' : min > 10 ? 'medium' : 'small';
  const free = attempt(source, { size });
  // Under a bound that nothing meets fast-check would search for ever, so it is given only where a sample met it.
  const bounded = free.some((arbitrary) => samples(arbitrary, 60).some((text) => lengthOf(text) <= max));
  return Number.isFinite(max) && bounded ? attempt(source, { size, maxLength: max }) : free;
};

/** Repeats what matches until it is long enough, which suits `^[0-9a-f]+$` and its like. */
const lengthened = (source: fc.Arbitrary<string>, min: number, max: number): fc.Arbitrary<string> =>
  fc.tuple(source, fc.integer({ min, max: Math.min(max, min + 20) })).map(([match, length]) => {
    const symbols = Array.from(match);
    return Array.from({ length }, (_, index) => symbols[index % symbols.length]).join('');
  });

/** Arbitraries whose strings mostly match a pattern; their lengths lean towards the given bounds. */
export const matching = (pattern: string, min: number, max: number): readonly fc.Arbitrary<string>[] => {
  const whole = sized(pattern, min, max);
  const found = whole.length > 0 ? whole : sized(withoutLookaround(pattern), min, max);
  return min > 10 ? [...found, ...found.map((source) => lengthened(source, min, max))] : found;
};
