/** The oracles of filters: what passed, what did not, and what the server says of the filter in force. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import {
  all,
  broken,
  each,
  earned,
  hearing,
  held,
  heldBeside,
  judge,
  type Oracle,
  perConnection,
  quote,
} from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { calledAs } from '../../scene/called.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Publication } from '../../scene/deliveries.ts';
import { errorMessages } from '../../scene/error-kinds.ts';
import type { Command } from '../../scene/exchanges.ts';
import type { Wish } from '../../scene/interest.ts';
import { at, itemsAt } from '../../scene/pointer.ts';
import type { Scene } from '../../scene/scene.ts';
import { settled, WATCHED } from '../absence.ts';
import { changed } from '../delivery/oracles.ts';
import { delivered, heldBesideDelivery, taken, takenOn } from '../twins.ts';

/** Which publications and connections a requirement is about. */
export type About = (event: string, body: unknown, wish: Wish | undefined, connection: Connection) => boolean;

const wishOf = ({ interest }: Connection, event: string): Wish | undefined => interest?.wish(event).wish;

/** Judges that events which pass arrive. */
export const passes = (about: About): Oracle =>
  each(
    ({ connection, delivery, lost }) => {
      if (!connection?.interest) return undefined;
      const concerns = ({ event, body }: Publication) => about(event, body, wishOf(connection, event), connection);
      const missing = lost?.find(concerns);
      if (missing)
        return broken(`${missing.event} passes the filter, and had not come when something asked later was answered`);
      return delivery?.due && delivery.of && concerns(delivery.of) ? held : undefined;
    },
    ['delivery', 'lost'],
  );

/** Judges that events which do not pass stay away, where others get them; that they do, the next answer shows. */
export const withholds = (about: About): Oracle =>
  earned(
    delivered,
    hearing(() => {
      const watched = new Map<Connection, Set<Publication>>();
      const watch = (publication: Publication, connection: Connection): void => {
        const { event, body } = publication;
        if (!about(event, body, wishOf(connection, event), connection)) return;
        const known = watched.get(connection) ?? new Set();
        watched.set(connection, known);
        if (known.size < WATCHED) known.add(publication);
      };
      return ({ entry, publication, spared, connection, message, delivery, reply, command }) => {
        if (entry.kind === 'closed' && connection) watched.delete(connection);
        if (publication && spared) for (const one of spared) watch(publication, one);
        if (!connection?.interest) return undefined;
        // Once a filter may change, what is under way may pass after all.
        if (command) {
          for (const known of watched.get(connection) ?? [])
            if (known.told === undefined && connection.interest.passes(known.event, known.body) !== 'no')
              watched.get(connection)?.delete(known);
        }
        // What answers a command needs no filter to pass.
        if (message && delivery?.via?.length === 0 && !reply) {
          return about(message.name, message.body, wishOf(connection, message.name), connection)
            ? broken(`${message.name} came, and does not pass the filter`)
            : undefined;
        }
        return reply ? settled(watched.get(connection), reply.to.command.entry.seq).map(heldBesideDelivery) : undefined;
      };
    }, ['spared', 'closed', 'command', 'stray', 'reply']),
  );

/** Two requirements in one: what passes comes, and what does not stays away. */
export const exact = (about: About): Oracle => all(passes(about), withholds(about));

const asSet = (value: unknown): string => JSON.stringify([...new Set(itemsAt({ value }, '/value').map(String))].sort());

/** Judges that the answer to a set tells the filter that is now in force, as far as it has a place for it. */
export const told = ({ promise, promises, reader }: Setting<FiltersPromise>): Oracle => {
  const answer = promises.replies?.to[promise.set]?.answer ?? '';
  const declared = reader.bodySchema('control', answer).properties ?? {};
  const lists = [promise.names, ...Object.values(promise.values)].filter(({ at: where }) =>
    Object.hasOwn(declared, where.slice(1)),
  );
  return each(
    ({ message, reply }) => {
      if (!message || reply?.fit !== 'answer' || reply.to.command.name !== promise.set) return undefined;
      const wrong = lists.find(
        ({ at: where }) => asSet(at(message.body, where)) !== asSet(at(reply.to.command.body, where) ?? []),
      );
      return judge(
        wrong === undefined,
        () =>
          `it tells ${quote(at(message.body, wrong?.at ?? ''))}, where ${quote(at(reply.to.command.body, wrong?.at ?? '') ?? [])} was asked for`,
      );
    },
    ['reply'],
  );
};

