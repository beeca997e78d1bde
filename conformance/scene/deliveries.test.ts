/** Deliveries of numbered events: of several equal ones, which it is that came. */
import { expect, it } from 'vitest';
import { told } from '../self-test/told.ts';

const change = { action: 'modify', side: 'bid', price: '0.4', quantity: '10' } as const;
const delta = { market_id: 'wp:market1', outcome_id: 'yes', mutations: [change], sequence_number: undefined };
const record = (offset: number) => ({ stream: 'orders.delta', offset, data: { ...delta, sequence_number: offset } });
const subscribe = (id: string, from: object | undefined) => ({
  ...{ op: 'subscribe', id, streams: ['orders.delta'], markets: ['wp:market1'] },
  ...(from && { from }),
});
const subscribed = (id: string, first: number) => ({
  ...{ op: 'subscribed', id, streams: ['orders.delta'], next: { 'orders.delta': first } },
});

/** Two equal deltas, with the numbers 5 and 6, and one who joins. */
const twoEqual = () =>
  told('prediction')
    .opens('w')
    .sends('w', subscribe('1', undefined))
    .gets('w', subscribed('1', 5))
    .asks('orders.delta', delta)
    .gets('w', record(5))
    .says()
    .asks('orders.delta', delta)
    .gets('w', record(6))
    .says()
    .opens('a')
    .sends('a', subscribe('2', { offset: 6 }))
    .gets('a', subscribed('2', 6));

it('an event is that of several equal ones which was seen with its number', () => {
  const published = twoEqual()
    .gets('a', record(6))
    .moments()
    .flatMap(({ delivery }) => (delivery?.of ? [delivery.of.number] : []));
  expect(published).toEqual([5, 6, 6]);
});

it('an event that comes again with its number is not taken for an equal one that has not come', () => {
  const again = twoEqual()
    .gets('w', record(6))
    .moments()
    .findLast(({ delivery }) => delivery);
  expect(again?.delivery).toMatchObject({ again: true, of: { number: 6 } });
});

it('an old event that comes before the answer to the command that brings it has not come again, and behind it has', () => {
  const came = (history: ReturnType<typeof twoEqual>) =>
    history.moments().flatMap(({ delivery }) => (delivery?.of?.number === 6 ? [delivery.again] : []));
  const asked = () =>
    twoEqual()
      .sends('a', subscribe('3', { offset: 6 }))
      .sends('a', subscribe('4', { offset: 6 }))
      .gets('a', record(6));
  expect(came(asked().gets('a', subscribed('3', 6)).gets('a', record(6)).gets('a', record(6)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  const answered = asked().gets('a', subscribed('3', 6)).gets('a', subscribed('4', 6));
  expect(came(answered.gets('a', record(6)).gets('a', record(6)))).toEqual([false, false, false, true]);
});

it('what is covered and does not come is lost with the next answer, and not with that which promises it', () => {
  const lost = (moments: ReturnType<ReturnType<typeof twoEqual>['moments']>) =>
    moments.flatMap(({ lost: some }) => some?.map(({ number }) => number) ?? []);
  expect(lost(twoEqual().moments())).toEqual([]);
  expect(lost(twoEqual().fences('a').moments())).toEqual([6]);
});

it.each([1, 8])(
  'an event is that of two equal ones which was published behind %i others with lower numbers',
  (count) => {
    const history = told('prediction')
      // Nobody sees the first: it has no number that anybody knows.
      .publishes('orders.delta', delta)
      .opens('a')
      .sends('a', subscribe('1', undefined))
      .gets('a', subscribed('1', 6));
    for (let n = 0; n < count; n++) {
      const other = { ...delta, mutations: [{ ...change, quantity: `${n + 11}` }] };
      const data = { ...other, sequence_number: n + 6 };
      history
        .asks('orders.delta', other)
        .gets('a', { stream: 'orders.delta', offset: n + 6, data })
        .says();
    }
    const moments = history
      .asks('orders.delta', delta)
      .gets('a', record(count + 6))
      .says()
      .fences('a')
      .moments();
    expect(moments.flatMap(({ lost }) => lost ?? [])).toEqual([]);
    expect(moments.findLast(({ delivery }) => delivery)?.delivery).toMatchObject({ due: true });
  },
);

it('what others tell of that a client listens to is not taken for a changed event of ours', () => {
  const published = { user: 'wp:market1-5', score: 120, delta: -5, competition_id: 'wp:market1-6' };
  const watching = (event: object) =>
    told('marketplace')
      .opens('a')
      .gets('a', { type: 'hello', seq: 4, ts: 1 })
      .publishes('leaderboard_delta', published)
      .gets('a', { type: 'leaderboard_delta', seq: 5, ts: 2, ...event })
      .fences('a')
      .moments()
      .flatMap(({ altered = [], lost = [] }) => [
        ...altered.map(({ publication, where }) => `${publication.event} ${where}`),
        ...lost.map(() => 'lost'),
      ]);
  expect(watching({ ...published, score: 121 })).toEqual(['leaderboard_delta /score']);
  const others = { competition_id: 'wp:market1-6', user: 'somebody', score: 3 };
  expect(watching(others)).toEqual(['lost']);
  expect(watching({ competition_id: 'wp:market1-5', rank: 3, user: 'somebody' })).toEqual(['lost']);
});

/** A step of a market of ours, as somebody who watches sees it, beside one of somebody else. */
const stepping = (...reasons: readonly string[]) => {
  const market = { market_id: 'wp:market1', previous_state: 'PRE_OPEN', new_state: 'OPEN' };
  const step = (reason: string) => ({ ...market, reason, timestamp: '2026-03-01T00:00:00Z' });
  const moments = reasons
    .reduce(
      (history, reason, nth) =>
        history.gets('a', { stream: 'market.state.updated', offset: nth + 1, data: step(reason) }),
      told('prediction')
        .publishes('markets.discovered', { market_id: 'wp:market1', event_id: 'wp:event1', initial_state: 'PRE_OPEN' })
        .opens('a')
        .sends('a', { op: 'subscribe', id: '1', streams: ['market.state.updated'] })
        .gets('a', {
          op: 'subscribed',
          id: '1',
          streams: ['market.state.updated'],
          next: { 'market.state.updated': 1 },
        })
        .asks('market.state.updated', step('ours')),
    )
    .says()
    .fences('a')
    .moments();
  return moments.flatMap(({ delivery, altered = [], lost = [] }) => [
    ...(delivery ? [delivery.of ? (delivery.again ? 'again' : 'ours') : 'of others'] : []),
    ...altered.map(({ where }) => `altered at ${where}`),
    ...lost.map(() => 'lost'),
  ]);
};

it('what says something else of a thing of ours is somebody else’s, where ours comes as well', () => {
  expect(stepping('ours', 'theirs')).toEqual(['ours', 'of others']);
  expect(stepping('theirs', 'ours')).toEqual(['of others', 'ours']);
});

it('what says something else of a thing of ours is ours, altered, where ours does not come', () => {
  expect(stepping('theirs')).toEqual(['of others', 'altered at /reason']);
  expect(stepping('theirs', 'others’')).toEqual(['of others', 'of others', 'altered at /reason']);
  expect(stepping()).toEqual(['lost']);
});

it('what comes again as it was is ours', () => {
  expect(stepping('ours', 'ours')).toEqual(['ours', 'again']);
});
