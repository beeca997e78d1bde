/** The keys of requirements that are made from a promise's own names, by which faults name them too. */
import type { Right, RightsPromise } from '../../schemas/promises/rights.ts';
import { channelShape } from '../scene/pointer.ts';

/** The key of the requirement that a pattern's events arrive: `order` for `order.*`. */
export const keyOf = (pattern: string): string => pattern.replace(/\.\*$/, '');

/** The key of the requirement that a channel is open to some: `order-granted` for `order:{order}`. */
export const grantedKey = (template: string): string => `${template.split(':')[0]}-granted`;

/** The key of the requirement that a channel is refused to others: `order-refused` for `order:{order}`. */
export const refusedKey = (template: string): string => `${template.split(':')[0]}-refused`;

/** Whether a channel belongs to the user that it names. */
export const isOwn = (right: Right, parameter: string | undefined): boolean =>
  right.users?.includes(`{${parameter}}`) === true;

/** The keys, made by `key`, of the channels whose right is such. */
export const keysOf = (
  { channels }: RightsPromise,
  key: (template: string) => string,
  such: (right: Right, parameter: string | undefined) => boolean,
): readonly string[] =>
  Object.entries(channels).flatMap(([template, right]) =>
    such(right, channelShape(template).parameter) ? [key(template)] : [],
  );

/** A channel as the decision about it is told: `order:7` is `order` and `7`. */
export interface Asked {
  readonly of: string;
  readonly id: string;
}
