/** The faults of delivery that lie with subscriptions: begun, repeated, given up. */
import type { DeliveryPromise } from '../../../schemas/promises/delivery.ts';
import type { Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { replays } from '../../faults/replays.ts';
import { subscribed } from '../../faults/subscribed.ts';
import { channelShape, fill, textAt } from '../../scene/pointer.ts';

/** A connection as the decisions are told of it. */
export interface Listening {
  readonly id: string;
  readonly user: string;
  readonly channels: ReadonlySet<string>;
}

type Holds = (
  had: ReadonlySet<string>,
  command: { readonly do: string },
  confirmed: readonly string[],
) => ReadonlySet<string>;

/** The faults of subscriptions; literals, so that `breaks` is checked against the requirements of delivery. */
export const deliverySubscriptionFaults = (setting: Setting<DeliveryPromise>) => {
  const { promises, promise, reader } = setting;
  const may = noticing(promises);
  const givenUp = promises.replies?.to[promise.unsubscribe];
  /** A decision about channels by which some that were given up are kept. */
  const keeping =
    (isKept: (channel: string, confirmed: readonly string[]) => boolean): NonNullable<Fault['decide']>[string] =>
    (original): Holds =>
    (had, command, confirmed) => {
      const after = original(had, command, confirmed) as ReadonlySet<string>;
      if (command.do !== promise.unsubscribe) return after;
      return new Set([...after, ...confirmed.filter((channel) => had.has(channel) && isKept(channel, confirmed))]);
    };
  /** One for each kind of channel. */
  const keptByKind = Object.fromEntries(
    Object.keys(promises.rights?.channels ?? {}).map((template) => {
      const { prefix, parameter } = channelShape(template);
      return [
        `keeps-${template.split(':')[0]}`,
        {
          story: `Giving up ${template} is confirmed, and changes nothing.`,
          breaks: ['silent-after-unsubscribe'],
          disturbs: ['errors/changes-nothing'],
          decide: {
            holds: keeping((channel) => (parameter === undefined ? channel === template : channel.startsWith(prefix))),
          },
        } as const,
      ];
    }),
  );
  return {
    'keeps-the-channel': {
      story: 'After an unsubscribe, events go on as before.',
      breaks: ['silent-after-unsubscribe'],
      disturbs: ['errors/changes-nothing'],
      decide: {
        holds:
          (original): Holds =>
          (had, command, confirmed) =>
            command.do === promise.unsubscribe ? had : original(had, command, confirmed),
      },
    },
    ...keptByKind,
    'gives-up-the-first': {
      story: 'Of several channels in an unsubscribe only the first is given up; all are confirmed.',
      breaks: promises.rights ? (['silent-after-unsubscribe'] as const) : [],
      disturbs: ['errors/changes-nothing'],
      decide: { holds: keeping((channel, confirmed) => channel !== confirmed[0]) },
    },
    'catches-them-leaving': {
      story:
        'The recipients of the next event stand fixed before an unsubscribe is confirmed, so that one more event comes after it.',
      breaks: ['silent-after-unsubscribe'],
      disturbs: ['errors/changes-nothing'],
      decide: {
        recipients: (original) => {
          /** By connection: all channels that it has had since it last got an event. */
          const lately = new Map<string, ReadonlySet<string>>();
          return (event: unknown, routes: readonly string[], connections: readonly Listening[]) => {
            const due = original(event, routes, connections) as readonly string[];
            const late = connections.filter(
              ({ id }) => !due.includes(id) && routes.some((route) => lately.get(id)?.has(route)),
            );
            for (const { id, channels } of connections) {
              const served = due.includes(id) || late.some((one) => one.id === id);
              lately.set(id, served ? channels : new Set([...(lately.get(id) ?? []), ...channels]));
            }
            return [...due, ...late.map(({ id }) => id)];
          };
        },
      },
    },
    'leaves-everything': {
      story: 'Whoever gives up one channel gives up all of them.',
      breaks: ['keeps-other-channels'],
      disturbs: may.lost,
      decide: {
        holds:
          (original): Holds =>
          (had, command, confirmed) =>
            command.do === promise.unsubscribe && confirmed.length > 0 ? new Set() : original(had, command, confirmed),
      },
    },
    'once-is-enough': {
      story: 'A connection that asks for a channel which it has already is refused.',
      breaks: promises.rights ? (['repeated-subscribe'] as const) : [],
      disturbs: may.refused,
      decide: {
        may:
          (original) =>
          (
            user: string,
            held: readonly string[],
            channel: { readonly of: string; readonly id: string },
            world: unknown,
            connection: Listening,
          ) =>
            !connection.channels.has(channel.id === '' ? channel.of : `${channel.of}:${channel.id}`) &&
            original(user, held, channel, world, connection),
      },
    },
    'nothing-to-give-up': {
      story: 'A connection that gives up a channel which it does not have is told that there is no such channel.',
      breaks: promises.rights ? (['repeated-unsubscribe'] as const) : [],
      wrap: (server) => {
        const held = subscribed(reader, promises);
        const { message = 'error', text = '/message', code, kinds = {} } = promises.errors ?? {};
        const { text: words = '{item}', code: known } = kinds[promises.rights?.malformed ?? ''] ?? {};
        const refusal = (item: string) =>
          reader.frame('control', message, {
            [text.slice(1)]: fill(words, () => item),
            ...(code && known !== undefined ? { [code.at.slice(1)]: known } : {}),
          });
        const instead = (output: Output): readonly Output[] => {
          if (output.do !== 'message') return [output];
          const reading = reader.read(output.message, 'server');
          const item = textAt(reading?.body, givenUp?.item ?? '');
          const had = item === undefined || held.of(output.connection).has(item);
          held.note(output);
          return reading?.name === givenUp?.answer && !had ? [{ ...output, message: refusal(item) }] : [output];
        };
        return { ...server, receive: (input, now) => server.receive(input, now).flatMap(instead) };
      },
    },
    'begins-with-the-latest': {
      story: 'A subscription begins with the latest event of its channel, published before it.',
      breaks: ['live-only'],
      disturbs: ['delivery/ordered'],
      wrap: replays(setting),
    },
    'last-connection-only': {
      story: 'Of several connections of one user only the latest gets events.',
      breaks: ['every-connection'],
      disturbs: may.lost,
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
