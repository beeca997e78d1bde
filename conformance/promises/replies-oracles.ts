/** The oracles of replies: what was answered, by what, in which order, and how often. */
import type { RepliesPromise } from '../../schemas/promises.ts';
import {
  broken,
  each,
  earned,
  type Findings,
  held,
  heldBeside,
  type Oracle,
  perConnection,
  quote,
} from '../engine/oracle.ts';
import type { Setting } from '../engine/requirement.ts';
import type { Connection } from '../scene/connection.ts';
import { errorMessages } from '../scene/error-kinds.ts';
import type { Command, Reply } from '../scene/exchanges.ts';
import { parsed } from '../scene/json.ts';
import { taken, takenOn } from './twins.ts';

/** The most commands of one connection that are remembered at once. */
const REMEMBERED = 1000;

/** What a person calls a command that went unanswered. */
const called = ({ name, entry }: Command): string => name ?? quote(entry.text, 60);

/** An error is an answer too, where it may be, and beside such commands that are confirmed. */
const refusedOr = (connection: Connection, { to, fit }: Reply, because: string): Findings => {
  if (fit === 'answer') return held;
  return fit !== 'misnamed' && to.errors.length > 0 ? heldBeside(takenOn(connection, to.command)) : broken(because);
};

/** Judges that one command is answered by the right message, or by an error that says why not. */
export const answers = (command: string): Oracle =>
  earned(
    taken,
    perConnection(
      () => undefined,
      ({ entry, connection, reply, unanswered }) => {
        if (unanswered) {
          const mine = unanswered.find(({ command: { name, bad } }) => name === command && bad.length === 0);
          return (
            mine && broken(`no answer within ${entry.kind === 'silence' ? entry.waited : 0} ms`, mine.command.entry.seq)
          );
        }
        if (!reply || reply.to.command.name !== command || reply.to.command.bad.length > 0) return undefined;
        if (reply.fit === 'misnamed')
          return broken(
            reply.to.item === undefined
              ? 'the answer does not repeat what was asked'
              : `the answer is not about ${quote(reply.to.item)}`,
          );
        return refusedOr(connection, reply, 'an error came instead');
      },
      ['reply', 'unanswered'],
    ),
  );

/** Whether an answer says which question it answers; one in other words is taken for that to the first that is due. */
const tells = ({ fit }: Reply): boolean => fit === 'answer' || fit === 'error';

/** Judges that every command is answered. */
export const answered: Oracle = each(
  ({ entry, connection, reply, unanswered }) => {
    if (entry.kind === 'closed' && connection && !connection.left && connection.causes.length === 0) {
      // What ended for bad input that came before owes nothing more; errors judges that.
      const [first] = connection.queue.pending();
      if (first?.command.bad.length === 0)
        return broken(`${called(first.command)} had no answer, and the connection ended`, first.command.entry.seq);
    }
    const [missing] = (unanswered ?? []).filter(({ command }) => command.bad.length === 0);
    if (missing && entry.kind === 'silence') {
      return broken(
        `${called(missing.command)} had no answer, and ${entry.waited} ms went by`,
        missing.command.entry.seq,
      );
    }
    return reply && reply.to.command.bad.length === 0 ? held : undefined;
  },
  ['reply', 'unanswered', 'closed'],
);

/** Judges that answers come in the order of the commands. */
export const inOrder: Oracle = perConnection(
  () => ({ last: -1 }),
  ({ connection, reply }, state) => {
    if (!reply) return undefined;
    const { seq } = reply.to.command.entry;
    const before = state.last;
    state.last = Math.max(before, seq);
    if (seq < before)
      return broken(`the answer to ${called(reply.to.command)} came after the answer to a later command`);
    // Among answers that are all alike, nobody could tell the order.
    const other = connection.queue
      .pending()
      .some(({ answer, item }) => answer !== reply.to.answer || item !== reply.to.item);
    return other && tells(reply) ? held : undefined;
  },
  ['reply'],
);

/** Judges that a list is answered item by item, in its order. */
export const eachItem: Oracle = perConnection(
  () => ({ command: -1, next: 0 }),
  ({ reply }, state) => {
    if (!reply || reply.to.command.items.length < 2 || reply.to.item === undefined) return undefined;
    const { entry, items } = reply.to.command;
    if (entry.seq !== state.command) {
      state.command = entry.seq;
      state.next = 0;
    }
    const expected = items[state.next++];
    if (expected !== reply.to.item)
      return broken(`the answer for ${quote(expected)} was due, the one for ${quote(reply.to.item)} came`);
    return tells(reply) ? held : undefined;
  },
  ['reply'],
);

/** Judges that nothing is answered twice, and no answer comes unasked; that it does not come again, the next one shows. */
export const once = ({ promises: { errors } }: Setting<RepliesPromise>): Oracle =>
  perConnection(
    () => ({ answered: false }),
    ({ entry, message, reply, unasked }, state) => {
      if (unasked && message && !errorMessages(errors).has(message.name))
        return broken(`nobody asked for ${quote(entry.kind === 'received' ? entry.text : message.name)}`);
      if (!reply) return undefined;
      const before = state.answered;
      state.answered = reply.fit === 'answer';
      return before ? held : undefined;
    },
    ['reply', 'unasked'],
  );

/** Judges that unknown fields in a command change nothing about its answer. */
export const ignoresExtras = ({ reader }: Setting<RepliesPromise>): Oracle =>
  earned(
    taken,
    perConnection(
      () => new Set<Command>(),
      ({ connection, command, reply, unanswered }, padded) => {
        if (command && command.bad.length === 0 && command.name !== undefined && padded.size < REMEMBERED) {
          const json = parsed(command.entry.text);
          if (reader.undeclared('command', command.name, json).length > 0) padded.add(command);
        }
        const ignored = unanswered?.find((expected) => padded.has(expected.command));
        if (ignored) return broken('a command with an undeclared field had no answer', ignored.command.entry.seq);
        if (!reply || !padded.has(reply.to.command)) return undefined;
        if (reply.to.command.items.at(-1) === reply.to.item) padded.delete(reply.to.command);
        return reply.fit === 'misworded'
          ? broken('an undeclared field was not ignored')
          : refusedOr(connection, reply, 'an undeclared field was not ignored');
      },
      ['command', 'reply', 'unanswered'],
    ),
  );
