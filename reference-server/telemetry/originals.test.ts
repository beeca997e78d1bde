/** Decisions can be replaced one by one, each replacement being given the original. */
import { describe, expect, it } from 'vitest';
import type { Promises } from '../../schemas/promises.ts';
import type { Replacements } from '../../schemas/server.ts';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import { seconds } from '../../schemas/units.ts';
import { frames, status, told, trial } from '../testing/telemetry-trial.ts';
import type { Decisions } from './decisions.ts';

/** A server with other decisions, and a connection `c` on these channels. */
const changed = (decide: Replacements<Decisions>, ...channels: readonly string[]) => {
  const scene = trial({ decide });
  scene.connect('c');
  if (channels.length > 0) scene.subscribe('c', ...channels);
  return scene;
};

describe('a replaced decision about connections', () => {
  it('is credential', () => {
    const { present } = trial({
      decide: { credential: (original) => (shown) => original(shown) ?? { user: 'ghost' } },
    });
    expect(told(present('d', { status: 'missing' }))).toEqual(['connection:ack']);
  });

  it('is expired, of which the server then does not wait for ever', () => {
    const { connect, pass, subscribe } = trial({ decide: { expired: () => () => false } });
    connect('d', 'u', 1000);
    expect(pass(seconds(20))).toEqual([]);
    expect(told(subscribe('d'))).toEqual(['subscribed']);
  });

  it('is expired, which can tell connecting from being connected', () => {
    const { connect, pass } = trial({
      decide: { expired: (original) => (at, now, when) => when === 'connected' && original(at, now, when) },
    });
    expect(told(connect('d', 'u', -1))).toEqual(['connection:ack']);
    expect(pass(seconds(30))).toEqual(['30000: connection:closed session_expired', '30000: close 4001']);
  });

  it('is beatAfter, uptime, alive or answered', () => {
    const { pass, feed, stall } = changed({
      beatAfter: (original) => (instant, now) => original(instant, now) + 1000,
      uptime: () => (greetedAt) => greetedAt,
      alive: () => () => true,
    });
    expect(pass(seconds(30))).toEqual([]);
    stall(1000);
    expect(frames(feed({ do: 'tick' }))).toMatchObject([{ data: { connectionUptime: expect.any(Number) } }]);
    expect(pass(seconds(31) * 5)).toHaveLength(5);
    const deaf = changed({ answered: () => (unanswered) => unanswered });
    expect(deaf.pass(seconds(90), ['c'])).toHaveLength(4);
  });

  it('is parting or lingers', () => {
    const { send } = changed({ parting: () => (_, outputs) => outputs.toReversed() });
    expect(told(send('c', 'disconnect'))).toEqual(['close 1000', 'connection:closed client_disconnect']);
    const { hook, pass } = changed({ lingers: () => (delay) => 3 * delay });
    hook('close', { reason: 'server_restart' });
    expect(pass(seconds(5))).toEqual(['3000: close 1012']);
  });
});

