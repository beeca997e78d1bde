/** How connections end by the hooks: six reasons, their farewells and their close codes. */
import { describe, expect, it } from 'vitest';
import { frames, status, subscribed, told, trial } from '../testing/telemetry-trial.ts';

const scene = () => {
  const made = trial();
  made.connect('b1', 'b');
  made.connect('b2', 'b');
  made.connect('v', 'v');
  return made;
};

describe('the close hook', () => {
  it.each([
    ['client_disconnect', 1000],
    ['server_shutdown', 1001],
    ['session_expired', 4001],
    ['error', 4002],
  ])('takes leave for %s and closes with %d', (reason, code) => {
    const { hook, due } = subscribed('orders');
    const outputs = hook('close', { reason });
    expect(told(outputs)).toEqual([`connection:closed ${reason}`, `close ${code}`]);
    expect(frames(outputs)[0]?.data).toMatchObject({ message: expect.stringMatching(/./u) });
    expect(status(outputs)).toBe(202);
    expect(due()).toBeUndefined();
  });

  it.each(['server_restart', 'session_refresh'])(
    'announces a reconnect for %s and closes within its delay',
    (reason) => {
      const { hook, pass, publish } = subscribed('orders');
      const outputs = hook('close', { reason });
      expect(told(outputs)).toEqual([`reconnect ${reason}`]);
      expect(frames(outputs)[0]?.data).toEqual({ reason, delay: 1000, message: expect.stringMatching(/./) });
      expect(status(outputs)).toBe(202);
      expect(pass(499)).toEqual([]);
      expect(told(publish('orders:update'))).toHaveLength(1);
      expect(pass(501)).toEqual(['1: close 1012']);
      expect(told(publish('orders:update'))).toEqual([]);
    },
  );

  it('announces a reconnect once, and meanwhile ends for any other reason at once', () => {
    const { hook, pass, due } = subscribed();
    hook('close', { reason: 'server_restart' });
    pass(200);
    expect(told(hook('close', { reason: 'session_refresh' }))).toEqual([]);
    expect(told(hook('close', { reason: 'server_shutdown' }))).toEqual([
      'connection:closed server_shutdown',
      'close 1001',
    ]);
    expect(due()).toBeUndefined();
  });

  it('ends the connections of one user', () => {
    const { hook, subscribe } = scene();
    const outputs = hook('close', { subject: 'b', reason: 'error' });
    expect([told(outputs, 'b1'), told(outputs, 'b2'), told(outputs, 'v')].map(({ length }) => length)).toEqual([
      2, 2, 0,
    ]);
    expect(told(subscribe('v'))).toEqual(['subscribed']);
    expect(subscribe('b1')).toEqual([]);
  });

  it('ends all connections where nobody is named', () => {
    expect(told(scene().hook('close', { reason: 'error' }))).toHaveLength(6);
  });

  it.each([
    undefined,
    {},
    { reason: 'shutdown' },
    { reason: 'toString' },
    { reason: ['error'] },
    { reason: 'error', subject: 7 },
    { reason: 'error', subject: '' },
  ])('refuses %j', (body) => {
    const { hook, subscribe } = scene();
    expect(status(hook('close', body))).toBe(400);
    expect(told(subscribe('v'))).toEqual(['subscribed']);
  });
});

describe('reset', () => {
  it('ends all connections, and forgets what was counted', () => {
    const { connect, hook, subscribe, due } = scene();
    for (let nth = 0; nth < 100; nth += 1) subscribe('v');
    const outputs = hook('reset');
    expect(status(outputs)).toBe(204);
    expect(told(outputs).filter((what) => what.startsWith('close'))).toHaveLength(3);
    expect(due()).toBeUndefined();
    connect('v');
    expect(told(subscribe('v'))).toEqual(['subscribed']);
  });
});
