/** Lazy servers of marketplace, prediction, telemetry and trading: each does one easy thing, always, and hopes that it will do. */
import type { Server } from '../../schemas/server.ts';
import { at } from '../scene/pointer.ts';
import { parsed } from '../scene/json.ts';
import { meeting, type On, say, textOf, withholding } from './lazy-servers.ts';
import { subjects } from './subjects.ts';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const hello: On<'connect'> = ({ connection }) => [say(connection, { type: 'hello', seq: 0, epoch: 'one' })];

/** Confirms every filter, and answers all else with a pong. */
const confirmFilter: On<'text' | 'binary'> = (input) => {
  const frame = parsed(textOf(input));
  const [events, competitions] = [listOf(at(frame, '/events')), listOf(at(frame, '/competitions'))];
  switch (at(frame, '/action')) {
    case 'SUB':
      return [say(input.connection, { type: 'subscribed', events, competitions })];
    case 'UNSUB':
      return [say(input.connection, { type: 'unsubscribed' })];
    default:
      return [say(input.connection, { type: 'pong' })];
  }
};

/** Confirms every subscription, and answers all else with a pong. */
const confirmStreams: On<'text' | 'binary'> = (input) => {
  const frame = parsed(textOf(input));
  const [id, streams] = [at(frame, '/id') ?? '', listOf(at(frame, '/streams'))];
  switch (at(frame, '/op')) {
    case 'subscribe':
      return [say(input.connection, { op: 'subscribed', id, streams, next: {} })];
    case 'unsubscribe':
      return [say(input.connection, { op: 'unsubscribed', id, streams })];
    default:
      return [say(input.connection, { op: 'pong', id })];
  }
};

/** Answers pings, and refuses every filter as if it named an event that there is not. */
const refuseFilter: On<'text' | 'binary'> = (input) =>
  at(parsed(textOf(input)), '/action') === 'PING'
    ? confirmFilter(input)
    : [say(input.connection, { type: 'error', code: 'UNKNOWN_EVENT', message: 'There is no such event.' })];

/** Answers pings, and refuses every subscription as if it named a stream that there is not. */
const refuseStreams: On<'text' | 'binary'> = (input) => {
  const frame = parsed(textOf(input));
  const refusal = { op: 'error', id: at(frame, '/id') ?? null, code: 'UNKNOWN_STREAM', message: 'There is none.' };
  return at(frame, '/op') === 'ping' ? confirmStreams(input) : [say(input.connection, refusal)];
};

const serverTime = 1_706_400_000_000;

const ack: On<'connect'> = ({ connection }) => [
  say(connection, { event: 'connection:ack', data: { connectionId: connection, serverTime, version: '1' } }),
];

/** Confirms every list of channels, and all else as if it were one. */
const confirmChannels: On<'text' | 'binary'> = (input) => {
  const frame = parsed(textOf(input));
  const channels = listOf(at(frame, '/data/channels'));
  return at(frame, '/event') === 'unsubscribe'
    ? [say(input.connection, { event: 'unsubscribed', data: { channels, unsubscribedAt: serverTime } })]
    : [say(input.connection, { event: 'subscribed', data: { channels, subscribedAt: serverTime } })];
};

/** Refuses everything as if it named a channel that there is not. */
const refuseChannels: On<'text' | 'binary'> = ({ connection }) => {
  const error = { what: 'It failed', why: 'There is no such channel', how: 'Name another' };
  return [say(connection, { event: 'error', data: { code: 'SUBSCRIPTION_ERROR', error } })];
};

const now = '2024-03-15T14:23:15.000Z';

const authorize: On<'connect'> = ({ connection, credential }) => {
  const userId = credential.status === 'valid' ? credential.user : 'somebody';
  return [say(connection, { event: 'connection.authorized', data: { userId, sessionId: connection, timestamp: now } })];
};

const acknowledged = (input: Parameters<On<'text' | 'binary'>>[0], data: unknown) => {
  const { connection, ack } = input;
  return ack === undefined
    ? []
    : [{ do: 'message', connection, message: { event: 'acknowledgement', data }, ack } as const];
};

/** Acknowledges everything as if it had been carried out. */
const acknowledge: On<'text' | 'binary'> = (input) => acknowledged(input, { ok: true });

/** Refuses everything as if it were bad input. */
const refuse: On<'text' | 'binary'> = (input) => {
  const error = 'INVALID_PAYLOAD';
  return [
    say(input.connection, { event: 'connection.error', data: { error, message: 'No.', timestamp: now } }),
    ...acknowledged(input, { ok: false, error }),
  ];
};

const nobody: On<'connect'> = () => [];
const nothing: On<'text' | 'binary'> = () => [];

/** Lazy servers by the protocol's id and by name, each made anew. */
export const lazyFeeds = {
  marketplace: {
    /** Takes connections, and says nothing. */
    mute: () => meeting(nobody, nothing),
    /** Greets everybody, and says nothing more. */
    greets: () => meeting(hello, nothing),
    /** Confirms everything. */
    confirms: () => meeting(hello, confirmFilter),
    /** Refuses every filter. */
    refuses: () => meeting(hello, refuseFilter),
    withholds: withholding(subjects.marketplace),
  },
  prediction: {
    mute: () => meeting(nobody, nothing),
    confirms: () => meeting(nobody, confirmStreams),
    refuses: () => meeting(nobody, refuseStreams),
    withholds: withholding(subjects.prediction),
  },
  telemetry: {
    mute: () => meeting(nobody, nothing),
    greets: () => meeting(ack, nothing),
    confirms: () => meeting(ack, confirmChannels),
    refuses: () => meeting(ack, refuseChannels),
    withholds: withholding(subjects.telemetry),
  },
  trading: {
    mute: () => meeting(nobody, nothing),
    greets: () => meeting(authorize, nothing),
    confirms: () => meeting(authorize, acknowledge),
    refuses: () => meeting(authorize, refuse),
    withholds: withholding(subjects.trading),
  },
} satisfies Readonly<Record<string, Readonly<Record<string, () => Server>>>>;
