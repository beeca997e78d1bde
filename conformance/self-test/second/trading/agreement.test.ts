/** Two readings of one text: whatever happens, the reference server and the plain second one tell everybody the same. */
import { expect, it } from 'vitest';
import type { Input, Output, Server } from '../../../../schemas/server.ts';
import { makeTrading } from '../../../../reference-server/trading/server.ts';
import { createDice } from '../../dice.ts';
import {
  added,
  BEGINNING,
  cancelled,
  closed,
  connect,
  hook,
  publish,
  quote,
  type Seen,
  say,
  submitted,
  valid,
  watch,
} from './rehearsal.ts';
import { makeSecondTrading } from './server.ts';

type Dice = ReturnType<typeof createDice>;

const CONNECTIONS = ['a', 'b', 'c', 'd'];
const SYMBOLS = ['A', 'B', 'C'];
const THINGS = ['1', '2', '3', '4'];
const TEXTS = ['', '{', '[]', 'null', '{"event":"market.subscribe"}', '{"event":"nobody.knows","data":{}}'];
const one = <Item>(dice: Dice, items: readonly [Item, ...Item[]] | readonly Item[]): Item =>
  items[dice(0, items.length - 1)] as Item; // there is at least one

/** Something that might happen to the account of the user `u`; much of it cannot. */
const event = (dice: Dice): Input => {
  const [id, symbol] = [one(dice, THINGS), one(dice, SYMBOLS)];
  const newBalance = dice(-9, 99);
  const balance = { userId: 'u', oldBalance: 0, newBalance, change: newBalance, currency: 'EUR' };
  return one(dice, [
    added(id, symbol, { quantity: dice(-5, 5), currentPrice: dice(0, 9) }),
    closed(id, symbol),
    publish('portfolio.positionUpdated', {
      ...{ userId: 'u', positionId: id, symbol, updates: { currentPrice: dice(0, 9) } },
    }),
    submitted(id),
    cancelled(id),
    publish('portfolio.balanceChanged', { ...balance, reason: 'EXTERNAL_SYNC' }),
    publish('trade.submitted', { userId: 'u', tradeId: id }),
    publish('error.brokerDisconnected', {
      ...{ brokerType: 't', brokerConnectionId: id, reason: 'r', action: 'a' },
    }),
  ]);
};

const command = (dice: Dice, connection: string): Input => {
  const symbols = SYMBOLS.filter(() => dice(0, 1) === 0);
  const syncTypes = ['portfolio', 'positions', 'trades'].filter(() => dice(0, 1) === 0);
  return one(dice, [
    watch(connection, ...symbols),
    say(connection, 'market.unsubscribe', { symbols }),
    say(connection, 'state.requestSync', { syncTypes }),
    say(connection, 'market.subscribe', { symbols: [''] }),
    { do: 'text', connection, text: one(dice, TEXTS) } as const,
    { do: 'binary', connection, size: 3, ack: 4 } as const,
  ]);
};

const chance = (dice: Dice, now: number): Input => {
  const connection = one(dice, CONNECTIONS);
  const what = dice(0, 59);
  if (what < 16) return quote(one(dice, SYMBOLS), dice(0, 99));
  if (what < 26) return event(dice);
  if (what < 51) return command(dice, connection);
  if (what < 58) {
    const user = one(dice, ['u', 'u', 'w']);
    return connect(connection, dice(0, 9) === 0 ? { status: 'missing' } : valid(user, now + dice(-1, 400_000)));
  }
  if (what < 59) return { do: 'disconnect', connection };
  return one(dice, [hook('close', { subject: 'u', reason: 'logout' }), hook('reset'), hook('close', { reason: 'no' })]);
};

/** What is in a server's own words. */
const OWN = ['message', 'sessionId'];

/** What one input brought, without words of a server's own; of what comes at once, the order is left open. */
const brought = (outputs: readonly Output[]): readonly string[] =>
  outputs
    .map((output) => {
      if (output.do === 'message') {
        const { event: name, data } = output.message as Seen; // both send such objects
        const said = Object.entries(data).filter(([field]) => !OWN.includes(field));
        return `${output.connection} ${name} ${JSON.stringify(Object.fromEntries(said.sort()))} ${String(output.ack)}`;
      }
      return output.do === 'answer'
        ? `hook ${output.status}`
        : `${output.do} ${'connection' in output && output.connection}`;
    })
    .sort();

/** Performs inputs, each so many ms behind the one before; gives what each brought, and what came meanwhile. */
const performed = (server: Server, seed: number, count: number): readonly (readonly string[])[] => {
  const dice = createDice(seed);
  const lines: (readonly string[])[] = [];
  const open = new Set<string>();
  let now = 0;
  const give = (input: Input): void => {
    const outputs = server.receive(input, BEGINNING + now);
    for (const output of outputs)
      if (output.do === 'close' || output.do === 'terminate') open.delete(output.connection);
    const said = brought(outputs);
    if (said.length > 0) lines.push([`${now}`, ...said]);
  };
  for (let nth = 0; nth < count; nth += 1) {
    const until = now + (dice(0, 39) === 0 ? dice(1, 60_000) : one(dice, [0, 0, 1, 1, 50, 300, 700, 1000]));
    for (let due = server.due(); due !== undefined && due <= BEGINNING + until; due = server.due()) {
      now = Math.max(now, due - BEGINNING);
      give({ do: 'tick' });
    }
    now = until;
    const input = chance(dice, now);
    // A connection begins once, and its end is the host's to tell.
    if (input.do === 'connect') {
      if (open.has(input.connection)) give({ do: 'disconnect', connection: input.connection });
      open.add(input.connection);
    }
    give(input);
  }
  return lines;
};

it.each(Array.from({ length: 25 }, (_, nth) => nth + 1))('by chance number %d', (seed) => {
  const [reference, second] = [makeTrading(), makeSecondTrading({ freedoms: [] })];
  const told = performed(reference, seed, 800);
  expect(performed(second, seed, 800)).toEqual(told);
});

it('meets everything that there is to meet', () => {
  const told = Array.from({ length: 25 }, (_, nth) => performed(makeTrading(), nth + 1, 800))
    .flat(2)
    .join('\n');
  for (const part of [
    ...['token.expiring', 'token_expired', 'logout', 'server_shutdown', 'AUTHENTICATION_FAILED', 'INVALID_PAYLOAD'],
    ...['"error":"RATE_LIMIT_EXCEEDED"', 'error.rateLimitWarning', '"currentPrice":', '"pendingTrades":[{'],
    ...['trade.cancelled', 'portfolio.positionUpdated', 'hook 202', 'hook 400', 'hook 409', 'hook 204'],
  ])
    expect(told.split(part).length - 1, part).toBeGreaterThan(20);
});
