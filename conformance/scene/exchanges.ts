/** Exchanges: what each command must be answered with, and which answer belongs to which command. */
import type { BadInput, ErrorsPromise, Promises } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { EntryOf, Reading } from '../engine/history.ts';
import { parsed } from './json.ts';
import { at, fill, itemsAt, textAt } from './pointer.ts';

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
    ...{ entry, name, body, bad: [], items: items.filter((item) => typeof item === 'string') },
    ...(unfit && { unfit }),
  };
};

/** Whether a command fits its schema and asks all the same for what nobody can give; which error tells so is free. */
const isUnfit = ({ filters, sequence, recovery }: Promises, name: string, body: unknown): boolean => {
  if (!filters || name !== filters.set) return false;
  const names = itemsAt(body, filters.names.at).map(String);
  const unscoped = Object.values(filters.values).every(({ at: where }) => itemsAt(body, where).length === 0);
  if (unscoped && names.some((one) => filters.scoped?.includes(one))) return true;
  const from = recovery?.replay && at(body, recovery.replay.from);
  if (typeof from !== 'object') return false;
  return names.length !== 1 || names.some((one) => sequence?.unnumbered?.includes(one));
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
  const expected = { command, answer: reply.answer, errors: kinds };
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

/** Whether a frame repeats what its command says at a place. */
const repeats = (pointer: string, frame: unknown, { entry }: Command): boolean => {
  const said = at(parsed(entry.text), pointer);
  return said === undefined || at(frame, pointer) === said;
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
    if (reading.kind === 'event' && !echoes.every((echo) => at(frame, echo) !== undefined)) return undefined;
    const named = pointer === undefined || to.item === undefined || textAt(reading.body, pointer) === to.item;
    return { fit: named && echoes.every((echo) => repeats(echo, frame, to.command)) ? 'answer' : 'misnamed' };
  }
  if (errors && reading.name === errors.message) {
    const id = errors.id === undefined ? undefined : at(frame, errors.id);
    if (errors.id !== undefined && typeof id === 'string' && !repeats(errors.id, frame, to.command)) return undefined;
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
  readonly settle: (reading: Reading, frame: unknown) => Reply | undefined;
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
    answers: ({ name }) => answers.has(name) || name === promises.errors?.message,
    clear: () => {
      due = [];
    },
  };
};

/** The body of the fence command, with what its answer repeats made new each time. */
export const fenceBody = ({ promises, commands }: Protocol, nth: number): Readonly<Record<string, unknown>> => {
  const { replies } = promises;
  const { echoes = [] } = replies?.to[replies.fence ?? ''] ?? {};
  const example = (commands[replies?.fence ?? '']?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;
  return { ...example, ...Object.fromEntries(echoes.map((echo) => [echo.slice(1), `fence ${nth}`])) };
};
