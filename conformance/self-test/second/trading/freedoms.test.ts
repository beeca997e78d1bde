/** Each freedom of the second trading server shows, and nothing else makes two runs differ. */
import { expect, it } from 'vitest';
import type { Input, Output } from '../../../../schemas/server.ts';
import { type FreedomName, freedomNames, prompt, together, warningsOf } from './freedoms.ts';
import { added, cancelled, connect, hook, perform, publish, quote, say, submitted, valid, watch } from './rehearsal.ts';

const sync = (connection: string): Input =>
  say(connection, 'state.requestSync', { syncTypes: ['portfolio', 'positions', 'trades'] });

/** What happens, and when, in ms since the beginning. */
const STORY: readonly (readonly [number, Input])[] = [
  [103, connect('a', valid('u', 310_500))],
  [111, connect('b', valid('u'))],
  [120, connect('refused', { status: 'missing' })],
  [200, watch('a', 'A', 'B')],
  [201, quote('A', 1)],
  [220, quote('A', 2)],
  [230, added('p', 'C', { quantity: 1.115, stopLossPrice: 1 })],
  [240, added('q', 'D')],
  [250, submitted('t')],
  [260, cancelled('nothing')],
  [300, say('a', 'no.such.event', {})],
  [310, sync('a')],
  [
    311,
    publish('portfolio.balanceChanged', {
      userId: 'u',
      oldBalance: 0,
      newBalance: 1,
      change: 1,
      currency: 'EUR',
      reason: 'EXTERNAL_SYNC',
    }),
  ],
  [400, { do: 'text', connection: 'a', text: '{', ack: 9 }],
  [410, say('b', 'market.subscribe', {})],
  ...Array.from({ length: 5 }, (_, nth) => [2000 + nth, watch('b', 'A')] as const),
  ...Array.from({ length: 3 }, (_, nth) => [2100 + nth, watch('a', 'A')] as const),
  [2300, connect('shut out', valid('u'))],
  [2400, connect('other', valid('w', 43_100))],
  [2410, sync('other')],
  [2420, connect('warned', valid('w', 320_000))],
  [61_000, watch('b', 'A')],
  [70_000, connect('c', valid('u'))],
  [70_001, connect('d', valid('u'))],
  ...Array.from({ length: 4 }, (_, nth) => [70_010 + nth, watch('d', 'A')] as const),
  [70_100, hook('close', { reason: 'logout', subject: 'u' })],
  [71_000, connect('e', valid('u'))],
  [71_100, hook('reset')],
];

/** How exactly instants are told, in ms. */
const STRIDE = 10;

/** What a server does in the story, with the instants. */
const told = (freedoms: readonly FreedomName[]): string => {
  const on = perform(freedoms);
  const lines: string[] = [];
  const note = (outputs: readonly Output[]): void => {
    for (const output of outputs) lines.push(`${on.now()} ${JSON.stringify(output)}`);
  };
  const wait = (until: number): void => {
    while (on.now() < until) note(on.wait(Math.min(on.now() + STRIDE, until)));
  };
  for (const [at, input] of STORY) {
    wait(at);
    note(on.give(input));
  }
  wait(72_000);
  return lines.join('\n');
};
const plainly = told([]);

// What they do to others cannot be seen: nobody of the story knows these users.
const UNSEEN: readonly FreedomName[] = ['has-a-past', 'lively-world'];

it.each(freedomNames.filter((name) => !UNSEEN.includes(name)))('the freedom %s shows', (name) => {
  expect(told([name])).not.toBe(plainly);
});

it.each([
  ['has-a-past', 'past-7', 1],
  ['lively-world', 'meanwhile-1', 7000],
] as const)('the freedom %s shows to whoever looks', (name, user, at) => {
  const lookAt = (freedoms: readonly FreedomName[]): string => {
    const on = perform(freedoms);
    on.give(connect('early', valid('nobody')));
    on.wait(at);
    on.give(connect('x', valid(user)));
    return JSON.stringify(on.give(sync('x')));
  };
  expect(lookAt([name])).not.toBe(lookAt([]));
});

it('does the same again in the same story', () => {
  expect(told(together)).toBe(told(together));
});

it('waits for nothing where it is prompt, and warns of nothing that goes together', () => {
  expect(warningsOf(together)).toEqual([]);
  const on = perform(prompt);
  expect(on.told(on.give(connect('a', valid('u'))))).toEqual(['connection.authorized']);
  expect(on.told(on.give(watch('a', 'A')))).toEqual(['acknowledgement true']);
});
