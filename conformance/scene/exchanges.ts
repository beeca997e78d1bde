/** Exchanges: what each command must be answered with, and which answer belongs to which command. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import type { Promises } from '../../schemas/promises.ts';
import type { Acknowledgement } from '../../schemas/promises/replies.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { EntryOf, Reading } from '../engine/history.ts';
import { calledAs } from './called.ts';
import { isRepeated, saidAt } from './echoes.ts';
import { errorKind, errorMessages } from './error-kinds.ts';
import { parsed } from './json.ts';
import { at, itemsAt, textAt } from './pointer.ts';
import { isShutFor } from './trespass.ts';

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
  /** It is the acknowledgement that comes beside the answer. */
  readonly beside?: boolean;
  /** It may also be passed over in silence. */
  ignorable?: boolean;
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
  /** What was published before this point of the history has come by now: that of the earliest command it may answer. */
  readonly proves: number;
  /** It is an error that says nothing of its command, and may be meant for another that it answers as well. */
  readonly guess?: true;
  /** Answers to earlier commands that, as is now certain, were passed over where they may be. */
  readonly ignored?: readonly Expectation[];
}

/** How a message answers: all of a reply but what it answers. */
type Fit = Pick<Reply, 'fit' | 'kind'>;

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
  if (isShutFor(command, promises)) return [];
  if (command.bad.length > 0) {
    const kinds = command.bad.map((way) => (way === 'invalid-utf-8' ? errors?.input['not-json'] : errors?.input[way]));
    const known = [...new Set(kinds.filter((kind) => kind !== undefined))];
    const ignorable = command.bad.some((way) => errors?.ignorable?.some((passed) => passed === way));
    const expected = { command, errors: known, overtaken: false, ...(ignorable && { ignorable }) };
    return errors ? [expected, ...acknowledging(expected, promises)] : [];
  }
  const reply = command.name === undefined ? undefined : replies?.to[command.name];
  if (!reply) return [];
  const kinds = command.unfit ? Object.keys(errors?.kinds ?? {}) : (reply.refusals ?? []);
  const expected = { command, answer: reply.answer, errors: kinds, overtaken: false };
  return reply.each && !reply.together
    ? command.items.map((item, nth, items) => ({
        item,
        ...expected,
        // Whether what is listed twice is answered twice is free.
        ...(items.indexOf(item) < nth && { ignorable: true }),
      }))
    : [expected, ...acknowledging(expected, promises)];
};

/** What comes beside an answer that is no acknowledgement itself. */
const acknowledging = (expected: Expectation, { replies }: Promises): readonly Expectation[] =>
  replies?.acknowledgement === undefined || expected.answer === replies.acknowledgement.message
    ? []
    : [{ ...expected, beside: true }];

/** Whether a message repeats what its command says at a place. */
const repeats = (pointer: string, { body }: Reading, frame: unknown, to: Command): boolean => {
  // As `saidAt` reads it, but that the text is taken apart only where the body does not say it: this is asked often.
  const said = at(to.body, pointer) ?? at(parsed(to.entry.text), pointer);
  return said === undefined || isRepeated(said, saidAt(pointer, body, frame));
};

/** How well an acknowledgement fits: good commands are said to be carried out, and others why not. */
const acknowledgedAs = (
  { body }: Reading,
  to: Expectation,
  { errors }: Promises,
  { ok, error }: Acknowledgement,
): Fit => {
  const done = at(body, ok);
  if (to.command.bad.length === 0) return { fit: done === true ? 'answer' : 'misworded' };
  const kind = to.errors.find((known) => errors?.kinds[known]?.code === at(body, error));
  return done === false && kind !== undefined ? { fit: 'error', kind } : { fit: 'misworded' };
};

