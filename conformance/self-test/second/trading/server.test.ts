/** The second trading server keeps the rules of the text: inputs in, outputs out. */
import { describe, expect, it } from 'vitest';
import {
  added,
  cancelled,
  closed,
  connect,
  hook,
  perform,
  publish,
  quote,
  say,
  stateIn,
  submitted,
  valid,
  watch,
} from './rehearsal.ts';

const ACK = 'acknowledgement true';
const OVER = ['connection.error RATE_LIMIT_EXCEEDED', 'acknowledgement RATE_LIMIT_EXCEEDED', 'close'];

const opened = (...freedoms: Parameters<typeof perform>[0] & {}) => {
  const on = perform(freedoms);
  on.give(connect('a', valid('u')));
  return on;
};

describe('a connection', () => {
  it('is greeted, warned, and ended with its token', () => {
    const on = perform();
    expect(on.told(on.give(connect('a', valid('u', 301_000))))).toEqual(['connection.authorized']);
    expect(on.told(on.wait(999))).toEqual([]);
    expect(on.told(on.wait(1000))).toEqual(['token.expiring 300']);
    expect(on.told(on.wait(400_000))).toEqual(['connection.closed token_expired', 'close']);
    expect(on.due()).toBeUndefined();
  });

  it('is warned at once where less is left, and refused where nothing is', () => {
    const on = perform();
    expect(on.told(on.give(connect('a', valid('u', 42_000))))).toEqual(['connection.authorized', 'token.expiring 42']);
    for (const credential of [valid('u', 0), { status: 'missing' }, { status: 'bad signature' }] as const)
      expect(on.told(on.give(connect('b', credential)), 'b')).toEqual([
        'connection.error AUTHENTICATION_FAILED',
        'close',
      ]);
    expect(on.give(watch('b', 'A'))).toEqual([]);
  });

  it('is ended by the hook with its reason, and others go on', () => {
    const on = opened();
    on.give(connect('b', valid('w')));
    expect(on.told(on.give(hook('close', { subject: 'u', reason: 'logout' })))).toEqual([
      'connection.closed logout',
      'close',
    ]);
    expect(on.told(on.give(watch('b', 'A')), 'b')).toEqual([ACK]);
    expect(on.give(hook('close', { reason: 'shutdown' }))).toMatchObject([{ status: 400 }]);
  });

  it('is forgotten with a reset, and so is everything', () => {
    const on = opened();
    on.give(added('p', 'A'));
    for (let n = 0; n < 11; n += 1) on.give(watch('a'));
    on.give(connect('b', valid('w')));
    expect(on.told(on.give(hook('reset')), 'b')).toEqual(['connection.closed server_shutdown', 'close']);
    expect(on.told(on.give(connect('c', valid('u'))), 'c')).toEqual(['connection.authorized']);
    expect(stateIn(on.give(say('c', 'state.requestSync', { syncTypes: ['positions'] })))?.['positions']).toEqual([]);
  });
});

describe('commands', () => {
  it.each([
    ['market.subscribe', undefined],
    ['market.subscribe', null],
    ['market.subscribe', { symbols: ['A', ''] }],
    ['market.unsubscribe', { symbols: 'A' }],
    ['state.requestSync', { syncTypes: ['toString'] }],
    ['no.such.event', {}],
  ])('%s %j is bad input', (event, data) => {
    const on = opened();
    expect(on.told(on.give(say('a', event, data)))).toEqual([
      'connection.error INVALID_PAYLOAD',
      'acknowledgement INVALID_PAYLOAD',
    ]);
  });

  it.each(['', '{', '7', '[]', '{}', '{"event":7}'])('%j is bad input', (text) => {
    const on = opened();
    expect(on.told(on.give({ do: 'text', connection: 'a', text }))).toEqual(['connection.error INVALID_PAYLOAD']);
    expect(on.told(on.give({ do: 'binary', connection: 'a', size: 1 }))).toEqual(['connection.error INVALID_PAYLOAD']);
  });
});

