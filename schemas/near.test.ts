/** Tests of finding what somebody may have meant. */
import { describe, expect, it } from 'vitest';
import { didYouMean, nearTo } from './near.ts';

const names = ['commerce/rights/no-leak', 'commerce/rights/owner', 'commerce/heartbeat/on-time'];

describe('nearTo', () => {
  it('finds what differs by a slip', () => {
    expect(nearTo('commerce/rights/noleak', names)[0]).toBe('commerce/rights/no-leak');
    expect(nearTo('comerce/hartbeat/on-time', names)[0]).toBe('commerce/heartbeat/on-time');
  });

  it('finds what contains the word, and what ends alike', () => {
    expect(nearTo('heartbeat', names)).toEqual(['commerce/heartbeat/on-time']);
    expect(nearTo('owner', names)).toEqual(['commerce/rights/owner']);
    expect(nearTo('x/on-time', names)).toEqual(['commerce/heartbeat/on-time']);
  });

  it('finds nothing in what is like nothing', () => {
    expect(nearTo('zebra', names)).toEqual([]);
    expect(nearTo('', names)).toEqual([]);
    expect(nearTo('z'.repeat(100_000), names)).toEqual([]);
  });

  it('asks about what is near, or says where to look', () => {
    expect(didYouMean('rights', names, 'look.')).toBe('did you mean commerce/rights/no-leak or commerce/rights/owner?');
    expect(didYouMean('zebra', names, 'look.')).toBe('look.');
  });
});
