/** The life of a connection under a clock that tests pass. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { minutes, seconds } from '../../schemas/units.ts';
import { messages, START, status, told, trial } from '../testing/trial.ts';

const REFUSED = [
  {
    do: 'message',
    connection: 'c',
    message: { type: 'error', message: 'Authentication required', code: 'AUTH_REQUIRED' },
  },
  { do: 'close', connection: 'c', code: 4001, reason: 'Authentication required' },
];

describe('connecting', () => {
  it('is greeted with the user of the token', () => {
    expect(messages(trial().connect('c', 'did:b'))).toEqual([
      ['c', { type: 'connected', userId: 'did:b', timestamp: START }],
    ]);
  });

  it.each(['missing', 'malformed', 'bad signature'] as const)('is refused with a token that is %s', (problem) => {
    const { present, send, publish, due } = trial();
    expect(present('c', { status: problem })).toEqual(REFUSED);
    expect(send('c', { type: 'ping' })).toEqual([]);
    expect(messages(publish('proposal.created', 'p'))).toEqual([]);
    expect(due()).toBeUndefined();
  });

  it.each([0, -1, -minutes(60)])('is refused with a token that ends in %d ms', (lasts) => {
    expect(trial().connect('c', 'did:b', [], lasts)).toEqual(REFUSED);
  });

  it('needs no expiry', () => {
    const { present, pass } = trial();
    expect(told(present('c', { status: 'valid', user: 'u', roles: [] }))).toEqual(['connected']);
    expect(pass(seconds(29))).toEqual([]);
  });
});

describe('expiry', () => {
  it('comes at its instant, with an error before the close', () => {
    const { connect, pass, due } = trial();
    connect('c', 'did:b', [], 2500);
    expect(due()).toBe(Date.parse(START) + 2500);
    expect(pass(2499)).toEqual([]);
    expect(pass(1)).toEqual([REFUSED[0], { do: 'close', connection: 'c', code: 4001, reason: 'Token expired' }]);
    expect(due()).toBeUndefined();
  });

  it('ends that connection alone', () => {
    const { connect, pass, send } = trial();
    connect('short', 'did:b', [], 1000);
    connect('long', 'did:b', [], 5000);
    expect(pass(1000).map((output) => 'connection' in output && output.connection)).toEqual(['short', 'short']);
    expect(told(send('long', { type: 'ping' }))).toEqual(['pong']);
  });

  it('is noticed before an input that comes ahead of the tick', () => {
    const { connect, send, stall } = trial();
    connect('c', 'did:b', [], 2000);
    stall(2001);
    expect(told(send('c', { type: 'ping' }))).toEqual(['Authentication required']);
  });
});

describe('the heartbeat', () => {
  it('goes on for half an hour with a client that answers', () => {
    const { connect, pass } = trial();
    connect('c', 'did:b');
    const beats = pass(minutes(30), ['c']);
    expect(beats).toHaveLength(60);
    expect(new Set(beats.map((beat) => beat.do))).toEqual(new Set(['ping']));
  });

  it('comes every 30 s, on each connection by itself', () => {
    const { connect, pass } = trial();
    connect('a', 'did:b');
    pass(seconds(10));
    connect('b', 'did:b');
    expect(pass(seconds(19))).toEqual([]);
    expect(pass(seconds(1))).toEqual([{ do: 'ping', connection: 'a' }]);
    expect(pass(seconds(10))).toEqual([{ do: 'ping', connection: 'b' }]);
  });

  it('ends a connection at the first ping that finds the one before unanswered', () => {
    const { connect, pass, send } = trial();
    connect('dead', 'did:b');
    connect('live', 'did:b');
    expect(pass(seconds(59.999), ['live'])).toHaveLength(2);
    expect(told(send('dead', { type: 'ping' }))).toEqual(['pong']);
    expect(pass(1, ['live'])).toEqual([
      { do: 'terminate', connection: 'dead' },
      { do: 'ping', connection: 'live' },
    ]);
    expect(send('dead', { type: 'ping' })).toEqual([]);
  });

  it('takes its period and its patience from the promises', () => {
    const heartbeat = {
      ...commerce.promises.heartbeat,
      send: 'ping frame',
      ending: 'terminate',
      every: 300,
      forgives: 1,
    } as const;
    const { connect, pass } = trial({ protocol: { ...commerce, promises: { ...commerce.promises, heartbeat } } });
    connect('c', 'did:b');
    expect(pass(900).map((output) => output.do)).toEqual(['ping', 'ping', 'terminate']);
  });

  it('pings once when it is late, so that there is time to answer', () => {
    const { connect, feed, pass, stall } = trial();
    connect('c', 'did:b');
    stall(seconds(100));
    expect(feed({ do: 'tick' })).toEqual([{ do: 'ping', connection: 'c' }]);
    feed({ do: 'pong', connection: 'c' });
    expect(pass(seconds(30))).toEqual([{ do: 'ping', connection: 'c' }]);
  });

  it('is not waited for by anyone who has left', () => {
    const { connect, feed, due } = trial();
    connect('c', 'did:b');
    feed({ do: 'disconnect', connection: 'c' });
    expect(due()).toBeUndefined();
  });
});

describe('the close hook', () => {
  const closed = (connection: string) => ({ do: 'close', connection, code: 1001, reason: 'Server shutting down' });
  const scene = () => {
    const made = trial();
    made.connect('b1', 'did:b');
    made.connect('b2', 'did:b');
    made.connect('v', 'did:v');
    return made;
  };

  it('ends the connections of one user', () => {
    const { hook, send } = scene();
    const outputs = hook('close', { subject: 'did:b', reason: 'shutdown' });
    expect(outputs).toEqual([closed('b1'), closed('b2'), { do: 'answer', id: 'h', status: 202, body: {} }]);
    expect(told(send('v', { type: 'ping' }))).toEqual(['pong']);
  });

  it('ends all connections where nobody is named', () => {
    expect(scene().hook('close', { reason: 'shutdown' }).slice(0, 3)).toEqual([
      closed('b1'),
      closed('b2'),
      closed('v'),
    ]);
  });

  it.each([
    undefined,
    {},
    { reason: 'error' },
    { reason: 'shutdown', subject: 7 },
    { reason: 'shutdown', subject: '' },
  ])('refuses %j', (body) => expect(status(scene().hook('close', body))).toBe(400));
});

describe('what the core leaves to its host', () => {
  it('is answered with 404', () => {
    const { feed } = trial();
    expect(status(feed({ do: 'hook', id: 'h', hook: 'token', body: {} }))).toBe(404);
    expect(status(feed({ do: 'request', id: 'r', method: 'GET', path: '/', query: {} }))).toBe(404);
  });
});
