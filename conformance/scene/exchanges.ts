/** Exchanges: what each command must be answered with, and which answer belongs to which command. */
import type { BadInput, ErrorsPromise, Promises } from '../../schemas/promises.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { EntryOf, Reading } from '../engine/history.ts';
import { parsed } from './json.ts';
import { fill, itemsAt, textAt } from './pointer.ts';

/** Something a client sent, as the protocol understands it. */
export interface Command {
  readonly entry: EntryOf<'sent'>;
  /** The command's name, when it is one. */
  readonly name?: string;
  readonly body?: unknown;
  /** The ways in which it is bad input; more than one where the text leaves open which. */
  readonly bad: readonly (BadInput | 'invalid-utf-8')[];
  /** The items it lists, in order, when they are answered one by one. */
  readonly items: readonly string[];
  /** The pointer and keyword of the first problem of a bad field. */
  readonly problem?: { readonly at: string; readonly keyword: string };
}

/** An answer that is due. */
export interface Expectation {
  readonly command: Command;
  /** The control message that answers it, when it may be answered otherwise than by an error. */
  readonly answer?: string;
  readonly item?: string;
  /** The kinds of error it may be answered with. */
  readonly errors: readonly string[];
  /** A later command was answered before this one. */
  overtaken: boolean;
}

/** An answer that came, with what it answers. */
export interface Reply {
  readonly to: Expectation;
  /** `misworded`: an error, but not with the words given. `misnamed`: the right message about the wrong item. */
  readonly fit: 'answer' | 'error' | 'misworded' | 'misnamed';
  /** The kind of the error, as far as it can be told. */
  readonly kind?: string;
  /** It came after the answer to a later command. */
  readonly late: boolean;
}

/** Says what a sent frame means. */
export const readCommand = (entry: EntryOf<'sent'>, promises: Promises, reader: Reader): Command => {
  const bad = (...ways: Command['bad']): Command => ({ entry, bad: ways, items: [] });
  if (entry.form === 'invalid utf-8') return bad('invalid-utf-8');
  if (entry.form === 'binary') return bad('binary');
  const json = parsed(entry.text);
  if (json === undefined) return bad('not-json');
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return bad('not-object');
  const reading = reader.read(json, 'client');
  if (!reading) return bad('unknown-command', 'bad-field');
  const { name, body } = reading;
  const [problem] = reader.problems('command', name, json);
  if (problem)
    return { entry, name, body, bad: ['bad-field'], items: [], problem: { at: problem.at, keyword: problem.keyword } };
  const items = (promises.replies?.to[name]?.each ?? []).flatMap((pointer) => itemsAt(body, pointer));
  return { entry, name, body, bad: [], items: items.filter((item) => typeof item === 'string') };
};

/** The answers a command must bring, in order. */
export const expectations = (command: Command, promises: Promises): readonly Expectation[] => {
  const { replies, errors } = promises;
  if (command.bad.length > 0) {
    const kinds = command.bad.map((way) => (way === 'invalid-utf-8' ? errors?.input['not-json'] : errors?.input[way]));
    const known = [...new Set(kinds.filter((kind) => kind !== undefined))];
    return errors ? [{ command, errors: known, overtaken: false }] : [];
  }
  const reply = command.name === undefined ? undefined : replies?.to[command.name];
  if (!reply) return [];
  const expected = { command, answer: reply.answer, errors: reply.refusals ?? [] };
  return reply.each
    ? command.items.map((item) => ({ ...expected, item, overtaken: false }))
    : [{ ...expected, overtaken: false }];
};

/** The kind of error a body is: by its exact words where they are given, else by its code. */
export const errorKind = (
  body: unknown,
  errors: ErrorsPromise,
  kinds: readonly string[],
  item?: string,
): { readonly kind: string; readonly exact: boolean } | undefined => {
  const text = textAt(body, errors.text);
  const code = errors.code && textAt(body, errors.code.at);
  const worded = kinds.find((kind) => {
    const given = errors.kinds[kind]?.text;
    return given !== undefined && text !== undefined && fill(given, () => item) === text;
  });
  if (worded !== undefined) return { kind: worded, exact: true };
  const coded = kinds.find((kind) => code !== undefined && errors.kinds[kind]?.code === code);
  return coded === undefined ? undefined : { kind: coded, exact: errors.kinds[coded]?.text === undefined };
};

/** How well a message answers an expectation. */
const fitOf = (reading: Reading, to: Expectation, promises: Promises): Omit<Reply, 'to' | 'late'> | undefined => {
  const { replies, errors } = promises;
  if (reading.name === to.answer) {
    const pointer = to.command.name === undefined ? undefined : replies?.to[to.command.name]?.item;
    const named = pointer === undefined || to.item === undefined || textAt(reading.body, pointer) === to.item;
    return { fit: named ? 'answer' : 'misnamed' };
  }
  if (errors && reading.name === errors.message) {
    const known = errorKind(reading.body, errors, to.errors, to.item);
    return { fit: known?.exact ? 'error' : 'misworded', ...(known ? { kind: known.kind } : {}) };
  }
  return undefined;
};

/** The queue of answers due on one connection. */
export interface Queue {
  readonly pending: () => readonly Expectation[];
  readonly add: (expected: readonly Expectation[]) => void;
  /** The expectation that a control message answers; undefined when nobody asked for it. */
  readonly settle: (reading: Reading) => Reply | undefined;
  /** Whether a message is of a kind that only comes as an answer. */
  readonly answers: (reading: Reading) => boolean;
  readonly clear: () => void;
}

/** An empty queue. */
export const createQueue = (promises: Promises): Queue => {
  let due: Expectation[] = [];
  const answers = new Set(Object.values(promises.replies?.to ?? {}).map((reply) => reply.answer));
  const take = (index: number, fit: Omit<Reply, 'to' | 'late'>): Reply => {
    const to = due[index] as Expectation; // index comes from a search of the same list
    for (let earlier = 0; earlier < index; earlier++) (due[earlier] as Expectation).overtaken = true;
    if (index === 0) due.shift();
    else due.splice(index, 1);
    return { to, ...fit, late: to.overtaken };
  };
  const search = (reading: Reading, wanted: (fit: Reply['fit'], to: Expectation) => boolean): Reply | undefined => {
    for (const [index, expected] of due.entries()) {
      const fit = fitOf(reading, expected, promises);
      if (fit && wanted(fit.fit, expected)) return take(index, fit);
    }
    return undefined;
  };
  return {
    pending: () => due,
    add: (expected) => {
      due.push(...expected);
    },
    settle: (reading) =>
      search(reading, (fit) => fit === 'answer' || fit === 'error') ??
      search(reading, (fit, to) => fit === 'misworded' && to.errors.length > 0) ??
      search(reading, () => true),
    answers: ({ name }) => answers.has(name) || name === promises.errors?.message,
    clear: () => {
      due = [];
    },
  };
};
