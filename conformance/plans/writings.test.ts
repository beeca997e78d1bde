/** Other writings say the same, and are told from the usual one. */
import { describe, expect, it } from 'vitest';
import { isWrittenOtherwise, writings } from './writings.ts';

const frame = { op: 'ask', of: ['a/b', '⟨user1⟩'], deep: { n: 1, none: null } };

describe('writings', () => {
  it.each(writings(frame).map((text) => [text]))('%j says the same as the frame', (text) => {
    expect(JSON.parse(text)).toEqual(frame);
    expect(isWrittenOtherwise(text, 'op')).toBe(true);
  });

  it('leaves what stands for a name as it is', () => {
    expect(writings(frame).filter((text) => !text.includes('⟨user1⟩'))).toEqual([]);
  });

  it('has no other order of a single member', () => {
    expect(writings({ op: 'ping' })).toHaveLength(2);
  });
});

describe('the usual writing, or one in which servers may differ, is told from others', () => {
  it.each([
    ['{"op":"ask","n":1}', false],
    ['{"op": "ask"}', true],
    ['{"n":1,"op":"ask"}', true],
    ['{"op":"\\u0061sk"}', true],
    ['{"op":"ask","n":1e0}', false],
    ['{"op":"ask", "n":1.0}', false],
    ['{"op":"ask", "op":"ask"}', false],
    ['{"op":"a b\\n"}', false],
    ['[ 1 ]', true],
    ['{"op"', false],
  ])('%s: %s', (text, isOther) => {
    expect(isWrittenOtherwise(text, 'op')).toBe(isOther);
  });
});
