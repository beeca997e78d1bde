/** Decisions about books, markets and rules can be replaced one by one; each is asked where it says. */
import { describe, expect, it } from 'vitest';
import type { Replacements } from '../../schemas/server.ts';
import type { Decisions } from './decisions.ts';
import { exchange, status, told } from '../testing/prediction-trial.ts';

type Decide = Replacements<Decisions>;

/** By the decision that is replaced: the book of `m` after a delta of two levels and one that changes them. */
const books: Readonly<Record<string, readonly [decide: Decide, told: string]>> = {
  sequenceNumber: [
    { sequenceNumber: (original) => (book, all) => original(book, all) + all.size },
    'book m yes 4: [["0.5","7"],["0.25","2"]] []',
  ],
  applied: [{ applied: () => (mutations) => mutations.slice(0, 1) }, 'book m yes 2: [["0.5","7"]] []'],
  level: [
    { level: (original) => (price) => original(price).slice(0, 3) },
    'book m yes 2: [["0.5","7"],["0.2","2"]] []',
  ],
  quantityAfter: [
    {
      quantityAfter: (original) => (before, mutation) =>
        mutation.action === 'modify' ? `${Number(before) + Number(mutation.quantity)}` : original(before, mutation),
    },
    'book m yes 2: [["0.5","8"],["0.25","2"]] []',
  ],
  remains: [{ remains: () => (good) => good }, 'book m yes 2: [["0.5","7"],["0.25","2"],["0.125","9"]] []'],
  ladder: [{ ladder: () => (_, levels) => [...levels].sort() }, 'book m yes 2: [["0.25","2"],["0.5","7"]] []'],
  snapshot: [
    { snapshot: (original) => (book) => ({ ...original(book), sequence_start: book.number + 1 }) },
    'book m yes 3: [["0.5","7"],["0.25","2"]] []',
  ],
};

/** By the rule that is replaced: how, and what it lets through then. */
const lenient: Readonly<
  Record<string, readonly [decide: Decide, play: (scene: ReturnType<typeof exchange>) => unknown]>
> = {
  founded: [{ founded: () => () => true }, ({ delta }) => status(delta('nobody', '+bid 0.5 1'))],
  mayCome: [{ mayCome: () => () => true }, ({ publish }) => status(publish('markets.discovered', 'm'))],
  mayResolve: [
    { mayResolve: () => () => true },
    ({ publish }) => {
      publish('events.resolved', 'e');
      return status(publish('events.resolved', 'e'));
    },
  ],
  continues: [{ continues: () => () => true }, ({ step }) => step('m', 'PRE_OPEN OPEN')[0]],
  mayStep: [{ mayStep: () => () => true }, ({ step }) => step('m', 'OPEN PRE_OPEN')[0]],
  maySettle: [
    { maySettle: () => () => true },
    ({ publish }) => {
      publish('markets.resolved', 'm');
      return status(publish('markets.resolved', 'm'));
    },
  ],
  mayTrade: [
    { mayTrade: (original) => (state, name) => name === 'trades.executed' || original(state, name) },
    ({ step, publish }) => {
      step('m', 'OPEN RESOLVED');
      return status(publish('trades.executed', 't'));
    },
  ],
  mayMutate: [
    { mayMutate: (original) => (mutation, isThere) => mutation.action === 'remove' || original(mutation, isThere) },
    ({ delta }) => status(delta('m', '-bid 0.5')),
  ],
  objection: [{ objection: () => () => undefined }, ({ delta }) => status(delta('m', '-bid 0.5'))],
};

describe('a replaced decision', () => {
  it.each(Object.entries(books))('%s shows in a book', (_, [decide, result]) => {
    const play = ({ delta, subscribe }: ReturnType<typeof exchange>) => {
      delta('m', '+bid 0.5 1', '+bid 0.25 2');
      delta('m', '~bid 0.5 7');
      delta('m', '+bid 0.125 9', '-ask 0.5');
      return told(subscribe('c', ['orders.delta'], { markets: ['m'] }))[1];
    };
    expect(play(exchange({ decide }))).toBe(result);
    expect(play(exchange())).toBe('book m yes 2: [["0.5","7"],["0.25","2"]] []');
  });

  it.each(Object.entries(lenient))('%s shows in what may be published', (_, [decide, play]) => {
    expect(play(exchange({ decide }))).toBe(202);
    expect(play(exchange())).toBe(409);
  });
});

describe('what is shown of books and markets', () => {
  const replay = (decide: Decide) => {
    const { delta, subscribe } = exchange({ decide });
    for (const mutation of ['+bid 0.5 1', '~bid 0.5 2']) delta('m', mutation);
    return told(subscribe('c', ['orders.delta'], { markets: ['m'], from: { offset: 2 } }))[1];
  };

  it('is the book that the deltas before make', () => {
    expect(replay({})).toBe('book m yes 1: [["0.5","1"]] []');
    expect(replay({ deltasBefore: () => (deltas) => deltas })).toBe('book m yes 2: [["0.5","2"]] []');
  });

  it('comes before a delta where it is to precede it', () => {
    const { subscribe, delta } = exchange({ decide: { preceded: () => (number) => number === 2 } });
    subscribe('c', ['orders.delta'], { markets: ['m'] });
    const [first, second] = ['+bid 0.5 1', '-bid 0.5'].map((mutation) => told(delta('m', mutation)));
    expect(first).toEqual(['orders.delta 1 m yes 1']);
    expect(second).toEqual(['book m yes 1: [["0.5","1"]] []', 'orders.delta 2 m yes 2']);
  });

  it('is another book where another is meant', () => {
    const { send, delta } = exchange({
      decide: {
        bookOf:
          () =>
          (market, _, { books }) =>
            books.get(market)?.values().next().value,
      },
    });
    delta('m', '+bid 0.5 1');
    expect(told(send('c', { op: 'resync', id: 'r', market_id: 'm', outcome_id: 'no' }))[0]).toMatch(/^book m yes 1/);
  });

  it('follows from what is remembered', () => {
    const { publish } = exchange({
      decide: {
        eventAfter: (original) => (before, record) =>
          record.name === 'events.discovered' ? 'known' : original(before, record),
      },
    });
    publish('events.resolved', 'e');
    publish('events.discovered', 'e');
    expect(status(publish('events.resolved', 'e'))).toBe(202);
    const { step } = exchange({
      decide: { marketAfter: (original) => (before, record) => ({ ...original(before, record), state: 'OPEN' }) },
    });
    expect(step('m', 'OPEN HALTED OPEN')).toEqual([202, 409]);
  });

  it('is a summary in other words, and at other times', () => {
    const { subscribe, publish } = exchange({
      decide: {
        summary: (original) => (market, ladders) => ({ ...original(market, ladders), market_state: 'DISPUTED' }),
        summarises:
          () =>
          ({ name }) =>
            name === 'trades.executed',
      },
    });
    expect(told(subscribe('c', ['markets.snapshots'], { markets: ['m'] }))).toEqual([
      'subscribed 1',
      'market m DISPUTED',
    ]);
    expect(told(publish('trades.executed', 't'))).toEqual(['market m DISPUTED']);
    expect(told(publish('trades.executed', 'u', { market_id: 'n' }))).toEqual([]);
  });
});
