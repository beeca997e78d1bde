/** Drives a telemetry core by hand, for the tests beside it: short inputs, its outputs in short, and time that is passed. */
import type { Credential, Input, MakeServer, Output } from '../../schemas/server.ts';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import type { Json } from '../json.ts';
import type { Decisions } from '../telemetry/decisions.ts';
import { makeTelemetry } from '../telemetry/server.ts';

/** When every trial begins, in unix ms. */
export const START = Date.UTC(2026, 0, 27, 12);

/** The name of an event. */
export type EventName = keyof (typeof telemetry)['events'];

/** The fields of an event that keep every rule, as its first example has them. */
export const payload = (event: EventName, more: Json = {}): Json => ({
  ...(telemetry.events[event].examples[0] as Json), // an example is an object
  ...more,
});

/** The frames that outputs send to one connection, or to all. */
export const frames = (outputs: readonly Output[], connection?: string): readonly Json[] =>
  outputs.flatMap((output) =>
    output.do === 'message' && (connection === undefined || output.connection === connection)
      ? // Servers send objects.
        [output.message as Json]
      : [],
  );

/** The status that a hook or a request was answered with. */
export const status = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.do === 'answer' ? [output.status] : []))[0];

const inShort = ({ event, data }: Json): string => {
  const { code, reason, channels, timestamp, id } = data as Json; // every frame has data
  const said = code ?? reason ?? (Array.isArray(channels) ? channels.join(' ') : (id ?? timestamp));
  return said === undefined || said === '' ? String(event) : `${event} ${said}`;
};

/** What outputs do, in short: `subscribed positions market`, `error RATE_LIMITED`, `market:update 7`, `close 4001`. */
export const told = (outputs: readonly Output[], connection?: string): readonly string[] =>
  outputs.flatMap((output) => {
    if (connection !== undefined && 'connection' in output && output.connection !== connection) return [];
    if (output.do === 'message') return [inShort(output.message as Json)]; // servers send objects
    return output.do === 'close' ? [`close ${output.code}`] : [];
  });

/** One server and one clock. */
export const trial = (options?: Parameters<MakeServer<Decisions>>[0]) => {
  const server = makeTelemetry(options);
  let now = START;
  const feed = (input: Input): readonly Output[] => server.receive(input, now);
  const present = (connection: string, credential: Credential) =>
    feed({ do: 'connect', connection, path: '/telemetry', query: {}, credential });
  const hook = (name: 'publish' | 'close' | 'reset', body?: unknown) => feed({ do: 'hook', id: 'h', hook: name, body });
  const text = (connection: string, sent: string) => feed({ do: 'text', connection, text: sent });
  const send = (connection: string, event: string, data?: unknown) => text(connection, JSON.stringify({ event, data }));
  const ack = (connection: string) => send(connection, 'heartbeat:ack', { clientTime: now });
  return {
    ...{ feed, present, hook, text, send, ack, due: server.due },
    /** Connects a user whose session lasts so many ms. */
    connect: (connection: string, user = 'u', lasts = 1e9) =>
      present(connection, { status: 'valid', user, roles: [], expiresAt: now + lasts }),
    subscribe: (connection: string, ...channels: readonly string[]) => send(connection, 'subscribe', { channels }),
    unsubscribe: (connection: string, ...channels: readonly string[]) => send(connection, 'unsubscribe', { channels }),
    publish: (event: EventName, more?: Json) => hook('publish', { event, payload: payload(event, more) }),
    /** Sets the newest value of an event, known again by its timestamp. */
    set: (event: EventName, timestamp: number) => hook('publish', { event, payload: payload(event, { timestamp }) }),
    /** Lets ms pass without a tick, as on a machine that is late. */
    stall: (ms: number): void => {
      now += ms;
    },
    /** Lets ms pass and fires what is due in them; each of what came is told with the ms that had passed. */
    pass: (ms: number, answering: readonly string[] = []): readonly string[] => {
      const [begin, end] = [now, now + ms];
      const seen: string[] = [];
      for (let due = server.due(); due !== undefined && due <= end; due = server.due()) {
        now = Math.max(now, due);
        const fired = feed({ do: 'tick' });
        seen.push(...told(fired).map((what) => `${now - begin}: ${what}`));
        for (const output of fired)
          if (output.do === 'message' && answering.includes(output.connection)) ack(output.connection);
      }
      now = end;
      return seen;
    },
  };
};

/** One server and a connection `c` on these channels. */
export const subscribed = (...channels: readonly string[]) => {
  const scene = trial();
  scene.connect('c');
  scene.subscribe('c', ...channels);
  return scene;
};
