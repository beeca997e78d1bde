/** Pointers, templates and the comparison of bodies. */
import { describe, expect, it } from 'vitest';
import { at, channelShape, difference, fill, itemsAt, matches, sameNumber } from './pointer.ts';

const hostile: unknown = JSON.parse('{"__proto__":{"x":1},"a/b":{"~":[{"c":2}]},"":0}');

describe('a pointer', () => {
  it('finds values in objects and lists', () => {
    expect(at({ a: [{ b: 7 }] }, '/a/0/b')).toBe(7);
    expect(at([1], '')).toEqual([1]);
  });
  it('finds what is escaped, and the member with no name', () => {
    expect(at(hostile, '/a~1b/~0/0/c')).toBe(2);
    expect(at(hostile, '/')).toBe(0);
  });
  it('finds own members only, whatever they are called', () => {
    expect(at(hostile, '/__proto__/x')).toBe(1);
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(at({}, `/${name}`)).toBeUndefined();
    expect(at([1, 2], '/length')).toBeUndefined();
    expect(at('text', '/length')).toBeUndefined();
    expect(at(null, '/a')).toBeUndefined();
  });
  it('takes a value for a list of one, and nothing for an empty list', () => {
    expect(itemsAt({ a: 'x', b: ['y', 'z'] }, '/a')).toEqual(['x']);
    expect(itemsAt({ a: 'x', b: ['y', 'z'] }, '/b')).toEqual(['y', 'z']);
    expect(itemsAt({}, '/a')).toEqual([]);
  });
});

describe('a template', () => {
  it('is filled as it stands, also with what looks like a template or a replacement', () => {
    expect(fill('user:{a}', () => '{a}$&$1')).toBe('user:{a}$&$1');
  });
  it('is not filled by half', () => {
    expect(fill('{a}:{b}', (path) => (path === 'a' ? 'x' : undefined))).toBeUndefined();
  });
  it('is taken apart into prefix and parameter', () => {
    expect(channelShape('order:{order}')).toEqual({ prefix: 'order:', parameter: 'order' });
    expect(channelShape('global')).toEqual({ prefix: 'global' });
  });
  it('names a family of events without those of a longer name', () => {
    expect(matches('order.*', 'order.paid')).toBe(true);
    expect(matches('order.*', 'orders.paid')).toBe(false);
    expect(matches('order.*', 'order')).toBe(false);
    expect(matches('order.paid', 'order.paid')).toBe(true);
  });
});

describe('the difference of two bodies', () => {
  it.each<[string, unknown, unknown]>([
    ['they are equal', { a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] }],
    ['there is more than was expected', { a: 1 }, { a: 1, b: 2 }],
    ['numbers are equal for all purposes', { a: 1_000_000_000 }, { a: 1_000_000_500 }],
    ['a zero has lost its sign', { a: -0 }, { a: 0 }],
    ['a member has a hostile name', hostile, structuredClone(hostile)],
  ])('is none when %s', (_, expected, actual) => expect(difference(expected, actual)).toBeUndefined());

  it.each<[string, unknown, unknown, string]>([
    ['a text', { a: { b: 'x' } }, { a: { b: 'y' } }, '/a/b'],
    ['a member that is left out', { a: { b: null } }, { a: {} }, '/a/b'],
    ['a member that is inherited', { toString: 'x' }, {}, '/toString'],
    ['an item', [1, [2, 3]], [1, [2, 4]], '/1/1'],
    ['a list that is longer', { a: [1] }, { a: [1, 2] }, '/a'],
    ['a list for an object', { a: {} }, { a: [] }, '/a'],
    ['an object for a list', { a: [] }, { a: {} }, '/a'],
    ['a text for a number', { a: 1 }, { a: '1' }, '/a'],
    ['null for an object', { a: {} }, { a: null }, '/a'],
    ['the whole body', { a: 1 }, 'text', ''],
    ['a hostile name', hostile, JSON.parse('{"__proto__":{"x":2},"a/b":{"~":[{"c":2}]},"":0}'), '/__proto__/x'],
    ['a name that must be escaped', { 'a/b': { '~': 1 } }, { 'a/b': { '~': 2 } }, '/a~1b/~0'],
  ])('points to %s', (_, expected, actual, where) => expect(difference(expected, actual)).toBe(where));

  it('holds numbers for equal within a hundredth, or a millionth of the larger', () => {
    expect(sameNumber(1, 1.0099)).toBe(true);
    expect(sameNumber(1, 1.011)).toBe(false);
    expect(sameNumber(-2e9, -2e9 - 1999)).toBe(true);
    expect(sameNumber(-2e9, -2e9 - 2001)).toBe(false);
    expect(sameNumber(0, Number.POSITIVE_INFINITY)).toBe(false);
  });
});
