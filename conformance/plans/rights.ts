/** Rights as the promises give them: whether a user may, must or must not be let onto a channel. */
import type { Right } from '../../schemas/promises.ts';
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
    if (!thing) return say(isOurs(value) ? 'nonexistent' : 'unknown');
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
