/** What is told at a pace, under a clock that tests pass; values are known again by their timestamps. */
import { describe, expect, it } from 'vitest';
import { seconds } from '../../schemas/units.ts';
import { frames, payload, status, subscribed, told, trial } from '../testing/telemetry-trial.ts';

describe('positions', () => {
  it('come at once where none came in the last second', () => {
    const { set, stall } = subscribed('positions');
    expect(told(set('positions:update', 1))).toEqual(['positions:update 1']);
    stall(1000);
    expect(told(set('positions:update', 2))).toEqual(['positions:update 2']);
  });

  it('wait for the second to be over, and then are the newest', () => {
    const { set, pass, stall } = subscribed('positions');
    set('positions:update', 1);
    stall(300);
    expect(told(set('positions:update', 2))).toEqual([]);
    stall(600);
    expect(told(set('positions:update', 3))).toEqual([]);
    expect(pass(99)).toEqual([]);
    expect(pass(1)).toEqual(['1: positions:update 3']);
    expect(pass(seconds(10))).toEqual([]);
  });

  it('are at least a second apart on the wire, however late the timer is', () => {
    const { set, feed, pass, stall } = subscribed('positions');
    set('positions:update', 1);
    set('positions:update', 2);
    stall(1400);
    expect(told(feed({ do: 'tick' }))).toEqual(['positions:update 2']);
    set('positions:update', 3);
    expect(pass(1000)).toEqual(['1000: positions:update 3']);
  });

  it('are told to whoever starts the channel, as they are, and once', () => {
    const { set, subscribe, pass } = subscribed('orders');
    expect(told(subscribe('c', 'positions'))).toEqual(['subscribed positions']);
    set('positions:update', 1);
    const { connect, ...late } = subscribed();
    expect(told(late.set('positions:update', 1))).toEqual([]);
    expect(told(late.subscribe('c', 'positions'))).toEqual(['subscribed positions', 'positions:update 1']);
    expect(told(late.subscribe('c', 'positions'))).toEqual(['subscribed positions']);
    expect(late.pass(seconds(5))).toEqual([]);
    expect(pass(seconds(5))).toEqual([]);
  });

  it('keep their distance when the channel is ended and started again', () => {
    const { set, subscribe, unsubscribe, pass, stall } = subscribed('positions');
    set('positions:update', 1);
    stall(400);
    unsubscribe('c', 'positions');
    expect(told(subscribe('c', 'positions'))).toEqual(['subscribed positions']);
    expect(pass(1000)).toEqual(['600: positions:update 1']);
  });

  it('that were held are dropped when the channel is ended', () => {
    const { set, unsubscribe, pass } = subscribed('positions');
    set('positions:update', 1);
    set('positions:update', 2);
    unsubscribe('c', 'positions');
    expect(pass(seconds(5))).toEqual([]);
  });

  it('are spaced on each connection by itself', () => {
    const { connect, set, subscribe, pass, stall } = subscribed('positions');
    connect('d');
    set('positions:update', 1);
    stall(500);
    subscribe('d', 'positions');
    set('positions:update', 2);
    expect(pass(1000)).toEqual(['500: positions:update 2', '1000: positions:update 2']);
  });
});

const STEADY = [
  ['market', 'market:update', 1000],
  ['account', 'account:update', 5000],
  ['health', 'health:update', 5000],
] as const;

