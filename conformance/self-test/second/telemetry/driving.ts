/** Drives a server directly: gives it inputs at instants, wakes it when it asks for it, and tells what it did. */
import type { HookName } from '../../../../schemas/hooks.ts';
import type { Credential, Input, Output, Server } from '../../../../schemas/server.ts';

/** A message. */
export type Frame = Readonly<Record<string, unknown>>;

/** When everything begins, in unix ms: at no round instant. */
export const BEGINNING = Date.UTC(2026, 0, 1, 0, 0, 0, 7);

const ORDER = {
  ...{ id: 'o', symbol: 'S', side: 'buy', type: 'limit', qty: 10, filledQty: 5, price: 1 },
  ...{ status: 'partially_filled', createdAt: 0, updatedAt: 0 },
};

/** The fields of events that fit the catalog, without their timestamps. */
export const FIELDS: Readonly<Record<string, Frame>> = {
  'positions:update': { positions: [] },
  'orders:update': { type: 'partial_fill', order: ORDER },
  'account:update': {
    ...{ equity: 1, cash: 1, buyingPower: 1, portfolioValue: 1 },
    ...{ dayPL: 0, dayPLPercent: 0, totalPL: 0, totalPLPercent: 0 },
  },
  'health:update': { cpu: 1, memory: 1, latency: 1, uptime: 1, lastHeartbeat: 1, status: 'healthy' },
  'market:update': { symbols: {} },
  'activity:log': { id: 'a', type: 'system', severity: 'info', message: 'm' },
};

/** A connection comes, with a session that lasts so many ms from the beginning. */
export const connect = (connection: string, lasts = 3_600_000, user = 'u'): Input => ({
  do: 'connect',
  ...{ connection, path: '/telemetry', query: {} },
  credential: { status: 'valid', user, roles: [], expiresAt: BEGINNING + lasts },
});

/** A connection comes, with another credential. */
export const present = (connection: string, credential: Credential): Input => ({
  do: 'connect',
  ...{ connection, path: '/telemetry', query: {}, credential },
});

/** A client says something: a text as it is, or anything else as JSON. */
export const text = (connection: string, value: unknown): Input => ({
  do: 'text',
  connection,
  text: typeof value === 'string' ? value : JSON.stringify(value),
});

/** A client starts channels. */
export const subscribe = (connection: string, ...channels: readonly unknown[]): Input =>
  text(connection, { event: 'subscribe', data: { channels } });

/** A client ends channels. */
export const unsubscribe = (connection: string, ...channels: readonly unknown[]): Input =>
  text(connection, { event: 'unsubscribe', data: { channels } });

/** A client shows that it is alive. */
export const ack = (connection: string): Input => text(connection, { event: 'heartbeat:ack', data: { clientTime: 0 } });

/** A hook is called; its name is its id. */
export const hook = (name: HookName, body?: unknown): Input => ({ do: 'hook', id: name, hook: name, body });

/** An event is to be published, known again by its timestamp. */
export const publish = (event: string, timestamp: number, more: Frame = {}): Input =>
  hook('publish', { event, payload: { ...FIELDS[event], timestamp, ...more } });

/** Something that a server did, and how many ms after the beginning. */
export interface Done {
  readonly at: number;
  readonly output: Output;
}

/** The statuses of the answers among what was done. */
export const statusesIn = (done: readonly Done[]) =>
  done.flatMap(({ output }) => (output.do === 'answer' ? [output.status] : []));

/** A message, with the instant at which it came. */
export interface Heard {
  readonly at: number;
  readonly event: string;
  readonly data: Frame;
}

/** The messages to one connection among what was done. */
export const heardBy = (connection: string, done: readonly Done[]): readonly Heard[] =>
  done.flatMap(({ at, output }) => {
    if (output.do !== 'message' || output.connection !== connection) return [];
    // All messages of this protocol are of this form.
    const { event, data } = output.message as { readonly event: string; readonly data: Frame };
    return [{ at, event, data }];
  });

/** What one connection heard and how it ended, in short: `subscribed`, `error RATE_LIMITED`, `market:update 7`, `close 1000`. */
export const inShort = (connection: string, done: readonly Done[]): readonly string[] =>
  done.flatMap((one) => {
    const { output } = one;
    if (output.do === 'close' && output.connection === connection) return [`close ${output.code}`];
    return heardBy(connection, [one]).map(({ event, data: { code, reason, timestamp } }) =>
      [event, code ?? reason ?? timestamp].filter((word) => word !== undefined).join(' '),
    );
  });

/** Gives a server inputs at once, and then so many ms to do what follows from them. */
export const drive = (server: Server) => {
  let now = BEGINNING;
  return (ms: number, ...inputs: readonly Input[]): readonly Done[] => {
    const done: Done[] = [];
    const give = (input: Input, at: number): void =>
      void done.push(...server.receive(input, at).map((output) => ({ at: at - BEGINNING, output })));
    for (const input of inputs) give(input, now);
    now += ms;
    for (let due = server.due(); due !== undefined && due < now; due = server.due()) give({ do: 'tick' }, due);
    return done;
  };
};
