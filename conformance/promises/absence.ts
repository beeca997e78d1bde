/** Absence: an oracle for events that must not reach a connection, proved by the next answer and not by waiting. */
import { broken, type Finding, held, type Oracle } from '../engine/oracle.ts';
import type { Connection } from '../scene/connection.ts';
import type { Publication } from '../scene/deliveries.ts';
import type { Scene } from '../scene/scene.ts';

/** A publication at the moment it begins, and a connection that it may have to spare. */
export interface Sparing {
  readonly connection: Connection;
  readonly publication: Publication;
  readonly channels: readonly string[];
  readonly scene: Scene;
}

/** The most publications a connection is watched for at once. */
const WATCHED = 1000;

/**
 * Judges that publications on channels which a connection has not do not reach it.
 * `concerns` chooses the connections to watch; connections subscribed to, or asking for, one of the channels never are.
 */
export const absence = (concerns: (sparing: Sparing) => boolean, what: string): Oracle =>
  function* () {
    const watched = new Map<Connection, Set<Publication>>();
    const begin = (publication: Publication, scene: Scene): void => {
      const { channels } = publication;
      if (!channels) return;
      for (const connection of scene.connections.values()) {
        if (connection.state !== 'open' || !connection.greeted) continue;
        if (channels.some((channel) => connection.channels.has(channel) || connection.asking.has(channel))) continue;
        if (!concerns({ connection, publication, channels, scene })) continue;
        const known = watched.get(connection) ?? new Set();
        watched.set(connection, known);
        if (known.size < WATCHED) known.add(publication);
      }
    };
    const proved = (connection: Connection, seq: number): readonly Finding[] => {
      const findings: Finding[] = [];
      const known = watched.get(connection);
      for (const publication of known ?? []) {
        if (publication.told === undefined || publication.told >= seq) continue;
        known?.delete(publication);
        findings.push(held);
      }
      return findings;
    };
    let moment = yield;
    for (;;) {
      const { entry, publication, connection, delivery, reply, command, scene } = moment;
      if (entry.kind === 'asked' && publication) begin(publication, scene);
      // Once a client asks for one of its channels, an event may reach it after all.
      if (command && connection) {
        for (const known of watched.get(connection) ?? []) {
          if (known.told === undefined && command.items.some((item) => known.channels?.includes(item)))
            watched.get(connection)?.delete(known);
        }
      }
      if (connection && delivery?.of && watched.get(connection)?.delete(delivery.of) && delivery.via?.length === 0) {
        moment = yield broken(`${delivery.of.event} came by ${what}`);
      } else moment = yield connection && reply ? proved(connection, reply.to.command.entry.seq) : undefined;
    }
  };
