/** Subscriptions: what they begin with, what they bring, and what they replace. */
import { describe, expect, it } from 'vitest';
import { prediction } from '../../schemas/prediction/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { exchange, messages, told } from '../testing/prediction-trial.ts';

/** Three trades in `m`, one in `n`, one in `m`. */
const traded = () => {
  const scene = exchange();
  for (const [nth, market_id] of ['m', 'm', 'm', 'n', 'm'].entries())
    scene.publish('trades.executed', `t${nth + 1}`, { market_id });
  return scene;
};
const offsets = (outputs: Parameters<typeof messages>[0]) => messages(outputs).map(({ offset }) => offset);

describe('a subscription', () => {
  it('is confirmed with where it begins, for streams that have offsets', () => {
    const { subscribe } = traded();
    const [answer] = messages(subscribe('c', ['trades.executed', 'markets.snapshots', 'markets.resolved']));
    expect(answer).toEqual({
      ...{ op: 'subscribed', id: '1', streams: ['trades.executed', 'markets.snapshots', 'markets.resolved'] },
      next: { 'trades.executed': 6, 'markets.resolved': 1 },
    });
  });

  it.each([
    ['latest', [], 6],
    ['earliest', [1, 2, 3, 4, 5], 1],
    [{ offset: 1 }, [1, 2, 3, 4, 5], 1],
    [{ offset: 4 }, [4, 5], 4],
    [{ offset: 6 }, [], 6],
  ])('from %j brings what was, then what comes, without a hole', (from, old, first) => {
    const { subscribe, publish } = traded();
    const [answer, ...records] = messages(subscribe('c', ['trades.executed'], { from }));
    expect(answer?.next).toEqual({ 'trades.executed': first });
    expect(records.map(({ offset }) => offset)).toEqual(old);
    expect(offsets(publish('trades.executed', 't6'))).toEqual([6]);
  });

  it('replays records exactly as they came', () => {
    const { connect, subscribe, publish } = exchange();
    subscribe('c', ['trades.executed']);
    const live = messages(publish('trades.executed', 't', { extra: [{ deep: null }] }));
    connect('d');
    const [, ...old] = messages(subscribe('d', ['trades.executed'], { from: 'earliest' }));
    expect(old).toEqual(live);
  });

  it.each([0, -1, 7, 1e300, -0])('from offset %d is out of range', (offset) => {
    const { subscribe, publish } = traded();
    expect(told(subscribe('c', ['trades.executed'], { from: { offset } }))).toEqual(['OFFSET_OUT_OF_RANGE 1']);
    expect(told(publish('trades.executed', 't6'))).toEqual([]);
  });

  it.each([
    [['trades.executed', 'markets.updated']],
    [['markets.snapshots']],
    [['trades.executed', 'markets.snapshots']],
  ])('from an offset is refused for %j', (streams) => {
    expect(told(traded().subscribe('c', streams, { from: { offset: 1 } }))).toEqual(['OFFSET_OUT_OF_RANGE 1']);
  });

  it('takes a stream that is listed twice for one', () => {
    const { subscribe, publish } = traded();
    const twice = ['trades.executed', 'trades.executed'];
    expect(told(subscribe('c', twice, { from: { offset: 5 } }))).toEqual(['subscribed 1', 'trades.executed 5']);
    expect(told(publish('trades.executed', 't6'))).toEqual(['trades.executed 6']);
  });

  it('brings only the markets it names, and records without a market', () => {
    const { subscribe, publish } = traded();
    const streams = ['trades.executed', 'events.discovered'];
    expect(told(subscribe('c', streams, { markets: ['n'], from: 'earliest' }))).toEqual([
      ...['subscribed 1', 'trades.executed 4', 'events.discovered 1'],
    ]);
    expect(told(publish('trades.executed', 't6'))).toEqual([]);
    expect(told(publish('trades.executed', 't7', { market_id: 'n' }))).toEqual(['trades.executed 7']);
    expect(told(publish('events.discovered', 'e2'))).toEqual(['events.discovered 2']);
  });

  it.each([
    [['trades.executed', 'trades'], {}, 'UNKNOWN_STREAM 1'],
    [['orders.snapshot'], {}, 'UNKNOWN_STREAM 1'],
    [['__proto__'], {}, 'UNKNOWN_STREAM 1'],
    [['trades.executed'], { markets: ['m', 'o'] }, 'UNKNOWN_MARKET 1'],
    [['markets.updated'], { markets: ['M'], from: { offset: 1 } }, 'UNKNOWN_MARKET 1'],
  ])('to %j with %j is refused as a whole', (streams, more, error) => {
    const { subscribe, publish } = traded();
    subscribe('c', ['trades.executed'], { markets: ['n'] });
    expect(told(subscribe('c', streams, more))).toEqual([error]);
    expect(told(publish('trades.executed', 't6'))).toEqual([]);
    expect(told(publish('trades.executed', 't7', { market_id: 'n' }))).toEqual(['trades.executed 7']);
  });

  it('is replaced by another to the same stream, and keeps the others', () => {
    const { subscribe, publish } = traded();
    subscribe('c', ['trades.executed', 'markets.updated'], { markets: ['n'] });
    expect(offsets(subscribe('c', ['trades.executed'], { from: { offset: 5 } })).slice(1)).toEqual([5]);
    expect(offsets(publish('trades.executed', 't6'))).toEqual([6]);
    expect(told(publish('markets.updated', 'm'))).toEqual([]);
    expect(told(publish('markets.updated', 'n'))).toEqual(['markets.updated 2']);
  });

  it('ends with unsubscribe, stream by stream, or not at all', () => {
    const { subscribe, send, publish } = traded();
    subscribe('c', ['trades.executed', 'markets.updated']);
    const unsubscribe = (...streams: readonly string[]) => send('c', { op: 'unsubscribe', id: '2', streams });
    expect(told(unsubscribe('trades.executed', 'orders.snapshot'))).toEqual(['UNKNOWN_STREAM 2']);
    expect(told(publish('trades.executed', 't6'))).toEqual(['trades.executed 6']);
    expect(told(unsubscribe('trades.executed', 'orders.delta'))).toEqual(['unsubscribed 2']);
    expect(told(publish('trades.executed', 't7'))).toEqual([]);
    expect(told(publish('markets.updated', 'm'))).toEqual(['markets.updated 1']);
  });

  it('brings a record to everybody it concerns', () => {
    const { connect, subscribe, publish } = traded();
    for (const id of ['a', 'b']) {
      connect(id);
      subscribe(id, ['trades.executed'], { markets: [id === 'a' ? 'm' : 'n'] });
    }
    subscribe('c', ['trades.executed']);
    const reached = publish('trades.executed', 't6').map((output) => 'connection' in output && output.connection);
    expect(reached).toEqual(['c', 'a', false]);
  });
});

