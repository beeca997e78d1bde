/** What tests of this server are written with: inputs, a clock that is passed, and what connections are told. */
import type { Credential, Input, Output, Server } from '../../../../schemas/server.ts';
import type { FreedomName } from './freedoms.ts';
import { makeSecondTrading } from './server.ts';

/** When a rehearsal begins, in unix ms. */
export const BEGINNING = Date.UTC(2026, 0, 1);
const timestamp = '2026-01-01T00:00:00Z';

/** What a client sees. */
export interface Seen {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A call of a hook. */
export const hook = (name: 'publish' | 'close' | 'reset' | 'token', body?: unknown): Input => ({
  do: 'hook',
  id: 'h',
  hook: name,
  body,
});
/** A request to publish. */
export const publish = (event: string, payload: object, subject?: string): Input =>
  hook('publish', { event, payload: { timestamp, ...payload }, subject });
/** A credential of a user that lasts so many ms from the beginning on. */
export const valid = (user: string, until = 86_400_000): Credential => ({
  status: 'valid',
  user,
  roles: [],
  expiresAt: BEGINNING + until,
});
/** Somebody connects. */
export const connect = (connection: string, credential: Credential): Input => ({
  do: 'connect',
  connection,
  path: '/socket.io/',
  query: {},
  credential,
});
/** Somebody says something, to be acknowledged. */
export const say = (connection: string, event: string, data?: unknown): Input => ({
  do: 'text',
  connection,
  text: JSON.stringify({ event, data }),
  ack: 5,
});
/** Somebody asks for quotes. */
export const watch = (connection: string, ...symbols: readonly string[]): Input =>
  say(connection, 'market.subscribe', { symbols });
/** A quote, told from others by its volume. */
export const quote = (symbol: string, volume: number): Input =>
  publish('market.quote', { symbol, volume, bid: 1, ask: 2, last: 1.5, change: 0, changePercent: 0 });
/** A position of the user `u` is opened. */
export const added = (id: string, symbol: string, more: object = {}): Input => {
  const position = { id, symbol, quantity: 3, averageEntryPrice: 1, currentPrice: 1.115, unrealizedPnL: 0, ...more };
  return publish('portfolio.positionAdded', { userId: 'u', position });
};
/** A position of the user `u` is closed. */
export const closed = (positionId: string, symbol: string): Input =>
  publish('portfolio.positionClosed', {
    ...{ userId: 'u', positionId, symbol, quantity: 3, entryPrice: 1, exitPrice: 1, realizedPnL: 0 },
    ...{ holdingPeriod: 0, closedAt: timestamp },
  });
/** A trade of the user `u` is submitted. */
export const submitted = (tradeId: string): Input =>
  publish('trade.submitted', {
    ...{ userId: 'u', tradeId, symbol: 'A', quantity: 1, orderType: 'limit', side: 'buy', brokerOrderId: 'b' },
    ...{ status: 'submitted', limitPrice: 2, submittedAt: timestamp },
  });
/** It is cancelled. */
export const cancelled = (tradeId: string): Input =>
  publish('trade.cancelled', {
    ...{ userId: 'u', tradeId, symbol: 'A', quantity: 1, cancelledBy: 'user', reason: 'r', cancelledAt: timestamp },
  });

/** Performs inputs on a server, and ticks whenever the server asks for it; instants are ms since the beginning. */
export const perform = (freedoms: readonly FreedomName[] = []) => {
  const server: Server = makeSecondTrading({ freedoms });
  let at = 0;
  const give = (input: Input): readonly Output[] => server.receive(input, BEGINNING + at);
  const wait = (until: number): readonly Output[] => {
    const outputs: Output[] = [];
    for (let due = server.due(); due !== undefined && due <= BEGINNING + until; due = server.due()) {
      at = Math.max(at, due - BEGINNING);
      outputs.push(...give({ do: 'tick' }));
    }
    at = Math.max(at, until);
    return outputs;
  };
  return {
    give,
    wait,
    now: () => at,
    due: server.due,
    /** What outputs bring to a connection, in short. */
    told: (outputs: readonly Output[], connection = 'a'): readonly string[] =>
      outputs.flatMap((one) => ('connection' in one && one.connection === connection ? [inShort(one)] : [])),
  };
};

const inShort = (output: Output): string => {
  if (output.do !== 'message') return output.do;
  // What this server says is such objects.
  const { event, data } = output.message as Seen;
  const detail =
    data['error'] ?? data['ok'] ?? data['reason'] ?? data['expiresIn'] ?? data['current'] ?? data['volume'];
  return detail === undefined ? event : `${event} ${String(detail)}`;
};

/** The state that a message tells. */
export const stateIn = (outputs: readonly Output[]): Seen['data'] | undefined =>
  outputs
    .flatMap((one) => (one.do === 'message' ? [one.message as Seen] : []))
    .find(({ event }) => event === 'state.sync')?.data;
