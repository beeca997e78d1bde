/** Absence: an oracle for events that must not reach a connection, proved by the next answer and not by waiting. */
import { broken, earned, type Finding, hearing, type Oracle, type Twins } from '../engine/oracle.ts';
import { channelOf } from '../scene/channels.ts';
import type { Connection } from '../scene/connection.ts';
import type { Publication } from '../scene/deliveries.ts';
import type { Scene } from '../scene/scene.ts';
import { delivered, heldBesideDelivery } from './twins.ts';

/** A publication at the moment it begins, and a connection that it may have to spare. */
export interface Sparing {
  readonly connection: Connection;
  readonly publication: Publication;
  readonly channels: readonly string[];
  readonly scene: Scene;
}

/** What an absence counts beside: the twins, by the moments that show them, and what is found of one that is watched. */
export interface Beside {
  readonly twins: Twins;
  readonly of: (sparing: Pick<Sparing, 'connection' | 'publication'>) => readonly Finding[];
}

/** Unless another twin is named: the same event reached somebody who was subscribed. */
const SAME_EVENT: Beside = { twins: delivered, of: ({ publication }) => [heldBesideDelivery(publication)] };

/** The most publications a connection is watched for at once. */
export const WATCHED = 1000;

/** Publications which an answer to a command, sent at this point of the history, comes after; they are taken off the list. */
export const settled = (watched: Set<Publication> | undefined, seq: number): readonly Publication[] => {
  const found = [...(watched ?? [])].filter(({ told }) => told !== undefined && told < seq);
  for (const publication of found) watched?.delete(publication);
  return found;
};

/**
 * Judges that publications on channels which a connection has not do not reach it.
 * `concerns` chooses the connections to watch; connections subscribed to, or asking for, one of the channels never are.
 */
export const absence = (
  concerns: (sparing: Sparing) => boolean,
  what: string,
  { twins, of }: Beside = SAME_EVENT,
): Oracle =>
  earned(
    twins,
    hearing(() => {
      const watched = new Map<Connection, Set<Publication>>();
      const begin = (publication: Publication, scene: Scene): void => {
        const { channels } = publication;
        if (!channels || !publication.recognisable) return;
        for (const connection of scene.connections.values()) {
          if (connection.state !== 'open' || !connection.greeted) continue;
          if (channels.some((channel) => connection.channels.has(channel) || connection.asking.has(channel))) continue;
          if (!concerns({ connection, publication, channels, scene })) continue;
          const known = watched.get(connection) ?? new Set();
          watched.set(connection, known);
          if (known.size < WATCHED) known.add(publication);
        }
      };
      const proved = (connection: Connection, seq: number): readonly Finding[] =>
        settled(watched.get(connection), seq).flatMap((publication) => of({ connection, publication }));
      return ({ entry, publication, connection, delivery, proof, command, scene }) => {
        if (entry.kind === 'closed' && connection) watched.delete(connection);
        if (entry.kind === 'asked' && publication) begin(publication, scene);
        // Once a client asks for one of its channels, an event may reach it after all.
        if (command && connection) {
          for (const known of watched.get(connection) ?? []) {
            if (
              known.told === undefined &&
              command.items.some((item) =>
                known.channels?.includes(channelOf(scene.protocol.promises.delivery ?? {}, item)),
              )
            )
              watched.get(connection)?.delete(known);
          }
        }
        if (connection && delivery?.of && watched.get(connection)?.delete(delivery.of) && delivery.via?.length === 0) {
          return broken(`${delivery.of.event} came by ${what}`);
        }
        return connection && proof !== undefined ? proved(connection, proof.seq) : undefined;
      };
    }, ['asked', 'closed', 'command', 'delivery', 'proof']),
  );
