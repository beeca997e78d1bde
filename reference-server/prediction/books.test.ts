/** Books: snapshots, the deltas that they lead to, and folding, which gives the same book by every way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './decimals.ts';
import { exchange, messages, status, told } from '../testing/prediction-trial.ts';

const follow = { markets: ['m'] };

describe('a book', () => {
  it('that is known comes at once, sorted, the best first', () => {
    const { subscribe, delta } = exchange();
    delta('m', '+bid 0.05 3', '+bid 0.4 100.25', '+bid 0.395 9', '+bid 1 2');
    delta('m', '+ask 0.9 1', '+ask 0.45 2', '+ask 0.405 7', '+ask 0 1');
    delta('n', '+bid 0.5 1');
    expect(told(subscribe('c', ['orders.delta'], follow))).toEqual([
      'subscribed 1',
      'book m yes 2: [["1","2"],["0.4","100.25"],["0.395","9"],["0.05","3"]] [["0","1"],["0.405","7"],["0.45","2"],["0.9","1"]]',
    ]);
    expect(told(delta('m', '~bid 0.4 99.5', '-ask 0'))).toEqual(['orders.delta 4 m yes 3']);
  });

  it('that is born later comes empty, right before its first delta, to everybody and once', () => {
    const { connect, subscribe, delta } = exchange();
    connect('d');
    for (const id of ['c', 'd']) expect(told(subscribe(id, ['orders.delta'], follow))).toEqual(['subscribed 1']);
    for (const outcome of ['yes', 'no']) {
      const born = delta(`m ${outcome}`, '+bid 0.5 1');
      for (const id of ['c', 'd'])
        expect(told(born, id)).toEqual([
          `book m ${outcome} 0: [] []`,
          `orders.delta ${outcome === 'yes' ? 1 : 2} m ${outcome} 1`,
        ]);
    }
    expect(told(delta('m', '-bid 0.5'), 'c')).toEqual(['orders.delta 3 m yes 2']);
    expect(told(delta('m', '+bid 0.5 2'), 'c')).toEqual(['orders.delta 4 m yes 3']);
    expect(told(delta('n', '+bid 0.5 1'))).toEqual([]);
  });

  it('comes as it was before the first delta replayed', () => {
    const { subscribe, delta } = exchange();
    delta('m', '+bid 0.5 1');
    delta('m no', '+ask 0.7 4');
    delta('n', '+bid 0.1 1');
    delta('m', '~bid 0.5 2', '+bid 0.25 8');
    delta('m', '-bid 0.5');
    const from = (offset: number) => told(subscribe('c', ['orders.delta'], { ...follow, from: { offset } }));
    const deltas = [
      'orders.delta 1 m yes 1',
      'orders.delta 2 m no 1',
      'orders.delta 4 m yes 2',
      'orders.delta 5 m yes 3',
    ];
    const [no, now] = ['book m no 1: [] [["0.7","4"]]', 'book m yes 3: [["0.25","8"]] []'];
    expect(from(1)).toEqual(['subscribed 1', 'book m yes 0: [] []', 'book m no 0: [] []', ...deltas]);
    expect(from(2)).toEqual([
      'subscribed 1',
      'book m yes 1: [["0.5","1"]] []',
      'book m no 0: [] []',
      ...deltas.slice(1),
    ]);
    expect(from(3)).toEqual(['subscribed 1', 'book m yes 1: [["0.5","1"]] []', no, ...deltas.slice(2)]);
    expect(from(5)).toEqual(['subscribed 1', 'book m yes 2: [["0.5","2"],["0.25","8"]] []', no, ...deltas.slice(3)]);
    expect(from(6)).toEqual(['subscribed 1', now, no]);
    expect(told(subscribe('c', ['orders.delta'], follow))).toEqual(['subscribed 1', now, no]);
  });

  it('can be asked for again, by anybody', () => {
    const { send, delta } = exchange();
    delta('m', '+bid 0.5 1');
    const resync = (market_id: string, outcome_id: string) =>
      messages(send('c', { op: 'resync', id: 'r', market_id, outcome_id }))[0];
    expect(resync('m', 'yes')).toEqual({
      ...{ stream: 'orders.snapshot', id: 'r' },
      data: { market_id: 'm', outcome_id: 'yes', bids: [['0.5', '1']], asks: [], sequence_start: 1 },
    });
    for (const [market, outcome] of [
      ['m', 'no'],
      ['n', 'yes'],
      ['o', 'yes'],
    ] as const)
      expect(resync(market, outcome)).toMatchObject({ op: 'error', id: 'r', code: 'UNKNOWN_MARKET' });
  });

  it('keeps prices apart that floating point takes for one', () => {
    const { delta } = exchange();
    expect(status(delta('m', '+bid 0.1 1', '+bid 0.10000000000000000001 1'))).toBe(202);
    expect(status(delta('m', '+bid 0.10000000000000000001 1'))).toBe(409);
  });
});

describe('a delta is refused', () => {
  it.each([
    ['+bid 0.5 2'],
    ['~bid 0.25 2'],
    ['-bid 0.25'],
    ['-ask 0.5'],
    ['+bid 0.75 1', '+bid 0.75 2'],
    ['-bid 0.5', '~bid 0.5 1'],
    ['+bid 0.75 1', '-bid 0.5', '-bid 0.5'],
  ])('as a whole: %j %j %j', (...mutations) => {
    const { subscribe, delta } = exchange();
    delta('m', '+bid 0.5 1');
    const [, before] = told(subscribe('c', ['orders.delta'], follow));
    const outputs = delta('m', ...mutations.filter((mutation) => mutation !== undefined));
    expect(status(outputs)).toBe(409);
    expect(told(outputs)).toEqual([]);
    expect(told(subscribe('c', ['orders.delta'], follow))[1]).toBe(before);
    expect(told(delta('m', '-bid 0.5', '+bid 0.5 3'))).toEqual(['orders.delta 2 m yes 2']);
  });

  it('and makes no book', () => {
    const { send, delta } = exchange();
    expect(status(delta('m', '+bid 0.5 1', '-ask 0.5'))).toBe(409);
    expect(told(send('c', { op: 'resync', id: 'r', market_id: 'm', outcome_id: 'yes' }))).toEqual(['UNKNOWN_MARKET r']);
  });
});

/** A client's own fold of what it is sent, without any code of the server. */
const folded = (received: ReturnType<typeof messages>) => {
  const levels = new Map<string, number>();
  let number = -1;
  for (const { stream, data } of received) {
    const { bids, asks, sequence_start, mutations, sequence_number } = data as {
      readonly [side in 'bids' | 'asks']: readonly (readonly [string, string])[];
    } & { readonly [count in 'sequence_start' | 'sequence_number']: number } & {
      readonly mutations: readonly { readonly [field in 'action' | 'side' | 'price' | 'quantity']: string }[];
    };
    if (stream === 'orders.snapshot') {
      levels.clear();
      for (const [side, listed] of [
        ['bid', bids],
        ['ask', asks],
      ] as const)
        for (const [price, quantity] of listed) levels.set(`${side} ${price}`, Number(quantity));
      number = sequence_start;
    } else if (stream === 'orders.delta') {
      expect(sequence_number).toBe(number + 1);
      number = sequence_number;
      for (const { action, side, price, quantity } of mutations)
        if (action === 'remove') levels.delete(`${side} ${price}`);
        else levels.set(`${side} ${price}`, Number(quantity));
    }
  }
  return Object.fromEntries([...levels].sort());
};

