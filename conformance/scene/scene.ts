/**
 * The scene: what one plan's history means so far. Fed entry by entry, it turns each into a moment
 * that every oracle shares. It keeps state for what is open and due, never the history itself.
 */
import type { Problem, Reader } from '../../schemas/reader.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Entry, EntryOf, Reading } from '../engine/history.ts';
import { type Cause, type Connection, endangered, isBad } from './connection.ts';
import { createInbox, createPublications, type Delivery, type Publication } from './deliveries.ts';
import {
  type Command,
  createQueue,
  errorKind,
  type Expectation,
  expectations,
  readCommand,
  type Reply,
} from './exchanges.ts';
import { itemsAt, textAt } from './pointer.ts';
import { createWorld, type World } from './world.ts';

/** One entry with what it means. */
export interface Moment {
  readonly entry: Entry;
  readonly scene: Scene;
  /** The connection it concerns. */
  readonly connection?: Connection;
  /** What was received, parsed; absent when it is not JSON. */
  readonly json?: unknown;
  /** The message received, when the protocol knows it. */
  readonly message?: Reading;
  readonly problems?: readonly Problem[];
  /** What was sent, as a command. */
  readonly command?: Command;
  readonly reply?: Reply;
  /** An answer that nobody asked for. */
  readonly unasked?: boolean;
  /** An error that a close may explain; if none follows, nobody asked for it. */
  readonly farewell?: boolean;
  readonly delivery?: Delivery;
  /** The publication that is beginning or done. */
  readonly publication?: Publication;
  /** Publications that, as is now certain, will not come. */
  readonly lost?: readonly Publication[];
  /** Answers that, as is now certain, will not come. */
  readonly unanswered?: readonly Expectation[];
}

