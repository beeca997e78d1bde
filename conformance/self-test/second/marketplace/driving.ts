/** Drives a server directly: gives it inputs at instants, wakes it when it asks for it, and tells what it did. */
import type { HookName } from '../../../../schemas/hooks.ts';
import type { Input, Output, Server } from '../../../../schemas/server.ts';

type Query = Readonly<Record<string, string>>;

/** A message, or a body of an HTTP answer. */
export type Frame = Readonly<Record<string, unknown>>;

/** When everything begins, in unix ms: at no round instant. */
export const BEGINNING = Date.UTC(2026, 0, 1, 0, 0, 0, 7);

/** The fields of a listing. */
export const LISTING = { id: 'l', domain: 'a.example', price: 9, seller: 's' };
/** The fields of an offer with the same id. */
export const OFFER = { id: 'l', domain: 'a.example', price: 8, offerer: 'o' };
/** The fields of a trade. */
export const TRADE = { domain: 'a.example', price: 1, side: 'buy' };

/** A connection comes, perhaps with a filter. */
export const connect = (connection: string, query: Query = {}): Input => ({
  do: 'connect',
  connection,
  path: '/ws',
  query,
  credential: { status: 'missing' },
});

/** A client says something: a text as it is, or anything else as JSON. */
export const text = (connection: string, value: unknown): Input => ({
  do: 'text',
  connection,
  text: typeof value === 'string' ? value : JSON.stringify(value),
});

/** A hook is called; its name is its id. */
export const hook = (name: HookName, body?: unknown): Input => ({ do: 'hook', id: name, hook: name, body });

/** Something is to be published. */
export const publish = (event: string, payload: unknown): Input => hook('publish', { event, payload });

/** Something is asked for over HTTP; its path is its id. */
export const get = (path: string, query: Query = {}): Input => ({
  do: 'request',
  id: path,
  method: 'GET',
  path,
  query,
});

/** Something that a server did, and when. */
export interface Done {
  readonly at: number;
  readonly output: Output;
}

/** The answers among what was done. */
export const answersIn = (done: readonly Done[]) =>
  done.flatMap(({ output }) => (output.do === 'answer' ? [{ status: output.status, body: output.body }] : []));

/** The messages to one connection among what was done. */
export const framesTo = (connection: string, done: readonly Done[]): readonly Frame[] =>
  done.flatMap(({ output }) =>
    // This server's messages are all objects.
    output.do === 'message' && output.connection === connection ? [output.message as Frame] : [],
  );

/** Gives a server inputs at once, and then 100 ms to do what follows from them. */
export const drive = (server: Server) => {
  let now = BEGINNING;
  return (...inputs: readonly Input[]): readonly Done[] => {
    const done: Done[] = [];
    const give = (input: Input, at: number): void =>
      void done.push(...server.receive(input, at).map((output) => ({ at, output })));
    for (const input of inputs) give(input, now);
    now += 100;
    for (let due = server.due(); due !== undefined && due < now; due = server.due()) give({ do: 'tick' }, due);
    return done;
  };
};
