/** The life of a connection under a clock that tests pass: greeted, kept alive, ended. */
import { describe, expect, it } from 'vitest';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import { minutes, seconds } from '../../schemas/units.ts';
import { frames, START, status, subscribed, told, trial } from '../testing/telemetry-trial.ts';

describe('connecting', () => {
  it('is greeted before anything else', () => {
    expect(frames(trial().connect('c'))).toEqual([
      { event: 'connection:ack', data: { connectionId: 'connection-c', serverTime: START, version: '1.0.0' } },
    ]);
  });

  it.each(['missing', 'malformed', 'bad signature'] as const)('is refused with a session that is %s', (problem) => {
    const { present, subscribe, publish, due } = trial();
    const outputs = present('c', { status: problem });
    expect(told(outputs)).toEqual(['connection:error AUTH_REQUIRED', 'close 4001']);
    const error = {
      what: expect.stringMatching(/./),
      why: expect.stringMatching(/./),
      how: expect.stringMatching(/./),
    };
    expect(frames(outputs)).toEqual([{ event: 'connection:error', data: { code: 'AUTH_REQUIRED', error } }]);
    expect(subscribe('c')).toEqual([]);
    expect(frames(publish('orders:update'))).toEqual([]);
    expect(due()).toBeUndefined();
  });

  it.each([0, -1, -minutes(60)])('is refused as expired with a session that ends in %d ms', (lasts) => {
    expect(told(trial().connect('c', 'u', lasts))).toEqual(['connection:error SESSION_EXPIRED', 'close 4001']);
  });

  it('tells a session that is badly signed and over from one that is over', () => {
    expect(told(trial().present('c', { status: 'bad signature', user: 'u' }))[0]).toContain('AUTH_REQUIRED');
  });

  it('needs no expiry', () => {
    const { present, pass } = trial();
    expect(told(present('c', { status: 'valid', user: 'u', roles: [] }))).toHaveLength(1);
    expect(pass(seconds(29))).toEqual([]);
  });
});

describe('expiry', () => {
  it('comes at its instant, with a farewell before the close', () => {
    const { connect, pass, due } = trial();
    connect('c', 'u', 2500);
    expect(due()).toBe(START + 2500);
    expect(pass(2499)).toEqual([]);
    expect(pass(1)).toEqual(['1: connection:closed session_expired', '1: close 4001']);
    expect(due()).toBeUndefined();
  });

  it('ends that connection alone', () => {
    const { connect, pass, subscribe } = trial();
    connect('short', 'u', 1000);
    connect('long', 'u', 5000);
    expect(pass(1000)).toHaveLength(2);
    expect(told(subscribe('long'))).toEqual(['subscribed']);
  });

  it('is noticed before an input that comes ahead of the tick', () => {
    const { connect, subscribe, stall } = trial();
    connect('c', 'u', 2000);
    stall(2000);
    expect(told(subscribe('c', 'orders'))).toEqual(['connection:closed session_expired', 'close 4001']);
  });

  it('is found at an instant between two milliseconds', () => {
    const { connect, pass } = trial();
    connect('c', 'u', 1000.5);
    expect(pass(1001)).toHaveLength(2);
  });
});

