/** The oracles of errors: what bad input brought, to the connection it came on and to the others. */
import type { ErrorsPromise } from '../../../schemas/promises/errors.ts';
import {
  broken,
  each,
  earned,
  type Finding,
  held,
  hearing,
  heldBeside,
  judge,
  type Oracle,
  perConnection,
  quote,
} from '../../engine/oracle.ts';
import type { BrokenFrame } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Connection } from '../../scene/connection.ts';
import { errorMessages } from '../../scene/error-kinds.ts';
import type { Command } from '../../scene/exchanges.ts';
import { at, textAt } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';
import { taken, takenOn } from '../twins.ts';

/** The sorts of bad input that are told apart. */
export type Sort =
  | 'not-json'
  | 'binary'
  | 'not-object'
  | 'unknown-command'
  | 'missing-field'
  | 'wrong-type'
  | 'null-field'
  | 'empty-text'
  | 'invalid-utf-8';

/** The frames that break RFC 6455, without text that is not UTF-8: that has a requirement of its own. */
export const BROKEN_FRAMES: readonly BrokenFrame[] = ['reserved bits', 'unmasked', 'reserved opcode', 'long ping'];

/** The sort of bad input that a command is. */
const sortOf = ({ bad, body, problem, entry }: Command): Sort | undefined => {
  const [way] = bad;
  if (way === undefined) return undefined;
  if (way !== 'bad-field') return way;
  if (!problem) return 'missing-field';
  if (at(JSON.parse(entry.text), problem.at) === null) return 'null-field';
  // Of alternatives none fits: only when nothing at all is there is it certain that something is missing.
  if (problem.keyword === 'oneOf') return Object.keys(body as object).length === 0 ? 'missing-field' : undefined;
  if (problem.keyword === 'minLength' || problem.keyword === 'minItems') return 'empty-text';
  return problem.keyword === 'required' ? 'missing-field' : 'wrong-type';
};

/** Judges that one sort of bad input gets an error where good input does not, and that the connection lives on. */
export const getsError = (sort: Sort): Oracle => earned(taken, gets(sort));

const gets = (sort: Sort): Oracle =>
  perConnection(
    () => ({ waiting: undefined as Command | undefined, answered: undefined as Command | undefined }),
    ({ entry, connection, command, reply, unanswered }, state) => {
      if (command && sortOf(command) === sort) state.waiting = command;
      if (entry.kind === 'closed' && state.waiting) {
        // Of several bad commands, the first without an answer is the one that ended it, else the one just answered.
        const pending = connection.queue
          .pending()
          .find(({ command: { bad }, beside }) => !beside && bad.length > 0)?.command;
        const suspect = pending ?? state.answered;
        const excused = connection.left || connection.causes.length > 0 || !suspect || sortOf(suspect) !== sort;
        return excused ? undefined : broken(`the connection ended (${entry.code ?? 'no close frame'}) instead`);
      }
      const missing = unanswered?.find(
        ({ command: silent, beside, ignorable }) => !beside && !ignorable && sortOf(silent) === sort,
      );
      if (missing) return broken('no error came', missing.command.entry.seq);
      if (!reply) return undefined;
      // Passed over, where that may be: a later answer shows that the connection lives on.
      const passed = reply.ignored?.find(({ command: silent }) => sortOf(silent) === sort)?.command;
      if (passed && passed === state.waiting) {
        state.waiting = undefined;
        return heldBeside(takenOn(connection, passed));
      }
      // That the connection lives on, only the next answer shows.
      const before = state.answered;
      state.answered = sortOf(reply.to.command) === sort ? reply.to.command : undefined;
      if (before && before === state.waiting) state.waiting = undefined;
      return before && heldBeside(takenOn(connection, before));
    },
    ['command', 'reply', 'unanswered', 'closed'],
  );

/** Judges that bad input gets one error, and nothing else does; that no second comes, the next answer shows. */
export const once = ({ promise }: Setting<ErrorsPromise>): Oracle =>
  earned(
    taken,
    perConnection(
      () => ({ before: undefined as Command | undefined }),
      ({ entry, connection, message, reply, unasked }, state) => {
        if (unasked && message && errorMessages(promise).has(message.name))
          return broken(`nobody asked for ${quote(entry.kind === 'received' ? entry.text : '')}`);
        const farewell = connection.causes.length === 0 ? connection.farewell : undefined;
        // An answer to something asked later shows that no close explains it.
        if (reply && farewell && reply.to.command.entry.seq > farewell.seq)
          return broken(`nobody asked for ${quote(farewell.text)}`, farewell.seq);
        if (!reply) return undefined;
        const { before } = state;
        state.before = reply.to.command.bad.length > 0 ? reply.to.command : undefined;
        return before && heldBeside(takenOn(connection, before));
      },
      ['reply', 'unasked'],
    ),
  );

/** Judges that errors have the words that are given for them. */
export const worded = ({ promise }: Setting<ErrorsPromise>): Oracle =>
  each(
    ({ message, reply }) => {
      if (!reply || !message || !errorMessages(promise).has(message.name)) return undefined;
      if (!reply.to.errors.some((kind) => promise.kinds[kind]?.text !== undefined)) return undefined;
      return judge(reply.fit === 'error', () => `the text is ${quote(textAt(message.body, promise.text))}`);
    },
    ['reply'],
  );

