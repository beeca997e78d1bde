/** Names for symbols: new in every run, in relations that catch careless comparisons. */
import { describe, expect, it } from 'vitest';
import { covers } from '../scene/pointer.ts';
import { isOurs, naming, numeral, rename, symbol, symbolsIn } from './names.ts';

const name = naming('abcdef1z');

describe('a name', () => {
  it('is the same in one run, and another in the next', () => {
    const other = naming('abcdef2z');
    for (const n of [1, 2, 3, 4, 5, 17]) {
      const user = symbol('user', n);
      expect(name(user)).toBe(name(user));
      expect(name(user)).not.toBe(other(user));
    }
  });
  it('belongs to one user only', () => {
    const names = Array.from({ length: 40 }, (_, n) => name(symbol('user', n + 1)));
    expect(new Set(names).size).toBe(40);
  });
  it('stands in a relation to the first: as its continuation, in another case, with what is hard to quote', () => {
    const [first, second, third, fourth] = [1, 2, 3, 4].map((n) => name(symbol('order', n)));
    expect(second?.startsWith(`${first}:`)).toBe(true);
    expect(third).not.toBe(first);
    expect(third?.toLowerCase()).toBe(first?.toLowerCase());
    expect(fourth).toContain('/é"\'\\%2F😀');
  });
  it('keeps these relations among users', () => {
    const [first, second, third] = [1, 2, 3].map((n) => name(symbol('user', n)));
    expect(second?.startsWith(`${first}:`)).toBe(true);
    expect(third?.toLowerCase()).toBe(first?.toLowerCase());
  });
  it('near the end of a hundred looks like another, ends differently after many letters, or is decoded to it', () => {
    const [first = '', second = ''] = [1, 2].map((n) => name(symbol('order', n)));
    const [long = '', longer = '', composed = '', apart = '', encoded = ''] = [91, 92, 93, 94, 95].map((n) =>
      name(symbol('order', n)),
    );
    expect(long.slice(0, -1)).toBe(longer.slice(0, -1));
    expect(long.length).toBeGreaterThan(200);
    // With what stands before it, it fits into a column of 255 characters.
    expect(long.length).toBeLessThan(230);
    expect(apart).not.toBe(composed);
    expect(apart.normalize()).toBe(composed);
    expect(decodeURIComponent(encoded)).toBe(second);
    for (const n of [96, 97, 98, 99]) expect(name(symbol('order', n)).startsWith(first)).toBe(true);
  });
  it('of a user ends as another one does, or holds it, and no other is the same', () => {
    const [first = '', second = '', fifth = '', sixth = ''] = [1, 2, 5, 6].map((n) => name(symbol('user', n)));
    expect(fifth.endsWith(second)).toBe(true);
    expect(fifth.indexOf(first)).toBeGreaterThan(0);
    expect(sixth.endsWith(first)).toBe(false);
    expect(sixth.split(':').slice(2)).toEqual(first.split(':').slice(2));
    expect(name(symbol('user', 105)).endsWith(name(symbol('user', 102)))).toBe(true);
  });
  it('is the same for things of two kinds, for their ids may coincide', () => {
    expect(name(symbol('order', 2))).toBe(name(symbol('dispute', 2)));
  });
  it('that is a number is no other one of the same nonce, as numbers are compared', () => {
    const numbers = Array.from({ length: 1000 }, (_, n) => rename(numeral(n), name));
    for (const one of numbers) expect(numbers.filter((other) => covers(one, other))).toEqual([one]);
    expect(numbers.every(Number.isSafeInteger)).toBe(true);
  });
  it('holds no white space, and is known for one of ours', () => {
    for (const n of [1, 2, 3, 4, 5, 6]) {
      expect(name(symbol('order', n))).not.toMatch(/\s/);
      expect(isOurs(name(symbol('user', n)))).toBe(true);
    }
    expect(isOurs('order:o')).toBe(false);
  });
});

describe('renaming', () => {
  it('reaches every text of a value and nothing else', () => {
    const value = { a: [`order:${symbol('order', 1)}`, 7, null, { b: symbol('user', 7) }], c: true };
    expect(rename(value, name)).toEqual({ a: ['order:wp:abcdef1z', 7, null, { b: 'did:wp:abcdef1z-7' }], c: true });
  });
  it('keeps members with hostile names', () => {
    const value: unknown = JSON.parse('{"__proto__":"⟨user1⟩","constructor":1}');
    expect(JSON.stringify(rename(value, name))).toBe('{"__proto__":"did:wp:abcdef1z","constructor":1}');
  });
  it('renames several symbols of one text, each by itself', () => {
    expect(name('⟨order1⟩/⟨order12⟩')).toBe('wp:abcdef1z/wp:abcdef1z-12');
    expect(symbolsIn('⟨order1⟩/⟨user12⟩ ⟨x⟩')).toEqual(['⟨order1⟩', '⟨user12⟩']);
  });
});