/** How well a message answers an expectation. */
const fitOf = (reading: Reading, frame: unknown, to: Expectation, promises: Promises): Fit | undefined => {
  const { replies, errors } = promises;
  const { acknowledgement } = replies ?? {};
  if (acknowledgement && (to.beside || reading.name === acknowledgement.message))
    return reading.name === acknowledgement.message && (to.beside || to.answer === acknowledgement.message)
      ? acknowledgedAs(reading, to, promises, acknowledgement)
      : undefined;
  if (reading.name === to.answer) {
    const { item: pointer, echoes = [] } =
      (to.command.name === undefined ? undefined : replies?.to[to.command.name]) ?? {};
    const isRepeating = echoes.every((echo) => repeats(echo, reading, frame, to.command));
    // An event that answers is told from others of its name by what it repeats; others may say as much of themselves.
    const isAnother = (echo: string): boolean => saidAt(echo, reading.body, frame) === undefined;
    if (reading.kind === 'event' && (!isRepeating || echoes.some(isAnother))) return undefined;
    const named = pointer === undefined || to.item === undefined || textAt(reading.body, pointer) === to.item;
    return { fit: named && isRepeating ? 'answer' : 'misnamed' };
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
  /** Those that must be answered. */
  readonly owed: () => readonly Expectation[];
  readonly add: (expected: readonly Expectation[]) => void;
  /** The expectation that a control message answers; undefined when nobody asked for it. */
  readonly settle: (reading: Reading, frame: unknown) => Reply | undefined;
  /** Whatever is due may be passed over from now on. */
  readonly excuse: () => void;
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
  const acknowledgement = promises.replies?.acknowledgement?.message;
  const answers: ReadonlySet<string> = new Set([
    ...replies,
    ...(acknowledgement === undefined ? [] : [acknowledgement]),
    ...errorMessages(promises.errors),
  ]);
  const errorId = promises.errors?.id;
  const errorNames = errorMessages(promises.errors);
  const isError = ({ name }: Reading): boolean => errorNames.has(name);
  const isGood = (fit: Fit | undefined): boolean => fit?.fit === 'answer' || fit?.fit === 'error';
  const take = (index: number, fit: Fit, reading: Reading, frame: unknown): Reply => {
    const to = due[index] as Expectation; // index comes from a search of the same list
    const { seq } = to.command.entry;
    /** Earlier ones of the same sort: acknowledgements are in order by themselves. */
    const passed = due.slice(0, index).filter(({ beside }) => (to.beside ?? false) === (beside ?? false));
    // What may as well answer one that need not be answered says nothing of it.
    const isOpen = (one: Expectation): boolean =>
      one.ignorable === true && isGood(fitOf(reading, frame, one, promises));
    const ignored = passed.filter((one) => one.ignorable && one.command.entry.seq < seq && !isOpen(one));
    for (const one of passed) if (!one.ignorable) one.overtaken = true;
    // An error that says nothing of its command may be meant for any before it, with the wrong code.
    const isGuess =
      isError(reading) && (errorId === undefined || typeof saidAt(errorId, reading.body, frame) !== 'string');
    const proves = Math.min(
      seq,
      ...passed.filter((one) => isGuess || isOpen(one)).map(({ command }) => command.entry.seq),
    );
    if (index === 0) due.shift();
    else due.splice(index, 1);
    if (ignored.length > 0) due = due.filter((one) => !ignored.includes(one));
    const found: Reply = { to, late: to.overtaken, proves, ...fit, ...(ignored.length > 0 && { ignored }) };
    return isGuess ? { ...found, guess: true } : found;
  };
  const search = (
    reading: Reading,
    frame: unknown,
    wanted: (fit: Reply['fit'], to: Expectation) => boolean,
  ): Reply | undefined => {
    for (const [index, expected] of due.entries()) {
      const fit = fitOf(reading, frame, expected, promises);
      if (fit && wanted(fit.fit, expected)) return take(index, fit, reading, frame);
    }
    return undefined;
  };
  /**
   * The first that it answers well. Where that is one which need not be answered, it may as well answer one behind it,
   * as long as nothing stands between them that must be answered otherwise: then that is taken, and the first stays open.
   */
  const fitting = (reading: Reading, frame: unknown): Reply | undefined => {
    let open: readonly [number, Fit] | undefined;
    for (const [index, expected] of due.entries()) {
      const fit = fitOf(reading, frame, expected, promises);
      if (fit && isGood(fit) && !expected.ignorable) return take(index, fit, reading, frame);
      if (fit && isGood(fit)) open ??= [index, fit];
      const isSame = open !== undefined && (due[open[0]]?.beside ?? false) === (expected.beside ?? false);
      if (isSame && !expected.ignorable) break;
    }
    return open && take(...open, reading, frame);
  };
  return {
    pending: () => due,
    owed: () => due.filter(({ ignorable }) => !ignorable),
    add: (expected) => {
      due.push(...expected);
    },
    settle: (reading, frame) =>
      due.length === 0
        ? undefined
        : (fitting(reading, frame) ??
          search(reading, frame, (fit, to) => fit === 'misworded' && to.errors.length > 0) ??
          search(reading, frame, () => true)),
    dismiss: ({ entry }) => {
      due = due.filter(({ command }) => command.entry.seq !== entry.seq);
    },
    excuse: () => {
      for (const one of due) one.ignorable = true;
    },
    answers: ({ name }) => answers.has(name),
    clear: () => {
      due = [];
    },
  };
};
