/** Decisions about commands and streams can be replaced one by one; each is asked where it says. */
import { describe, expect, it } from 'vitest';
import type { Replacements } from '../../schemas/server.ts';
import type { Decisions } from './decisions.ts';
import { exchange, messages, told } from '../testing/prediction-trial.ts';

type Decide = Replacements<Decisions>;

/** By the decision that is replaced: how, and what a short scene brings then in place of what it should. */
const differences: Readonly<
  Record<string, readonly [decide: Decide, play: (scene: ReturnType<typeof exchange>) => unknown, result: unknown]>
> = {
  command: [
    { command: (original) => (text) => original(text.toLowerCase()) },
    ({ text }) => told(text('c', '{"op":"PING","id":"1"}')),
    ['pong 1'],
  ],
  survives: [
    { survives: () => (problem) => problem !== 'not-json' },
    ({ text }) => [...text('c', '7'), ...text('c', '{')].map((output) => output.do),
    ['message', 'message', 'close'],
  ],
  explain: [
    { explain: (original) => (trouble, item) => original(trouble, item, null) },
    ({ subscribe }) => told(subscribe('c', ['trades'])),
    ['UNKNOWN_STREAM '],
  ],
  answers: [
    { answers: (original) => (cause, frames) => (cause.do === 'subscribe' ? [] : original(cause, frames)) },
    ({ subscribe, publish }) => [told(subscribe('c', ['trades.executed'])), told(publish('trades.executed', 't'))],
    [[], ['trades.executed 1']],
  ],
  subscribable: [
    { subscribable: (original) => (name) => original(name) || name === 'orders.snapshot' },
    ({ subscribe }) => told(subscribe('c', ['orders.snapshot'])),
    ['subscribed 1'],
  ],
  needsMarkets: [
    { needsMarkets: () => () => false },
    ({ subscribe, delta }) => {
      delta('n', '+bid 0.5 1');
      return told(subscribe('c', ['orders.delta']));
    },
    ['subscribed 1', 'book n yes 1: [["0.5","1"]] []'],
  ],
  knows: [
    { knows: () => () => true },
    ({ subscribe }) => told(subscribe('c', ['trades.executed'], { markets: ['nobody'] })),
    ['subscribed 1'],
  ],
  countable: [
    { countable: () => () => true },
    ({ subscribe, publish }) => {
      for (const event of ['trades.executed', 'markets.resolved']) publish(event, 'm');
      return told(subscribe('c', ['trades.executed', 'markets.resolved'], { from: { offset: 1 } }));
    },
    ['subscribed 1', 'trades.executed 1', 'markets.resolved 1'],
  ],
  inRange: [
    { inRange: () => () => true },
    ({ subscribe, publish }) => [
      told(subscribe('c', ['trades.executed'], { from: { offset: 0 } })),
      told(publish('trades.executed', 't')),
    ],
    [['subscribed 1'], ['trades.executed 1']],
  ],
  verdict: [
    {
      verdict: (original) => (command, rulings) => ({
        ...original(command, rulings),
        streams: rulings.filter(({ of, trouble }) => of === 'stream' && !trouble).map(({ name }) => name),
      }),
    },
    ({ subscribe, publish }) => [
      told(subscribe('c', ['trades.executed', 'trades'])),
      told(publish('trades.executed', 't')),
    ],
    [['UNKNOWN_STREAM 1'], ['trades.executed 1']],
  ],
  firstCovered: [
    { firstCovered: (original) => (from, last) => (from === 'latest' ? last : original(from, last)) },
    ({ subscribe, publish }) => {
      publish('trades.executed', 't');
      return told(subscribe('c', ['trades.executed']));
    },
    ['subscribed 1', 'trades.executed 1'],
  ],
  next: [{ next: () => () => ({}) }, ({ subscribe }) => messages(subscribe('c', ['trades.executed']))[0]?.next, {}],
  resubscribed: [
    {
      resubscribed: (original) => (held, asked, last) => {
        const markets = new Set([...(held?.markets ?? []), ...(asked.markets ?? [])]);
        return { ...original(held, asked, last), markets };
      },
    },
    ({ subscribe, publish }) => {
      for (const market of ['m', 'n']) subscribe('c', ['markets.updated'], { markets: [market] });
      return told(publish('markets.updated', 'm'));
    },
    ['markets.updated 1'],
  ],
  holds: [
    {
      holds: (original) => (held, command, confirmed) =>
        command.do === 'unsubscribe' ? held : original(held, command, confirmed),
    },
    ({ subscribe, send, publish }) => {
      subscribe('c', ['trades.executed']);
      send('c', { op: 'unsubscribe', id: '2', streams: ['trades.executed'] });
      return told(publish('trades.executed', 't'));
    },
    ['trades.executed 1'],
  ],
  replayed: [
    { replayed: (original) => (records, first) => original(records, first).slice(-1) },
    ({ subscribe, publish }) => {
      for (const id of ['t1', 't2']) publish('trades.executed', id);
      return told(subscribe('c', ['trades.executed'], { from: 'earliest' }));
    },
    ['subscribed 1', 'trades.executed 2'],
  ],
  opening: [
    {
      opening:
        () =>
        ({ answer, summaries, snapshots, records }) => [...records, ...snapshots, ...summaries, ...answer],
    },
    ({ subscribe, delta }) => {
      delta('m', '+bid 0.5 1');
      return told(subscribe('c', ['orders.delta'], { markets: ['m'], from: 'earliest' }));
    },
    ['orders.delta 1 m yes 1', 'book m yes 0: [] []', 'subscribed 1'],
  ],
  offsetAfter: [
    { offsetAfter: () => (_, __, counts) => Math.max(0, ...counts.values()) + 1 },
    ({ subscribe, publish }) => {
      subscribe('c', ['trades.executed']);
      return told(publish('trades.executed', 't'));
    },
    ['trades.executed 4'],
  ],
  spends: [
    { spends: () => () => true },
    ({ subscribe, publish }) => {
      subscribe('c', ['trades.executed']);
      return ['t', 't', 'u'].flatMap((id) => told(publish('trades.executed', id)));
    },
    ['trades.executed 1', 'trades.executed 3'],
  ],
  passes: [
    { passes: (original) => (frame, markets, when) => when === 'old' || original(frame, markets, when) },
    ({ subscribe, publish }) => {
      publish('trades.executed', 't');
      const old = told(subscribe('c', ['trades.executed'], { markets: ['n'], from: 'earliest' }));
      return [...old, ...told(publish('trades.executed', 'u'))];
    },
    ['subscribed 1', 'trades.executed 1'],
  ],
  recipients: [
    { recipients: () => (_, __, connections) => connections.map(({ id }) => id) },
    ({ publish }) => told(publish('trades.executed', 't')),
    ['trades.executed 1'],
  ],
  sends: [
    { sends: () => (entry, before) => [entry, ...before] },
    ({ subscribe, delta }) => {
      subscribe('c', ['orders.delta'], { markets: ['m'] });
      return told(delta('m', '+bid 0.5 1'));
    },
    ['orders.delta 1 m yes 1', 'book m yes 0: [] []'],
  ],
};

describe('a replaced decision', () => {
  it.each(Object.entries(differences))('%s shows', (_, [decide, play, result]) => {
    expect(play(exchange({ decide }))).toEqual(result);
    expect(play(exchange())).not.toEqual(result);
  });
});