describe('the limit', () => {
  it('lets ten through, warns at eight, and ends the connection of the eleventh', () => {
    const on = opened();
    on.give(connect('b', valid('u')));
    const told = Array.from({ length: 8 }, () => on.give(watch('a'))).flat();
    expect(on.told(told)).toEqual([...Array(8).fill(ACK), 'error.rateLimitWarning 8']);
    expect(on.told(told, 'b')).toEqual(['error.rateLimitWarning 8']);
    expect([9, 10].flatMap(() => on.told(on.give(watch('b')), 'b'))).toEqual([ACK, ACK]);
    expect(on.told(on.give(watch('a', 'A')))).toEqual(OVER);
    expect(on.told(on.give(quote('A', 1)))).toEqual([]);
  });

  it('slides, and shuts out for 60 s from the eleventh on', () => {
    const on = opened();
    on.give(watch('a'));
    on.wait(1);
    for (let n = 0; n < 9; n += 1) on.give(watch('a'));
    on.wait(59_999);
    expect(on.told(on.give(watch('a')))).toEqual(OVER);
    on.wait(119_998);
    expect(on.told(on.give(connect('b', valid('u'))), 'b')).toEqual(['connection.error RATE_LIMIT_EXCEEDED', 'close']);
    on.wait(119_999);
    expect(on.told(on.give(connect('c', valid('u'))), 'c')).toEqual(['connection.authorized']);
  });

  it('takes another as soon as the first is a minute old', () => {
    const on = opened();
    on.give(watch('a'));
    on.wait(1);
    for (let n = 0; n < 9; n += 1) on.give(watch('a'));
    on.wait(60_000);
    expect(on.told(on.give(watch('a')))).toEqual([ACK]);
    expect(on.told(on.give(watch('a')))).toEqual(OVER);
  });
});

describe('quotes', () => {
  it('come to those who watch or hold, at most once a second, the newest winning', () => {
    const on = opened();
    on.give(watch('a', 'A'));
    on.give(added('p', 'B'));
    expect(on.told(on.give(quote('B', 1)))).toEqual(['market.quote 1']);
    expect(on.told([1, 2, 3].flatMap((volume) => on.give(quote('A', volume))))).toEqual(['market.quote 1']);
    expect(on.told(on.wait(999))).toEqual([]);
    expect(on.told(on.wait(1000))).toEqual(['market.quote 3']);
    expect(on.told(on.give(quote('A', 4)))).toEqual([]);
    expect(on.told(on.wait(2000))).toEqual(['market.quote 4']);
    expect(on.told(on.wait(9000))).toEqual([]);
    expect(on.told(on.give(quote('C', 5)))).toEqual([]);
  });

  it('that are held go where nobody wants them any more', () => {
    const on = opened();
    on.give(watch('a', 'A'));
    on.give(added('p', 'B'));
    for (const volume of [1, 2]) for (const symbol of ['A', 'B']) on.give(quote(symbol, volume));
    on.give(say('a', 'market.unsubscribe', { symbols: ['A'] }));
    on.give(watch('a', 'A'));
    on.give(closed('p', 'B'));
    expect(on.told(on.wait(5000))).toEqual([]);
  });
});

describe('accounts', () => {
  it('are told to all connections of their users, and to nobody else', () => {
    const on = opened();
    on.give(connect('b', valid('u')));
    on.give(connect('c', valid('w')));
    const outputs = on.give(added('p', 'A'));
    expect(['a', 'b', 'c'].map((connection) => on.told(outputs, connection).length)).toEqual([1, 1, 0]);
    const broken = { brokerType: 'x', brokerConnectionId: 'y', reason: 'r', action: 'z' };
    expect(on.told(on.give(publish('error.brokerDisconnected', broken, 'w')), 'c')).toEqual([
      'error.brokerDisconnected r',
    ]);
    expect(on.give(publish('error.brokerDisconnected', broken))).toMatchObject([{ status: 400 }]);
  });

  it('add up', () => {
    const on = opened();
    const balance = {
      userId: 'u',
      oldBalance: 0,
      newBalance: 10,
      change: 10,
      currency: 'EUR',
      reason: 'EXTERNAL_SYNC',
    };
    for (const input of [
      publish('portfolio.balanceChanged', balance),
      added('p', 'A'),
      added('q', 'B'),
      publish('portfolio.positionUpdated', { userId: 'u', positionId: 'p', symbol: 'A', updates: { quantity: 4 } }),
      closed('q', 'B'),
      submitted('t'),
      submitted('s'),
      cancelled('s'),
    ])
      expect(on.give(input).at(-1)).toMatchObject({ status: 202 });
    expect(
      stateIn(on.give(say('a', 'state.requestSync', { syncTypes: ['trades', 'portfolio', 'positions'] }))),
    ).toMatchObject({
      portfolio: { totalValue: 14.46, cashBalance: 10, positionsValue: 4.46 },
      positions: [{ id: 'p', symbol: 'A', quantity: 4, currentPrice: 1.115 }],
      pendingTrades: [{ id: 't', limitPrice: 2, status: 'submitted' }],
    });
  });

  it('refuse what cannot happen', () => {
    const on = opened();
    for (const input of [cancelled('t'), closed('p', 'A')]) expect(on.give(input)).toMatchObject([{ status: 409 }]);
    on.give(submitted('t'));
    expect(on.give(submitted('t'))).toMatchObject([{ status: 409 }]);
    expect(on.give(publish('trade.submitted', { userId: 'u' }))).toMatchObject([{ status: 400 }]);
    expect(on.give(publish('state.sync', {}))).toMatchObject([{ status: 400 }]);
  });
});
