/** The faults of delivery that show where there are several: connections of one user, channels of one list, things of one order. */
import type { DeliveryPromise } from '../../../schemas/promises/delivery.ts';
import type { Input, Server } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { subscribed } from '../../faults/subscribed.ts';
import { twiceForRepeats } from '../../faults/twice-for-repeats.ts';
import { messages, type Wrap } from '../../faults/wrap.ts';
import { namesOfOthers } from '../../plans/user-fields.ts';
import { parsed } from '../../scene/json.ts';
import { textAt } from '../../scene/pointer.ts';
import { keyOf } from '../keys.ts';
import type { Listening } from './subscription-faults.ts';

/** An event that is to be handed out, as the reference server has it. */
export interface Published {
  readonly name: string;
  readonly of: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}
type Holds = (
  had: ReadonlySet<string>,
  command: { readonly do: string; readonly channels?: readonly string[] },
  confirmed: readonly string[],
) => ReadonlySet<string>;

/** The faults of companions; literals, so that `breaks` is checked against the requirements of delivery. */
export const deliveryCompanionFaults = (setting: Setting<DeliveryPromise>) => {
  const { protocol, promises, promise, reader, kit } = setting;
  const may = noticing(promises);
  const { lifecycle = {}, rights } = promises;
  const frame = (command: string, channel: string): string => {
    const [place = ''] = promises.replies?.to[command]?.each ?? [];
    return JSON.stringify(reader.frame('command', command, { [place.slice(1)]: channel }));
  };
  const nameIn = (input: Input): string | undefined =>
    input.do === 'text' ? reader.read(parsed(input.text), 'client')?.name : undefined;
  /** Does something to connections of one user when something comes on another. */
  const among =
    (
      act: (input: Input, now: number, others: readonly string[], held: ReadonlySet<string>, server: Server) => void,
    ): Wrap =>
    (server) => {
      const users = new Map<string, string>();
      const held = subscribed(reader, promises);
      return {
        ...server,
        receive: (input, now) => {
          if (input.do === 'connect' && input.credential.status === 'valid')
            users.set(input.connection, input.credential.user);
          const outputs = server.receive(input, now);
          if ('connection' in input) {
            const mine = users.get(input.connection);
            const others = [...users].flatMap(([id, user]) => (user === mine && id !== input.connection ? [id] : []));
            act(input, now, others, held.of(input.connection), server);
          }
          for (const output of outputs) held.note(output);
          if (input.do === 'disconnect') users.delete(input.connection);
          return outputs;
        },
      };
    };
  /** The patterns whose events belong to a thing that belongs to another, and that have a channel. */
  const siblings = Object.entries(lifecycle).flatMap(([name, { belongsTo, transitions }]) =>
    belongsTo && Object.values(rights?.channels ?? {}).some(({ exists }) => exists === name)
      ? Object.keys(promise.routes).filter((pattern) =>
          Object.keys(transitions).some((event) => event.startsWith(keyOf(pattern))),
        )
      : [],
  );
  const complete = (patterns: readonly string[]) => patterns.map((pattern) => `delivery/${keyOf(pattern)}`);
  const [commonest = ''] = Object.keys(promise.routes);
  /** Where nobody needs a right, connections hold nothing of their own. */
  const isHeld = rights !== undefined;
  return {
    'gives-up-for-all': {
      story: 'What one connection of a user gives up, all of them have given up.',
      breaks: [],
      breaksToo: isHeld ? complete([commonest]) : [],
      disturbs: may.lost,
      wrap: among((input, now, others, _, server) => {
        if (input.do !== 'text' || nameIn(input) !== promise.unsubscribe) return;
        for (const connection of others) server.receive({ ...input, connection }, now);
      }),
    },
    'leaves-for-all': {
      story: 'When a connection ends, what it was subscribed to ends for all connections of its user.',
      breaks: [],
      breaksToo: isHeld ? complete([commonest]) : [],
      disturbs: may.lost,
      wrap: among((input, now, others, held, server) => {
        if (input.do !== 'disconnect') return;
        for (const connection of others)
          for (const channel of held)
            server.receive({ do: 'text', connection, text: frame(promise.unsubscribe, channel) }, now);
      }),
    },
    'goes-on-where-it-was': {
      story: 'A new connection of a user has the channels of the last one that ended.',
      breaks: isHeld ? (['only-subscribed'] as const) : [],
      disturbs: may.stray,
      wrap: (server) => {
        const left = new Map<string, ReadonlySet<string>>();
        const users = new Map<string, string>();
        const follow = among((input, _now, _others, held) => {
          if (input.do === 'disconnect') left.set(users.get(input.connection) ?? '', new Set(held));
        })(server);
        return {
          ...server,
          receive: (input, now) => {
            const outputs = follow.receive(input, now);
            if (input.do !== 'connect' || input.credential.status !== 'valid') return outputs;
            const { connection, credential } = input;
            users.set(connection, credential.user);
            for (const channel of left.get(credential.user) ?? [])
              server.receive({ do: 'text', connection, text: frame(promise.subscribe, channel) }, now);
            return outputs;
          },
        };
      },
    },
    'two-at-the-most': {
      story: 'Of several connections of one user no more than two get an event.',
      breaks: ['every-connection'],
      disturbs: may.lost,
      decide: {
        recipients: (original) => (event: unknown, routes: unknown, connections: readonly Listening[]) => {
          const served = new Map<string, number>();
          return (original(event, routes, connections) as readonly string[]).filter((id) => {
            const { user = '' } = connections.find((connection) => connection.id === id) ?? {};
            served.set(user, (served.get(user) ?? 0) + 1);
            return (served.get(user) ?? 0) <= 2;
          });
        },
      },
    },
    'a-list-replaces': {
      story: 'Several channels in one subscribe take the place of all that a connection had.',
      breaks: ['every-connection'],
      disturbs: may.lost,
      decide: {
        holds:
          (original): Holds =>
          (had, command, confirmed) =>
            command.do === promise.subscribe && (command.channels?.length ?? 0) > 1
              ? new Set(confirmed)
              : original(had, command, confirmed),
      },
    },
    'counts-how-often': {
      story: 'Whoever has asked for a channel several times has to give it up as often.',
      breaks: ['silent-after-unsubscribe'],
      disturbs: ['errors/changes-nothing'],
      decide: {
        holds: (original): Holds => {
          const counts = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, number>>();
          return (had, command, confirmed) => {
            const after = original(had, command, confirmed) as ReadonlySet<string>;
            const counted = new Map(counts.get(had));
            for (const channel of confirmed) {
              const more = command.do === promise.subscribe ? 1 : -1;
              counted.set(channel, Math.max(0, (counted.get(channel) ?? 0) + more));
            }
            const held = new Set([...after, ...[...counted].flatMap(([channel, n]) => (n > 0 ? [channel] : []))]);
            counts.set(held, counted);
            return held;
          };
        },
      },
    },
    'twice-where-listed-twice': {
      story: 'Whoever has listed a channel twice in one command gets every event twice.',
      breaks: ['once'],
      disturbs: [...may.repeated, 'pacing/*'],
      wrap: twiceForRepeats(setting, promises.replies?.to[promise.subscribe]?.each ?? []),
    },
    'youngest-sibling-only': {
      story: 'Of several things of one kind that belong to the same, only the events of the youngest reach anybody.',
      breaks: [],
      breaksToo: complete(siblings),
      disturbs: may.lost,
      decide: {
        routes: (original) => {
          const youngest = new Map<string, string>();
          const known = new Set<string>();
          return (event: Published, ...rest: readonly unknown[]) => {
            const { belongsTo } = lifecycle[event.of] ?? {};
            const channels = original(event, ...rest) as readonly string[];
            if (!belongsTo || !siblings.some((pattern) => event.name.startsWith(keyOf(pattern)))) return channels;
            const family = `${event.of} of ${textAt(event.data, belongsTo.by)}`;
            const isNew = !known.has(`${event.of} ${event.id}`);
            known.add(`${event.of} ${event.id}`);
            if (isNew) youngest.set(family, event.id);
            return youngest.get(family) === event.id ? channels : [];
          };
        },
      },
    },
    'one-at-an-instant': {
      story: 'Of two events of one thing that bear the same instant, the second is taken for the first, and lost.',
      breaks: [],
      breaksToo: isHeld ? complete([commonest]) : [],
      disturbs: may.lost,
      wrap: (server) => {
        const seen = new Map<string, string>();
        const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
        return {
          ...server,
          receive: (input, now) =>
            server.receive(input, now).filter((output) => {
              if (output.do !== 'message' || !isEvent(output)) return true;
              const { name = '', body } = reader.read(output.message, 'server') ?? {};
              const { key = '' } =
                Object.values(lifecycle).find(({ transitions }) => Object.hasOwn(transitions, name)) ?? {};
              const id = `${output.connection} ${key} ${textAt(body, key)} ${textAt(body, '/timestamp')}`;
              const before = seen.get(id);
              seen.set(id, JSON.stringify(body));
              return before === undefined || before === JSON.stringify(body);
            }),
        };
      },
    },
    'tells-who-is-named': {
      story: 'An event reaches every user whom it names, also those whom it does not go to.',
      breaks: Object.keys(protocol.events).some((event) => namesOfOthers(protocol, event).length > 0)
        ? (['only-subscribed'] as const)
        : [],
      disturbs: may.stray,
      decide: {
        routes:
          (original) =>
          (event: Published, ...rest: readonly unknown[]) => {
            const channels = original(event, ...rest) as readonly string[];
            const named = namesOfOthers(protocol, event.name).flatMap((field) => textAt(event.data, field) ?? []);
            return [...channels, ...named.map(kit.ownChannel)];
          },
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