describe('a replaced decision about commands', () => {
  it('is command, explain or answers', () => {
    const { text, subscribe, publish } = changed(
      {
        command: (original) => (sent) => (sent === 'bye' ? { do: 'disconnect' } : original(sent)),
        explain: (original) => (trouble) => ({ ...original(trouble), extra: trouble }),
        answers: (original) => (cause, said) => (cause.do === 'subscribe' ? [] : original(cause, said)),
      },
      'orders',
    );
    expect(frames(text('c', '{'))).toMatchObject([{ data: { extra: 'invalid-message' } }]);
    expect(told(subscribe('c', 'orders'))).toEqual([]);
    expect(told(publish('orders:update'))).toHaveLength(1);
    expect(told(text('c', 'bye'))).toHaveLength(2);
  });

  it('is survives, for bad input and above the limit', () => {
    const { text } = changed({ survives: () => (problem) => problem !== 'not-json' });
    expect(told(text('c', '7'))).toEqual(['error INVALID_MESSAGE']);
    expect(told(text('c', '{'))).toEqual(['error INVALID_MESSAGE', 'close 1008']);
    const { subscribe } = changed({ survives: () => () => false, over: () => (count) => count >= 1 });
    subscribe('c');
    expect(told(subscribe('c'))).toEqual(['error RATE_LIMITED', 'close 1008']);
  });

  it('is meter or counted', () => {
    const { connect, subscribe } = changed({
      meter:
        () =>
        ({ user }) =>
          user,
      over: () => (count) => count >= 2,
    });
    connect('d');
    subscribe('c');
    subscribe('d');
    expect(told(subscribe('c'))).toEqual(['error RATE_LIMITED']);
    const fixed = changed({
      counted: () => (taken, now) => taken.filter((at) => Math.floor(at / 1000) === Math.floor(now / 1000)),
      over: () => (count) => count >= 1,
    });
    fixed.stall(999);
    expect(told(fixed.subscribe('c'))).toEqual(['subscribed']);
    fixed.stall(1);
    expect(told(fixed.subscribe('c'))).toEqual(['subscribed']);
    expect(told(fixed.subscribe('c'))).toEqual(['error RATE_LIMITED']);
  });

  it('is counts or obeyed', () => {
    const { subscribe, stall } = changed({ counts: () => () => true, over: () => (count) => count >= 1 });
    subscribe('c');
    stall(9000);
    subscribe('c');
    stall(9000);
    expect(told(subscribe('c'))).toEqual(['error RATE_LIMITED']);
    const secret = changed({ obeyed: () => () => true, over: () => () => true });
    expect(told(secret.subscribe('c', 'orders'))).toEqual(['error RATE_LIMITED']);
    expect(told(secret.publish('orders:update'))).toHaveLength(1);
  });
});

describe('a replaced decision about channels', () => {
  it('is knows, verdict, holds or confirms', () => {
    const { subscribe, publish, unsubscribe } = changed({
      knows: (original) => (channel) => channel === 'weather' || original(channel),
      verdict: () => (command, unknown) => ({
        channels: command.channels.filter((channel) => !unknown.includes(channel)),
        ...(unknown[0] !== undefined && { refused: unknown[0] }),
      }),
      holds: (original) => (held, command, confirmed) =>
        command.do === 'unsubscribe' ? held : original(held, command, confirmed),
      confirms: () => () => ({ channels: [] }),
    });
    expect(told(subscribe('c', 'weather'))).toEqual(['subscribed']);
    expect(told(subscribe('c', 'orders', 'nothing'))).toEqual(['error SUBSCRIPTION_ERROR']);
    unsubscribe('c', 'orders');
    expect(told(publish('orders:update'))).toHaveLength(1);
  });

  it('is hears, recipients or objection', () => {
    const { publish } = changed({
      hears: () => (_, event) => event === 'activity:log',
      recipients:
        (original) =>
        (...seen) =>
          original(...seen).flatMap((id) => [id, id]),
      objection: () => (event) => (event === 'orders:update' ? 'no' : undefined),
    });
    expect(told(publish('activity:log'))).toHaveLength(2);
    expect(status(publish('orders:update'))).toBe(409);
  });

  it('is newest, tells or started', () => {
    const { set, pass } = changed(
      {
        newest: () => (held, published) => held ?? published,
        tells: (original) => (event, value, now) => ({ ...original(event, value, now), timestamp: value.number }),
        started: (original) => (event, slot, now) => ({ next: original(event, slot, now).next + 700 }),
      },
      'market',
    );
    set('market:update', 7);
    set('market:update', 8);
    expect(pass(1000)).toEqual(['700: market:update 1']);
  });

  it('is due or next', () => {
    const { set, pass } = changed(
      {
        due: (original) => (event, slot, value) => (value?.number === 2 ? undefined : original(event, slot, value)),
        next: (original) => (event, due, now) => original(event, due, now) - 500,
      },
      'market',
    );
    set('market:update', 1);
    expect(pass(1000)).toHaveLength(2);
    set('market:update', 2);
    expect(pass(5000)).toEqual([]);
  });
});

describe('terms', () => {
  it.each(['limits', 'pacing', 'heartbeat'] as const)('are asked of the promises: %s is missed by its name', (name) => {
    const { [name]: _, ...promises } = telemetry.promises as Promises;
    expect(() => trial({ protocol: { ...telemetry, promises } })).toThrow(`needs the promise "${name}"`);
  });
});
