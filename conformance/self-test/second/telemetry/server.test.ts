/** The second server without any freedom: what the text asks for, sentence by sentence. */
import { describe, expect, it } from 'vitest';
import { telemetry } from '../../../../schemas/telemetry/protocol.ts';
import {
  ack,
  connect,
  drive,
  type Frame,
  heardBy,
  hook,
  inShort,
  present,
  publish,
  statusesIn,
  subscribe,
  text,
  unsubscribe,
} from './driving.ts';
import { makeSecondTelemetry } from './server.ts';

const plain = () => drive(makeSecondTelemetry({ freedoms: [] }));

const OVER = { error: 'rate-limited', connection: 'goes on' } as const;

/** A plain server with a greeted connection `a` on these channels. */
const on = (...channels: readonly string[]) => {
  const give = plain();
  give(10, connect('a'), subscribe('a', ...channels));
  return give;
};

describe('a session', () => {
  it('is greeted first, and not let in when it is missing, bad or over', () => {
    const give = plain();
    expect(heardBy('a', give(5, connect('a')))).toMatchObject([
      { event: 'connection:ack', data: { version: '2.0.0' } },
    ]);
    for (const status of ['missing', 'malformed', 'bad signature'] as const)
      expect(inShort(status, give(5, present(status, { status })))).toEqual([
        'connection:error AUTH_REQUIRED',
        'close 4001',
      ]);
    expect(inShort('b', give(5, connect('b', 0), subscribe('b')))).toEqual([
      'connection:error SESSION_EXPIRED',
      'close 4001',
    ]);
  });

  it('ends at its instant', () => {
    const give = plain();
    give(10, connect('a', 1500));
    expect(inShort('a', give(1490))).toEqual([]);
    expect(inShort('a', give(1))).toEqual(['connection:closed session_expired', 'close 4001']);
  });
});

describe('channels', () => {
  it('are confirmed as named, started and ended, and a list with an unknown one changes nothing', () => {
    const give = on('orders');
    expect(heardBy('a', give(5, subscribe('a', 'activity', 'orders', 'orders')))).toMatchObject([
      { event: 'subscribed', data: { channels: ['activity', 'orders', 'orders'] } },
    ]);
    expect(inShort('a', give(5, unsubscribe('a', 'orders', 'weather'), publish('orders:update', 1)))).toEqual([
      'error SUBSCRIPTION_ERROR',
      'orders:update 1',
    ]);
    expect(inShort('a', give(5, unsubscribe('a', 'orders'), unsubscribe('a', 'orders'), subscribe('a')))).toEqual([
      'unsubscribed',
      'unsubscribed',
      'subscribed',
    ]);
    expect(inShort('a', give(5, publish('orders:update', 2), publish('activity:log', 3)))).toEqual(['activity:log 3']);
  });

  it.each([
    '',
    '[]',
    'null',
    '{"event":"subscribe"}',
    '{"event":"subscribe","data":{"channels":["orders",""]}}',
    '{"event":"subscribe","data":{"channels":[7]}}',
    '{"event":"heartbeat:ack","data":{"clientTime":0.5}}',
    '{"event":"disconnect","data":null}',
    '{"event":"subscribed","data":{}}',
  ])('are left alone by %s, which is an error', (bad) => {
    const give = on('orders');
    expect(inShort('a', give(5, text('a', bad), publish('orders:update', 1)))).toEqual([
      'error INVALID_MESSAGE',
      'orders:update 1',
    ]);
  });
});

describe('paces', () => {
  it('space positions, of which the newest wins, and tell none to whoever begins', () => {
    const give = plain();
    give(10, connect('a'), publish('positions:update', 0));
    expect(inShort('a', give(500, subscribe('a', 'positions')))).toEqual(['subscribed']);
    expect(inShort('a', give(300, publish('positions:update', 1)))).toEqual(['positions:update 1']);
    expect(inShort('a', give(690, publish('positions:update', 2), publish('positions:update', 3)))).toEqual([]);
    expect(heardBy('a', give(3000))).toMatchObject([{ at: 1510, data: { timestamp: 3 } }]);
  });

  it.each([
    ['market', 'market:update', 1000],
    ['account', 'account:update', 5000],
    ['health', 'health:update', 5000],
  ] as const)('tell %s in every period from the start on, once there is a value', (channel, event, every) => {
    const give = on(channel);
    expect(inShort('a', give(every + 1))).toEqual([]);
    give(10, publish(event, 1), publish(event, 2));
    expect(heardBy('a', give(3 * every)).map(({ at, data }) => [at, data['timestamp']])).toEqual(
      [2, 3, 4].map((nth) => [nth * every, 2]),
    );
    expect(inShort('a', give(1.5 * every, unsubscribe('a', channel)))).toEqual(['unsubscribed']);
  });
});

