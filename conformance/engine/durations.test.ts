import { describe, expect, it } from 'vitest';
import { apart } from './durations.ts';

/** What is found of two things that were seen at these instants, and sent after those. */
const found = (first: readonly [number, number], second: readonly [number, number], resolution = 0) => {
  const [one, two] = [first, second].map(([since, at]) => ({ since, at }));
  if (!one || !two) throw new Error('There are two.');
  return apart(one, two, { least: 900, most: 1100 }, resolution, (ms) => ms)?.is;
};
const LONG_AGO = Number.NEGATIVE_INFINITY;

describe('what an onlooker sees of a duration', () => {
  it.each([
    ['holds as it was seen, whatever the delay', [LONG_AGO, 0], [LONG_AGO, 1000], 'held'],
    ['is too short where the first was not sent long before', [-100, 0], [LONG_AGO, 700], 'broken'],
    ['may only seem too short where it could have been', [-300, 0], [LONG_AGO, 700], 'unsure'],
    ['is too long where the second was sent after all that time', [LONG_AGO, 0], [1200, 1500], 'broken'],
    ['may only seem too long where it could have waited', [LONG_AGO, 0], [1000, 1500], 'unsure'],
  ] as const)('%s', (_, first, second, finding) => {
    expect(found(first, second)).toBe(finding);
  });

  it('is told as exactly as its instants are', () => {
    expect(found([-100, 0], [LONG_AGO, 700], 60)).toBe('unsure');
    expect(found([-100, 0], [LONG_AGO, 700], 100)).toBe('held');
    expect(found([-100, 0], [LONG_AGO, 700], Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});
