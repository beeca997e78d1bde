/** The freedoms of the second server: each shows, none breaks what the text asks for, and nothing else makes two runs differ. */
import { describe, expect, it } from 'vitest';
import type { Input } from '../../../../schemas/server.ts';
import {
  ack,
  connect,
  type Done,
  drive,
  FIELDS,
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
import { areWaiting, type FreedomName, freedomNames, leavingOf, prompt, together, warningsOf } from './freedoms.ts';
import { makeSecondTelemetry } from './server.ts';

/** One way to take freedoms. */
interface Way {
  readonly name: string;
  readonly names: readonly FreedomName[];
}

const ways: readonly Way[] = [
  { name: 'none', names: [] },
  { name: 'prompt', names: prompt },
  { name: 'together', names: together },
  // Of those that end connections of their own accord it is told below when they do so.
  ...freedomNames.filter((name) => !leavingOf([name])).map((name) => ({ name, names: [name] })),
];

/** The most by which a timer may be late or early, in ms. */
const SLACK = 500;
const ALL = ['positions', 'orders', 'account', 'health', 'market', 'activity'];

/** What `ours` heard, without what others have done or said. */
const ours = (done: readonly Done[], event: string) =>
  heardBy('a', done).filter((one) => one.event === event && Number(one.data['timestamp']) < 1000);

describe.each(ways)('with the freedom $name', ({ names }) => {
  const given = (...inputs: readonly Input[]) => {
    const give = drive(makeSecondTelemetry({ freedoms: names }));
    give(300, connect('a'), connect('b'), ...inputs);
    return give;
  };

  it('answers every command in order, whatever comes in between', () => {
    const give = given();
    const done = give(
      300,
      ...[subscribe('a', 'orders'), text('a', '{'), subscribe('a', 'weather'), unsubscribe('a', 'orders')],
      ...[subscribe('a'), ack('a')],
    );
    const answers = inShort('a', done).filter((what) => /^(un)?subscribed|^error/.test(what));
    expect(answers).toEqual([
      ...['subscribed', 'error INVALID_MESSAGE', 'error SUBSCRIPTION_ERROR', 'unsubscribed', 'subscribed'],
    ]);
  });

  it('tells everything of orders and of activity, in order, before it says that it has', () => {
    const give = given(subscribe('a', 'orders', 'activity'), subscribe('b', 'orders'));
    const done = give(300, publish('orders:update', 1), publish('activity:log', 2), publish('orders:update', 3));
    const told = heardBy('a', done).filter(({ data }) => Number(data['timestamp']) < 1000);
    expect(told.map(({ data }) => data['timestamp'])).toEqual([1, 2, 3]);
    expect(statusesIn(done)).toEqual([202, 202, 202]);
    const last = done.findLastIndex(({ output }) => output.do === 'message' && output.connection === 'b');
    expect(done.findLastIndex(({ output }) => output.do === 'answer')).toBeGreaterThan(last);
  });

  it('tells positions at most once in any second, and the newest within one of the change', () => {
    const give = given(subscribe('a', 'positions'));
    const done = Array.from({ length: 40 }, (_, nth) => [
      ...give(130, publish('positions:update', nth)),
      ...(nth % 10 === 9 ? give(2000) : []),
    ]).flat();
    const times = heardBy('a', done).flatMap(({ at, event }) => (event === 'positions:update' ? [at] : []));
    times.forEach((at, nth) => {
      if (nth > 0) expect(at - (times[nth - 1] ?? 0)).toBeGreaterThanOrEqual(1000);
    });
    if (names.includes('lively-values')) return;
    const seen = ours(done, 'positions:update').map(({ data }) => data['timestamp']);
    for (const newest of [9, 19, 29, 39]) expect(seen).toContain(newest);
    expect(seen.toSorted((one, other) => Number(one) - Number(other))).toEqual(seen);
  });

  it.each([
    ['market', 'market:update', 1000],
    ['account', 'account:update', 5000],
    ['health', 'health:update', 5000],
  ] as const)('tells %s in every period, with the newest', (channel, event, every) => {
    const give = given(subscribe('a', channel));
    const begun = 300;
    const done = [...give(100, publish(event, 1)), ...give(4 * every, publish(event, 2))];
    const heard = heardBy('a', done).filter((one) => one.event === event);
    heard.forEach(({ at }, nth) => {
      const gap = at - (heard[nth - 1]?.at ?? begun);
      expect(gap).toBeLessThanOrEqual(every + SLACK);
      if (nth > 0) expect(gap).toBeGreaterThanOrEqual(every - SLACK);
    });
    expect(heard.length).toBeGreaterThanOrEqual(3);
    if (!names.includes('lively-values')) expect(heard.at(-1)?.data['timestamp']).toBe(2);
    const silent = give(2 * every, unsubscribe('a', channel)).filter(({ at }) => at > 4 * every + 450);
    expect(heardBy('a', silent).filter((one) => one.event === event)).toEqual([]);
  });

  it('takes a hundred messages in any ten seconds, and no more', () => {
    const give = given();
    const errors = (code: string, count: number) =>
      inShort('a', give(300, ...Array.from({ length: count }, () => text('a', '?')))).filter((what) =>
        what.endsWith(code),
      );
    expect(errors('MESSAGE', 100)).toHaveLength(100);
    expect(errors('LIMITED', 7)).toHaveLength(7);
    give(9400);
    expect(errors('MESSAGE', 101)).toHaveLength(100);
  });

  it('beats every thirty seconds, and keeps who answers', () => {
    const give = given();
    const beats = [1, 2, 3, 4].flatMap(() => heardBy('a', give(31_500, ack('a'))).filter(isBeat));
    expect(beats.length).toBeGreaterThanOrEqual(4);
    beats.forEach(({ at, data }, nth) => {
      const gap = at - (beats[nth - 1]?.at ?? 0);
      expect(Math.abs(gap - 30_000)).toBeLessThanOrEqual(1500);
      expect(Math.abs(Number(data['connectionUptime']) - at)).toBeLessThanOrEqual(60);
    });
  });

  it('ends the silent in place of the third beat, or goes on', () => {
    const heard = inShort('a', given()(100_000)).filter((what) => /heartbeat|closed|close/.test(what));
    const end = names.includes('heartbeats-go-on') ? ['heartbeat'] : ['connection:closed error', 'close 4002'];
    expect(heard).toEqual(['heartbeat', 'heartbeat', ...end]);
  });

  it('closes within the delay of a reconnect', () => {
    const done = given()(5000, hook('close', { reason: 'server_restart' }));
    const [notice] = heardBy('a', done).filter(({ event }) => event === 'reconnect');
    const close = done.find(({ output }) => output.do === 'close' && output.connection === 'a');
    expect(close?.output).toMatchObject({ code: 1012 });
    expect(close?.at).toBeLessThanOrEqual((notice?.at ?? 0) + Number(notice?.data['delay']) + 20);
  });

  it('greets everybody before it says anything else, and ends sessions when they are over', () => {
    const give = drive(makeSecondTelemetry({ freedoms: names }));
    const done = [
      ...give(0, connect('a', 1700), subscribe('a', ...ALL), hook('close', { reason: 'error', subject: 'nobody' })),
      ...give(4000, connect('c'), hook('close', { reason: 'client_disconnect', subject: 'u' })),
    ];
    expect(heardBy('a', done)[0]?.event).toBe('connection:ack');
    expect(heardBy('c', done)[0]?.event).toBe('connection:ack');
    const alone = drive(makeSecondTelemetry({ freedoms: names }));
    const end = alone(4000, connect('a', 1700)).find(({ output }) => output.do === 'close');
    expect(end?.output).toMatchObject({ code: 4001 });
    expect(Math.abs((end?.at ?? 0) - 1700)).toBeLessThanOrEqual(1000 + SLACK);
  });
});

const isBeat = ({ event }: { readonly event: string }): boolean => event === 'heartbeat';

/** What a connection hears that says no more than hello and, now and then, that it lives. */
const lifeOf = (
  connection: string,
  names: readonly FreedomName[],
  others: readonly string[] = [],
): readonly string[] => {
  const give = drive(makeSecondTelemetry({ freedoms: names }));
  const done = [
    ...give(0, ...[...others, connection].map((one) => connect(one))),
    ...give(100, ...Array.from({ length: 4 }, () => subscribe(connection, 'orders'))),
    ...[1, 2, 3, 4].flatMap(() => give(16_000, ack(connection))),
  ];
  return inShort(connection, done).filter((what) => /reconnect|closed|close/.test(what));
};

it('ends connections of its own accord, in the words and with the code that are meant for it, where it takes that freedom', () => {
  expect(lifeOf('a', [])).toEqual([]);
  expect(lifeOf('a', ['refreshes-sessions'])).toEqual(['reconnect session_refresh', 'close 1012']);
  expect(lifeOf('a', ['refreshes-at-once'])).toEqual(['reconnect session_refresh', 'close 1012']);
  expect(lifeOf('a', ['rolls-out'])).toEqual([]);
  expect(lifeOf('a', ['rolls-out'], ['b', 'c', 'd'])).toEqual(['reconnect server_restart', 'close 1012']);
});

/** Something in which every freedom has its occasion. */
const story = (names: readonly FreedomName[] | undefined): string => {
  const give = drive(makeSecondTelemetry(names && { freedoms: names }));
  const contradiction = { event: 'orders:update', payload: { ...FIELDS['orders:update'], type: 'new', timestamp: 1 } };
  const done = [
    give(250, connect('a'), connect('b'), present('c', { status: 'missing' }), publish('positions:update', 1)),
    give(300, subscribe('a', ...ALL, 'orders'), subscribe('b', 'orders'), subscribe('b', 'weather', 7)),
    give(700, publish('positions:update', 2), publish('orders:update', 3), publish('market:update', 4)),
    give(900, hook('publish', contradiction), hook('publish', { event: 'error', payload: {} })),
    give(5000, connect('d', 2700), ...Array.from({ length: 4 }, () => subscribe('d', 'orders'))),
    give(0, unsubscribe('a', 'activity')),
    give(95_000, publish('account:update', 5)),
    give(3000, connect('e'), connect('f'), subscribe('e', 'positions')),
    give(3000, hook('close', { reason: 'session_refresh' })),
    give(100, connect('g'), connect('h'), hook('close', { reason: 'error' })),
    give(300, connect('i'), hook('reset')),
  ];
  return JSON.stringify(done);
};

it.each(freedomNames)('the freedom %s shows', (name) => {
  expect(story([name])).not.toBe(story([]));
});

it('does the same again in the same story', () => {
  expect(story(undefined)).toBe(story(together));
});

it('waits and warns for the freedoms that say so alone', () => {
  expect(areWaiting(together)).toBe(true);
  expect(areWaiting(prompt)).toBe(false);
  expect(warningsOf(together)).toEqual([]);
  expect(warningsOf(['heartbeats-go-on', 'thinks'])).toEqual(['heartbeat/ends-the-silent']);
});
