/** The oracles of delivery: what arrived, what came again, changed or late, and what did not come. */
import type { DeliveryPromise } from '../../../schemas/promises/delivery.ts';
import {
  broken,
  each,
  type Finding,
  held,
  heldBeside,
  judge,
  type Oracle,
  perConnection,
  quote,
} from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { excluded } from '../../plans/rights.ts';
import { matches } from '../../scene/pointer.ts';
import type { Moment, Scene } from '../../scene/scene.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Delivery, Publication } from '../../scene/deliveries.ts';
import { absence, settled, WATCHED } from '../absence.ts';
import { brought, broughtTo } from '../twins.ts';
import { isOthers } from '../../scene/channels.ts';

/** Judges that the events of a pattern reach those who are due them. */
export const complete = (pattern: string): Oracle =>
  each(
    ({ delivery, lost }) => {
      const missing = lost?.find(({ event }) => matches(pattern, event));
      if (missing) return broken(`${missing.event} had not come when something asked later was answered`);
      return delivery?.due && delivery.of && matches(pattern, delivery.of.event) ? held : undefined;
    },
    ['delivery', 'lost'],
  );

/** Judges that some events come once: that they do not come again, the next answer shows. */
const single = (concerns: (delivery: Delivery) => boolean, how: (delivery: Delivery) => string): Oracle =>
  perConnection(
    () => new Set<Publication>(),
    ({ delivery, proof }, came) => {
      const found = proof === undefined ? [] : settled(came, proof.seq).map(() => held);
      if (found.length > 0) return found;
      if (!delivery?.of || !concerns(delivery)) return undefined;
      if (delivery.again) return broken(`${delivery.of.event} came again${how(delivery)}`);
      if (came.size < WATCHED) came.add(delivery.of);
      return undefined;
    },
    ['delivery', 'proof'],
  );

/** Judges that no event comes twice. */
export const once: Oracle = single(
  () => true,
  () => '',
);

/** Judges that an event which several channels bring comes once. */
export const onceAcrossChannels: Oracle = single(
  ({ via }) => (via?.length ?? 0) > 1,
  ({ via }) => `, by ${via?.join(' and ')}`,
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
  ['delivery'],
);

/** Judges that events come as they were published. */
export const unchanged: Oracle = each(
  ({ delivery, altered }) => changed(altered) ?? (delivery?.of ? held : undefined),
  ['delivery', 'proof', 'silence'],
);

/** What is found where something came otherwise than it was published. */
export const changed = (altered: Moment['altered']): Finding | undefined => {
  const [first] = altered ?? [];
  return first && broken(`${first.publication.event} came with another ${first.where || 'body'}`, first.seq);
};

/** Judges that channels which a connection never asked for bring it nothing. */
export const onlySubscribed: Oracle = absence(
  ({ connection, channels }) =>
    !channels.some((channel) => connection.former.has(channel) || connection.refused.has(channel)),
  'a channel not subscribed to',
);

/** Of the channels that an event goes out on, those that a connection gave up. */
const gaveUp = (connection: Connection, channels: readonly string[] = []): readonly string[] =>
  channels.filter((channel) => connection.former.has(channel));

/** Judges that channels which a connection gave up bring it nothing more, of those that did bring it something. */
export const silentAfterUnsubscribe: Oracle = absence(
  ({ connection, channels }) => gaveUp(connection, channels).length > 0,
  'a channel unsubscribed from',
  {
    twins: brought,
    of: ({ connection, publication }) =>
      gaveUp(connection, publication.channels).map((channel) => heldBeside(broughtTo(connection, channel))),
  },
);

/** Judges that channels to which a user has no right bring them nothing. */
export const entitled = ({ protocol, promise }: Setting<DeliveryPromise>): Oracle =>
  absence(
    ({ connection, channels, publication, scene }) =>
      channels.every(
        (channel) =>
          isOthers(promise, connection, channel) ||
          excluded(protocol, scene.world, connection, channel, publication.asked),
      ),
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
  ['delivery', 'lost'],
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
      if (!reply || reply.to.command.bad.length > 0) return undefined;
      const { item, command: answered } = reply.to;
      const items = item === undefined ? answered.items : [item];
      const repeated = answered.name === command && items.length > 0 && items.every((one) => concerns(one, had, scene));
      for (const one of reply.fit === 'answer' ? items : []) {
        if (answered.name === promise.subscribe) had.add(one);
        if (answered.name === promise.unsubscribe) had.delete(one);
      }
      return repeated ? judge(reply.fit === 'answer', () => `${quote(items)} was not confirmed`) : undefined;
    },
    ['reply'],
  );

/** Judges that channels which a connection asked for when it had them already are confirmed. */
export const repeatedSubscribe = ({ promise }: Setting<DeliveryPromise>): Oracle =>
  confirmed(promise, promise.subscribe, (item, had) => had.has(item));

/** Judges that channels which a connection gave up when it had them not are confirmed. */
export const repeatedUnsubscribe = ({ promise }: Setting<DeliveryPromise>): Oracle =>
  confirmed(
    promise,
    promise.unsubscribe,
    // Where items are no channels themselves, any will do.
    (item, had, scene) => !had.has(item) && (promise.channel !== undefined || scene.world.channel(item) !== undefined),
  );

/** Judges that events still come by one channel when another of theirs was given up. */
export const keepsOthers: Oracle = perConnection(
  () => ({}),
  ({ connection, delivery, lost }) => {
    const touched = (publication: Publication | undefined) => gaveUp(connection, publication?.channels).length > 0;
    const missing = lost?.find(touched);
    if (missing) return broken(`${missing.event} did not come by the channel that was kept`);
    return delivery?.due && touched(delivery.of) ? held : undefined;
  },
  ['delivery', 'lost'],
);
