/** Twins: what a server took, beside which its refusing, or sparing, something that differs in one respect counts. */
import type { HeartbeatPromise } from '../../schemas/promises/heartbeat.ts';
import type { Promises } from '../../schemas/promises.ts';
import type { Entry } from '../engine/history.ts';
import { type Finding, held, heldBeside, type Twins, twins } from '../engine/oracle.ts';
import { type Connection, isBad } from '../scene/connection.ts';
import type { Publication } from '../scene/deliveries.ts';
import type { Command } from '../scene/exchanges.ts';
import type { Moment } from '../scene/scene.ts';

/** Most moments show no twin at all. */
const NONE: readonly string[] = [];

/** A good token of the same user was let in. */
export const letIn = ({ handshake }: Promises): Twins => {
  // Where the client speaks first, some things are answered before anybody is let in.
  const isSpokenTo = ({ greeted }: Connection): boolean => greeted || handshake?.opening === undefined;
  return twins(
    ['control', 'reply'],
    () =>
      ({ connection, message, reply }) =>
        connection &&
        message &&
        !isBad(connection) &&
        ((isSpokenTo(connection) && reply) || message.name === handshake?.greeting)
          ? [letInAs(connection)]
          : NONE,
  );
};

export const letInAs = ({ badge }: Connection): string => badge.user;

/** A good command was taken on the same connection; of the same name, if the probe has one. */
export const taken: Twins = twins(
  ['reply'],
  () =>
    ({ connection, reply }) =>
      connection && reply?.fit === 'answer' ? [takenOn(connection), takenOn(connection, reply.to.command)] : NONE,
);

export const takenOn = ({ number }: Connection, { name = '' }: Pick<Command, 'name'> = {}): string =>
  `${number} ${name}`;

/** The very channel was granted to somebody. */
export const granted = ({ delivery }: Promises): Twins =>
  twins(
    ['reply'],
    () =>
      ({ reply }) =>
        reply?.fit === 'answer' && reply.to.item !== undefined && reply.to.command.name === delivery?.subscribe
          ? [reply.to.item]
          : NONE,
  );

/** A channel of the same template, of something that does exist, was granted on the same connection. */
export const grantedAlike = ({ delivery, rights }: Promises): Twins =>
  twins(['reply'], () => ({ connection, reply, scene }) => {
    if (!connection || reply?.fit !== 'answer' || reply.to.item === undefined) return NONE;
    const { template = '', value = '' } = scene.world.channel(reply.to.item) ?? {};
    const machine = rights?.channels[template]?.exists;
    const exists = machine !== undefined && scene.world.find(machine, value) !== undefined;
    return exists && reply.to.command.name === delivery?.subscribe ? [grantedAlikeOn(connection, template)] : NONE;
  });

export const grantedAlikeOn = ({ number }: Connection, template: string): string => `${number} ${template}`;

/** The very event reached somebody who was subscribed; that it did so before, the event itself remembers. */
export const delivered: Twins = Object.assign(
  twins(
    ['reached'],
    () =>
      ({ delivery }) =>
        delivery?.of && delivery.first ? [deliveredAs(delivery.of)] : NONE,
  ),
  { remembered: false as const },
);

const deliveredAs = ({ call }: Publication): string => String(call);

/** The finding that somebody was spared an event; it counts where somebody else got it. */
export const heldBesideDelivery = (publication: Publication): Finding =>
  publication.reached ? held : heldBeside(deliveredAs(publication));

/** The same channel brought the same connection an event, before it was given up. */
export const brought: Twins = twins(
  ['delivery'],
  () =>
    ({ connection, delivery }) =>
      connection && delivery?.of ? (delivery.via ?? []).map((channel) => broughtTo(connection, channel)) : NONE,
);

export const broughtTo = ({ number }: Connection, channel: string): string => `${number} ${channel}`;

/** The most users whose ended connections are remembered. */
const REMEMBERED = 10_000;

/** A connection of the same user, whose token lives longer, was open at that end and answers after it. */
export const outlived: Twins = twins(['closed', 'proof'], () => {
  /** The last end of a connection, by user. */
  const ends = new Map<string, Entry>();
  return ({ entry, connection, proof }) => {
    if (!connection) return NONE;
    const { user, expires } = connection.badge;
    if (entry.kind === 'closed' && expires && !connection.left && (ends.size < REMEMBERED || ends.has(user)))
      ends.set(user, entry);
    const end = ends.get(user);
    const before = end !== undefined && connection.openedAt !== undefined && connection.openedAt <= end.at;
    return proof && before && !expires && !isBad(connection) && proof.seq > end.seq ? [outlivedBy(connection)] : NONE;
  };
});

export const outlivedBy = ({ badge }: Connection): string => badge.user;

/** A connection of the same user, which answers its beats, got more of them than a silent one may. */
export const kept = (promise: HeartbeatPromise): Twins =>
  twins(
    ['ping', 'control'],
    () => (moment) =>
      moment.connection?.badge.pongs && isBeat(promise, moment) && moment.connection.beats.length > 1 + promise.forgives
        ? [keptFor(moment.connection)]
        : NONE,
  );

/** Whether a moment is one at which a beat of the server comes. */
export const isBeat = ({ send }: HeartbeatPromise, { entry, message }: Moment): boolean =>
  send === 'ping frame' ? entry.kind === 'ping' : message?.kind === 'control' && message.name === send;

export const keptFor = ({ badge }: Connection): string => badge.user;
