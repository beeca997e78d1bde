/** Live only: an oracle for what a subscription must not bring, which is whatever was published before it was asked for. */
import type { DeliveryPromise } from '../../schemas/promises/delivery.ts';
import { attend, broken, earned, hearing, heldBeside, type Oracle, perConnection } from '../engine/oracle.ts';
import type { Setting } from '../engine/requirement.ts';
import type { Publication } from '../scene/deliveries.ts';
import type { Moment } from '../scene/scene.ts';
import { brought, broughtTo } from './twins.ts';

/** The most channels whose latest event is remembered. */
const REMEMBERED = 10_000;

/** The latest event that was published on each channel. */
const createPast = () => {
  const latest = new Map<string, Publication>();
  return {
    on: (channel: string) => latest.get(channel),
    note: ({ entry, publication }: Moment): void => {
      if (entry.kind !== 'told') return;
      for (const channel of publication?.channels ?? [])
        if (publication && (latest.size < REMEMBERED || latest.has(channel))) latest.set(channel, publication);
    },
  };
};

/** An event that went out on a channel before a connection subscribed to it, and the question that it must not answer. */
interface Missed {
  readonly channel: string;
  readonly asked: number;
}

/** What one connection asked for and missed; findings are by channel, each beside an event that the channel did bring. */
const lateComer = ({ subscribe, unsubscribe }: DeliveryPromise, past: ReturnType<typeof createPast>): Oracle =>
  perConnection(
    () => ({ first: new Map<string, number>(), missed: [] as Missed[] }),
    ({ command, delivery, connection, reply }, state) => {
      const { first } = state;
      if (command?.name === subscribe)
        for (const item of command.items) if (!first.has(item)) first.set(item, command.entry.seq);
      const of = delivery?.of;
      if (of && delivery.via && delivery.via.length > 0 && !delivery.again && !delivery.overtaken) {
        const early = delivery.via.every(
          (channel) => (of.told ?? Infinity) < (first.get(channel) ?? -1) && !connection.asking.has(channel),
        );
        if (early) return broken(`${of.event} was published before its channel was subscribed to`);
      }
      const { item, command: answered } = reply?.to ?? {};
      if (!answered) return undefined;
      const asked = answered.entry.seq;
      const spared = state.missed.filter((missed) => missed.asked < asked);
      state.missed = state.missed.filter((missed) => missed.asked >= asked);
      if (item !== undefined && answered.name === unsubscribe) first.delete(item);
      if (item !== undefined && answered.name === subscribe && reply?.fit === 'answer' && first.get(item) === asked) {
        const before = past.on(item);
        if (before?.told !== undefined && before.told < asked && !connection.inbox.got.has(before))
          state.missed.push({ channel: item, asked });
      }
      return spared.map(({ channel }) => heldBeside(broughtTo(connection, channel)));
    },
    ['command', 'delivery', 'reply'],
  );

/** Judges that a subscription brings nothing that was published before it was asked for. */
export const liveOnly = ({ promise }: Setting<DeliveryPromise>): Oracle =>
  earned(
    brought,
    hearing(() => {
      const past = createPast();
      const hear = attend(lateComer(promise, past));
      return (moment) => {
        past.note(moment);
        return hear(moment);
      };
    }, ['told', 'command', 'delivery', 'reply']),
  );
