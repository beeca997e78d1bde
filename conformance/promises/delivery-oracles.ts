/** The oracles of delivery: what arrived, what came again, changed or late, and what did not come. */
import type { DeliveryPromise } from '../../schemas/promises.ts';
import { broken, each, held, judge, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import type { Setting } from '../engine/requirement.ts';
import { excluded } from '../plans/rights.ts';
import { matches } from '../scene/pointer.ts';
import type { Scene } from '../scene/scene.ts';
import { absence } from './absence.ts';

/** Judges that the events of a pattern reach those who are due them. */
export const complete = (pattern: string): Oracle =>
  each(({ delivery, lost }) => {
    const missing = lost?.find(({ event }) => matches(pattern, event));
    if (missing) return broken(`${missing.event} had not come when something asked later was answered`);
    return delivery?.due && delivery.of && matches(pattern, delivery.of.event) ? held : undefined;
  });

/** Judges that no event comes twice. */
export const once: Oracle = each(({ delivery }) =>
  delivery?.of ? judge(!delivery.again, () => `${delivery.of?.event} came again`) : undefined,
);

/** Judges that an event which several channels bring comes once. */
export const onceAcrossChannels: Oracle = each(({ delivery }) =>
  delivery?.of && (delivery.via?.length ?? 0) > 1
    ? judge(!delivery.again, () => `${delivery.of?.event} came again, by ${delivery.via?.join(' and ')}`)
    : undefined,
);

/** Judges that events come in the order in which they were published. */
export const ordered: Oracle = perConnection(
  () => ({ got: 0 }),
  ({ delivery }, state) => {
    if (!delivery?.of || delivery.again) return undefined;
    return delivery.overtaken
      ? broken(`${delivery.of.event} was published before an event that came earlier`)
      : state.got++ > 0
        ? held
        : undefined;
  },
);

/** Judges that events come as they were published. */
export const unchanged: Oracle = each(({ delivery }) =>
  delivery?.of
    ? judge(
        delivery.altered === undefined,
        () => `${delivery.of?.event} came with another ${delivery.altered || 'body'}`,
      )
    : undefined,
);

/** Judges that channels which a connection never asked for bring it nothing. */
export const onlySubscribed: Oracle = absence(
  ({ connection, channels }) =>
    !channels.some((channel) => connection.former.has(channel) || connection.refused.has(channel)),
  'a channel not subscribed to',
);

/** Judges that channels which a connection gave up bring it nothing more. */
export const silentAfterUnsubscribe: Oracle = absence(
  ({ connection, channels }) => channels.some((channel) => connection.former.has(channel)),
  'a channel unsubscribed from',
);

/** Judges that channels to which a user has no right bring them nothing. */
export const entitled = ({ protocol }: Setting<DeliveryPromise>): Oracle =>
  absence(
    ({ connection, channels, publication, scene }) =>
      channels.every((channel) => excluded(protocol, scene.world, connection, channel, publication.asked)),
    'channels that its user has no right to',
  );

/** Judges that what reaches one connection of a user reaches the others as well. */
export const everyConnection: Oracle = perConnection(
  () => ({}),
  ({ connection, delivery, lost, scene }) => {
    const twins = [...scene.connections.values()].filter(
      (other) => other !== connection && other.badge.user === connection.badge.user && other.state === 'open',
    );
    const elsewhere = twins.some(({ inbox }) => (lost ?? []).some((publication) => inbox.got.has(publication)));
    if (lost && elsewhere) return broken('another connection of the same user got it');
    return delivery?.due && delivery.of && twins.some(({ inbox }) => delivery.of && inbox.got.has(delivery.of))
      ? held
      : undefined;
  },
);

/** Judges that a command is confirmed for the channels it `concerns`, given those that the connection had. */
const confirmed = (
  promise: DeliveryPromise,
  command: string,
  concerns: (item: string, had: ReadonlySet<string>, scene: Scene) => boolean,
): Oracle =>
  perConnection(
    () => ({ had: new Set<string>() }),
    ({ reply, scene }, state) => {
      const { had } = state;
      if (!reply || reply.to.item === undefined) return undefined;
      const repeated = reply.to.command.name === command && concerns(reply.to.item, had, scene);
      if (reply.fit === 'answer' && reply.to.command.name === promise.subscribe) had.add(reply.to.item);
      if (reply.fit === 'answer' && reply.to.command.name === promise.unsubscribe) had.delete(reply.to.item);
      return repeated ? judge(reply.fit === 'answer', () => `${quote(reply.to.item)} was not confirmed`) : undefined;
    },
  );

/** Judges that channels which a connection asked for when it had them already are confirmed. */
export const repeatedSubscribe = ({ promise }: Setting<DeliveryPromise>): Oracle =>
  confirmed(promise, promise.subscribe, (item, had) => had.has(item));

/** Judges that channels which a connection gave up when it had them not are confirmed. */
export const repeatedUnsubscribe = ({ promise }: Setting<DeliveryPromise>): Oracle =>
  confirmed(
    promise,
    promise.unsubscribe,
    (item, had, scene) => !had.has(item) && scene.world.channel(item) !== undefined,
  );

/** Judges that events still come by one channel when another of theirs was given up. */
export const keepsOthers: Oracle = perConnection(
  () => ({}),
  ({ connection, delivery, lost }) => {
    const gaveUp = (channels: readonly string[] | undefined) =>
      channels?.some((channel) => connection.former.has(channel)) ?? false;
    const missing = lost?.find(({ channels }) => gaveUp(channels));
    if (missing) return broken(`${missing.event} did not come by the channel that was kept`);
    return delivery?.due && gaveUp(delivery.of?.channels) ? held : undefined;
  },
);

/** Judges that a subscription brings nothing that was published before it was asked for. */
export const liveOnly = ({ promise }: Setting<DeliveryPromise>): Oracle =>
  perConnection(
    () => ({ first: new Map<string, number>() }),
    ({ command, delivery, connection, reply }, state) => {
      if (command?.name === promise.subscribe) {
        for (const item of command.items) if (!state.first.has(item)) state.first.set(item, command.entry.seq);
      }
      if (reply?.to.command.name === promise.unsubscribe && reply.to.item !== undefined)
        state.first.delete(reply.to.item);
      const of = delivery?.of;
      const told = of?.told;
      if (
        of &&
        told !== undefined &&
        delivery.via &&
        delivery.via.length > 0 &&
        !delivery.again &&
        !delivery.overtaken
      ) {
        const early = delivery.via.every(
          (channel) => told < (state.first.get(channel) ?? -1) && !connection.asking.has(channel),
        );
        if (early) return broken(`${of.event} was published before its channel was subscribed to`);
      }
      return delivery?.due ? held : undefined;
    },
  );
