/** The faults of rights that hang on the names of users: servers that take users whose ids are alike in part for one. */
import type { RightsPromise } from '../../../schemas/promises/rights.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { channelShape } from '../../scene/pointer.ts';
import { type Asked, grantedKey, isOwn, keysOf, refusedKey } from '../keys.ts';

type World = Readonly<Record<string, ReadonlyMap<string, { readonly parties?: readonly string[] }>>>;

const lastPart = (id: string): string => id.split(':').at(-1) ?? '';
/** An id without what stands before its second colon. */
const withoutMethod = (id: string): string => id.split(':').slice(2).join(':');

/** The faults of names. */
export const rightsNameFaults = ({ promise, promises }: Setting<RightsPromise>) => {
  const templates = Object.entries(promise.channels);
  /** What channels begin with that belong to the user they name. */
  const owned = templates.flatMap(([template, right]) =>
    isOwn(right, channelShape(template).parameter) ? [template.split(':')[0]] : [],
  );
  const ofOthers = keysOf(promise, refusedKey, isOwn);
  /** A decision about rights that opens channels of users whose ids are alike, beside a user's own. */
  const opening =
    (alike: (user: string, owner: string) => boolean): NonNullable<Fault['decide']>[string] =>
    (original) =>
    (user: string, held: readonly string[], channel: Asked, ...rest: readonly unknown[]) =>
      original(user, held, channel, ...rest) || (owned.includes(channel.of) && alike(user, channel.id));
  return {
    'begins-with': {
      story: "A user may watch every channel whose owner's id begins with the user's own.",
      breaks: ofOthers,
      decide: { may: opening((user, owner) => owner.startsWith(user)) },
    },
    'ends-with': {
      story: "A user may watch every channel whose owner's id ends with the user's own.",
      breaks: ofOthers,
      decide: { may: opening((user, owner) => owner.endsWith(user)) },
    },
    'compares-the-last-part': {
      story: 'Of the id of a user, only what stands behind the last colon is compared.',
      breaks: ofOthers,
      decide: { may: opening((user, owner) => lastPart(user) === lastPart(owner)) },
    },
    'compares-no-method': {
      story: 'Of the id of a user, what stands before the second colon is not compared.',
      breaks: ofOthers,
      decide: { may: opening((user, owner) => withoutMethod(user) === withoutMethod(owner)) },
    },
    'parties-that-end-alike': {
      story: "A thing is open to whoever's id has the same last part as that of one of its parties.",
      breaks: keysOf(promise, refusedKey, ({ exists, users = [] }) => exists !== undefined && users.length > 0),
      decide: {
        may:
          (original) =>
          (user: string, held: readonly string[], channel: Asked, world: World, ...rest: readonly unknown[]) =>
            original(user, held, channel, world, ...rest) ||
            world[channel.of]?.get(channel.id)?.parties?.some((party) => lastPart(party) === lastPart(user)),
      },
    },
    'knows-three-parts': {
      story: "An id is taken to have three parts between colons; a user's own channel is compared without the rest.",
      breaks: [...keysOf(promise, grantedKey, isOwn), ...ofOthers],
      disturbs: noticing(promises).refused,
      decide: {
        may:
          (original) =>
          (user: string, held: readonly string[], channel: Asked, ...rest: readonly unknown[]) =>
            original(user, held, { ...channel, id: channel.id.split(':').slice(0, 3).join(':') }, ...rest),
      },
    },
  } satisfies Readonly<Record<string, Fault>>;
};
