/** Drives a marketplace core by hand, for the tests beside it: short inputs, its outputs, and time that is passed. */
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import type { HookName } from '../../schemas/hooks.ts';
import type { Input, MakeServer, Output } from '../../schemas/server.ts';
import type { Json } from '../json.ts';
import type { Decisions } from '../marketplace/decisions.ts';
import { makeMarketplace } from '../marketplace/server.ts';

/** When every trial begins, in unix ms. */
export const START = Date.UTC(2025, 10, 5, 12);

/** The name of a business event. */
export type EventName = keyof (typeof marketplace)['events'];

/** The fields of an event that keep every rule, as its first example has them. */
export const payload = (event: EventName, more: Json = {}): Json => ({
  ...(marketplace.events[event].examples[0] as Json), // an example is an object
  ...more,
});

/** One server and one clock. */
export const market = (options?: Parameters<MakeServer<Decisions>>[0]) => {
  const server = makeMarketplace(options);
  let now = START;
  const feed = (input: Input): readonly Output[] => server.receive(input, now);
  const hook = (name: HookName, body?: unknown) => feed({ do: 'hook', id: 'h', hook: name, body });
  const text = (connection: string, sent: string) => feed({ do: 'text', connection, text: sent });
  return {
    feed,
    hook,
    text,
    due: server.due,
    connect: (connection: string, query: Readonly<Record<string, string>> = {}) =>
      feed({ do: 'connect', connection, path: '/ws', query, credential: { status: 'missing' } }),
    send: (connection: string, command: unknown) => text(connection, JSON.stringify(command)),
    publish: (event: EventName, more?: Json) => hook('publish', { event, payload: payload(event, more) }),
    /** Asks over HTTP; gives the status and the body. */
    fetch: (path: string, query: Readonly<Record<string, string>> = {}, method = 'GET') => {
      const [output] = feed({ do: 'request', id: 'r', method, path, query });
      if (output?.do !== 'answer') throw new Error('A request was not answered.');
      return { status: output.status, body: output.body as Json }; // bodies of answers are objects
    },
    pass: (ms: number): void => {
      now += ms;
    },
  };
};

/** The frames that outputs send to one connection. */
export const framesTo = (connection: string, outputs: readonly Output[]): readonly Json[] =>
  outputs.flatMap((output) =>
    output.do === 'message' && output.connection === connection ? [output.message as Json] : [],
  );
