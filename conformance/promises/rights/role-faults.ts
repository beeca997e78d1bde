/** The faults of rights that come by roles: servers that keep a role for too long, or ask too much or too little of it. */
import type { RightsPromise } from '../../../schemas/promises/rights.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { channelShape } from '../../scene/pointer.ts';
import { type Asked, grantedKey, keysOf, refusedKey } from '../keys.ts';

interface Identity {
  readonly user: string;
  readonly roles: readonly string[];
}

type Decision = NonNullable<Fault['decide']>[string];

/** A decision about credentials that puts other roles in the place of those of the token. */
const withRoles =
  (roles: (identity: Identity) => readonly string[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: the decision is passed on as it is
  (original: (...args: any[]) => any) =>
  (...shown: readonly unknown[]) => {
    const identity = original(...shown) as Identity | undefined;
    return identity && { ...identity, roles: roles(identity) };
  };

/** The faults of roles. */
export const rightsRoleFaults = ({ promise, promises }: Setting<RightsPromise>) => {
  const templates = Object.entries(promise.channels);
  const granted = keysOf(promise, grantedKey, ({ roles }) => roles !== undefined);
  const refused = keysOf(promise, refusedKey, ({ roles }) => roles !== undefined);
  /** By the first half of a channel: the roles that open it. */
  const opening = new Map(
    templates.map(([template, { roles = [] }]) => [channelShape(template).prefix.replace(/:$/, ''), roles]),
  );
  /** A decision about rights that puts other roles in the place of those that a token shows, as one kind of channel is asked for. */
  const taking =
    (taken: (held: readonly string[], roles: readonly string[]) => readonly string[]): Decision =>
    (original) =>
    (user: string, held: readonly string[], channel: Asked, ...rest: readonly unknown[]) => {
      const roles = opening.get(channel.of) ?? [];
      return original(user, roles.length > 0 ? taken(held, roles) : held, channel, ...rest);
    };
  return {
    'any-role-will-do': {
      story: 'A channel that a role opens is opened by any role at all.',
      breaks: refused,
      decide: { may: taking((held, roles) => (held.length > 0 ? roles : held)) },
    },
    'roles-by-prefix': {
      story: 'A role is taken for another whose name it begins with.',
      breaks: refused,
      decide: {
        may: taking((held, roles) => roles.filter((role) => held.some((one) => one.startsWith(role)))),
      },
    },
    'first-role-only': {
      story: 'Of the roles that a token shows only the first is looked at.',
      breaks: granted,
      disturbs: noticing(promises).refused,
      decide: { may: taking((held) => held.slice(0, 1)) },
    },
    'remembers-roles': {
      story:
        'A right outlives its token: a role that a user has shown once counts with every later token of that user.',
      breaks: refused,
      decide: {
        credential: (original) => {
          const shown = new Map<string, Set<string>>();
          return withRoles(({ user, roles }) => {
            const known = shown.get(user) ?? new Set();
            shown.set(user, known);
            for (const role of roles) known.add(role);
            return [...known];
          })(original);
        },
      },
    },
    'roles-of-the-first-token': {
      story: 'The roles of a user are read from the first token that the user shows, and never again.',
      breaks: [...granted, ...refused],
      disturbs: ['rights/one-by-one'],
      decide: {
        credential: (original) => {
          const first = new Map<string, readonly string[]>();
          return withRoles(({ user, roles }) => {
            const known = first.get(user) ?? roles;
            first.set(user, known);
            return known;
          })(original);
        },
      },
    },
    'role-before-existence': {
      story: 'Holders of a role are let onto channels of what does not exist yet.',
      breaks: templates.some(([, { roles, exists }]) => roles && exists) ? ['what-does-not-exist'] : [],
      decide: {
        may:
          (original) =>
          (user: string, held: readonly string[], channel: Asked, ...rest: readonly unknown[]) =>
            opening.get(channel.of)?.some((role) => held.includes(role)) || original(user, held, channel, ...rest),
      },
    },
    'open-to-holders-only': {
      story: 'A channel that is open to anyone is refused to those whose token has no role.',
      breaks: keysOf(promise, grantedKey, ({ anyone }) => anyone === true),
      disturbs: noticing(promises).refused,
      decide: {
        may:
          (original) =>
          (user: string, held: readonly string[], channel: Asked, ...rest: readonly unknown[]) =>
            original(user, held, channel, ...rest) &&
            (promise.channels[channel.of]?.anyone === undefined || held.length > 0),
      },
    },
  } satisfies Readonly<Record<string, Fault>>;
};
