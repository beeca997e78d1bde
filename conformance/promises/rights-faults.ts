/** The faults of rights: servers that ask too rarely or too loosely, or tell too much when they refuse. */
import type { RightsPromise } from '../../schemas/promises.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { channelShape } from '../scene/pointer.ts';

/** The key of the requirement that a channel is open to some: `order-granted` for `order:{order}`. */
export const grantedKey = (template: string): string => `${template.split(':')[0]}-granted`;

/** The key of the requirement that a channel is refused to others: `order-refused` for `order:{order}`. */
export const refusedKey = (template: string): string => `${template.split(':')[0]}-refused`;

/** The faults of the `rights` family. */
export const rightsFaults = ({ promise, promises }: Setting<RightsPromise>) => {
  const templates = Object.keys(promise.channels);
  return {
    'checks-once': {
      story: 'The right to a channel is looked at only the first time anybody asks for it.',
      breaks: Object.entries(promise.channels).flatMap(([template, right]) =>
        right.exists !== undefined && right.users ? [refusedKey(template)] : [],
      ),
      disturbs: ['rights/*', 'delivery/*'],
      decide: {
        may: (original) => {
          const granted = new Set<string>();
          return (
            user: string,
            held: readonly string[],
            channel: { readonly of: string; readonly id: string },
            ...rest: readonly unknown[]
          ) => {
            const key = JSON.stringify(channel);
            const allowed = granted.has(key) || original(user, held, channel, ...rest);
            if (allowed) granted.add(key);
            return allowed;
          };
        },
      },
    },
    'begins-with': {
      story: "A user may watch every channel whose owner's id begins with the user's own.",
      breaks: [
        ...new Set(
          templates
            .filter((template) => promise.channels[template]?.users?.includes(`{${channelShape(template).parameter}}`))
            .map((template) => refusedKey(template)),
        ),
      ],
      disturbs: ['rights/*', 'delivery/*'],
      decide: {
        may:
          (original) =>
          (user: string, held: readonly string[], channel: { readonly id: string }, ...rest: readonly unknown[]) =>
            original(user, held, channel, ...rest) || channel.id.startsWith(user),
      },
    },
    'knows-what-exists': {
      story: 'What does not exist is refused in other words than what belongs to somebody else.',
      breaks: ['no-existence-oracle'],
      disturbs: ['errors/text', 'rights/*'],
      decide: {
        explain:
          (original) =>
          (
            trouble: string,
            item: string | undefined,
            world: Readonly<Record<string, ReadonlyMap<string, unknown>>>,
          ) => {
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
      disturbs: ['rights/*', 'replies/*', 'delivery/*', 'errors/text'],
      decide: {
        rulings: (original) => (command: unknown, rulings: readonly { readonly refusal?: string }[]) => {
          const ruled = original(command, rulings) as typeof rulings;
          const refusal = ruled.find((ruling) => ruling.refusal !== undefined)?.refusal;
          return refusal === undefined ? ruled : ruled.map((ruling) => ({ ...ruling, refusal }));
        },
      },
    },
  } satisfies Readonly<Record<string, Fault>>;
};
