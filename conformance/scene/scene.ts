/**
 * The scene: what one plan's history means so far. Fed entry by entry, it turns each into a moment
 * that every oracle shares. It keeps state for what is open and due, never the history itself.
 */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Problem, Reader } from '../../schemas/reader.ts';
import type { Entry, Reading } from '../engine/history.ts';
import { createCalls } from './calls.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import { createPublications, type Delivery, type Publication } from './deliveries.ts';
import type { Command, Expectation, Reply } from './exchanges.ts';
import { expiring, open } from './lifetime.ts';
import { createReceiving } from './receiving.ts';
import { sent } from './sending.ts';
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

/** The scene before anything happened. */
export const createScene = (protocol: Protocol, reader: Reader, resolution: () => number): Scene => {
  const { promises } = protocol;
  const world = createWorld(promises);
  const publications = createPublications(promises, world);
  const connections = new Map<number, Connection>();
  /** Our longest stall so far, in ms; so much later than it came may anything be heard. */
  let stalled = 0;
  const context: Context = {
    promises,
    reader,
    world,
    publications,
    connections,
    resolution,
    stalled: () => stalled,
    cause: (connection, why, seq, must, codes) => {
      connection.causes.push({ why, seq, must, ...(codes ? { codes } : {}) });
    },
  };
  const received = createReceiving(context);
  const calls = createCalls(context);

  const concerning = (entry: Extract<Entry, { connection: number }>): Partial<Moment> => {
    if (entry.kind === 'opening') connections.set(entry.connection, open(context, entry));
    const connection = connections.get(entry.connection);
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
        return sent(context, entry, connection);
      case 'received':
        return received(entry, connection);
      case 'ping':
        connection.pings.push(entry);
        if (!entry.answered) context.cause(connection, 'no pong', entry.seq, true);
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
        expiring(context, connection, entry.at);
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
      if ('connection' in entry) return { entry, scene, ...concerning(entry) };
      if (entry.kind === 'asked') return { entry, scene, ...calls.asked(entry) };
      if (entry.kind === 'told') return { entry, scene, ...calls.told(entry) };
      if (entry.kind === 'stall') stalled = Math.max(stalled, entry.ms);
      return { entry, scene };
    },
  };
  return scene;
};
