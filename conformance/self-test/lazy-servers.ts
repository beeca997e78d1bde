/** Lazy servers of commerce: each does one easy thing, always, and hopes that it will do. Pure values, for any host. */
import type { Input, Output, Server } from '../../schemas/server.ts';
import { reader as createReader } from '../../schemas/reader.ts';
import { drop, messages } from '../faults/wrap.ts';
import { at } from '../scene/pointer.ts';
import { parsed } from '../scene/json.ts';
import { type Subject, subjects } from './subjects.ts';

/** What a server does about one sort of input. */
export type On<What extends Input['do']> = (input: Extract<Input, { do: What }>) => readonly Output[];

const timestamp = '2026-01-01T00:00:00.000Z';
/** Sends one message. */
export const say = (connection: string, message: unknown): Output => ({ do: 'message', connection, message });
const greet = (connection: string, user = 'somebody') =>
  say(connection, { type: 'connected', userId: user, timestamp });
const error = (connection: string, message: string, code: string) => say(connection, { type: 'error', message, code });
const close = (connection: string, code: number): Output => ({ do: 'close', connection, code, reason: '' });

/** A server that meets connections and messages in its own way, and says yes to every hook. */
export const meeting = (connect: On<'connect'>, text: On<'text' | 'binary'>): Server => ({
  due: () => undefined,
  receive: (input) => {
    switch (input.do) {
      case 'connect':
        return connect(input);
      case 'text':
      case 'binary':
        return text(input);
      case 'hook':
        return [{ do: 'answer', id: input.id, status: 202, body: {} }];
      case 'request':
        return [{ do: 'answer', id: input.id, status: 404 }];
      case 'pong':
      case 'disconnect':
      case 'tick':
        return [];
    }
  },
});

const welcome: On<'connect'> = ({ connection, credential }) => [
  greet(connection, credential.status === 'valid' ? credential.user : undefined),
];
/** The text of what a client sent; of what is binary none. */
export const textOf = (input: Extract<Input, { do: 'text' | 'binary' }>) => (input.do === 'text' ? input.text : '');

const channelsIn = (frame: unknown): readonly unknown[] => {
  const list = at(frame, '/channels');
  return Array.isArray(list) ? list : [at(frame, '/channel')];
};

const CONFIRMATION = { subscribe: 'subscribed', unsubscribe: 'unsubscribed' } as const;

/** Confirms whatever it is asked for, and answers all else with a pong. */
const confirm: On<'text' | 'binary'> = (input) => {
  const frame = parsed(textOf(input));
  const type = at(frame, '/type');
  const channels = channelsIn(frame).filter((channel) => typeof channel === 'string');
  return (type === 'subscribe' || type === 'unsubscribe') && channels.length > 0
    ? channels.map((channel) => say(input.connection, { type: CONFIRMATION[type], channel, timestamp }))
    : [say(input.connection, { type: 'pong', timestamp })];
};

/** Confirms whatever it is asked for, and ends each connection at its third message. */
const mortal = (): Server => {
  const heard = new Map<string, number>();
  return meeting(welcome, (input) => {
    const { connection } = input;
    const count = (heard.get(connection) ?? 0) + 1;
    heard.set(connection, count);
    return count < 3 ? confirm(input) : [{ do: 'terminate', connection }];
  });
};

/** Confirms whatever it is asked for, until the third message of all; then nobody is let in any more. */
const gone = (): Server => {
  let heard = 0;
  const here = new Set<string>();
  const terminated = () => {
    const all = [...here].map((connection): Output => ({ do: 'terminate', connection }));
    here.clear();
    return all;
  };
  return meeting(
    (input) => {
      here.add(input.connection);
      return heard < 3 ? welcome(input) : terminated();
    },
    (input) => (++heard < 3 ? confirm(input) : terminated()),
  );
};

/** Keeps every promise of a protocol but that of sending events: it never does. */
export const withholding =
  ({ protocol, reference }: Subject) =>
  (): Server =>
    drop(messages(createReader(protocol), (name) => Object.hasOwn(protocol.events, name)))(reference());

/** Lazy servers of commerce by name, each made anew. */
export const lazyServers = {
  /** Takes connections, and says nothing. */
  mute: () =>
    meeting(
      () => [],
      () => [],
    ),
  /** Greets everybody, and says nothing more. */
  greets: () => meeting(welcome, () => []),
  /** Lets everybody in, and confirms everything. */
  confirms: () => meeting(welcome, confirm),
  /** Greets everybody, and sends back what it gets. */
  echoes: () => meeting(welcome, (input) => [say(input.connection, parsed(textOf(input)) ?? null)]),
  /** Greets everybody, and answers everything with the same error. */
  complains: () =>
    meeting(welcome, ({ connection }) => [error(connection, 'Invalid message format', 'INVALID_MESSAGE')]),
  /** Ends each connection at its third message. */
  dies: mortal,
  /** Is gone after three messages. */
  isGone: gone,
  /** Refuses everybody as it should refuse a bad token. */
  refuses: () =>
    meeting(
      ({ connection }) => [error(connection, 'Authentication required', 'AUTH_REQUIRED'), close(connection, 4001)],
      () => [],
    ),
  /** Greets everybody, and closes. */
  leaves: () =>
    meeting(
      (input) => [...welcome(input), close(input.connection, 1000)],
      () => [],
    ),
  /** Keeps every promise but that of delivering events: it never sends one. */
  withholds: withholding(subjects.commerce),
} satisfies Readonly<Record<string, () => Server>>;
