/** The events of a user: whom they reach, what they add up to, and which of them can happen. */
import { describe, expect, it } from 'vitest';
import { reader } from '../../schemas/reader.ts';
import { trading } from '../../schemas/trading/protocol.ts';
import type { Json } from '../json.ts';
import { desk, type EventName, frames, payload, position, status, told } from '../testing/desk.ts';

const scene = () => {
  const made = desk();
  made.connect('c');
  made.connect('d');
  made.connect('v', 'w');
  /** The state of `u`, as it is told. */
  const state = (...parts: readonly string[]): Json => {
    const [sync] = frames(made.sync('c', ...parts));
    expect(reader(trading).problems('control', 'state.sync', sync)).toEqual([]);
    return sync?.data ?? {};
  };
  return { ...made, state };
};

const USER_EVENTS = (Object.keys(trading.events) as EventName[]).filter((name) => name !== 'market.quote');

describe('an event of a user', () => {
  it.each(USER_EVENTS)('%s reaches all connections of that user, unchanged, and nobody else', (event) => {
    const { publish, add } = scene();
    if (event === 'trade.filled' || event === 'trade.cancelled' || event === 'trade.partialFill')
      publish('trade.submitted');
    if (event === 'portfolio.positionUpdated' || event === 'portfolio.positionClosed') add('pos_abc123', 'AAPL');
    const more = { note: { nobody: 'declared this' } };
    const outputs = publish(event, more, event === 'error.brokerDisconnected' ? 'u' : undefined);
    expect(status(outputs)).toBe(202);
    expect(frames(outputs, 'c')).toEqual([{ event, data: payload(event, more) }]);
    expect(frames(outputs, 'd')).toEqual(frames(outputs, 'c'));
    expect(frames(outputs, 'v')).toEqual([]);
  });

  it('goes by the user that it names, whatever the subject', () => {
    const { publish } = scene();
    expect(told(publish('portfolio.balanceChanged', {}, 'w'))).toEqual([
      'c balanceChanged TRADE_EXECUTED',
      'd balanceChanged TRADE_EXECUTED',
    ]);
  });

  it('that names none goes by the subject, and is refused without one', () => {
    const { publish } = scene();
    expect(told(publish('error.brokerDisconnected', { reason: 'r' }, 'w'))).toEqual(['v brokerDisconnected r']);
    expect(status(publish('error.brokerDisconnected'))).toBe(400);
  });

  it('tells users apart whose names are alike', () => {
    const { connect, publish } = scene();
    for (const user of ['U', 'u ', 'uu', '']) connect(`of ${user}`, user);
    expect(told(publish('portfolio.balanceChanged')).map((what) => what.slice(0, 2))).toEqual(['c ', 'd ']);
  });
});

