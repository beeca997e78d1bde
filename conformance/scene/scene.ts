/**
 * The scene: what one plan's history means so far. Fed entry by entry, it turns each into a moment
 * that every oracle shares. It keeps state for what is open and due, never the history itself.
 */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Problem, Reader } from '../../schemas/reader.ts';
import type { Entry, Reading } from '../engine/history.ts';
import { pinged, ponged } from './beats.ts';
import { nameable } from './called.ts';
import { createCalls } from './calls.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import { createDeclares } from './declares.ts';
import { createPublications, type Delivery, type Publication, settledIn, type Suspect } from './deliveries.ts';
import type { Command, Expectation, Reply } from './exchanges.ts';
import { expiring, open } from './lifetime.ts';
import { createLimits, type Fate, type Limits } from './limits.ts';
import { createReceiving } from './receiving.ts';
import type { Numbered } from './numbers.ts';
import { createCarrying, type Operation, type Told } from './operations.ts';
import { closedUnasked } from './own-accord.ts';
import { createReadings, type Read } from './readings.ts';
import { sent } from './sending.ts';
import { unopened } from './trespass.ts';
import { createWorld, type World } from './world.ts';

/** A point of the history, with its instant on our clock in ms. */
export interface Proof {
  readonly seq: number;
  readonly at: number;
}

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
  /** The acknowledgement that came beside an answer. */
  readonly acknowledgement?: Reply;
  /** What was published before this point of the history has come to this connection by now, or never will. */
  readonly proof?: Proof;
  /** What became of a message that counts towards a limit; one that is refused for it has no other reply. */
  readonly fate?: Fate;
  /** The operation that a command begins, or cancels. */
  readonly operation?: Operation;
  /** Operations that, as patience has ended, will bring no more of what they must. */
  readonly unfinished?: readonly Operation[];
  /** What a message tells of an operation. */
  readonly told?: Told;
  /** An answer that nobody asked for. */
  readonly unasked?: boolean;
  /** A leave taken, or an error that a close may explain; if none follows, nobody asked for it. */
  readonly farewell?: boolean;
  readonly delivery?: Delivery;
  /** The publication that is beginning or done. */
  readonly publication?: Publication;
  /** The connections whose filters the publication that is beginning does not pass. */
  readonly spared?: readonly Connection[];
  /** Where the event that was received stands in its count. */
  readonly numbered?: Numbered;
  /** Publications that, as is now certain, will not come. */
  readonly lost?: readonly Publication[];
  /** Publications that, as is now certain, came otherwise than they were published, with the entries that show it. */
  readonly altered?: readonly Suspect[];
  /** What came is the pong to a ping of the client's. */
  readonly pong?: boolean;
  /** Answers that, as is now certain, will not come. */
  readonly unanswered?: readonly Expectation[];
}

/** What an entry means, member by member. */
export type Meaning = { readonly [Name in keyof Moment]?: Moment[Name] | undefined };

/** A moment of one shape, whatever it holds: every oracle looks into every moment, and finds things quickest so. */
const momentOf = (entry: Entry, scene: Scene, connection: Connection | undefined, about: Meaning): Moment => {
  const { json, message, problems, numbered, delivery, command, reply, unasked, farewell } = about;
  const { publication, spared, lost, altered, unanswered, fate, acknowledgement, proof } = about;
  const { operation, told, unfinished, pong } = about;
  // biome-ignore format: one line for each kind of entry
  const moment: Meaning = {
    entry, scene, connection,
    json, message, problems, numbered, delivery, reply, lost, altered, unasked, farewell,
    command, unanswered, publication, spared, fate, acknowledgement, proof,
    operation, told, unfinished, pong,
  };
  // What is undefined is as good as absent: nobody asks whether a member is there.
  return moment as Moment;
};

const nothing: Meaning = {};

/** What one plan's history means so far. */
export interface Scene {
  readonly protocol: Protocol;
  readonly reader: Reader;
  readonly world: World;
  /** What counts towards the limit, where there is one. */
  readonly limits?: Limits;
  readonly connections: ReadonlyMap<number, Connection>;
  /** What jitter, round trips and strides of time may make of a duration that is right, in ms. */
  readonly resolution: () => number;
  /** Our own longest stall so far, in ms; so much later than it came may anything have been heard. */
  readonly stalled: () => number;
  /**
   * Where somebody only looks on: how far the instants of what was seen may be from the truth, in ms; infinite where they
   * tell nothing. How long anything was under way, nobody knows there.
   */
  readonly onlooking?: () => number;
  /** What oracles that share what they learn have learnt of it, by what it is about. */
  readonly lessons: Map<object, unknown>;
  readonly take: (entry: Entry) => Moment;
}

