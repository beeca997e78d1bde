/** The faults of delivery: servers that lose, repeat, swap, alter or misdirect events. */
import type { DeliveryPromise } from '../../schemas/promises.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { alter, drop, messages, overtake, twice } from '../faults/wrap.ts';
import { matches } from '../scene/pointer.ts';

/** A connection as the decision about recipients is told of it. */
interface Listening {
  readonly id: string;
  readonly user: string;
  readonly channels: ReadonlySet<string>;
}

/** The key of the requirement that a pattern's events arrive: `order` for `order.*`. */
export const keyOf = (pattern: string): string => pattern.replace(/\.\*$/, '');

/** The faults of the `delivery` family; literals, so that `breaks` is checked against its requirements. */
export const deliveryFaults = ({ protocol, promise, reader }: Setting<DeliveryPromise>) => {
  const [commonest = ''] = Object.keys(promise.routes);
  const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
  return {
    'once-in-fifty': {
      story: `One ${commonest} event in fifty is lost.`,
      breaks: [],
      breaksToo: [`delivery/${keyOf(commonest)}`],
      disturbs: ['delivery/*', 'lifecycle/*', 'errors/changes-nothing'],
      wrap: drop(
        messages(reader, (name) => matches(commonest, name)),
        50,
      ),
    },
    'once-per-channel': {
      story: 'A connection with two matching channels gets the event twice.',
      breaks: ['once-across-channels'],
      disturbs: ['delivery/once', 'lifecycle/*'],
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
      disturbs: ['delivery/*', 'lifecycle/*', 'rights/*', 'errors/changes-nothing', 'replies/*'],
      wrap: overtake(isEvent, 6),
    },
    repeats: {
      story: 'Every eighth event is sent twice.',
      breaks: ['once'],
      disturbs: ['delivery/*', 'lifecycle/*'],
      wrap: twice(isEvent, 8),
    },
    'keeps-the-channel': {
      story: 'After an unsubscribe, events go on as before.',
      breaks: ['silent-after-unsubscribe'],
      disturbs: ['delivery/*', 'errors/changes-nothing'],
      decide: {
        holds:
          (original) => (had: ReadonlySet<string>, command: { readonly do: string }, confirmed: readonly string[]) =>
            command.do === promise.unsubscribe ? had : original(had, command, confirmed),
      },
    },
    broadcasts: {
      story: 'Events go to everybody who is connected.',
      breaks: ['only-subscribed', 'entitled'],
      disturbs: ['delivery/*', 'rights/*', 'errors/changes-nothing', 'lifecycle/*', 'facts/*'],
      decide: {
        recipients: () => (_: unknown, __: unknown, connections: readonly Listening[]) =>
          connections.map(({ id }) => id),
      },
    },
    'counts-one-more': {
      story: 'Every number in an event is one too high.',
      breaks: ['unchanged'],
      disturbs: ['delivery/*', 'messages/events'],
      wrap: alter(isEvent, (message) =>
        JSON.parse(JSON.stringify(message, (_, value: unknown) => (typeof value === 'number' ? value + 1 : value))),
      ),
    },
    'last-connection-only': {
      story: 'Of several connections of one user only the latest gets events.',
      breaks: ['every-connection'],
      disturbs: ['delivery/*', 'lifecycle/*', 'errors/changes-nothing'],
      decide: {
        recipients: (original) => (event: unknown, routes: unknown, connections: readonly Listening[]) =>
          (original(event, routes, connections) as readonly string[]).filter((id) => {
            const mine = connections.find((connection) => connection.id === id);
            return connections.filter(({ user }) => user === mine?.user).at(-1)?.id === id;
          }),
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
