/** The faults of rights: servers that ask too rarely or too loosely, or tell too much when they refuse. */
import type { RightsPromise } from '../../../schemas/promises/rights.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { type Asked, grantedKey, keysOf, refusedKey } from '../keys.ts';
import { rightsLikenessFaults } from './likeness-faults.ts';
import { rightsNameFaults } from './name-faults.ts';
import { rightsRoleFaults } from './role-faults.ts';

type Rulings = readonly { readonly refusal?: string }[];
type World = Readonly<Record<string, ReadonlyMap<string, { readonly parties?: readonly string[] }>>>;

/** The faults of the `rights` family. */
export const rightsFaults = (setting: Setting<RightsPromise>) => {
  const { promise, promises } = setting;
  const { delivery } = promises;
  const may = noticing(promises);
  return {
    'checks-once': {
      story: 'The right to a channel is looked at only the first time anybody asks for it.',
      breaks: keysOf(promise, refusedKey, ({ anyone }) => anyone === undefined),
      decide: {
        may: (original) => {
          const granted = new Set<string>();
          return (user: string, held: readonly string[], channel: Asked, ...rest: readonly unknown[]) => {
            const key = JSON.stringify(channel);
            const allowed = granted.has(key) || original(user, held, channel, ...rest);
            if (allowed) granted.add(key);
            return allowed;
          };
        },
      },
    },
    'trusts-after-the-first': {
      story: 'Only the first subscribe of a connection is checked; whoever holds a channel gets every other.',
      breaks: [...keysOf(promise, refusedKey, ({ anyone }) => anyone === undefined), 'what-does-not-exist'],
      decide: {
        may:
          (original) =>
          (
            user: string,
            held: readonly string[],
            channel: Asked,
            world: unknown,
            connection: { readonly channels: ReadonlySet<string> },
          ) =>
            connection.channels.size > 0 || original(user, held, channel, world, connection),
      },
    },
    'first-party-only': {
      story: 'Of the two users with a right to a thing only the one that is named first is let in.',
      breaks: keysOf(promise, grantedKey, ({ exists, users = [] }) => exists !== undefined && users.length > 1),
      disturbs: may.refused,
      decide: {
        may:
          (original) =>
          (user: string, held: readonly string[], channel: Asked, world: World, ...rest: readonly unknown[]) => {
            const [first, ...others] = world[channel.of]?.get(channel.id)?.parties ?? [];
            return (first === user || !others.includes(user)) && original(user, held, channel, world, ...rest);
          },
      },
    },
    'knows-what-exists': {
      story: 'What does not exist is refused in other words than what belongs to somebody else.',
      breaks: ['no-existence-oracle'],
      disturbs: ['errors/text'],
      decide: {
        explain: (original) => (trouble: string, item: string | undefined, world: World) => {
          const said = original(trouble, item, world) as Readonly<Record<string, unknown>>;
          if (trouble !== promise.refusal || item === undefined) return said;
          const [kind = '', ...id] = item.split(':');
          return world[kind] !== undefined && !world[kind].has(id.join(':'))
            ? { ...said, [promises.errors?.text.slice(1) ?? 'message']: `Not found: ${item}` }
            : said;
        },
      },
    },
    'all-or-nothing': {
      story: 'One refused channel takes the rest of its command with it.',
      breaks: ['one-by-one'],
      disturbs: [
        ...may.refused,
        'rights/malformed-channel',
        'rights/no-existence-oracle',
        'replies/each-item',
        'delivery/repeated-unsubscribe',
      ],
      decide: {
        rulings: (original) => (command: unknown, rulings: Rulings) => {
          const ruled = original(command, rulings) as Rulings;
          const refusal = ruled.find((ruling) => ruling.refusal !== undefined)?.refusal;
          return refusal === undefined ? ruled : ruled.map((ruling) => ({ ...ruling, refusal }));
        },
      },
    },
    'gives-up-anything': {
      story: 'An unsubscribe is confirmed whatever it names, a badly formed channel too.',
      breaks: ['malformed-channel'],
      decide: {
        rulings: (original) => (command: { readonly do: string }, rulings: Rulings) => {
          const ruled = original(command, rulings) as Rulings;
          return command.do === delivery?.unsubscribe ? ruled.map(({ refusal: _, ...rest }) => rest) : ruled;
        },
      },
    },
    'refuses-the-malformed': {
      story: 'A subscribe to a badly formed channel is refused as if somebody else had a right to it.',
      breaks: ['malformed-channel'],
      decide: {
        rulings: (original) => (command: { readonly do: string }, rulings: Rulings) =>
          (original(command, rulings) as Rulings).map((ruling) =>
            command.do === delivery?.subscribe && ruling.refusal === promise.malformed
              ? { ...ruling, refusal: promise.refusal }
              : ruling,
          ),
      },
    },
    'refused-but-heard': {
      story: 'A refused channel is subscribed to all the same.',
      breaks: ['silent-after-refusal'],
      disturbs: may.stray,
      decide: {
        holds:
          (original) =>
          (
            had: ReadonlySet<string>,
            command: { readonly do: string; readonly channels?: readonly string[] },
            confirmed: readonly string[],
          ) =>
            original(had, command, command.do === delivery?.subscribe ? (command.channels ?? []) : confirmed),
      },
    },
    ...rightsNameFaults(setting),
    ...rightsRoleFaults(setting),
    ...rightsLikenessFaults(setting),
  } satisfies Readonly<Record<string, Fault>>;
};
