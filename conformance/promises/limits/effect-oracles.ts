/** The oracles of what is above a limit: it has no effect, whether it asks for something or gives something up. */
import type { LimitsPromise } from '../../../schemas/promises/limits.ts';
import { all, broken, each, earned, held, hearing, type Oracle, perConnection } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { calledAs } from '../../scene/called.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Publication } from '../../scene/deliveries.ts';
import type { Command } from '../../scene/exchanges.ts';
import { lets, wishIn, type Wish } from '../../scene/interest.ts';
import { at, itemsAt } from '../../scene/pointer.ts';
import { settled, WATCHED } from '../absence.ts';
import { passes } from '../filters/oracles.ts';
import { FATES } from './oracles.ts';
import { delivered, heldBesideDelivery } from '../twins.ts';

type Limited = Setting<LimitsPromise>;

/** Judges that what a refused command has asked for does not come. */
const asksInVain = ({ promises: { filters } }: Limited): Oracle =>
  earned(
    delivered,
    hearing(() => {
      const wishes = new Map<Connection, readonly Wish[]>();
      const watched = new Map<Connection, Set<Publication>>();
      const refuse = (connection: Connection, { name, bad, body }: Command): void => {
        if (!filters || name !== filters.set || bad.length > 0) return;
        wishes.set(connection, [...(wishes.get(connection) ?? []).slice(-WATCHED), wishIn(filters, body)]);
      };
      const watch = (publication: Publication, connection: Connection): void => {
        const { event, body } = publication;
        const asked = wishes
          .get(connection)
          ?.some((wish) => filters && lets(filters, wish, calledAs(filters, event), body));
        const known = watched.get(connection) ?? new Set();
        if (!asked || known.size >= WATCHED) return;
        watched.set(connection, known.add(publication));
      };
      return ({ connection, fate, publication, spared, delivery, reply }) => {
        if (publication && spared) for (const one of spared) watch(publication, one);
        if (!connection) return undefined;
        if (fate?.refused) refuse(connection, fate.command);
        if (delivery?.of && watched.get(connection)?.delete(delivery.of) && delivery.via?.length === 0)
          return broken(`${delivery.of.event} came, which only a ${filters?.set} had asked for that was refused`);
        const answered = reply?.to.command ?? fate?.command;
        return answered && settled(watched.get(connection), answered.entry.seq).map(heldBesideDelivery);
      };
    }, [...FATES, 'delivery', 'spared']),
  );

/** Judges that what a refused command has given up goes on coming. */
const givesUpInVain = ({ promises: { filters } }: Limited): Oracle => {
  /** By connection: the names that were to be given up, and neither were nor have been since; one for all where filters are set as a whole. */
  const kept = new WeakMap<Connection, Set<string>>();
  const named = (body: unknown): readonly string[] =>
    filters?.replaces === 'whole' ? [''] : itemsAt(body, filters?.names.at ?? '').map(String);
  const note = each(({ connection, fate, reply }) => {
    if (!filters || !connection) return undefined;
    const names = kept.get(connection) ?? new Set();
    const { name, bad = [], body } = fate?.refused ? fate.command : {};
    if (name === filters.unset && bad.length === 0) for (const one of named(body)) names.add(one);
    const { name: answered, body: asked } = reply?.to.command ?? {};
    if (answered === filters.set || answered === filters.unset) for (const one of named(asked)) names.delete(one);
    kept.set(connection, names);
    return undefined;
  }, FATES);
  const wasKept = passes((event, _body, _wish, connection) => {
    const names = kept.get(connection);
    return filters !== undefined && (names?.has('') === true || names?.has(calledAs(filters, event)) === true);
  });
  return all(note, wasKept);
};

/** Judges that a command which was refused has no effect: what it asked for does not come, and what it gave up does. */
export const withoutEffect = (setting: Limited): Oracle => all(asksInVain(setting), givesUpInVain(setting));

/** Judges that the message by which somebody sends too much is acknowledged with the code of its refusal, before its connection ends. */
export const acknowledgesRefusal = ({ promises, promise: { most, over } }: Limited): Oracle => {
  const { acknowledgement } = promises.replies ?? {};
  const code = promises.errors?.kinds[over.error]?.code;
  return perConnection(
    () => ({ acknowledged: false, refused: undefined as Command | undefined }),
    ({ entry, connection, message, fate }, state) => {
      if (message && message.name === acknowledgement?.message)
        state.acknowledged ||= at(message.body, acknowledgement.error) === code;
      // Whether what nobody knows is acknowledged at all may be free.
      const isFree = fate?.command.bad.some((way) => promises.errors?.ignorable?.some((passed) => passed === way));
      if (fate?.refused && fate.least >= most && !isFree) state.refused ??= fate.command;
      if (entry.kind !== 'closed' || connection.left || !state.refused) return undefined;
      return state.acknowledged
        ? held
        : broken('it was not acknowledged before its connection ended', state.refused.entry.seq);
    },
    [...FATES, 'closed'],
  );
};