describe('a summary', () => {
  it('comes for each known market upon subscribing, and when a market is new or changes its state', () => {
    const { subscribe, publish, step } = exchange();
    expect(told(subscribe('c', ['markets.snapshots']))).toEqual(['subscribed 1', 'market m OPEN', 'market n OPEN']);
    expect(told(publish('markets.discovered', 'o', { initial_state: 'PRE_OPEN' }))).toEqual(['market o PRE_OPEN']);
    expect(step('m', 'OPEN HALTED')).toEqual([202]);
    expect(told(subscribe('c', ['markets.snapshots'], { markets: ['m'] }))).toEqual([
      'subscribed 1',
      'market m HALTED',
    ]);
    expect(told(publish('markets.discovered', 'p'))).toEqual([]);
  });

  it('says what the streams add up to', () => {
    const { subscribe, publish, delta } = exchange();
    const summary = () => messages(subscribe('c', ['markets.snapshots'], { markets: ['m'] }))[1]?.data;
    expect(summary()).toEqual({ market_id: 'm', market_state: 'OPEN' });
    publish('trades.executed', 't1', { price: '0.7' });
    publish('trades.executed', 't2', { price: '0.25', timestamp: '2026-01-01T00:00:00Z' });
    delta('m', '+bid 0.05 1', '+bid 0.4 1', '+bid 0.395 1', '+ask 0.9 1', '+ask 0.45 2');
    delta('m no', '+ask 0.6 1');
    delta('m', '-bid 0.4');
    expect(summary()).toEqual({
      ...{ market_id: 'm', market_state: 'OPEN', last_trade_price: '0.25', last_trade_time: '2026-01-01T00:00:00Z' },
      outcomes: [
        { outcome_id: 'yes', best_bid: '0.395', best_ask: '0.45' },
        { outcome_id: 'no', best_ask: '0.6' },
      ],
    });
  });
});

it('everything that is sent is what the schemas declare', () => {
  const { subscribe, send, publish, delta } = exchange();
  const streams = Object.keys(prediction.events).filter((name) => name !== 'orders.snapshot');
  const sent = [
    ...subscribe('c', streams, { markets: ['m'], from: 'earliest' }),
    ...delta('m', '+bid 0.5 1', '+ask 1 0.25'),
    ...publish('trades.executed', 't'),
    ...publish('markets.updated', 'm'),
    ...publish('markets.resolved', 'm'),
    ...publish('events.resolved', 'e'),
    ...subscribe('c', streams, { markets: ['m'], from: 'earliest' }),
    ...send('c', { op: 'resync', id: 'r', market_id: 'm', outcome_id: 'yes' }),
    ...send('c', { op: 'unsubscribe', id: 'u', streams }),
    ...send('c', { op: 'ping', id: 'p' }),
    ...[{ op: 'ping' }, { op: 'unsubscribe', id: 'u', streams: ['trades'] }].flatMap((command) => send('c', command)),
    ...subscribe('c', streams, { markets: ['nobody'] }),
    ...subscribe('c', ['trades.executed'], { from: { offset: 9 } }),
  ];
  const { read, problems, undeclared } = reader(prediction);
  const wrong = messages(sent).flatMap((message) => {
    const { kind = 'event', name = '?' } = read(message, 'server') ?? {};
    return [...problems(kind, name, message), ...undeclared(kind, name, message)];
  });
  expect(wrong).toEqual([]);
  expect(messages(sent).length).toBeGreaterThan(25);
});
