/** Each freedom of the second prediction server shows, and nothing else makes two runs differ. */
import { expect, it } from 'vitest';
import type { Input, Output } from '../../../../schemas/server.ts';
import { type FreedomName, freedomNames, prompt, together, warningsOf } from './freedoms.ts';
import {
  connect,
  delta,
  event,
  hook,
  level,
  market,
  OURS,
  perform,
  publish,
  say,
  subscribe,
  trade,
} from './rehearsal.ts';

/** What happens, each 70 ms behind the one before. */
const STORY: readonly Input[] = [
  connect('a'),
  connect('b'),
  say('a', subscribe(['trades.executed', 'events.discovered', 'trades.executed'])),
  publish('events.discovered', event),
  publish('markets.discovered', market),
  say('a', subscribe(['markets.snapshots', 'orders.delta'], OURS)),
  say('b', subscribe(['orders.delta', 'trades.executed', 'markets.snapshots'], OURS)),
  publish('trades.executed', trade('1')),
  ...['1', '2', '3', '4'].map((quantity, nth) =>
    publish('orders.delta', delta('yes', level(nth === 0 ? 'add' : 'modify', 'bid', '0.4', quantity))),
  ),
  publish('orders.delta', delta('no', level('add', 'ask', '0.4', '1'))),
  publish('orders.delta', delta('no', { action: 'add', side: 'bid', price: '0.4' })),
  publish('markets.snapshots', {}),
  publish('trades.executed', trade('2')),
  publish('trades.executed', trade('3', 'no')),
  connect('c'),
  say('c', subscribe(['trades.executed', 'orders.delta', 'events.discovered'], { ...OURS, from: 'earliest' })),
  say('c', subscribe(['markets.snapshots', 'orders.delta'], OURS)),
  say('c', subscribe(['trades.executed', 'events.discovered'], { from: { offset: 1 } })),
  say('c', subscribe(['nonsense'], { markets: ['nowhere'] })),
  say('c', { op: 'nonsense', id: 'n' }),
  hook('close', { reason: 'shutdown' }),
  connect('d'),
  hook('reset'),
];

/** What a server does in the story, with the instants. */
const told = (freedoms: readonly FreedomName[]): string => {
  const on = perform(freedoms);
  const lines: string[] = [];
  const note = (outputs: readonly Output[]): void => {
    for (const output of outputs) lines.push(`${on.now()} ${JSON.stringify(output)}`);
  };
  STORY.forEach((input, nth) => {
    note(on.wait(nth * 70));
    note(on.give(input));
  });
  note(on.wait(STORY.length * 70));
  return lines.join('\n');
};
const plainly = told([]);

// The story is over before the first ping frame.
it.each(freedomNames.filter((name) => name !== 'pings'))('the freedom %s shows', (name) => {
  expect(told([name])).not.toBe(plainly);
});

it('pings whoever stays long enough, and expects nothing of it', () => {
  const on = perform(['pings']);
  on.give(connect('a'));
  expect(on.wait(25_000)).toEqual(Array(2).fill({ do: 'ping', connection: 'a' }));
});

it('does the same again in the same story', () => {
  expect(told(together)).toBe(told(together));
});

it('waits for nothing where it is prompt, and warns of nothing that goes together', () => {
  expect(warningsOf(together)).toEqual([]);
  const on = perform(prompt.filter((name) => name !== 'lively-world' && name !== 'markets-again'));
  on.give(connect('a'));
  expect(on.give(say('a', { op: 'ping', id: 'p' }))).toMatchObject([{ message: { op: 'pong', id: 'p' } }]);
});
