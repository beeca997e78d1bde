/** The faults of rights that take what is like something for that: ids, forms of channels, roles, and things that are over. */
import type { RightsPromise } from '../../../schemas/promises/rights.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { isLast } from '../../faults/slow-to-remember.ts';
import { channelShape } from '../../scene/pointer.ts';
import { type Asked, grantedKey, keysOf, refusedKey } from '../keys.ts';

type Decision = NonNullable<Fault['decide']>[string];
type World = Readonly<Record<string, ReadonlyMap<string, { readonly state?: string }>>>;
type May = (
  user: string,
  held: readonly string[],
  channel: Asked,
  world: World,
  ...rest: readonly unknown[]
) => boolean;

/** The faults of likeness. */
export const rightsLikenessFaults = ({ promise, promises }: Setting<RightsPromise>) => {
  const templates = Object.keys(promise.channels);
  const prefixes = templates.map((template) => channelShape(template).prefix);
  const ofThings = keysOf(promise, grantedKey, ({ exists }) => exists !== undefined);
  const byRole = keysOf(promise, refusedKey, ({ roles }) => roles !== undefined);
  const isHeld = ofThings.length > 0;
  const nothing = isHeld ? (['what-does-not-exist'] as const) : [];
  const open = (...more: readonly string[]) => ['rights/no-existence-oracle', ...more];

  /** Ids that are the same once something is done to them are taken for the same. */
  const alike =
    (reduced: (id: string) => string): Decision =>
    (original): May =>
    (user, held, channel, world, ...rest) =>
      original(user, held, channel, world, ...rest) ||
      [...(world[channel.of]?.keys() ?? [])].some(
        (id) =>
          id !== channel.id &&
          reduced(id) === reduced(channel.id) &&
          original(user, held, { ...channel, id }, world, ...rest),
      );
  const confusing = (story: string, reduced: (id: string) => string) =>
    ({ story, breaks: nothing, disturbs: open(), decide: { may: alike(reduced) } }) as const;

  /** Texts that are no channels are taken for such. */
  const reshaping = (story: string, shaped: (text: string) => string) =>
    ({
      story,
      breaks: ['malformed-channel'],
      disturbs: ['replies/*', 'errors/text', 'errors/code'],
      decide: { channel: (original) => (text: string) => original(text) ?? original(shaped(text)) },
    }) as const satisfies Fault;

  /** By the first half of a channel: the roles that open it. */
  const opening = new Map(
    Object.entries(promise.channels).map(([template, { roles = [] }]) => [
      channelShape(template).prefix.replace(/:$/, ''),
      roles,
    ]),
  );
  const taking =
    (taken: (held: readonly string[], roles: readonly string[]) => readonly string[]): Decision =>
    (original): May =>
    (user, held, channel, ...rest) => {
      const roles = opening.get(channel.of) ?? [];
      return original(user, roles.length > 0 ? taken(held, roles) : held, channel, ...rest);
    };
  const lastWords = (of: string): readonly string[] =>
    Object.entries(promises.lifecycle ?? {}).flatMap(([name, machine]) =>
      name === of
        ? Object.keys(machine.transitions).flatMap((event) =>
            isLast(machine, event) ? [event.split('.').at(-1) ?? ''] : [],
          )
        : [],
    );
  return {
    'ids-are-cut': confusing('Of an id only the first hundred characters are compared.', (id) => id.slice(0, 100)),
    'ids-are-composed': confusing('Ids that look the same are the same, however their letters are composed.', (id) =>
      id.normalize('NFC'),
    ),
    'ids-are-decoded': confusing('Percent signs in ids are taken for those of an address, and decoded.', (id) =>
      id.replaceAll('%3A', ':'),
    ),
    'ids-end-before-a-mark': confusing('An id ends before a question mark, a number sign or a comma.', (id) =>
      id.replace(/[?#,].*$/, ''),
    ),
    'ids-without-a-last-dot': confusing('A dot at the end of an id is left aside.', (id) => id.replace(/\.$/, '')),
    'inherited-names': {
      story: 'Things are looked up in an object, which has members that nobody put there.',
      breaks: keysOf(promise, refusedKey, ({ exists, users }) => exists !== undefined && users !== undefined),
      disturbs: open('rights/what-does-not-exist', ...byRole.map((key) => `rights/${key}`)),
      decide: {
        may:
          (original): May =>
          (user, held, channel, ...rest) =>
            original(user, held, channel, ...rest) || (channel.of !== 'user' && channel.id in {}),
      },
    },
    'a-star-is-all': {
      story: 'A star in the place of an id stands for all of them, and is let onto.',
      breaks: keysOf(promise, refusedKey, ({ users }) => users !== undefined),
      disturbs: open('rights/what-does-not-exist', ...byRole.map((key) => `rights/${key}`)),
      decide: {
        may:
          (original): May =>
          (user, held, channel, ...rest) =>
            channel.id === '*' || original(user, held, channel, ...rest),
      },
    },
    'prefixes-in-any-case': reshaping('What stands before the id is compared without regard to case.', (text) =>
      text.replace(/^[^:]*/, (prefix) => prefix.toLowerCase()),
    ),
    'prefixes-in-the-plural': reshaping('What stands before the id may be in the plural.', (text) =>
      text.replace(/^(\w+)s:/, '$1:'),
    ),
    'channels-with-blanks': reshaping('Blanks about a channel are left aside.', (text) => text.trim()),
    'channels-with-slashes': reshaping('A slash may stand before the id, as a colon does.', (text) =>
      text.replace(/^(\w+)\//, '$1:'),
    ),
    'begins-like-a-channel': reshaping(
      'A channel without an id is recognised by how it begins.',
      (text) => prefixes.find((prefix) => !prefix.endsWith(':') && text.startsWith(prefix)) ?? text,
    ),
    'over-is-gone': {
      story: 'Once a thing has come to its end, nobody is let onto its channel any more.',
      breaks: ofThings,
      disturbs: noticing(promises).refused,
      decide: {
        may:
          (original): May =>
          (user, held, channel, world, ...rest) =>
            original(user, held, channel, world, ...rest) &&
            !lastWords(channel.of).includes(world[channel.of]?.get(channel.id)?.state ?? ''),
      },
    },
    'roles-in-any-case': {
      story: 'Names of roles are compared without regard to case.',
      breaks: byRole,
      decide: {
        may: taking((held, roles) =>
          roles.filter((role) => held.some((one) => one.toLowerCase() === role.toLowerCase())),
        ),
      },
    },
    'roles-with-blanks': {
      story: 'Blanks about the name of a role are left aside.',
      breaks: byRole,
      decide: { may: taking((held, roles) => roles.filter((role) => held.some((one) => one.trim() === role))) },
    },
    'three-roles-at-most': {
      story: 'Of the roles that a token shows only the first three are looked at.',
      breaks: keysOf(promise, grantedKey, ({ roles }) => roles !== undefined),
      disturbs: noticing(promises).refused,
      decide: { may: taking((held) => held.slice(0, 3)) },
    },
    'administrators-may': {
      story: 'Whoever shows the role of an administrator is let onto every channel that there is.',
      breaks: isHeld
        ? keysOf(promise, refusedKey, ({ roles, exists }) => roles !== undefined && exists !== undefined)
        : [],
      disturbs: keysOf(promise, refusedKey, () => true).map((key) => `rights/${key}`),
      decide: {
        may:
          (original): May =>
          (user, held, channel, world, ...rest) =>
            original(user, held, channel, world, ...rest) ||
            (held.includes('admin') && world[channel.of]?.has(channel.id) === true),
      },
    },
  } satisfies Readonly<Record<string, Fault>>;
};