/** What one plan's history means so far. */
export interface Scene {
  readonly protocol: Protocol;
  readonly reader: Reader;
  readonly world: World;
  readonly connections: ReadonlyMap<number, Connection>;
  /** What jitter, round trips and strides of time may make of a duration that is right, in ms. */
  readonly resolution: () => number;
  /** Our own longest stall so far, in ms; so much later than it came may anything have been heard. */
  readonly stalled: () => number;
  readonly take: (entry: Entry) => Moment;
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The scene before anything happened. */
export const createScene = (protocol: Protocol, reader: Reader, plan: number, resolution: () => number): Scene => {
  const { promises } = protocol;
  const { credentials, delivery, errors, size, closing } = promises;
  const world = createWorld(promises);
  const publications = createPublications(promises, world);
  const connections = new Map<number, Connection>();
  /** Calls that end connections, with the seq of the causes that they are. */
  const endingCalls = new Map<number, number>();
  /** Our longest stall so far, in ms; so much later than it came may anything be heard. */
  let stalled = 0;
  const unsteadiness = () => resolution() + stalled;
  const farewells = [credentials?.refusal, credentials?.expiry, ...Object.values(closing?.reasons ?? {})].flatMap(
    (ending) => (ending?.error ? [ending.error.kind] : []),
  );

  const cause = (connection: Connection, why: Cause['why'], seq: number, must: boolean, codes?: readonly number[]) => {
    connection.causes.push({ why, seq, must, ...(codes ? { codes } : {}) });
  };

  const open = (entry: EntryOf<'opening'>): Connection => {
    const { badge } = entry;
    const connection: Connection = {
      number: entry.connection,
      badge,
      openingAt: entry.at,
      state: 'opening',
      greeted: false,
      left: false,
      received: 0,
      queue: createQueue(promises),
      inbox: createInbox(),
      channels: new Set(),
      former: new Set(),
      refused: new Set(),
      asking: new Map(),
      causes: [],
      pings: [],
    };
    connections.set(entry.connection, connection);
    if (credentials && isBad(connection)) cause(connection, 'refusal', entry.seq, true, [credentials.refusal.close]);
    return connection;
  };

  const expiring = (connection: Connection, now: number): void => {
    const { expires } = connection.badge;
    if (!credentials || !expires || connection.causes.some(({ why }) => why === 'expiry' || why === 'refusal')) return;
    if (now >= expires.from - credentials.expiry.tolerance - unsteadiness()) {
      cause(connection, 'expiry', -1, false, [credentials.expiry.close]);
    }
  };

  const sent = (entry: EntryOf<'sent'>, connection: Connection): Partial<Moment> => {
    if (entry.form !== 'text' && entry.form !== 'binary') {
      if (entry.form === 'invalid utf-8') cause(connection, 'bad utf-8', entry.seq, false, [1007]);
      else cause(connection, 'transport', entry.seq, false);
    }
    if (size && entry.bytes > size.takes) {
      cause(connection, 'oversize', entry.seq, entry.bytes > size.refuses, [size.close]);
      if (entry.bytes > size.refuses) return {};
    }
    if (entry.form !== 'text' && entry.form !== 'binary' && entry.form !== 'invalid utf-8') return {};
    const command = readCommand(entry, promises, reader);
    connection.queue.add(expectations(command, promises));
    if (delivery && (command.name === delivery.subscribe || command.name === delivery.unsubscribe)) {
      for (const item of command.items) {
        connection.asking.set(item, entry.seq);
        if (command.name === delivery.unsubscribe) unpromise(connection, item);
      }
    }
    return { command };
  };

  /** Once an unsubscribe is under way, what its channel alone made due may or may not come. */
  const unpromise = (connection: Connection, channel: string): void => {
    for (const [publication, channels] of connection.inbox.due) {
      if (publication.told !== undefined) continue;
      channels.delete(channel);
      if (channels.size === 0) connection.inbox.due.delete(publication);
    }
  };

  const applyReply = (reply: Reply, connection: Connection): void => {
    const { command, item } = reply.to;
    if (item === undefined || !delivery) return;
    if (connection.asking.get(item) === command.entry.seq) connection.asking.delete(item);
    if (command.name === delivery.subscribe && reply.fit === 'answer') {
      connection.channels.add(item);
      connection.refused.delete(item);
      connection.former.delete(item);
    } else if (command.name === delivery.subscribe && !connection.channels.has(item)) connection.refused.add(item);
    else if (command.name === delivery.unsubscribe && reply.fit === 'answer' && connection.channels.delete(item)) {
      connection.former.add(item);
    }
  };

  const control = (entry: EntryOf<'received'>, connection: Connection, message: Reading): Partial<Moment> => {
    if (message.name === promises.handshake?.greeting) {
      connection.greeted = true;
      return {};
    }
    if (!connection.queue.answers(message)) return {};
    const isError = errors !== undefined && message.name === errors.message;
    // An error that answers something pending, by its words or at least by its code, is no farewell.
    const answering =
      errors &&
      isError &&
      connection.queue
        .pending()
        .some((expected) => errorKind(message.body, errors, expected.errors, expected.item) !== undefined);
    if (isError && !answering && (endangered(connection) || errorKind(message.body, errors, farewells) !== undefined)) {
      connection.farewell = entry;
      return { farewell: true };
    }
    const reply = connection.queue.settle(message);
    if (!reply) return { unasked: true };
    applyReply(reply, connection);
    return { reply, ...settleInbox(connection, reply.to.command.entry.seq) };
  };

  /** An answer proves that what was published before its command was sent has come by now, or never will. */
  const settleInbox = (connection: Connection, commandSeq: number): Partial<Moment> => {
    const lost: Publication[] = [];
    for (const [publication] of connection.inbox.due) {
      if (publication.told !== undefined && publication.told < commandSeq) lost.push(publication);
    }
    for (const publication of lost) connection.inbox.due.delete(publication);
    return lost.length > 0 ? { lost } : {};
  };

  const received = (entry: EntryOf<'received'>, connection: Connection): Partial<Moment> => {
    connection.received++;
    expiring(connection, entry.at);
    const json = entry.form === 'text' ? parse(entry.text) : undefined;
    const message = reader.read(json, 'server');
    if (!message) return json === undefined ? {} : { json };
    const problems = reader.problems(message.kind, message.name, json);
    const meaning =
      message.kind === 'event'
        ? { delivery: publications.deliver(message.name, message.body, connection.inbox, connection.channels) }
        : control(entry, connection, message);
    return { json, message, problems, ...meaning };
  };

  const asked = (entry: EntryOf<'asked'>): Partial<Moment> => {
    if (entry.hook === 'close' || entry.hook === 'reset') endings(entry);
    if (entry.hook !== 'publish') return {};
    const publication = publications.begin(
      entry,
      textAt(entry.request, '/event') ?? '',
      itemsAt(entry.request, '/payload')[0],
    );
    for (const connection of connections.values()) {
      if (connection.state !== 'open' || !connection.greeted) continue;
      const sure = (publication.channels ?? []).filter(
        (channel) => connection.channels.has(channel) && !connection.asking.has(channel),
      );
      if (sure.length > 0) connection.inbox.due.set(publication, new Set(sure));
    }
    return { publication };
  };

  const endings = (entry: EntryOf<'asked'>): void => {
    const subject = textAt(entry.request, '/subject');
    endingCalls.set(entry.call, entry.seq);
    const ending = closing?.reasons[textAt(entry.request, '/reason') ?? ''];
    for (const connection of connections.values()) {
      if (connection.state === 'closed' || (subject !== undefined && connection.badge.user !== subject)) continue;
      cause(connection, 'asked', entry.seq, true, entry.hook === 'close' && ending ? [ending.close] : undefined);
    }
  };

  /** A call that was refused ends nothing; of one that failed nobody knows whether it ends anything. */
  const settleEndings = ({ call, answer }: EntryOf<'told'>): void => {
    if (answer.status === 'done') return;
    for (const { causes } of connections.values()) {
      const index = causes.findIndex(({ why, seq }) => why === 'asked' && seq === endingCalls.get(call));
      const found = causes[index];
      if (found) causes.splice(index, 1, ...(answer.status === 'failed' ? [{ ...found, must: false }] : []));
    }
  };

  const told = (entry: EntryOf<'told'>): Partial<Moment> => {
    if (entry.hook === 'close' || entry.hook === 'reset') settleEndings(entry);
    if (entry.hook !== 'publish') return {};
    const publication = publications.finish(entry);
    if (publication) return { publication };
    for (const { inbox } of connections.values()) {
      for (const [due] of inbox.due) if (due.call === entry.call) inbox.due.delete(due);
    }
    return {};
  };

  const concerning = (entry: Extract<Entry, { connection: number }>): Partial<Moment> => {
    const connection = entry.kind === 'opening' ? open(entry) : connections.get(entry.connection);
    if (!connection) return {};
    return { connection, ...meaning(entry, connection) };
  };

  const meaning = (entry: Extract<Entry, { connection: number }>, connection: Connection): Partial<Moment> => {
    switch (entry.kind) {
      case 'opening':
        return {};
      case 'opened':
        connection.state = 'open';
        connection.openedAt = entry.at;
        return {};
      case 'refused':
        connection.state = 'closed';
        return {};
      case 'sent':
        return sent(entry, connection);
      case 'received':
        return received(entry, connection);
      case 'ping':
        connection.pings.push(entry);
        if (!entry.answered) cause(connection, 'no pong', entry.seq, true);
        return {};
      case 'silence': {
        const unanswered = [...connection.queue.pending()];
        connection.queue.clear();
        return unanswered.length > 0 ? { unanswered } : {};
      }
      case 'leaving':
        connection.state = 'leaving';
        connection.left = true;
        return {};
      case 'closed':
        expiring(connection, entry.at);
        connection.state = 'closed';
        connection.inbox.due.clear();
        return {};
    }
  };

  const scene: Scene = {
    protocol,
    reader,
    world,
    connections,
    resolution,
    stalled: () => stalled,
    take: (entry) => {
      if (entry.plan !== plan) return { entry, scene };
      if ('connection' in entry) return { entry, scene, ...concerning(entry) };
      if (entry.kind === 'asked') return { entry, scene, ...asked(entry) };
      if (entry.kind === 'told') return { entry, scene, ...told(entry) };
      if (entry.kind === 'stall') stalled = Math.max(stalled, entry.ms);
      return { entry, scene };
    },
  };
  return scene;
};