describe.each(STEADY)('%s', (channel, event, every) => {
  it('is told in every period, changed or not', () => {
    const { set, pass } = subscribed(channel);
    expect(told(set(event, 1))).toEqual([`${event} 1`]);
    expect(pass(3 * every)).toEqual([1, 2, 3].map((nth) => `${nth * every}: ${event} 1`));
  });

  it('is told with the newest value, the phase unchanged', () => {
    const { set, pass, stall } = subscribed(channel);
    set(event, 1);
    stall(every - 1);
    expect(told(set(event, 2))).toEqual([]);
    expect(told(set(event, 3))).toEqual([]);
    expect(pass(1 + every)).toEqual([`1: ${event} 3`, `${1 + every}: ${event} 3`]);
  });

  it('is silent until there is a value, and then told within a period', () => {
    const { set, pass } = subscribed(channel);
    expect(pass(2.5 * every)).toEqual([]);
    expect(told(set(event, 1))).toEqual([`${event} 1`]);
    expect(pass(every)).toEqual([`${every}: ${event} 1`]);
  });

  it('is told within a period of being started', () => {
    const { set, subscribe, pass } = subscribed();
    set(event, 1);
    expect(told(subscribe('c', channel))).toEqual([`subscribed ${channel}`, `${event} 1`]);
    expect(pass(every)).toEqual([`${every}: ${event} 1`]);
  });

  it('is silent once it is ended, and keeps its distance when it is started again', () => {
    const { set, subscribe, unsubscribe, pass } = subscribed(channel);
    set(event, 1);
    pass(every / 4);
    unsubscribe('c', channel);
    expect(pass(every / 2)).toEqual([]);
    expect(told(subscribe('c', channel))).toEqual([`subscribed ${channel}`]);
    expect(pass(every)).toEqual([`${every / 4}: ${event} 1`]);
    unsubscribe('c', channel);
    expect(pass(3 * every)).toEqual([]);
    expect(told(subscribe('c', channel))).toEqual([`subscribed ${channel}`, `${event} 1`]);
  });

  it('does not begin anew when it is asked for again', () => {
    const { set, subscribe, pass } = subscribed(channel);
    set(event, 1);
    pass(every / 2);
    expect(told(subscribe('c', channel))).toEqual([`subscribed ${channel}`]);
    expect(pass(every / 2)).toEqual([`${every / 2}: ${event} 1`]);
  });

  it('keeps its phase when a timer is late, and does not make up for what it has missed', () => {
    const { set, feed, pass, stall } = subscribed(channel);
    set(event, 1);
    stall(1.2 * every);
    expect(told(feed({ do: 'tick' }))).toEqual([`${event} 1`]);
    expect(pass(0.8 * every)).toEqual([`${0.8 * every}: ${event} 1`]);
    stall(2.5 * every);
    expect(told(feed({ do: 'tick' }))).toEqual([`${event} 1`]);
    expect(pass(every)).toEqual([`${every}: ${event} 1`]);
  });
});

describe('a value', () => {
  it('goes out as it was published, its timestamp and what nobody declared included', () => {
    const { publish, pass, stall, feed } = subscribed('account');
    const more = { timestamp: 7, extra: { a: [1] } };
    const message = { event: 'account:update', data: payload('account:update', more) };
    expect(frames(publish('account:update', more))).toEqual([message]);
    stall(seconds(5));
    expect(frames(feed({ do: 'tick' }))).toEqual([message]);
    expect(pass(0)).toEqual([]);
  });

  it('is the same for all sessions, and outlives its hearers', () => {
    const { connect, feed, set, subscribe } = subscribed('market');
    set('market:update', 1);
    feed({ do: 'disconnect', connection: 'c' });
    connect('d', 'somebody else');
    expect(told(subscribe('d', 'market'))).toEqual(['subscribed market', 'market:update 1']);
  });

  it('is forgotten by a reset', () => {
    const { connect, hook, set, subscribe, pass } = subscribed('market');
    set('market:update', 1);
    expect(told(hook('reset'))).toEqual(['connection:closed server_shutdown', 'close 1001']);
    connect('d');
    expect(told(subscribe('d', 'market', 'positions'))).toHaveLength(1);
    expect(pass(seconds(5))).toEqual([]);
  });

  it('that does not fit its schema is refused, and the one before it stays', () => {
    const { hook, set, pass } = subscribed('market');
    set('market:update', 1);
    expect(status(hook('publish', { event: 'market:update', payload: { symbols: [], timestamp: 2 } }))).toBe(400);
    expect(pass(1000)).toEqual(['1000: market:update 1']);
  });
});

describe('all paces together', () => {
  it('go side by side, each at its own', () => {
    const { set, subscribe, pass } = subscribed();
    for (const [, event] of STEADY) set(event, 1);
    set('positions:update', 1);
    expect(told(subscribe('c', 'health', 'market', 'positions', 'account'))).toHaveLength(5);
    const seen = pass(seconds(10));
    const count = (event: string) => seen.filter((what) => what.includes(event)).length;
    expect([count('positions'), count('market'), count('account'), count('health')]).toEqual([0, 10, 2, 2]);
  });

  it('make nobody wait where nobody hears', () => {
    const { due, set } = trial();
    set('market:update', 1);
    expect(due()).toBeUndefined();
  });
});