/** Judges that an answer which tells what has ended tells what was listed; whether it tells is free. */
export const ended = ({ promise: { unset, names } }: Setting<FiltersPromise>): Oracle =>
  each(
    ({ message, reply }) => {
      if (!message || reply?.fit !== 'answer' || reply.to.command.name !== unset) return undefined;
      const [listed, tells] = [at(reply.to.command.body, names.at), at(message.body, names.at)];
      if (tells === undefined) return { is: 'declined' };
      return judge(asSet(tells) === asSet(listed), () => `it tells ${quote(tells)}, where ${quote(listed)} was to end`);
    },
    ['reply'],
  );

/** Judges that a command which names what there is not gets the error that says so. */
export const refusesUnknown = (kind: string, isUnknown: (body: unknown, scene: Scene) => boolean): Oracle =>
  earned(
    taken,
    each(
      ({ connection, reply, scene, unanswered }) => {
        const about = reply?.to ?? unanswered?.find(({ command }) => command.bad.length === 0);
        if (!about || about.command.bad.length > 0 || about.command.unfit || about.command.address) return undefined;
        if (!connection || !isUnknown(about.command.body, scene)) return undefined;
        if (!reply) return broken('it was not answered', about.command.entry.seq);
        if (reply.fit === 'answer' || reply.fit === 'misnamed') return broken('it was confirmed');
        return reply.kind === kind
          ? heldBeside(takenOn(connection, about.command))
          : broken(`it was refused as ${reply.kind ?? 'something else'}, not as ${kind}`);
      },
      ['reply', 'unanswered'],
    ),
  );

/** Judges that a command which asks for nothing that there is not is confirmed; what is too much for a limit is no matter of filters. */
export const confirmsKnown = (
  { promises }: Setting<FiltersPromise>,
  isGood: (command: Command, scene: Scene) => boolean,
): Oracle =>
  each(
    ({ reply, scene }) => {
      if (!reply || !isGood(reply.to.command, scene)) return undefined;
      const { fit, kind, to } = reply;
      if (fit === 'answer') return held;
      // The right message about something else is a matter of replies.
      if (fit === 'misnamed' || (kind !== undefined && kind === promises.limits?.over.error)) return undefined;
      return broken(`${to.command.name} was refused as ${kind ?? 'something else'}, and lists only what there is`);
    },
    ['reply'],
  );

/** Judges that a filter stays as it was when a command to set it is refused: what it lets pass comes, and nothing else. */
export const keptWhenRefused = ({ promise: { set, names } }: Setting<FiltersPromise>): Oracle => {
  const refused = new WeakSet<Connection>();
  const note = each(
    ({ reply, connection }) => {
      if (!connection || reply?.to.command.name !== set) return undefined;
      const { address, bad, body } = reply.to.command;
      if (address || bad.length > 0) return undefined;
      // What lists nothing, and changes nothing, sets no filter.
      if (names.empty === 'nothing' && itemsAt(body, names.at).length === 0) return undefined;
      if (reply.fit === 'error' || reply.fit === 'misworded') refused.add(connection);
      else refused.delete(connection);
      return undefined;
    },
    ['reply'],
  );
  const concerns: About = (_event, _body, _wish, connection) => refused.has(connection);
  return all(note, passes(concerns), withholds(concerns));
};