describe('the heartbeat', () => {
  it('comes every 30 s from the greeting on, and tells for how long the connection has been open', () => {
    const { connect, feed, stall } = trial();
    connect('c');
    for (const nth of [1, 2]) {
      stall(seconds(30) - 1);
      expect(feed({ do: 'tick' })).toEqual([]);
      stall(1);
      expect(frames(feed({ do: 'tick' }))).toEqual([
        {
          event: 'heartbeat',
          data: { serverTime: START + nth * seconds(30), connectionUptime: nth * seconds(30) },
        },
      ]);
    }
  });

  it('goes on for half an hour with a client that answers', () => {
    const { connect, pass } = trial();
    connect('c');
    expect(pass(minutes(30), ['c'])).toHaveLength(60);
  });

  it('comes on each connection by itself, whoever the user is', () => {
    const { connect, pass } = trial();
    connect('a');
    pass(seconds(10));
    connect('b');
    expect(pass(seconds(30))).toEqual(['20000: heartbeat', '30000: heartbeat']);
  });

  it('ends a connection in place of the third when none of the last two was answered', () => {
    const { connect, pass, subscribe } = trial();
    connect('c');
    expect(pass(seconds(90) - 1)).toEqual(['30000: heartbeat', '60000: heartbeat']);
    expect(told(subscribe('c'))).toEqual(['subscribed']);
    expect(pass(1)).toEqual(['1: connection:closed error', '1: close 4002']);
    expect(subscribe('c')).toEqual([]);
  });

  it('takes one answer for all heartbeats so far, and none for those to come', () => {
    const { connect, pass, ack } = trial();
    connect('c');
    pass(seconds(60));
    expect(ack('c')).toEqual([]);
    expect(pass(seconds(60)).map((what) => what.split(': ')[1])).toEqual(['heartbeat', 'heartbeat']);
    expect(pass(seconds(30))).toEqual(['30000: connection:closed error', '30000: close 4002']);
  });

  it('takes an answer to the last but one as well', () => {
    const { connect, pass, ack } = trial();
    connect('c');
    pass(seconds(30));
    ack('c');
    expect(pass(seconds(60))).toEqual(['30000: heartbeat', '60000: heartbeat']);
    expect(pass(seconds(30))).toEqual(['30000: connection:closed error', '30000: close 4002']);
  });

  it('takes no answer that came before the first of the two', () => {
    const { connect, pass, ack } = trial();
    connect('c');
    pass(seconds(30) - 1);
    ack('c');
    expect(pass(seconds(60) + 1)).toHaveLength(4);
  });

  it('takes no other command for an answer, and no answer of another connection', () => {
    const { connect, pass, send } = trial();
    connect('c');
    connect('d');
    pass(seconds(60), ['d']);
    send('c', 'heartbeat:ack', {});
    send('c', 'subscribe', { channels: ['orders'] });
    expect(pass(seconds(30), ['d'])).toEqual([
      '30000: connection:closed error',
      '30000: close 4002',
      '30000: heartbeat',
    ]);
  });

  it('keeps its phase when it is late, and leaves time to answer when it is very late', () => {
    const { connect, feed, pass, stall } = trial();
    connect('c');
    stall(seconds(30) + 200);
    expect(told(feed({ do: 'tick' }))).toEqual(['heartbeat']);
    expect(pass(seconds(30))).toEqual(['29800: heartbeat']);
    stall(seconds(100));
    feed({ do: 'tick' });
    expect(pass(seconds(29))).toEqual([]);
  });

  it('takes its period and its patience from the promises', () => {
    const heartbeat = { ...telemetry.promises.heartbeat, every: 300, forgives: 0 };
    // The promise is the declared one but for its numbers.
    const protocol = { ...telemetry, promises: { ...telemetry.promises, heartbeat } } as typeof telemetry;
    const { connect, pass } = trial({ protocol });
    connect('c');
    expect(pass(900)).toEqual(['300: heartbeat', '600: connection:closed error', '600: close 4002']);
  });

  it('is not waited for by anyone who has left', () => {
    const { connect, feed, due } = trial();
    connect('c');
    feed({ do: 'disconnect', connection: 'c' });
    expect(due()).toBeUndefined();
  });
});

describe('disconnect', () => {
  it.each([undefined, {}, { note: 'bye' }])('with data %j is taken leave of, and closed with 1000', (data) => {
    const { send, due } = subscribed('orders');
    expect(told(send('c', 'disconnect', data))).toEqual(['connection:closed client_disconnect', 'close 1000']);
    expect(send('c', 'disconnect', data)).toEqual([]);
    expect(due()).toBeUndefined();
  });
});

describe('what the core leaves to its host', () => {
  it('is answered with 404', () => {
    const { feed } = trial();
    expect(status(feed({ do: 'hook', id: 'h', hook: 'token', body: {} }))).toBe(404);
    expect(status(feed({ do: 'hook', id: 'h', hook: 'advance', body: {} }))).toBe(404);
    expect(status(feed({ do: 'request', id: 'r', method: 'GET', path: '/', query: {} }))).toBe(404);
  });
});
