/** The oracles of replies: what was answered, by what, in which order, and how often. */
import type { Acknowledgement, RepliesPromise } from '../../../schemas/promises/replies.ts';
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
} from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Connection } from '../../scene/connection.ts';
import { errorMessages } from '../../scene/error-kinds.ts';
import type { Command, Expectation, Reply } from '../../scene/exchanges.ts';
import { parsed } from '../../scene/json.ts';
import { isWrittenOtherwise } from '../../plans/writings.ts';
import { taken, takenOn } from '../twins.ts';

/** The most commands of one connection that are remembered at once. */
const REMEMBERED = 1000;

/** What a person calls a command that went unanswered. */
const called = ({ name, entry }: Command): string => name ?? quote(entry.text, 60);

/** An error is an answer too, where it may be, and beside such commands that are confirmed. */
const refusedOr = (connection: Connection, { to, fit }: Reply, because: string): Findings => {
  if (fit === 'answer') return held;
  return fit !== 'misnamed' && to.errors.length > 0 ? heldBeside(takenOn(connection, to.command)) : broken(because);
};

/** Why an answer of the right name is not the one that is due. */
const misnamed = ({ to: { item } }: Reply): string =>
  item === undefined
    ? 'the answer does not repeat what the command says of itself'
    : `the answer is not about ${quote(item)}`;

/** Judges that one command is answered by the right message, or by an error that says why not. */
export const answers = (command: string): Oracle =>
  earned(
    taken,
    perConnection(
      () => undefined,
      ({ entry, connection, reply, unanswered }) => {
        if (unanswered) {
          const mine = unanswered.find(
            ({ command: { name, bad }, beside }) => !beside && name === command && bad.length === 0,
          );
          return (
            mine && broken(`no answer within ${entry.kind === 'silence' ? entry.waited : 0} ms`, mine.command.entry.seq)
          );
        }
        if (!reply || reply.to.command.name !== command || reply.to.command.bad.length > 0) return undefined;
        if (reply.fit === 'misnamed') return broken(misnamed(reply));
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
      const [first] = connection.queue.owed().filter(({ beside }) => !beside);
      if (first?.command.bad.length === 0)
        return broken(`${called(first.command)} had no answer, and the connection ended`, first.command.entry.seq);
    }
    const [missing] = (unanswered ?? []).filter(
      ({ command, beside, ignorable }) => !beside && !ignorable && command.bad.length === 0,
    );
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

/** Judges that such commands are acknowledged as they must be. */
const acknowledges = (
  { message: name }: Acknowledgement,
  such: (command: Command) => boolean,
  wanted: Reply['fit'],
  instead: string,
): Oracle =>
  earned(
    taken,
    perConnection(
      () => undefined,
      ({ connection, message, reply, acknowledgement, unanswered }) => {
        const missing = unanswered?.find(
          ({ command, beside, answer, ignorable }) => (beside || answer === name) && !ignorable && such(command),
        );
        if (missing) return broken(`${called(missing.command)} was not acknowledged`, missing.command.entry.seq);
        const came = acknowledgement ?? (message?.name === name ? reply : undefined);
        if (!came || !such(came.to.command)) return undefined;
        return came.fit === wanted ? heldBeside(takenOn(connection)) : broken(instead);
      },
      ['control', 'unanswered'],
    ),
  );

/** Judges that good commands are acknowledged as carried out. */
export const acknowledged = (acknowledgement: Acknowledgement): Oracle =>
  acknowledges(acknowledgement, ({ bad }) => bad.length === 0, 'answer', 'it was acknowledged as not carried out');

/** Judges that bad input is acknowledged with the code of its error. */
export const acknowledgedErrors = (acknowledgement: Acknowledgement): Oracle =>
  acknowledges(
    acknowledgement,
    ({ bad }) => bad.length > 0,
    'error',
    'bad input was acknowledged as carried out, or with another code',
  );

/** Judges that answers come in the order of the commands. */
export const inOrder: Oracle = perConnection(
  () => ({ last: -1 }),
  ({ connection, reply }, state) => {
    // What need not be answered may have been, when another answer was taken for that.
    if (!reply || reply.to.ignorable) return undefined;
    const { seq } = reply.to.command.entry;
    const before = state.last;
    state.last = Math.max(before, seq);
    // An error that may as well be meant for something later is in order there: then another one is missing.
    const isOpen = ({ command, errors }: Expectation): boolean =>
      command.entry.seq > before && reply.kind !== undefined && errors.includes(reply.kind);
    if (seq < before && reply.guess && connection.queue.pending().some(isOpen)) return undefined;
    if (seq < before)
      return broken(`the answer to ${called(reply.to.command)} came after the answer to a later command`);
    // Among answers that are all alike, nobody could tell the order.
    const other = connection.queue
      .pending()
      .some(({ answer, item, beside }) => !beside && (answer !== reply.to.answer || item !== reply.to.item));
    return other && tells(reply) ? held : undefined;
  },
  ['reply'],
);

/** Whether the n-th item of a list stands in it before as well. */
const isListedBefore = (items: readonly string[], n: number): boolean => items.slice(0, n).includes(items[n] ?? '');

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
    // Whether what is listed twice is answered twice is free.
    while (items[state.next] !== reply.to.item && isListedBefore(items, state.next)) state.next++;
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

/** Judges that good commands of some sort are answered like others. */
export const takesSuch = (isSuch: (command: Command) => boolean, silent: string, instead: string): Oracle =>
  earned(
    taken,
    perConnection(
      () => new Set<Command>(),
      ({ entry, connection, command, reply, unanswered }, such) => {
        if (command && command.bad.length === 0 && such.size < REMEMBERED && isSuch(command)) such.add(command);
        if (entry.kind === 'closed' && !connection.left && connection.causes.length === 0) {
          const [first] = connection.queue.owed().filter(({ beside }) => !beside);
          return first && such.has(first.command) ? broken(silent, first.command.entry.seq) : undefined;
        }
        const passed = unanswered?.find((expected) => such.has(expected.command));
        if (passed) return broken(silent, passed.command.entry.seq);
        if (!reply || !such.has(reply.to.command)) return undefined;
        if (reply.to.command.items.at(-1) === reply.to.item) such.delete(reply.to.command);
        return reply.fit === 'misworded' ? broken(instead) : refusedOr(connection, reply, instead);
      },
      ['command', 'reply', 'unanswered', 'closed'],
    ),
  );

/** Judges that unknown fields in a command change nothing about its answer. */
export const ignoresExtras = ({ reader }: Setting<RepliesPromise>): Oracle =>
  takesSuch(
    ({ name, entry }) => name !== undefined && reader.undeclared('command', name, parsed(entry.text)).length > 0,
    'a command with an undeclared field had no answer',
    'an undeclared field was not ignored',
  );

/** Judges that it changes nothing about the answer to a command how its JSON is written. */
export const howeverWritten = ({ protocol }: Setting<RepliesPromise>): Oracle =>
  takesSuch(
    ({ name, entry }) => name !== undefined && isWrittenOtherwise(entry.text, protocol.envelope.command.tag),
    'a command in other JSON than usual had no answer',
    'a command in other JSON than usual was not taken like others',
  );