/** Judges that a list which a set leaves out, or leaves empty, means all where it did not before. */
export const leftOut = ({ promise }: Setting<FiltersPromise>): Oracle => {
  const lists = [promise.names, ...Object.values(promise.values)];
  const latest = new WeakMap<Connection, unknown>();
  const widened = new WeakSet<Connection>();
  const note = each(
    ({ reply, connection }) => {
      const { name, body } = reply?.to.command ?? {};
      if (!connection || reply?.fit !== 'answer' || name !== promise.set) return undefined;
      const before = latest.get(connection);
      const isWider = ({ at: where }: { readonly at: string }): boolean =>
        itemsAt(before, where).length > 0 && itemsAt(body, where).length === 0;
      if (lists.some(isWider)) widened.add(connection);
      else widened.delete(connection);
      latest.set(connection, body);
      return undefined;
    },
    ['reply'],
  );
  return all(
    note,
    exact((_event, _body, wish, connection) => wish !== undefined && widened.has(connection)),
  );
};

/** Judges that commands which list nothing are confirmed, and that afterwards all is as it was. */
export const nothingAsked = ({ promise: { set, unset, names } }: Setting<FiltersPromise>): Oracle => {
  const asked = new WeakSet<Connection>();
  const confirmed = each(
    ({ reply, connection }) => {
      const { name, body, bad = [] } = reply?.to.command ?? {};
      if (!connection || !reply || bad.length > 0 || (name !== set && name !== unset)) return undefined;
      if (itemsAt(body, names.at).length > 0) {
        asked.delete(connection);
        return undefined;
      }
      asked.add(connection);
      return reply.fit === 'misworded' || reply.fit === 'error' ? broken('an empty list was refused') : undefined;
    },
    ['reply'],
  );
  const concerns: About = (_event, _body, _wish, connection) => asked.has(connection);
  return all(confirmed, passes(concerns), withholds(concerns));
};

/** Judges that an address which names what there is not gets one error of that kind, behind the greeting. */
export const unknownInAddress = ({ promise, promises }: Setting<FiltersPromise>): Oracle =>
  perConnection(
    () => ({ answered: false }),
    ({ reply, unanswered, unasked, message, connection }, state) => {
      if (unanswered?.some(({ command }) => command.address)) return broken('no error came');
      if (unasked && state.answered && errorMessages(promises.errors).has(message?.name ?? ''))
        return broken('more than one error came');
      if (!reply) return undefined;
      if (reply.to.command.address) {
        if (!connection.greeted) return broken('it came before the greeting');
        if (reply.kind !== promise.unknown)
          return broken(`it came as ${reply.kind ?? 'something else'}, not as ${promise.unknown}`);
        state.answered = true;
        return undefined;
      }
      if (state.answered) {
        state.answered = false;
        return held;
      }
      const skipped = connection.queue.pending().some(({ command }) => command.address);
      return skipped ? broken('no error had come when something asked later was answered') : undefined;
    },
    ['reply', 'unanswered', 'unasked'],
  );

/** Judges that what must be asked for with values is refused without them. */
export const scoped = ({ promise }: Setting<FiltersPromise>): Oracle => {
  const isScopedName = (name: string): boolean =>
    promise.scoped?.some((event) => calledAs(promise, event) === name) === true;
  return earned(
    taken,
    each(
      ({ connection, reply }) => {
        const { unfit, body } = reply?.to.command ?? {};
        const isScoped = itemsAt(body, promise.names.at).some((name) => isScopedName(String(name)));
        const isValued = Object.values(promise.values).some(({ at: where }) => itemsAt(body, where).length > 0);
        if (!connection || !reply || !unfit || !isScoped || isValued) return undefined;
        return reply.fit === 'answer' ? broken('it was confirmed') : heldBeside(takenOn(connection, reply.to.command));
      },
      ['reply'],
    ),
  );
};

/** Judges that events come as they were published. */
export const unchanged: Oracle = each(
  ({ delivery, connection, altered }) =>
    connection?.interest ? (changed(altered) ?? (delivery?.of ? held : undefined)) : undefined,
  ['delivery', 'proof', 'silence'],
);
