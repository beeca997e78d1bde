/** The oracles of rights: who was let onto which channel, who was refused, and in what words. */
import type { RightsPromise } from '../../../schemas/promises/rights.ts';
import {
  broken,
  each,
  earned,
  type Findings,
  hearing,
  heldBeside,
  judge,
  type Oracle,
  perConnection,
  quote,
} from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { type Claim, claim } from '../../plans/rights.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Reply } from '../../scene/exchanges.ts';
import { channelShape, textAt } from '../../scene/pointer.ts';
import type { Moment, Scene } from '../../scene/scene.ts';
import { absence } from '../absence.ts';
import { granted as grantedTo, grantedAlike, grantedAlikeOn, taken, takenOn } from '../twins.ts';

/** What is certain about the right behind an answer to a subscribe. */
const claimOf = (
  { protocol, promises }: Setting<RightsPromise>,
  { to: { command, item } }: Reply,
  scene: Scene,
  connection: Connection,
) =>
  command.name === promises.delivery?.subscribe && command.bad.length === 0 && item !== undefined
    ? claim(protocol, scene.world, connection, item, command.entry.seq)
    : undefined;

/** Judges answers about channels of a template where a right is certainly there, or certainly not. */
const judged = (
  setting: Setting<RightsPromise>,
  template: string,
  wanted: Claim,
  look: (reply: Reply, user: string) => Findings,
): Oracle =>
  each(
    ({ connection, reply, scene }) => {
      if (!connection || !reply) return undefined;
      const found = claimOf(setting, reply, scene, connection);
      return found && found.template === template && found.claim === wanted
        ? look(reply, connection.badge.user)
        : undefined;
    },
    ['reply'],
  );

/** Judges that those with a right to channels of a template are let in. */
export const granted = (setting: Setting<RightsPromise>, template: string): Oracle =>
  judged(setting, template, 'granted', (reply, user) =>
    judge(reply.fit === 'answer', () => `${quote(user)} has a right to ${quote(reply.to.item)} and was refused`),
  );

/** Whether an answer is a refusal; a confirmation of something else is neither that nor what was asked for. */
const isRefusal = ({ fit }: Reply): boolean => fit === 'error' || fit === 'misworded';

/** Judges a probe: it must be refused, and that counts beside its twin. */
const refusal = (reply: Reply, twin: string | undefined, because: () => string): Findings => {
  if (reply.fit === 'answer') return broken(because());
  return isRefusal(reply) && twin !== undefined ? heldBeside(twin) : undefined;
};

/** Judges that those without a right to channels of a template are refused, where somebody with a right is let in. */
export const refused = (setting: Setting<RightsPromise>, template: string): Oracle =>
  earned(
    grantedTo(setting.promises),
    judged(setting, template, 'refused', (reply, user) =>
      refusal(reply, reply.to.item, () => `${quote(user)} has no right to ${quote(reply.to.item)} and was let in`),
    ),
  );

/** Judges that channels of what does not exist are refused to those who are let onto channels of what does. */
export const nonexistent = (setting: Setting<RightsPromise>): Oracle =>
  earned(
    grantedAlike(setting.promises),
    each(
      ({ connection, reply, scene }) => {
        const found = connection && reply && claimOf(setting, reply, scene, connection);
        if (!found || found.template === undefined || found.claim !== 'nonexistent') return undefined;
        const twin = grantedAlikeOn(connection, found.template);
        return refusal(reply, twin, () => `${quote(reply.to.item)} does not exist, and was subscribed to`);
      },
      ['reply'],
    ),
  );

/** What a refusal says, with the item taken out. */
const words = ({ promises }: Setting<RightsPromise>, body: unknown, item: string): string =>
  JSON.stringify(
    [promises.errors?.text ?? '', promises.errors?.code?.at ?? ''].map((pointer) =>
      textAt(body, pointer)?.replaceAll(item, '{item}'),
    ),
  );

