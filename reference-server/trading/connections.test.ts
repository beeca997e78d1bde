/** The life of a connection under a clock that tests pass. */
import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../schemas/units.ts';
import { trading } from '../../schemas/trading/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { desk, frames, START, status, told } from '../testing/desk.ts';

const at = (ms: number): string => new Date(START + ms).toISOString();
const REFUSED = ['c error AUTHENTICATION_FAILED', 'c end'];
const { problems } = reader(trading);

describe('connecting', () => {
  it('is greeted with the user of the token and a session of its own', () => {
    const { connect } = desk();
    const [one] = frames(connect('c'));
    const [other] = frames(connect('d'));
    expect(one).toMatchObject({ event: 'connection.authorized', data: { userId: 'u', timestamp: at(0) } });
    expect(one?.data.sessionId).not.toBe(other?.data.sessionId);
    expect(problems('control', 'connection.authorized', one)).toEqual([]);
  });

  it.each(['missing', 'malformed', 'bad signature'] as const)('is refused with a token that is %s', (problem) => {
    const { present, watch, quote, due } = desk();
    expect(told(present('c', { status: problem }))).toEqual(REFUSED);
    expect(watch('c', 'AAPL')).toEqual([]);
    expect(told(quote('AAPL', 1))).toEqual([]);
    expect(due()).toBeUndefined();
  });

  it.each([0, -1, -minutes(60)])('is refused with a token that ends in %d ms', (lasts) => {
    expect(told(desk().connect('c', 'u', lasts))).toEqual(REFUSED);
  });

  it('needs no expiry, and is welcome on many devices', () => {
    const { present, due } = desk();
    const credential = { status: 'valid', user: 'u', roles: [] } as const;
    expect(told(present('c', credential))).toEqual(['c authorized']);
    expect(told(present('d', credential))).toEqual(['d authorized']);
    expect(due()).toBeUndefined();
  });
});

describe('the warning of a token’s end', () => {
  it('comes 300 s before it, with the seconds left', () => {
    const { connect, due, pass } = desk();
    expect(told(connect('c', 'u', minutes(60)))).toEqual(['c authorized']);
    expect(due()).toBe(minutes(55));
    expect(told(pass(minutes(55) - 1))).toEqual([]);
    const [warning] = frames(pass(1));
    expect(warning).toMatchObject({ event: 'token.expiring', data: { expiresIn: 300, timestamp: at(minutes(55)) } });
    expect(problems('control', 'token.expiring', warning)).toEqual([]);
  });

  it.each([
    [seconds(300) + 1, []],
    [seconds(300), ['c expiring 300']],
    [seconds(299.6), ['c expiring 300']],
    [seconds(12.4), ['c expiring 12']],
    [400, ['c expiring 0']],
  ])('comes at once where %d ms are left', (lasts, expected) => {
    expect(told(desk().connect('c', 'u', lasts))).toEqual(['c authorized', ...expected]);
  });

  it('comes once, on each connection by its own token', () => {
    const { connect, pass } = desk();
    connect('long', 'u', minutes(60));
    expect(told(connect('short', 'u', minutes(2)))).toEqual(['short authorized', 'short expiring 120']);
    expect(told(pass(minutes(59)))).toEqual(['short closed token_expired', 'short end', 'long expiring 300']);
  });
});

describe('expiry', () => {
  it('comes at its instant, with a farewell before the end', () => {
    const { connect, due, pass } = desk();
    connect('c', 'u', 2500);
    expect(due()).toBe(2500);
    expect(pass(2499)).toEqual([]);
    const outputs = pass(1);
    expect(told(outputs)).toEqual(['c closed token_expired', 'c end']);
    expect(problems('control', 'connection.closed', frames(outputs)[0])).toEqual([]);
    expect(due()).toBeUndefined();
  });

  it('ends that connection alone', () => {
    const { connect, pass, watch } = desk();
    connect('short', 'u', 1000);
    connect('long', 'u', minutes(10));
    expect(told(pass(1000))).toEqual(['short closed token_expired', 'short end']);
    expect(told(watch('long', 'AAPL'))).toEqual(['long ack true']);
  });

  it('is noticed before an input that comes ahead of the tick, after what was due before it', () => {
    const { connect, watch, quote, stall, publish } = desk();
    connect('c', 'u', 2000);
    watch('c', 'AAPL');
    stall(500);
    quote('AAPL', 1);
    quote('AAPL', 2);
    stall(1501);
    expect(told(publish('portfolio.balanceChanged'))).toEqual(['c quote 2', 'c closed token_expired', 'c end']);
    expect(watch('c', 'AAPL')).toEqual([]);
  });
});

describe('the close hook', () => {
  const scene = () => {
    const made = desk();
    for (const [connection, user] of [
      ['u1', 'u'],
      ['u2', 'u'],
      ['v', 'w'],
    ] as const)
      made.connect(connection, user);
    return made;
  };

  it.each(['logout', 'token_expired', 'duplicate_connection', 'server_shutdown'])(
    'takes leave with the reason %s, and ends the connections of one user',
    (reason) => {
      const { hook, watch } = scene();
      const outputs = hook('close', { subject: 'u', reason });
      expect(told(outputs)).toEqual([`u1 closed ${reason}`, 'u1 end', `u2 closed ${reason}`, 'u2 end']);
      expect(outputs.at(-1)).toEqual({ do: 'answer', id: 'h', status: 202, body: {} });
      expect(outputs.find((output) => output.do === 'close')).not.toHaveProperty('code');
      expect(told(watch('v', 'AAPL'))).toEqual(['v ack true']);
    },
  );

  it('ends all connections where nobody is named', () => {
    const ended = told(scene().hook('close', { reason: 'server_shutdown' }));
    expect(ended.filter((what) => what.endsWith(' end'))).toEqual(['u1 end', 'u2 end', 'v end']);
  });

  it.each([
    undefined,
    {},
    { reason: 'shutdown' },
    { reason: 'toString' },
    { reason: 'logout', subject: 7 },
    { reason: 'logout', subject: '' },
  ])('refuses %j', (body) => expect(status(scene().hook('close', body))).toBe(400));
});

describe('a reset', () => {
  it('ends all connections with a farewell, and forgets accounts, windows and cool-downs', () => {
    const { connect, hook, watch, sync, add } = desk();
    connect('c');
    add('p', 'AAPL');
    for (let n = 0; n < 11; n += 1) watch('c');
    connect('other', 'w');
    const outputs = hook('reset');
    expect(told(outputs)).toEqual(['other closed server_shutdown', 'other end']);
    expect(status(outputs)).toBe(204);
    expect(told(connect('d'))).toEqual(['d authorized']);
    expect(frames(sync('d', 'positions'), 'd')[0]?.data.positions).toEqual([]);
  });
});

describe('what the core leaves to its host', () => {
  it('is answered with 404', () => {
    const { feed, hook } = desk();
    expect(status(hook('token', {}))).toBe(404);
    expect(status(hook('advance', { ms: 1 }))).toBe(404);
    expect(status(feed({ do: 'request', id: 'r', method: 'GET', path: '/', query: {} }))).toBe(404);
  });

  it('is silence where nobody is connected', () => {
    const { feed, watch, connect, due } = desk();
    expect(watch('nobody', 'AAPL')).toEqual([]);
    expect(feed({ do: 'pong', connection: 'nobody' })).toEqual([]);
    connect('c');
    feed({ do: 'disconnect', connection: 'c' });
    expect(due()).toBeUndefined();
  });
});
