/** Drives a trading core by hand, for the tests beside it: short inputs, and its outputs in short. */
import { trading } from '../../schemas/trading/protocol.ts';
import type { HookName } from '../../schemas/hooks.ts';
import type { Credential, Input, MakeServer, Output } from '../../schemas/server.ts';
import { minutes } from '../../schemas/units.ts';
import type { Json } from '../json.ts';
import type { Decisions } from '../trading/decisions.ts';
import { makeTrading } from '../trading/server.ts';

/** When every trial begins, in unix ms. */
export const START = Date.UTC(2025, 9, 22, 12);

/** The name of an event. */
export type EventName = keyof (typeof trading)['events'];

/** The fields of an event of the user `u`, as its first example has them. */
export const payload = (event: EventName, more: Json = {}): Json => {
  // An example is an object.
  const example = trading.events[event].examples[0] as Json;
  return { ...example, ...('userId' in example && { userId: 'u' }), ...more };
};

/** A position of so many pieces at a price. */
export const position = (id: string, symbol: string, quantity = 1, currentPrice = 10): Json => ({
  ...{ id, symbol, quantity, currentPrice, averageEntryPrice: 10, unrealizedPnL: 0 },
});

/** One server and one clock. */
export const desk = (options?: Parameters<MakeServer<Decisions>>[0]) => {
  const server = makeTrading(options);
  let now = START;
  let asked = 0;
  const feed = (input: Input): readonly Output[] => server.receive(input, now);
  const present = (connection: string, credential: Credential) =>
    feed({ do: 'connect', connection, path: '/socket.io/', query: {}, credential });
  const hook = (name: HookName, body?: unknown) => feed({ do: 'hook', id: 'h', hook: name, body });
  const text = (connection: string, sent: string, ack = ++asked) => feed({ do: 'text', connection, text: sent, ack });
  const emit = (connection: string, event: string, data: unknown) => text(connection, JSON.stringify({ event, data }));
  const publish = (event: EventName, more?: Json, subject?: string) =>
    hook('publish', { event, payload: payload(event, more), ...(subject !== undefined && { subject }) });
  return {
    feed,
    present,
    hook,
    text,
    emit,
    publish,
    due: () => {
      const at = server.due();
      return at === undefined ? undefined : at - START;
    },
    /** Connects a user whose token lasts so many ms. */
    connect: (connection: string, user = 'u', lasts = minutes(24 * 60)) =>
      present(connection, { status: 'valid', user, roles: [], expiresAt: now + lasts }),
    watch: (connection: string, ...symbols: readonly string[]) => emit(connection, 'market.subscribe', { symbols }),
    unwatch: (connection: string, ...symbols: readonly string[]) => emit(connection, 'market.unsubscribe', { symbols }),
    sync: (connection: string, ...syncTypes: readonly string[]) => emit(connection, 'state.requestSync', { syncTypes }),
    /** Publishes a quote, told from others by its volume. */
    quote: (symbol: string, volume: number) => publish('market.quote', { symbol, volume }),
    add: (id: string, symbol: string, more: Json = {}) =>
      publish('portfolio.positionAdded', { position: { ...position(id, symbol), ...more } }),
    drop: (positionId: string, symbol: string) => publish('portfolio.positionClosed', { positionId, symbol }),
    /** Lets ms pass without a tick, as on a machine that is late. */
    stall: (ms: number): void => {
      now += ms;
    },
    /** Lets ms pass and fires what is due in them. */
    pass: (ms: number): readonly Output[] => {
      const end = now + ms;
      const outputs: Output[] = [];
      for (let due = server.due(); due !== undefined && due <= end; due = server.due()) {
        now = due;
        outputs.push(...feed({ do: 'tick' }));
      }
      now = end;
      return outputs;
    },
  };
};

/** The frames among outputs that one connection gets, or all. */
export const frames = (outputs: readonly Output[], connection?: string) =>
  outputs.flatMap((output) =>
    output.do === 'message' && (connection === undefined || output.connection === connection)
      ? // This server sends such frames and no others.
        [output.message as { readonly event: string; readonly data: Json }]
      : [],
  );

const inShort = (output: Output): readonly string[] => {
  if (output.do === 'close') return [`${output.connection} end`];
  if (output.do === 'refuse') return [`${output.connection} refused`];
  if (output.do !== 'message') return [];
  const [frame] = frames([output]);
  if (!frame) return [];
  const { event, data } = frame;
  const detail = data.ok ?? data.error ?? data.expiresIn ?? data.current ?? data.volume ?? data.reason;
  const name = event === 'acknowledgement' ? 'ack' : event.slice(event.lastIndexOf('.') + 1);
  return [`${output.connection} ${name}${detail === undefined ? '' : ` ${String(detail)}`}`];
};

/** What outputs do to connections, in short: `a authorized`, `a ack true`, `b quote 7`, `a error INVALID_PAYLOAD`, `a end`. */
export const told = (outputs: readonly Output[]): readonly string[] => outputs.flatMap(inShort);

/** The status that a hook was answered with. */
export const status = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.do === 'answer' ? [output.status] : []))[0];
