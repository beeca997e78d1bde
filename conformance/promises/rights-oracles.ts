/** The oracles of rights: who was let onto which channel, who was refused, and in what words. */
import type { RightsPromise } from '../../schemas/promises.ts';
import { broken, each, type Finding, held, judge, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import type { Setting } from '../engine/requirement.ts';
import { type Claim, claim } from '../plans/rights.ts';
import type { Connection } from '../scene/connection.ts';
import type { Reply } from '../scene/exchanges.ts';
import { channelShape, textAt } from '../scene/pointer.ts';
import type { Scene } from '../scene/scene.ts';
import { absence } from './absence.ts';

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
  look: (reply: Reply, user: string) => Finding,
): Oracle =>
  each(({ connection, reply, scene }) => {
    if (!connection || !reply) return undefined;
    const found = claimOf(setting, reply, scene, connection);
    return found && found.template === template && found.claim === wanted
      ? look(reply, connection.badge.user)
      : undefined;
  });

/** Judges that those with a right to channels of a template are let in. */
export const granted = (setting: Setting<RightsPromise>, template: string): Oracle =>
  judged(setting, template, 'granted', (reply, user) =>
    judge(reply.fit === 'answer', () => `${quote(user)} has a right to ${quote(reply.to.item)} and was refused`),
  );

/** Judges that those without a right to channels of a template are refused. */
export const refused = (setting: Setting<RightsPromise>, template: string): Oracle =>
  judged(setting, template, 'refused', (reply, user) =>
    judge(reply.fit !== 'answer', () => `${quote(user)} has no right to ${quote(reply.to.item)} and was let in`),
  );

/** Judges that channels of what does not exist are refused. */
export const nonexistent = (setting: Setting<RightsPromise>): Oracle =>
  each(({ connection, reply, scene }) => {
    if (!connection || !reply || claimOf(setting, reply, scene, connection)?.claim !== 'nonexistent') return undefined;
    return judge(reply.fit !== 'answer', () => `${quote(reply.to.item)} does not exist, and was subscribed to`);
  });

/** What a refusal says, with the item taken out. */
const words = ({ promises }: Setting<RightsPromise>, body: unknown, item: string): string =>
  JSON.stringify(
    [promises.errors?.text ?? '', promises.errors?.code?.at ?? ''].map((pointer) =>
      textAt(body, pointer)?.replaceAll(item, '{item}'),
    ),
  );

/** Judges that what does not exist is refused in the words of what belongs to somebody else. */
export const alike = (setting: Setting<RightsPromise>): Oracle =>
  function* () {
    const { channels } = setting.promise;
    const said = new Map<string, string>();
    let moment = yield;
    for (;;) {
      const { connection, reply, message, scene } = moment;
      const found =
        connection && reply && message && reply.fit !== 'answer'
          ? claimOf(setting, reply, scene, connection)
          : undefined;
      if (
        !found ||
        !reply?.to.item ||
        !message ||
        channels[found.template ?? '']?.exists === undefined ||
        (found.claim !== 'refused' && found.claim !== 'nonexistent')
      ) {
        moment = yield;
        continue;
      }
      const text = words(setting, message.body, reply.to.item);
      said.set(found.claim, said.get(found.claim) ?? text);
      const other = said.get(found.claim === 'refused' ? 'nonexistent' : 'refused');
      moment = yield other === undefined
        ? undefined
        : judge(
            other === text,
            () => `what exists is refused with ${said.get('refused')}, what does not with ${said.get('nonexistent')}`,
          );
    }
  };

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
  );

/** Judges that what is no channel is not taken for one. */
export const malformed = ({ promises, promise }: Setting<RightsPromise>): Oracle =>
  each(({ reply, scene }) => {
    if (!reply || reply.to.item === undefined || scene.world.channel(reply.to.item) !== undefined) return undefined;
    const prefixes = Object.keys(promise.channels).map((template) => channelShape(template).prefix.replace(/:$/, ''));
    const certain = !reply.to.item.includes(':') && !prefixes.includes(reply.to.item.toLowerCase().trim());
    if (reply.fit === 'answer')
      return certain || reply.to.command.name === promises.delivery?.subscribe
        ? broken(`${quote(reply.to.item)} was taken for a channel`)
        : undefined;
    return certain
      ? judge(reply.kind === undefined || reply.kind === promise.malformed, () => `refused as ${reply.kind}`)
      : held;
  });

/** Judges that refused channels bring no event. */
export const silentAfterRefusal: Oracle = absence(
  ({ connection, channels }) =>
    channels.some((channel) => connection.refused.has(channel)) &&
    !channels.some((channel) => connection.former.has(channel)),
  'a refused channel',
);
