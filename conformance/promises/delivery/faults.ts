/** The faults of delivery: servers that lose, repeat, swap, alter or misdirect events. */
import type { DeliveryPromise } from '../../../schemas/promises/delivery.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { alter, drop, messages, overtake, twice } from '../../faults/wrap.ts';
import { noticing } from '../../faults/noticing.ts';
import { isLast, slowToRemember } from '../../faults/slow-to-remember.ts';
import { thingChannel } from '../../plans/tour.ts';
import { matches } from '../../scene/pointer.ts';
import { keyOf } from '../keys.ts';
import { deliveryCompanionFaults } from './companion-faults.ts';
import { deliverySubscriptionFaults, type Listening } from './subscription-faults.ts';

/** The faults of the `delivery` family; literals, so that `breaks` is checked against its requirements. */
export const deliveryFaults = (setting: Setting<DeliveryPromise>) => {
  const { protocol, promises, promise, reader } = setting;
  const [commonest = ''] = Object.keys(promise.routes);
  const may = noticing(promises);
  const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
  const machines = Object.entries(promises.lifecycle ?? {});
  const ends = (event: string) => machines.some(([, machine]) => isLast(machine, event));
  /** The requirements about events that go out on the channel of their own thing. */
  const withChannels = Object.keys(promise.routes).flatMap((pattern) =>
    machines.some(
      ([name, { transitions }]) =>
        thingChannel(protocol, name) !== undefined && Object.keys(transitions).some((event) => matches(pattern, event)),
    )
      ? [`delivery/${keyOf(pattern)}`]
      : [],
  );
  return {
    'once-in-fifty': {
      story: `One ${commonest} event in fifty is lost.`,
      breaks: [],
      breaksToo: [`delivery/${keyOf(commonest)}`],
      disturbs: ['delivery/every-connection', 'delivery/keeps-other-channels', 'errors/changes-nothing'],
      wrap: drop(
        messages(reader, (name) => matches(commonest, name)),
        50,
      ),
    },
    'once-per-channel': {
      story: 'A connection with two matching channels gets the event twice.',
      breaks: ['once-across-channels'],
      disturbs: may.repeated,
      decide: {
        recipients: (original) => (event: unknown, routes: readonly string[], connections: readonly Listening[]) =>
          (original(event, routes, connections) as readonly string[]).flatMap((id) => {
            const channels = connections.find((connection) => connection.id === id)?.channels;
            return routes.filter((route) => channels?.has(route)).map(() => id);
          }),
      },
    },
    'swaps-two': {
      story: 'Every sixth event goes out behind the next message.',
      breaks: ['ordered'],
      disturbs: [...may.late, 'pacing/*', 'closing/last-word'],
      wrap: overtake(isEvent, 6),
    },
    repeats: {
      story: 'Every eighth event is sent twice.',
      breaks: ['once'],
      disturbs: [...may.repeated, 'pacing/*'],
      wrap: twice(isEvent, 8),
    },
    broadcasts: {
      story: 'Events go to everybody who is connected.',
      breaks: ['only-subscribed', 'entitled'],
      disturbs: may.stray,
      decide: {
        recipients: () => (_: unknown, __: unknown, connections: readonly Listening[]) =>
          connections.map(({ id }) => id),
      },
    },
    'counts-one-more': {
      story: 'Every number in an event is one too high.',
      breaks: ['unchanged'],
      disturbs: [...may.altered, 'messages/events'],
      wrap: alter(isEvent, (message) =>
        JSON.parse(JSON.stringify(message, (_, value: unknown) => (typeof value === 'number' ? value + 1 : value))),
      ),
    },
    'twice-in-fifty': {
      story: 'One event in fifty is sent twice.',
      breaks: ['once'],
      disturbs: [...may.repeated, 'pacing/*'],
      wrap: twice(isEvent, 50),
    },
    'closes-the-channel-first': {
      story: "What ends a thing is told to its users, and not on the thing's own channel, which is closed by then.",
      breaks: [],
      breaksToo: withChannels,
      disturbs: may.lost,
      decide: {
        routes:
          (original) =>
          (event: { readonly name: string; readonly of: string; readonly id: string }, ...rest: readonly unknown[]) =>
            (original(event, ...rest) as readonly string[]).filter(
              (channel) => !(ends(event.name) && channel === `${event.of}:${event.id}`),
            ),
      },
    },
    'slow-to-remember': {
      story:
        'A thing that was silent while eight others came to their end is looked up anew, and its event goes out behind the next message.',
      breaks: ['ordered'],
      disturbs: may.late,
      wrap: slowToRemember(setting, 8),
    },
    ...deliverySubscriptionFaults(setting),
    ...deliveryCompanionFaults(setting),
  } as const satisfies Readonly<Record<string, Fault>>;
};