/** Judges that errors carry the codes that are given for them. */
export const coded = ({ promise }: Setting<ErrorsPromise>): Oracle =>
  each(
    ({ message, reply }) => {
      if (!reply || !message || !errorMessages(promise).has(message.name) || !promise.code) return undefined;
      const expected = reply.to.errors.flatMap((kind) => {
        const code = promise.kinds[kind]?.code;
        return code === undefined || (reply.kind !== undefined && reply.kind !== kind) ? [] : [code];
      });
      if (expected.length === 0) return undefined;
      const found = textAt(message.body, promise.code.at);
      return judge(
        found !== undefined && expected.includes(found),
        () => `the code is ${quote(found)}, not ${expected.join(' or ')}`,
      );
    },
    ['reply'],
  );

/** Judges that bad input leaves the subscriptions of its connection as they were. */
export const unchanged: Oracle = perConnection(
  () => ({ bad: false }),
  ({ connection, reply, delivery, lost, unanswered }, state) => {
    if (reply && reply.to.command.bad.length > 0) state.bad = true;
    if (unanswered?.some(({ command }) => command.bad.length > 0)) state.bad = true;
    if (!state.bad) return undefined;
    if (lost) return broken(`after bad input, ${lost[0]?.event} did not come any more`);
    const underWay = delivery?.of?.channels?.some(
      (channel) => connection.asking.has(channel) || connection.former.has(channel),
    );
    if (delivery?.of && delivery.via?.length === 0 && !underWay)
      return broken('after bad input, an event came on a channel not subscribed to');
    return delivery?.due ? held : undefined;
  },
  ['reply', 'unanswered', 'lost', 'delivery'],
);

/** The most bad input that is remembered at once. */
const REMEMBERED = 500;

/** Judges that no bad input comes back as a message; that it does not, the answer to it shows, or to what came later. */
export const echo: Oracle = hearing(() => {
  const sent = new Set<string>();
  /** Where the bad input of each connection stands in the history, until an answer shows that it has not come back. */
  const open = new WeakMap<Connection, number[]>();
  const note = ({ entry, connection, command }: Moment): void => {
    if (!connection || !command || command.bad.length === 0 || entry.kind !== 'sent' || entry.text.length <= 2) return;
    sent.add(entry.text);
    const [oldest] = sent;
    if (sent.size > REMEMBERED && oldest !== undefined) sent.delete(oldest);
    open.set(connection, [...(open.get(connection) ?? []), entry.seq].slice(-REMEMBERED));
  };
  const prove = ({ connection, reply }: Moment): readonly Finding[] => {
    const waiting = connection && reply ? open.get(connection) : undefined;
    if (!connection || !reply || !waiting) return [];
    const left = waiting.filter((seq) => seq > reply.to.command.entry.seq);
    if (left.length === 0) open.delete(connection);
    else open.set(connection, left);
    return Array.from({ length: waiting.length - left.length }, () => held);
  };
  return (moment) => {
    note(moment);
    const { entry } = moment;
    const back = entry.kind === 'received' && sent.size > 0 && sent.has(entry.text);
    return back ? broken('what a client sent came back as a message') : prove(moment);
  };
}, ['received', 'command', 'reply']);

/** Judges that text which is not UTF-8 brings an error, or the close that is meant for it. */
export const invalidUtf8: Oracle = earned(
  taken,
  perConnection(
    () => ({ sent: false }),
    ({ entry, connection, reply, unanswered }, state) => {
      if (entry.kind === 'sent' && entry.form === 'invalid utf-8') state.sent = true;
      if (!state.sent) return undefined;
      if (reply?.to.command.bad.includes('invalid-utf-8')) {
        state.sent = false;
        return heldBeside(takenOn(connection));
      }
      if (unanswered?.some(({ command }) => command.bad.includes('invalid-utf-8')))
        return broken('neither an error nor a close came');
      if (entry.kind !== 'closed') return undefined;
      state.sent = false;
      if (connection.left || connection.causes.some(({ why }) => why !== 'bad utf-8')) return undefined;
      return entry.code === 1007
        ? heldBeside(takenOn(connection))
        : broken(`closed with ${entry.code ?? 'no close frame'}`);
    },
    ['sent', 'reply', 'unanswered', 'closed'],
  ),
);

/** Judges that a broken connection takes no other with it; what has answered since, or was sent bad input, ends for something else. */
export const bystanders: Oracle = hearing(() => {
  let hurt = { connection: 0, seq: Number.POSITIVE_INFINITY };
  const elsewhere = new Set<Connection>();
  return ({ entry, connection, reply, command }) => {
    if (entry.kind === 'sent' && BROKEN_FRAMES.some((form) => form === entry.form)) {
      hurt = entry;
      elsewhere.clear();
    }
    const innocent =
      connection !== undefined && connection.number !== hurt.connection && connection.causes.length === 0;
    if (!innocent || entry.seq < hurt.seq) return undefined;
    if (entry.kind === 'refused' || (entry.kind === 'closed' && !connection.left))
      return elsewhere.has(connection) ? undefined : broken('it was ended when another connection broke');
    const isProof = reply !== undefined && reply.to.command.entry.seq > hurt.seq;
    if (isProof || (command && command.bad.length > 0)) elsewhere.add(connection);
    return isProof ? held : undefined;
  };
}, ['sent', 'refused', 'closed', 'reply']);
