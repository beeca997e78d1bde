/** Sending: what a sent frame means, which answers it makes due, and whether it may end its connection. */
import type { EntryOf } from '../engine/history.ts';
import { answers } from './beats.ts';
import { askedAs } from './called.ts';
import { channelOf } from './channels.ts';
import { codesOf, type Connection } from './connection.ts';
import type { Context } from './context.ts';
import { type Command, expectations, readCommand } from './exchanges.ts';
import { itemsAt } from './pointer.ts';
import type { Moment } from './scene.ts';
import { type Trespass, trespass } from './trespass.ts';

/** Says what a sent frame means, and notes the answers and the end that it may bring about. */
export const sent = (context: Context, entry: EntryOf<'sent'>, connection: Connection): Partial<Moment> => {
  const { promises, reader, cause } = context;
  const { delivery, size, closing } = promises;
  if (entry.form !== 'text' && entry.form !== 'binary') {
    if (entry.form === 'invalid utf-8') cause(connection, 'bad utf-8', entry.seq, false, [1007]);
    else cause(connection, 'transport', entry.seq, false);
  }
  if (size && entry.bytes > size.takes) {
    cause(connection, 'oversize', entry.seq, entry.bytes > size.refuses, [size.close]);
    if (entry.bytes > size.refuses) return {};
  }
  if (entry.form !== 'text' && entry.form !== 'binary' && entry.form !== 'invalid utf-8') return {};
  const command = readCommand(entry, context.protocol, reader);
  trespass(context, connection, command);
  connection.queue.add(expectations(command, promises));
  const wished = command.bad.length === 0 ? closing?.asked?.[command.name ?? ''] : undefined;
  if (wished) cause(connection, 'wished', entry.seq, true, codesOf(wished), command.name);
  answers(context, connection, command, counts(context, connection, command));
  if (delivery && (command.name === delivery.subscribe || command.name === delivery.unsubscribe)) {
    for (const item of command.items) {
      const channel = channelOf(delivery, item);
      connection.asking.set(channel, entry.seq);
      if (command.name === delivery.unsubscribe) unpromise(connection, channel);
    }
  }
  const { interest } = connection;
  if (interest) {
    interest.ask(command);
    unpromiseReplayed(context, connection, command);
    forgetReplayable(context, connection, command);
    unpromiseUnwanted(connection);
  }
  const operation = operationOf(context, connection, command);
  return { command, ...(operation && { operation }) };
};

/** The operation that a command begins or cancels; one of an id that goes on is a trespass, and begins nothing. */
const operationOf = ({ promises, cause }: Context, connection: Connection, command: Command) => {
  const { operations } = promises;
  if (!operations || !connection.operations || !connection.greeted || command.bad.length > 0) return undefined;
  if (command.name === operations.cancel) return connection.operations.cancel(command);
  if (command.name !== operations.begin) return undefined;
  const operation = connection.operations.begin(command);
  const { before } = operation ?? {};
  if (!operations.taken || before?.state !== 'going on') return operation;
  // One that ends by itself may have ended by the time that the command is heard.
  const goesOn = before.sort === 'endless' && !before.blurred;
  cause(connection, 'trespass', command.entry.seq, goesOn, [operations.taken.close], 'taken' satisfies Trespass);
  return operation;
};

/**
 * A message that may be one too many may end its connection, where the limit does so; so may any while new ones are
 * refused. Gives whether it may be one too many.
 */
const counts = ({ promises, limits, cause }: Context, connection: Connection, command: Command): boolean => {
  const { over } = promises.limits ?? {};
  const { at, seq } = command.entry;
  const isCooling = limits?.mayBeCooling(connection, at) ?? false;
  const isMuch = limits?.sent(command, connection) ?? false;
  // What a command brings meanwhile is free.
  if (over?.connection === 'ends' && isCooling) connection.queue.excuse();
  if (over?.connection === 'ends' && (isMuch || isCooling)) cause(connection, 'limit', seq, false);
  return isMuch;
};

/** What is asked for anew may come again. */
export const forgetReplayable = (
  { promises }: Pick<Context, 'promises'>,
  { inbox }: Pick<Connection, 'inbox'>,
  command: Command,
): void => {
  const { filters, recovery } = promises;
  const isReplay = command.name !== undefined && recovery?.replay?.command === command.name;
  if (!filters || !(isReplay || (filters.begins && command.name === filters.set))) return;
  const names = new Set(itemsAt(command.body, filters.names.at));
  const isAsked = (event: string): boolean =>
    isReplay ? names.has(event) : names.size === 0 || names.has(askedAs(filters, event));
  // A set of its own: what was looked up for the old one holds no more.
  inbox.got = new Set([...inbox.got].filter(({ event }) => !isAsked(event)));
};

/** Once something is asked for anew, or given up, a replay of it that is under way may end, with all that waits behind it. */
const unpromiseReplayed = (
  { promises }: Pick<Context, 'promises'>,
  { inbox, settled }: Connection,
  command: Command,
): void => {
  const { filters, recovery } = promises;
  if (!filters || !recovery?.replay || (command.name !== filters.set && command.name !== filters.unset)) return;
  const due = [...inbox.due.keys()];
  for (const name of itemsAt(command.body, filters.names.at)) {
    const waiting = due.filter(({ event }) => event === name);
    if (!waiting.some(({ told }) => told !== undefined && told < settled)) continue;
    for (const publication of waiting) inbox.due.delete(publication);
  }
};

/** Once a filter may change, what passed it before may or may not come, if it is under way. */
const unpromiseUnwanted = ({ inbox, interest }: Connection): void => {
  for (const [publication] of inbox.due) {
    if (publication.told === undefined && interest?.passes(publication.event, publication.body) !== 'yes')
      inbox.due.delete(publication);
  }
};

/** Once an unsubscribe is under way, what its channel alone made due may or may not come. */
const unpromise = (connection: Connection, channel: string): void => {
  for (const [publication, channels] of connection.inbox.due) {
    if (publication.told !== undefined) continue;
    channels.delete(channel);
    if (channels.size === 0) connection.inbox.due.delete(publication);
  }
};