/** What a scene is made of. */
export interface SceneOptions extends Pick<Scene, 'protocol' | 'reader' | 'resolution' | 'onlooking'> {
  /** What reads the texts of the server, where it is shared with scenes that see the same ones. */
  readonly read?: Read;
}

/** The scene before anything happened. */
export const createScene = ({ protocol, reader, resolution, onlooking, read }: SceneOptions): Scene => {
  const { promises } = protocol;
  const world = createWorld(promises);
  const connections = new Map<number, Connection>();
  const publications = createPublications(promises, world, connections);
  /** Our longest stall so far, in ms; so much later than it came may anything be heard. */
  let stalled = 0;
  let opened = 0;
  const context: Context = {
    protocol,
    promises,
    reader,
    read: read ?? createReadings(reader, promises),
    world,
    events: nameable(promises.filters ?? {}, protocol.events),
    declares: createDeclares(reader),
    publications,
    carrying: createCarrying(promises),
    ...(promises.limits && { limits: createLimits(promises.limits, { resolution }) }),
    connections,
    resolution,
    stalled: () => stalled,
    cause: (connection, why, seq, must, codes, by) => {
      connection.causes.push({ why, seq, must, ...(codes && { codes }), ...(by !== undefined && { by }) });
    },
  };
  const received = createReceiving(context);
  const calls = createCalls(context);

  const concerning = (entry: Extract<Entry, { connection: number }>): Moment => {
    if (entry.kind === 'opening') connections.set(entry.connection, open(context, entry, opened++));
    const connection = connections.get(entry.connection);
    return momentOf(entry, scene, connection, connection ? meaning(entry, connection) : nothing);
  };

  const meaning = (entry: Extract<Entry, { connection: number }>, connection: Connection): Meaning => {
    switch (entry.kind) {
      case 'opening':
        return nothing;
      case 'opened':
        connection.state = 'open';
        connection.openedAt = entry.at;
        // Where nobody is greeted, whoever is connected may speak.
        connection.greeted ||= promises.handshake === undefined;
        return nothing;
      case 'refused':
        connection.state = 'closed';
        return nothing;
      case 'sent':
        return sent(context, entry, connection);
      case 'received':
        return received(entry, connection);
      case 'ping':
        pinged(context, connection, entry);
        return nothing;
      case 'pinging':
        connection.pings.set(entry.ping, entry.text);
        return nothing;
      case 'ponged':
        return ponged(connection, entry);
      case 'unponged':
        connection.pings.delete(entry.ping);
        return nothing;
      case 'silence': {
        const unanswered = [...connection.queue.pending()];
        connection.queue.clear();
        // What had to come before a sentinel that did not come.
        const isUnheardOf = ({ told }: Publication): boolean =>
          promises.replies?.sentinel !== undefined && told !== undefined;
        const { lost, altered } = settledIn(connection.inbox, isUnheardOf);
        const unfinished = connection.operations?.giveUp() ?? [];
        connection.givenUp = true;
        return {
          ...(unanswered.length > 0 && { unanswered }),
          ...(lost.length > 0 && { lost }),
          ...(altered.length > 0 && { altered }),
          ...(unfinished.length > 0 && { unfinished }),
        };
      }
      case 'leaving':
        connection.state = 'leaving';
        connection.left = true;
        return nothing;
      case 'closed':
        expiring(context, connection, entry.at);
        if (!connection.left) {
          unopened(context, connection, entry);
          closedUnasked(context, connection, entry);
        }
        connection.state = 'closed';
        connection.inbox.due.clear();
        return nothing;
    }
  };

  const scene: Scene = {
    protocol,
    reader,
    world,
    ...(context.limits && { limits: context.limits }),
    connections,
    resolution,
    stalled: () => stalled,
    ...(onlooking && { onlooking }),
    lessons: new Map(),
    take: (entry) => {
      if ('connection' in entry) return concerning(entry);
      if (entry.kind === 'asked') return momentOf(entry, scene, undefined, calls.asked(entry));
      if (entry.kind === 'told') return momentOf(entry, scene, undefined, calls.told(entry));
      if (entry.kind === 'stall') stalled = Math.max(stalled, entry.ms);
      return momentOf(entry, scene, undefined, nothing);
    },
  };
  return scene;
};
