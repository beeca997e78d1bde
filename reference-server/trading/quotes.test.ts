/** Quotes: who gets them, and at what pace. */
import { describe, expect, it } from 'vitest';
import { seconds } from '../../schemas/units.ts';
import { desk, told } from '../testing/desk.ts';

const scene = () => {
  const made = desk();
  made.connect('c');
  made.connect('v', 'w');
  return made;
};

describe('a quote', () => {
  it('reaches those who watch its symbol, exactly that symbol', () => {
    const { watch, quote } = scene();
    watch('c', 'AAPL', 'BRK.B');
    watch('v', 'aapl');
    expect(told(quote('AAPL', 1))).toEqual(['c quote 1']);
    expect(told(quote('BRK.B', 2))).toEqual(['c quote 2']);
    expect(told(quote('BRK', 3))).toEqual([]);
    expect(told(quote('aapl', 4))).toEqual(['v quote 4']);
  });

  it('reaches nobody who watches no more, and unwatching takes away no more than it names', () => {
    const { watch, unwatch, quote } = scene();
    watch('c', 'A', 'B');
    watch('c', 'C');
    unwatch('c', 'B', 'never');
    unwatch('c');
    expect(['A', 'B', 'C'].flatMap((symbol) => told(quote(symbol, 1)))).toEqual(['c quote 1', 'c quote 1']);
  });

  it('reaches all connections of those who hold a position in its symbol, until the last one is closed', () => {
    const { connect, quote, add, drop, stall } = scene();
    connect('d');
    add('p1', 'AAPL');
    add('p2', 'AAPL');
    expect(told(quote('AAPL', 1))).toEqual(['c quote 1', 'd quote 1']);
    drop('p1', 'AAPL');
    stall(1000);
    expect(told(quote('AAPL', 2))).toEqual(['c quote 2', 'd quote 2']);
    drop('p2', 'AAPL');
    stall(1000);
    expect(told(quote('AAPL', 3))).toEqual([]);
  });

  it('comes once to those who both watch and hold', () => {
    const { watch, quote, add } = scene();
    watch('c', 'AAPL');
    add('p', 'AAPL');
    expect(told(quote('AAPL', 1))).toEqual(['c quote 1']);
  });

  it('does not come late to those who begin to watch after it', () => {
    const { watch, quote, pass } = scene();
    quote('AAPL', 1);
    expect(told(watch('c', 'AAPL'))).toEqual(['c ack true']);
    expect(pass(seconds(5))).toEqual([]);
  });
});

describe('the pace', () => {
  it('lets one through a second, counted from the last one sent, and the newest wins', () => {
    const { watch, quote, pass, stall, due } = scene();
    watch('c', 'AAPL');
    expect(told(quote('AAPL', 1))).toEqual(['c quote 1']);
    stall(400);
    expect(told(quote('AAPL', 2))).toEqual([]);
    stall(300);
    expect(told(quote('AAPL', 3))).toEqual([]);
    expect(due()).toBe(1000);
    expect(told(pass(299))).toEqual([]);
    expect(told(pass(1))).toEqual(['c quote 3']);
    stall(999);
    expect(told(quote('AAPL', 4))).toEqual([]);
    expect(told(pass(1))).toEqual(['c quote 4']);
    expect(due()).toBeGreaterThan(seconds(1000));
    stall(1000);
    expect(told(quote('AAPL', 5))).toEqual(['c quote 5']);
  });

  it('is kept for each symbol and each connection by itself', () => {
    const { watch, quote, pass, stall } = scene();
    watch('c', 'A', 'B');
    expect(told(quote('A', 1))).toEqual(['c quote 1']);
    stall(500);
    watch('v', 'A');
    expect(told(quote('A', 2))).toEqual(['v quote 2']);
    expect(told(quote('B', 3))).toEqual(['c quote 3']);
    expect(told(pass(500))).toEqual(['c quote 2']);
    expect(told(pass(500))).toEqual([]);
  });

  it('ends by a quote that comes just as the second is over', () => {
    const { watch, quote, stall } = scene();
    watch('c', 'A');
    quote('A', 1);
    stall(1000);
    expect(told(quote('A', 2))).toEqual(['c quote 2']);
  });

  it('sends what is held before what comes late for it', () => {
    const { watch, quote, stall, pass } = scene();
    watch('c', 'A');
    quote('A', 1);
    quote('A', 2);
    stall(1300);
    expect(told(quote('A', 3))).toEqual(['c quote 2']);
    expect(told(pass(999))).toEqual([]);
    expect(told(pass(1))).toEqual(['c quote 3']);
  });

  it('outlives giving up a symbol and taking it again', () => {
    const { watch, unwatch, quote, pass } = scene();
    watch('c', 'A');
    quote('A', 1);
    unwatch('c', 'A');
    watch('c', 'A');
    expect(told(quote('A', 2))).toEqual([]);
    expect(told(pass(1000))).toEqual(['c quote 2']);
  });
});

describe('a quote that is held', () => {
  it('is dropped where its symbol is watched no more, even if it is watched again', () => {
    const { watch, unwatch, quote, pass } = scene();
    watch('c', 'A', 'B');
    for (const volume of [1, 2]) for (const symbol of ['A', 'B']) quote(symbol, volume);
    unwatch('c', 'A');
    watch('c', 'A');
    expect(told(pass(seconds(3)))).toEqual(['c quote 2']);
  });

  it('is dropped with the last position in its symbol, unless that is watched', () => {
    const { connect, watch, quote, add, drop, pass } = scene();
    connect('d');
    watch('d', 'A');
    add('p', 'A');
    for (const volume of [1, 2]) quote('A', volume);
    drop('p', 'A');
    expect(told(pass(1000))).toEqual(['d quote 2']);
  });

  it('stays where the symbol is still held after it is unwatched', () => {
    const { watch, unwatch, quote, add, pass } = scene();
    watch('c', 'A');
    add('p', 'A');
    for (const volume of [1, 2]) quote('A', volume);
    unwatch('c', 'A');
    expect(told(pass(1000))).toEqual(['c quote 2']);
  });

  it('goes with its connection', () => {
    const { watch, quote, feed, pass, due } = scene();
    watch('c', 'A');
    for (const volume of [1, 2]) quote('A', volume);
    feed({ do: 'disconnect', connection: 'c' });
    feed({ do: 'disconnect', connection: 'v' });
    expect(due()).toBeUndefined();
    expect(pass(1000)).toEqual([]);
  });
});
