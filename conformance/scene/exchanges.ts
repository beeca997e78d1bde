/** Exchanges: what each command must be answered with, and which answer belongs to which command. */
import type { BadInput, Promises } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { EntryOf, Reading } from '../engine/history.ts';
import { calledAs } from './called.ts';
import { isRepeated, saidAt } from './echoes.ts';
import { errorKind, errorMessages } from './error-kinds.ts';
import { parsed } from './json.ts';
import { at, itemsAt, textAt } from './pointer.ts';

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
  /** It asks for what nobody can give: any error will do. */
  readonly unfit?: boolean;
  /** It stands in the address of a connection, and was never sent. */
  readonly address?: true;
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
export const readCommand = (entry: EntryOf<'sent'>, protocol: Protocol, reader: Reader): Command => {
  const { promises } = protocol;
  const bad = (...ways: Command['bad']): Command => ({ entry, bad: ways, items: [] });
  if (entry.form === 'invalid utf-8') return bad('invalid-utf-8');
  if (entry.form === 'binary') return bad('binary');
  const json = parsed(entry.text);
  if (json === undefined) return bad('not-json');
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return bad('not-object');
  const reading = reader.read(json, 'client');
  const tag = at(json, `/${protocol.envelope.command.tag}`);
  // Whoever names no command at all may be told of the field that is missing, or of the command.
  if (!reading)
    return typeof tag === 'string' && tag !== '' ? bad('unknown-command') : bad('unknown-command', 'bad-field');
  const { name, body } = reading;
  const [problem] = reader.problems('command', name, json);
  if (problem)
    return { entry, name, body, bad: ['bad-field'], items: [], problem: { at: problem.at, keyword: problem.keyword } };
  const items = (promises.replies?.to[name]?.each ?? []).flatMap((pointer) => itemsAt(body, pointer));
  const unfit = isUnfit(promises, name, body);
  return {
    entry,
    name,
    body,
    bad: [],
    items: items.filter((item) => typeof item === 'string'),
    ...(unfit && { unfit }),
  };
};

/** Whether a command fits its schema and asks all the same for what nobody can give; which error tells so is free. */
const isUnfit = ({ filters, sequence, recovery }: Promises, name: string, body: unknown): boolean => {
  if (!filters || name !== filters.set) return false;
  const names = itemsAt(body, filters.names.at).map(String);
  const unscoped = Object.values(filters.values).every(({ at: where }) => itemsAt(body, where).length === 0);
  const scoped = filters.scoped?.map((event) => calledAs(filters, event));
  if (unscoped && names.some((one) => scoped?.includes(one))) return true;
  const from = recovery?.replay && at(body, recovery.replay.from);
  if (typeof from !== 'object') return false;
  const unnumbered = sequence?.unnumbered?.map((event) => calledAs(filters, event));
  return names.length !== 1 || names.some((one) => unnumbered?.includes(one));
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
  const kinds = command.unfit ? Object.keys(errors?.kinds ?? {}) : (reply.refusals ?? []);
  const expected = { command, answer: reply.answer, errors: kinds, overtaken: false };
  return reply.each ? command.items.map((item) => ({ item, ...expected })) : [expected];
};

/** Whether a message repeats what its command says at a place. */
const repeats = (pointer: string, { body }: Reading, frame: unknown, to: Command): boolean => {
  const said = saidAt(pointer, to.body, parsed(to.entry.text));
  return said === undefined || isRepeated(said, saidAt(pointer, body, frame));
};

/** How well a message answers an expectation. */
const fitOf = (
  reading: Reading,
  frame: unknown,
  to: Expectation,
  promises: Promises,
): Omit<Reply, 'to' | 'late'> | undefined => {
  const { replies, errors } = promises;
  if (reading.name === to.answer) {
    const { item: pointer, echoes = [] } =
      (to.command.name === undefined ? undefined : replies?.to[to.command.name]) ?? {};
    // An event that answers is told from others of its name by what it repeats.
    if (reading.kind === 'event' && !echoes.every((echo) => saidAt(echo, reading.body, frame) !== undefined))
      return undefined;
    const named = pointer === undefined || to.item === undefined || textAt(reading.body, pointer) === to.item;
    return { fit: named && echoes.every((echo) => repeats(echo, reading, frame, to.command)) ? 'answer' : 'misnamed' };
  }
  if (errors && errorMessages(errors).has(reading.name)) {
    const id = errors.id === undefined ? undefined : saidAt(errors.id, reading.body, frame);
    if (errors.id !== undefined && typeof id === 'string' && !repeats(errors.id, reading, frame, to.command))
      return undefined;
    const known = errorKind(reading, errors, to.errors, to.item);
    return { fit: known?.exact ? 'error' : 'misworded', ...(known ? { kind: known.kind } : {}) };
  }
  return undefined;
};

/** The queue of answers due on one connection. */
export interface Queue {
  readonly pending: () => readonly Expectation[];
  readonly add: (expected: readonly Expectation[]) => void;
  /** The expectation that a control message answers; undefined when nobody asked for it. */
  readonly settle: (reading: Reading, frame: unknown) => Reply | undefined;
  /** Takes off what a command has to be answered with. */
  readonly dismiss: (command: Command) => void;
  /** Whether a message is of a kind that only comes as an answer. */
  readonly answers: (reading: Reading) => boolean;
  readonly clear: () => void;
}

/** An empty queue. */
export const createQueue = (promises: Promises): Queue => {
  let due: Expectation[] = [];
  const replies = Object.values(promises.replies?.to ?? {}).map((reply) => reply.answer);
  const answers: ReadonlySet<string> = new Set([...replies, ...errorMessages(promises.errors)]);
  const take = (index: number, fit: Omit<Reply, 'to' | 'late'>): Reply => {
    const to = due[index] as Expectation; // index comes from a search of the same list
    for (let earlier = 0; earlier < index; earlier++) (due[earlier] as Expectation).overtaken = true;
    if (index === 0) due.shift();
    else due.splice(index, 1);
    return { to, late: to.overtaken, ...fit };
  };
  const search = (
    reading: Reading,
    frame: unknown,
    wanted: (fit: Reply['fit'], to: Expectation) => boolean,
  ): Reply | undefined => {
    for (const [index, expected] of due.entries()) {
      const fit = fitOf(reading, frame, expected, promises);
      if (fit && wanted(fit.fit, expected)) return take(index, fit);
    }
    return undefined;
  };
  return {
    pending: () => due,
    add: (expected) => {
      due.push(...expected);
    },
    settle: (reading, frame) =>
      due.length === 0
        ? undefined
        : (search(reading, frame, (fit) => fit === 'answer' || fit === 'error') ??
          search(reading, frame, (fit, to) => fit === 'misworded' && to.errors.length > 0) ??
          search(reading, frame, () => true)),
    dismiss: ({ entry }) => {
      due = due.filter(({ command }) => command.entry.seq !== entry.seq);
    },
    answers: ({ name }) => answers.has(name),
    clear: () => {
      due = [];
    },
  };
};