describe('the state', () => {
  it('is empty before anything has happened', () => {
    expect(scene().state('portfolio', 'positions', 'trades')).toMatchObject({
      portfolio: { totalValue: 0, cashBalance: 0, positionsValue: 0 },
      positions: [],
      pendingTrades: [],
    });
  });

  it('comes on the asking connection alone, in the parts that were asked for', () => {
    const { sync, state } = scene();
    expect(told(sync('d', 'trades', 'trades'))).toEqual(['d sync', 'd ack true']);
    expect(Object.keys(state('trades'))).toEqual(['pendingTrades', 'timestamp']);
    expect(Object.keys(state('positions', 'portfolio'))).toEqual(['portfolio', 'positions', 'timestamp']);
  });

  it('has the last balance as its cash', () => {
    const { publish, state } = scene();
    for (const newBalance of [500, -20.5]) publish('portfolio.balanceChanged', { newBalance });
    expect(state('portfolio').portfolio).toEqual({ totalValue: -20.5, cashBalance: -20.5, positionsValue: 0 });
  });

  it('has positions as they were added and updated, until they are closed, and their worth', () => {
    const { publish, add, drop, quote, state } = scene();
    publish('portfolio.balanceChanged', { newBalance: 1000 });
    add('p', 'AAPL', { quantity: 3, currentPrice: 20, stopLossPrice: 15 });
    add('q', 'TSLA', { quantity: -2, currentPrice: 7.5 });
    publish('portfolio.positionUpdated', { positionId: 'p', updates: { currentPrice: 21 } });
    publish('portfolio.positionUpdated', { positionId: 'p', updates: { quantity: 4 } });
    quote('AAPL', 9);
    expect(state('portfolio', 'positions')).toMatchObject({
      portfolio: { totalValue: 1069, cashBalance: 1000, positionsValue: 69 },
      positions: [{ ...position('p', 'AAPL', 4, 21), stopLossPrice: 15 }, position('q', 'TSLA', -2, 7.5)],
    });
    drop('p', 'AAPL');
    expect(state('positions').positions).toMatchObject([{ id: 'q' }]);
    expect(state('portfolio').portfolio).toMatchObject({ totalValue: 985 });
  });

  it('has trades from their submission on, as they were submitted, until they are over', () => {
    const { publish, state } = scene();
    const trades = ['filled', 'rejected', 'cancelled', 'left'];
    for (const tradeId of trades) publish('trade.submitted', { tradeId, limitPrice: 7, orderType: 'limit' });
    publish('trade.partialFill', { tradeId: 'left' });
    publish('trade.filled', { tradeId: 'filled' });
    publish('trade.rejected', { tradeId: 'rejected' });
    publish('trade.rejected', { tradeId: 'outright' });
    publish('trade.cancelled', { tradeId: 'cancelled' });
    expect(state('trades').pendingTrades).toEqual([
      { id: 'left', symbol: 'TSLA', quantity: 50, orderType: 'limit', status: 'submitted', limitPrice: 7 },
    ]);
  });

  it('of one user is no other’s', () => {
    const { sync, add } = scene();
    add('p', 'AAPL');
    expect(frames(sync('v', 'positions'))[0]?.data.positions).toEqual([]);
  });

  it('outlives all connections', () => {
    const { feed, add, connect, sync } = scene();
    add('p', 'AAPL');
    for (const connection of ['c', 'd']) feed({ do: 'disconnect', connection });
    connect('e');
    expect(frames(sync('e', 'positions'))[0]?.data.positions).toMatchObject([{ id: 'p' }]);
  });
});

describe('what cannot happen', () => {
  it.each<[string, EventName, Json]>([
    ['a trade that was submitted', 'trade.submitted', { tradeId: 'pending' }],
    ['a trade that is over', 'trade.submitted', { tradeId: 'over' }],
    ['a trade that is over, once more', 'trade.rejected', { tradeId: 'over' }],
    ['a trade that nobody submitted', 'trade.filled', { tradeId: 'none' }],
    ['part of one', 'trade.partialFill', { tradeId: 'none' }],
    ['the end of one', 'trade.cancelled', { tradeId: 'none' }],
    ['a trade of somebody else', 'trade.filled', { tradeId: 'pending', userId: 'w' }],
    ['a position that is open', 'portfolio.positionAdded', { position: position('open', 'AAPL') }],
    ['a position that is closed', 'portfolio.positionAdded', { position: position('closed', 'AAPL') }],
    ['a change to one that is closed', 'portfolio.positionUpdated', { positionId: 'closed' }],
    ['the end of one that never was', 'portfolio.positionClosed', { positionId: 'none' }],
  ])('is refused: %s', (_, event, more) => {
    const { publish, add, drop, state } = scene();
    publish('trade.submitted', { tradeId: 'pending' });
    publish('trade.rejected', { tradeId: 'over' });
    for (const id of ['open', 'closed']) add(id, 'AAPL');
    drop('closed', 'AAPL');
    const before = state('portfolio', 'positions', 'trades');
    const outputs = publish(event, more);
    expect(status(outputs)).toBe(409);
    expect(told(outputs)).toEqual([]);
    expect(state('portfolio', 'positions', 'trades')).toEqual(before);
  });

  it.each<[EventName | string, unknown]>([
    ['trade.filled', { quantity: 'many' }],
    ['market.quote', { bid: -1 }],
    ['state.sync', {}],
    ['connection.closed', {}],
    ['error.rateLimitWarning', {}],
    ['acknowledgement', {}],
    ['no.such.event', {}],
  ])('is refused by the schema: %s %j', (event, more) => {
    const { hook } = scene();
    const known = Object.hasOwn(trading.events, event) ? payload(event as EventName, more as Json) : more;
    expect(status(hook('publish', { event, payload: known }))).toBe(400);
    expect(status(hook('publish', { event, payload: null }))).toBe(400);
  });
});