it('every replay, every resync and every live follower folds to the same book', () => {
  const mutations = fc.array(
    fc.tuple(
      fc.constantFrom('+', '~', '-'),
      fc.constantFrom('bid', 'ask'),
      fc.constantFrom('0', '0.05', '0.5', '1'),
      fc.integer({ min: 1, max: 9 }),
    ),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(fc.array(mutations, { maxLength: 25 }), fc.nat(), (deltas, pick) => {
      const { subscribe, delta, send } = exchange();
      const live = [...messages(subscribe('c', ['orders.delta'], follow))];
      let taken = 0;
      for (const listed of deltas) {
        const outputs = delta(
          'm',
          ...listed.map(([verb, side, price, n]) => `${verb}${side} ${price}${verb === '-' ? '' : ` ${n}`}`),
        );
        if (status(outputs) === 202) taken += 1;
        live.push(...messages(outputs));
      }
      if (taken === 0) return;
      const replayed = messages(
        subscribe('c', ['orders.delta'], { ...follow, from: { offset: 1 + (pick % (taken + 1)) } }),
      );
      const asked = messages(send('c', { op: 'resync', id: 'r', market_id: 'm', outcome_id: 'yes' }));
      const [now, then] = [folded(live.filter(({ data }) => data)), folded(replayed.filter(({ data }) => data))];
      expect(then).toEqual(now);
      expect(folded(asked)).toEqual(now);
    }),
    { seed: 7, numRuns: 200 },
  );
});

it('decimals compare as decimals', () => {
  const sorted = ['0', '0.05', '0.1', '0.10000000000000000001', '0.5', '1', '2', '9.75', '10', '100.5'];
  expect([...sorted].reverse().sort(compare)).toEqual(sorted);
  expect(compare('12.25', '12.25')).toBe(0);
});
