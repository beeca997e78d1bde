/** Decisions can be replaced one by one, each replacement being given the original. */
import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../schemas/units.ts';
import type { Replacements } from '../../schemas/server.ts';
import { desk, frames, told } from '../testing/desk.ts';
import type { Decisions } from './decisions.ts';

type Desk = ReturnType<typeof desk>;
type Difference = readonly [decide: Replacements<Decisions>, play: (scene: Desk) => unknown, result: unknown];

/** Sends so many commands that change nothing. */
const send = ({ watch }: Desk, times: number, connection = 'c') =>
  Array.from({ length: times }, () => watch(connection)).flatMap((outputs) => told(outputs));

/** What each decision changes where it is replaced. */
const differences: { readonly [Name in keyof Decisions]: Difference } = {
  credential: [
    { credential: (original) => (credential) => original(credential) ?? { user: 'ghost' } },
    ({ present }) => told(present('x', { status: 'bad signature' })),
    ['x authorized'],
  ],
  expired: [
    { expired: () => () => false },
    ({ connect, pass }) => {
      connect('x', 'u', seconds(1));
      return told(pass(seconds(20)));
    },
    [],
  ],
  warnAt: [
    { warnAt: () => () => undefined },
    ({ connect, pass }) => {
      connect('x', 'u', minutes(6));
      return told(pass(minutes(2)));
    },
    [],
  ],
  secondsLeft: [
    { secondsLeft: (original) => (expiresAt, now) => original(expiresAt, now) * 1000 },
    ({ connect }) => told(connect('x', 'u', seconds(12))),
    ['x authorized', 'x expiring 12000'],
  ],
  byTransport: [
    { byTransport: () => () => true },
    ({ present }) => present('x', { status: 'missing' }),
    [
      {
        do: 'refuse',
        connection: 'x',
        error: { message: 'The token is missing, bad or expired', data: { code: 'AUTHENTICATION_FAILED' } },
      },
    ],
  ],
  ends: [
    {
      ends:
        () =>
        ({ do: cause }) =>
          cause !== 'over',
    },
    (scene) => send(scene, 11).slice(-2),
    ['c ack false', 'c error RATE_LIMIT_EXCEEDED'],
  ],
  explain: [
    { explain: () => () => ({ error: 'INTERNAL_ERROR', message: 'Oops' }) },
    ({ text }) => told(text('c', '{')).slice(0, 1),
    ['c error INTERNAL_ERROR'],
  ],
  answers: [
    { answers: (original) => (cause, frames) => (cause.do === 'near' ? [] : original(cause, frames)) },
    (scene) => send(scene, 8).slice(-1),
    ['c ack true'],
  ],
  command: [
    { command: (original) => (text) => original(text.toLowerCase()) },
    ({ watch, quote }) => {
      watch('c', 'AAPL');
      return told(quote('aapl', 1));
    },
    ['c quote 1'],
  ],
  survives: [
    { survives: () => (problem) => problem !== 'not-json' },
    ({ text }) => told(text('c', '{')),
    ['c error INVALID_PAYLOAD', 'c ack false', 'c end'],
  ],
  acknowledged: [
    { acknowledged: () => () => ({ ok: true }) },
    ({ text }) => told(text('c', '{')),
    ['c error INVALID_PAYLOAD', 'c ack true'],
  ],
  countOf: [
    {
      countOf:
        () =>
        ({ id }) =>
          id,
    },
    (scene) => {
      scene.connect('d');
      send(scene, 6);
      return send(scene, 6, 'd').slice(-1);
    },
    ['d ack true'],
  ],
  counts: [
    {
      counts:
        () =>
        ({ do: what }) =>
          what !== 'bad',
    },
    ({ text }) => Array.from({ length: 11 }, () => told(text('c', '{'))).at(-1),
    ['c error INVALID_PAYLOAD', 'c ack false'],
  ],
  recent: [
    { recent: () => (instant, now) => Math.floor(instant / 60_000) === Math.floor(now / 60_000) },
    (scene) => {
      scene.stall(seconds(59));
      send(scene, 10);
      scene.stall(seconds(1));
      return send(scene, 1);
    },
    ['c ack true'],
  ],
  over: [
    { over: (original) => (before) => original(before - 1) },
    (scene) => send(scene, 11).slice(-1),
    ['c ack true'],
  ],
  warns: [{ warns: () => (count) => count === 9 }, (scene) => send(scene, 8).slice(-1), ['c ack true']],
  resetAt: [
    { resetAt: () => () => 0 },
    (scene) => {
      send(scene, 7);
      return frames(scene.watch('c')).at(-1)?.data.resetAt;
    },
    '1970-01-01T00:00:00.000Z',
  ],
  coolUntil: [
    { coolUntil: () => (now) => now + seconds(30) },
    (scene) => {
      send(scene, 11);
      scene.stall(seconds(30));
      return told(scene.connect('d'));
    },
    ['d authorized'],
  ],
  cooling: [
    { cooling: () => () => false },
    (scene) => {
      send(scene, 11);
      return told(scene.connect('d'));
    },
    ['d authorized'],
  ],
  coolAfterAttempt: [
    { coolAfterAttempt: () => (_, now) => now + seconds(60) },
    (scene) => {
      send(scene, 11);
      scene.stall(seconds(40));
      scene.connect('d');
      scene.stall(seconds(40));
      return told(scene.connect('d'));
    },
    ['d error RATE_LIMIT_EXCEEDED', 'd end'],
  ],
  watchedAfter: [
    { watchedAfter: (original) => (_, command) => original(new Set(), command) },
    ({ watch, quote }) => {
      watch('c', 'A');
      watch('c', 'B');
      return told(quote('A', 1));
    },
    [],
  ],
  wants: [
    {
      wants:
        () =>
        ({ watched }, symbol) =>
          watched.has(symbol),
    },
    ({ add, quote }) => {
      add('p', 'A');
      return told(quote('A', 1));
    },
    [],
  ],
  nextAt: [
    { nextAt: (original) => (sentAt) => original(sentAt) - 500 },
    ({ watch, quote, stall }) => {
      watch('c', 'A');
      quote('A', 1);
      stall(500);
      return told(quote('A', 2));
    },
    ['c quote 2'],
  ],
  held: [
    { held: () => (waiting, next) => waiting ?? next },
    ({ watch, quote, pass }) => {
      watch('c', 'A');
      for (const volume of [1, 2, 3]) quote('A', volume);
      return told(pass(1000));
    },
    ['c quote 2'],
  ],
  drops: [
    { drops: () => () => false },
    ({ watch, unwatch, quote, pass }) => {
      watch('c', 'A');
      for (const volume of [1, 2]) quote('A', volume);
      unwatch('c', 'A');
      return told(pass(1000));
    },
    ['c quote 2'],
  ],
  objection: [{ objection: () => () => undefined }, ({ publish }) => told(publish('trade.filled')), ['c filled']],
  account: [
    { account: () => (account) => account },
    ({ add, quote }) => {
      add('p', 'A');
      return told(quote('A', 1));
    },
    [],
  ],
  recipients: [
    { recipients: () => (_, __, connections) => connections.map(({ id }) => id) },
    ({ connect, publish }) => {
      connect('v', 'w');
      return told(publish('trade.submitted'));
    },
    ['c submitted', 'v submitted'],
  ],
  warned: [
    {
      warned:
        () =>
        ({ id }) => [id],
    },
    (scene) => {
      scene.connect('d');
      return send(scene, 8).slice(-2);
    },
    ['c ack true', 'c rateLimitWarning 8'],
  ],
  parts: [
    { parts: (original) => (_, account) => original(['portfolio'], account) },
    ({ sync }) => Object.keys(frames(sync('c', 'trades'))[0]?.data ?? {}),
    ['portfolio', 'timestamp'],
  ],
  told: [
    { told: () => (_, connections) => connections.map(({ id }) => id) },
    ({ connect, sync }) => {
      connect('d');
      return told(sync('c'));
    },
    ['c sync', 'd sync', 'c ack true'],
  ],
};

describe('a replaced decision', () => {
  it.each(Object.entries(differences))('%s shows', (_, [decide, play, result]) => {
    const scene = (options?: Parameters<typeof desk>[0]) => {
      const made = desk(options);
      made.connect('c');
      return made;
    };
    expect(play(scene({ decide }))).toEqual(result);
    expect(play(scene())).not.toEqual(result);
  });
});