/** What a refusal of one kind of channel said, and about which channel. */
interface Said {
  readonly text: string;
  readonly item: string;
}

/** Judges that what does not exist is refused in the words of what belongs to somebody else, who is let in. */
export const alike = (setting: Setting<RightsPromise>): Oracle =>
  earned(
    grantedTo(setting.promises),
    hearing(() => {
      const said = new Map<string, Said>();
      const look = ({ connection, reply, message, scene }: Moment): Findings => {
        if (!connection || !reply || !message || !isRefusal(reply)) return undefined;
        const { template = '', claim: is } = claimOf(setting, reply, scene, connection) ?? {};
        const { item } = reply.to;
        const concerned = setting.promise.channels[template]?.exists !== undefined;
        if (item === undefined || !concerned || (is !== 'refused' && is !== 'nonexistent')) return undefined;
        const key = (one: Claim) => `${one} ${template}`;
        const here = { text: words(setting, message.body, item), item };
        if (!said.has(key(is))) said.set(key(is), here);
        const other = said.get(key(is === 'refused' ? 'nonexistent' : 'refused'));
        if (!other) return undefined;
        const [existing, missing] = is === 'refused' ? [here, other] : [other, here];
        return existing.text === missing.text
          ? heldBeside(existing.item)
          : broken(`what exists is refused with ${existing.text}, what does not with ${missing.text}`);
      };
      return look;
    }, ['reply']),
  );

/** Judges that a refused channel takes no other of its command with it. */
export const oneByOne = (setting: Setting<RightsPromise>): Oracle =>
  perConnection(
    () => ({ command: -1, refused: false, granted: 0, bad: '' }),
    ({ connection, reply, scene }, state) => {
      if (!reply || reply.to.command.name !== setting.promises.delivery?.subscribe || reply.to.command.items.length < 2)
        return undefined;
      const { seq } = reply.to.command.entry;
      if (seq !== state.command) Object.assign(state, { command: seq, refused: false, granted: 0, bad: '' });
      const found = claimOf(setting, reply, scene, connection);
      if (reply.fit !== 'answer') state.refused = true;
      if (found?.claim === 'granted') {
        state.granted++;
        if (reply.fit !== 'answer') state.bad = reply.to.item ?? '';
      }
      if (reply.to.item !== reply.to.command.items.at(-1) || !state.refused || state.granted === 0) return undefined;
      return judge(state.bad === '', () => `${quote(state.bad)} was refused along with the others`);
    },
    ['reply'],
  );

/** Judges that what is no channel is not taken for one, by a command that takes what is. */
export const malformed = ({ promises, promise }: Setting<RightsPromise>): Oracle => {
  const prefixes = Object.keys(promise.channels).map((template) => channelShape(template).prefix.replace(/:$/, ''));
  return earned(
    taken,
    each(
      ({ connection, reply, scene }) => {
        if (!connection || reply?.to.item === undefined || scene.world.channel(reply.to.item) !== undefined)
          return undefined;
        const { item, command } = reply.to;
        const certain = !item.includes(':') && !prefixes.includes(item.toLowerCase().trim());
        if (reply.fit === 'answer')
          return certain || command.name === promises.delivery?.subscribe
            ? broken(`${quote(item)} was taken for a channel`)
            : undefined;
        if (!isRefusal(reply)) return undefined;
        if (certain && reply.kind !== undefined && reply.kind !== promise.malformed)
          return broken(`refused as ${reply.kind}`);
        return heldBeside(takenOn(connection, command));
      },
      ['reply'],
    ),
  );
};

/** Judges that refused channels bring no event that they bring to others. */
export const silentAfterRefusal: Oracle = absence(
  ({ connection, channels }) =>
    channels.some((channel) => connection.refused.has(channel)) &&
    !channels.some((channel) => connection.former.has(channel)),
  'a refused channel',
);
