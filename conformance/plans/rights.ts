/** Rights as the promises give them: whether a user may, must or must not be let onto a channel. */
import type { Right } from '../../schemas/promises/rights.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { isOurs } from '../engine/names.ts';
import type { Connection } from '../scene/connection.ts';
import { channelShape } from '../scene/pointer.ts';
import type { World } from '../scene/world.ts';

/** What is certain about a right: it is there, it is not, nothing of the kind exists, or it cannot be told. */
export type Claim = 'granted' | 'refused' | 'nonexistent' | 'unknown';

/** Channels open to anyone. */
export const openings = ({ promises }: Protocol): readonly string[] =>
  Object.entries(promises.rights?.channels ?? {}).flatMap(([template, right]) => (right.anyone ? [template] : []));

/** Roles that a token may show: those that open something, beside others, and others alone. */
export interface Roles {
  /** All that open a channel. */
  readonly opening: readonly string[];
  /** The same beside one that opens nothing, behind it and before it. */
  readonly beside: readonly (readonly string[])[];
  /** None that opens anything: others, and those whose names are easily confused with one that does. */
  readonly others: readonly (readonly string[])[];
}

/** How many roles that open nothing stand before one that does. */
const MANY = 10;

const capital = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

/** The roles of a protocol; where none opens anything, tokens show none. */
export const rolesOf = ({ promises }: Protocol): Roles => {
  const opening = [...new Set(Object.values(promises.rights?.channels ?? {}).flatMap(({ roles = [] }) => roles))];
  const [first] = opening;
  if (first === undefined) return { opening, beside: [], others: [] };
  const another = (name: string): string => (opening.includes(name) ? another(`${name}2`) : name);
  const [stranger, alike, ruler] = [another('auditor'), another(`${first}2`), another('admin')];
  const many = Array.from({ length: MANY }, (_, nth) => another(`${stranger}${nth}`));
  return {
    opening,
    beside: [
      [stranger, ...many, ...opening],
      [...opening, stranger],
    ],
    others: [
      [stranger, ruler],
      [
        alike,
        ...[first.toUpperCase(), capital(first), `${first} `, ` ${first}`].filter((one) => !opening.includes(one)),
      ],
    ],
  };
};

/** Whether a connection has a right to a channel that was asked for at one point of the history. */
export const claim = (
  protocol: Protocol,
  world: World,
  { badge }: Connection,
  channel: string,
  asked: number,
): { readonly claim: Claim; readonly template?: string } => {
  const found = world.channel(channel);
  const right: Right | undefined = found && protocol.promises.rights?.channels[found.template];
  if (!found || !right) return { claim: 'unknown' };
  const { template, value } = found;
  const say = (is: Claim) => ({ claim: is, template });
  if (right.anyone) return say('granted');
  if (value === undefined) return say('unknown');
  if (right.exists !== undefined) {
    const thing = world.find(right.exists, value);
    if (!thing && isOurs(value)) return say('nonexistent');
    // In what may be somebody else's no user of this examination has a part.
    if (!thing) return say(isOurs(badge.user) && !may(right, template, world, badge, value) ? 'refused' : 'unknown');
    if (thing.told === undefined || thing.told > asked)
      return say(may(right, template, world, badge, value) === false ? 'refused' : 'unknown');
  }
  const allowed = may(right, template, world, badge, value);
  return say(allowed === undefined ? 'unknown' : allowed ? 'granted' : 'refused');
};

/** Whether a right covers a user; undefined when that depends on what is not known. */
const may = (
  right: Right,
  template: string,
  world: World,
  { user, roles }: Pick<Connection['badge'], 'user' | 'roles'>,
  value: string,
): boolean | undefined => {
  if (right.roles?.some((role) => roles.includes(role))) return true;
  const { parameter = '' } = channelShape(template);
  const users = (right.users ?? []).map((clause) => world.fillFrom(clause, parameter, value));
  if (users.includes(user)) return true;
  return users.includes(undefined) ? undefined : false;
};

/** Whether a connection certainly has no right to a channel, whenever it is asked. */
export const excluded = (
  protocol: Protocol,
  world: World,
  connection: Connection,
  channel: string,
  now: number,
): boolean => {
  const { claim: is } = claim(protocol, world, connection, channel, now);
  return is === 'refused';
};