describe('the limit', () => {
  it('lets a hundred messages through in any ten seconds', () => {
    const give = plain();
    const many = Array.from({ length: 99 }, () => text('a', '?'));
    give(4000, connect('a'), ...many.slice(0, 60));
    expect(inShort('a', give(5999, ...many.slice(0, 40), subscribe('a', 'orders'), ack('a')))).toEqual([
      ...many.slice(0, 40).map(() => 'error INVALID_MESSAGE'),
      'error RATE_LIMITED',
      'error RATE_LIMITED',
    ]);
    expect(inShort('a', give(1, subscribe('a')))).toEqual(['error RATE_LIMITED']);
    const later = inShort('a', give(1, ...many.slice(0, 61)));
    expect(later.filter((what) => what.endsWith('MESSAGE'))).toHaveLength(60);
    expect(later.at(-1)).toBe('error RATE_LIMITED');
    expect(inShort('a', give(1, publish('orders:update', 1)))).toEqual([]);
  });

  it('takes its numbers from the promises, as beats and paces do', () => {
    const promises = {
      ...telemetry.promises,
      limits: { ...telemetry.promises.limits, per: 'connection', most: 1, within: 50, over: OVER },
      pacing: { 'market:update': { kind: 'steady', every: 100 } },
      heartbeat: { send: 'heartbeat', every: 300, forgives: 1, ending: 'terminate' },
    } as const;
    const give = drive(makeSecondTelemetry({ protocol: { ...telemetry, promises }, freedoms: [] }));
    give(10, connect('a'), publish('market:update', 1));
    expect(inShort('a', give(40, subscribe('a', 'market'), subscribe('a')))).toEqual([
      'subscribed',
      'error RATE_LIMITED',
    ]);
    expect(inShort('a', give(280)).toSorted()).toEqual(['heartbeat', ...Array(3).fill('market:update 1')]);
  });
});

describe('heartbeats', () => {
  it('tell for how long, and end the silent in place of the third', () => {
    const give = plain();
    give(10, connect('a'), connect('b'));
    const first = heardBy('a', give(30_000));
    expect(first).toMatchObject([{ at: 30_000, event: 'heartbeat', data: { connectionUptime: 30_000 } }]);
    give(30_000);
    expect(inShort('b', give(29_000, ack('b')))).toEqual([]);
    const done = give(2000);
    expect(inShort('a', done)).toEqual(['connection:closed error', 'close 4002']);
    expect(inShort('b', done)).toEqual(['heartbeat']);
  });
});

describe('the end', () => {
  it.each([
    ['client_disconnect', 1000],
    ['server_shutdown', 1001],
    ['session_expired', 4001],
    ['error', 4002],
  ])('by %s comes after a farewell', (reason, code) => {
    expect(inShort('a', on()(5, hook('close', { reason })))).toEqual([`connection:closed ${reason}`, `close ${code}`]);
  });

  it.each(['server_restart', 'session_refresh'])('by %s comes after a notice', (reason) => {
    const done = on()(5, hook('close', { reason, subject: 'u' }));
    expect(inShort('a', done)).toEqual([`reconnect ${reason}`, 'close 1012']);
    expect(heardBy('a', done)[0]?.data['delay']).toBeGreaterThanOrEqual(0);
  });

  it('is asked for, with data or without', () => {
    for (const data of [undefined, {}])
      expect(inShort('a', on()(5, text('a', { event: 'disconnect', data })))).toEqual([
        'connection:closed client_disconnect',
        'close 1000',
      ]);
  });

  it('concerns those whom the hook names, and comes for no other reason', () => {
    const give = on();
    expect(inShort('a', give(5, hook('close', { reason: 'error', subject: 'nobody' })))).toEqual([]);
    expect(statusesIn(give(5, hook('close', { reason: 'shutdown' }), hook('close')))).toEqual([400, 400]);
  });

  it('comes for all with a reset, which forgets values and counts', () => {
    const give = on('market');
    give(10, publish('market:update', 1), ...Array.from({ length: 99 }, () => subscribe('a')));
    const done = give(10, hook('reset'));
    expect(inShort('a', done).at(-1)).toBe('close 1001');
    expect(statusesIn(done)).toEqual([204]);
    expect(inShort('a', give(1500, connect('a'), subscribe('a', 'market')))).toEqual(['connection:ack', 'subscribed']);
  });
});

describe('publishing', () => {
  it.each([
    ['orders:update', {}, 202],
    ['orders:update', { type: 'filled' }, 409],
    ['orders:update', { order: { id: 'o' } }, 400],
    ['positions:update', { positions: [{}] }, 400],
    ['health:update', { cpu: 100.5 }, 400],
    ['market:update', { symbols: { S: { price: 1, change: 0, changePercent: 0, volume: 0.5 } } }, 400],
    ['activity:log', { details: [] }, 400],
    ['activity:log', { details: { a: 1 }, more: true }, 202],
    ['heartbeat', { serverTime: 1, connectionUptime: 1 }, 400],
    ['toString', {}, 400],
  ] as readonly (readonly [string, Frame, number])[])('%s with %j is answered with %i', (event, more, status) => {
    expect(statusesIn(plain()(5, publish(event, 1, more)))).toEqual([status]);
  });

  it('passes everything through as it is, and says so when it has been handed over', () => {
    const done = on('activity')(5, publish('activity:log', 7, { more: [1] }));
    expect(heardBy('a', done)).toMatchObject([{ data: { timestamp: 7, more: [1] } }]);
    expect(done.at(-1)?.output.do).toBe('answer');
  });
});
