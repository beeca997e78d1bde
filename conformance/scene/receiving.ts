/** Receiving: what a received message means - a greeting, a reply, a farewell or a delivery - and what it settles. */
import type { EntryOf, Reading } from '../engine/history.ts';
import { isOurs } from '../engine/names.ts';
import { beaten } from './beats.ts';
import { type Connection, endangered } from './connection.ts';
import type { Context } from './context.ts';
import type { Publication } from './deliveries.ts';
import { parsed } from './json.ts';
import { errorKind, errorMessages } from './error-kinds.ts';
import type { Reply } from './exchanges.ts';
import { createLeaving, endingsOf } from './farewells.ts';
import type { Fate } from './limits.ts';
import { numberIn } from './numbers.ts';
import { at, itemsAt } from './pointer.ts';
import { forgetReplayable } from './sending.ts';
import { expiring } from './lifetime.ts';
import type { Meaning, Moment } from './scene.ts';

/** An answer proves that what was published before its command was sent has come by now, or never will. */
const settleInbox = (connection: Connection, commandSeq: number): Partial<Moment> => {
  const lost: Publication[] = [];
  for (const [publication] of connection.inbox.due) {
    if (publication.told !== undefined && publication.told < commandSeq) lost.push(publication);
  }
  for (const publication of lost) connection.inbox.due.delete(publication);
  return lost.length > 0 ? { lost } : {};
};

/** What one scene makes of the messages that are received. */
export const createReceiving = (context: Context) => {
  const { promises, reader, publications, limits } = context;
  const { delivery, errors, filters, sequence, recovery } = promises;
  const farewells = endingsOf(promises).flatMap(({ error }) => error?.kind ?? []);
  const leaveIn = createLeaving(promises);

  /** What was published before a command to replay was sent is due again, if it is covered. */
  const promiseReplayed = ({ command }: Reply['to'], { interest, inbox, numbers }: Connection, next: unknown): void => {
    if (!filters || !interest || !recovery?.replay || command.name !== recovery.replay.command) return;
    const from = at(command.body, recovery.replay.from);
    for (const name of itemsAt(command.body, filters.names.at).map(String)) {
      if (sequence?.unnumbered?.includes(name)) continue;
      const first = at(next, `/${name}`);
      for (const publication of publications.of(name)) {
        const covered =
          from === recovery.replay.earliest ||
          (publication.number !== undefined && Number(first) <= publication.number);
        const known =
          publication.told !== undefined && publication.told < command.entry.seq && !inbox.got.has(publication);
        if (covered && known && publication.recognisable && interest.passes(name, publication.body) === 'yes')
          inbox.due.set(publication, new Set([name]));
      }
      if (typeof first === 'number') numbers.set(name, first - 1);
    }
  };

  const applyReply = (reply: Reply, connection: Connection, message: Reading): void => {
    const { command, item } = reply.to;
    if (connection.interest && (command.name === filters?.set || command.name === filters?.unset)) {
      connection.interest.settle(reply);
      if (reply.fit === 'answer') {
        // What has come since it was asked for need not come again, and may.
        promiseReplayed(reply.to, connection, recovery?.replay && at(message.body, recovery.replay.next));
        forgetReplayable(context, connection, command);
      }
    }
    if (item === undefined || !delivery) return;
    if (connection.asking.get(item) === command.entry.seq) connection.asking.delete(item);
    if (command.name === delivery.subscribe && reply.fit === 'answer') {
      connection.channels.add(item);
      connection.refused.delete(item);
      connection.former.delete(item);
    } else if (command.name === delivery.subscribe && !connection.channels.has(item)) connection.refused.add(item);
    else if (command.name === delivery.unsubscribe && reply.fit === 'answer' && connection.channels.delete(item)) {
      connection.former.add(item);
    }
  };

  const isForLimit = (message: Reading): boolean =>
    errors !== undefined &&
    promises.limits !== undefined &&
    errorKind(message, errors, [promises.limits.over.error])?.exact === true;

  /** A message that was refused for the limit is answered by that, and has no effect. */
  const refuse = (fate: Fate, connection: Connection, now: number): Partial<Moment> => {
    const { command } = fate;
    connection.slowest = Math.max(connection.slowest, now - command.entry.at);
    connection.queue.dismiss(command);
    const to = { command, errors: [], overtaken: false };
    connection.interest?.settle({ to, fit: 'error', late: false });
    for (const item of command.items)
      if (connection.asking.get(item) === command.entry.seq) connection.asking.delete(item);
    if (promises.limits?.over.connection === 'ends')
      context.cause(connection, 'limit', command.entry.seq, fate.least >= promises.limits.most);
    return { fate, ...settleInbox(connection, command.entry.seq) };
  };

  /** What was taken after all ends no connection. */
  const pardon = ({ causes }: Connection, { command }: Fate): void => {
    const index = causes.findIndex(({ why, seq }) => why === 'limit' && seq === command.entry.seq);
    if (index >= 0) causes.splice(index, 1);
  };

  const control = (
    entry: EntryOf<'received'>,
    connection: Connection,
    message: Reading,
    frame: unknown,
  ): Partial<Moment> => {
    if (message.name === promises.handshake?.greeting) {
      connection.greeted = true;
      connection.greetedAt ??= entry.at;
      const origin = sequence?.origin?.message === message.name ? at(message.body, sequence.origin.number) : undefined;
      if (typeof origin === 'number') connection.numbers.set('', origin);
      connection.slowest = Math.max(connection.slowest, entry.at - connection.openingAt);
      return {};
    }
    if (message.name === promises.heartbeat?.send) beaten(context, connection, entry);
    const pending = connection.queue.pending();
    const leave = pending.some(({ answer }) => answer === message.name) ? undefined : leaveIn(entry, message);
    if (leave) {
      // The first leave is the one that counts, unless it told of a delay.
      if (connection.leave === undefined || connection.leave.delay !== undefined) connection.leave = leave;
      return { farewell: true };
    }
    if (!connection.queue.answers(message)) return {};
    const isError = errorMessages(errors).has(message.name);
    const refusal = isError && isForLimit(message) ? limits?.refused(connection, entry.at) : undefined;
    if (refusal) return refuse(refusal, connection, entry.at);
    // An error that answers something pending, by its words or at least by its code, is no farewell.
    const answering =
      errors &&
      isError &&
      pending.some((expected) => errorKind(message, errors, expected.errors, expected.item) !== undefined);
    const isLast = errors && isError && !answering;
    if (isLast && (endangered(connection) || errorKind(message, errors, farewells) !== undefined)) {
      connection.farewell = entry;
      return { farewell: true };
    }
    const reply = connection.queue.settle(message, frame);
    if (!reply) return { unasked: true };
    connection.served++;
    connection.slowest = Math.max(connection.slowest, entry.at - reply.to.command.entry.at);
    const fate = limits?.answered(reply.to.command, connection, entry.at);
    if (fate) pardon(connection, fate);
    // Before what it makes due anew, which has yet to come.
    const settled = settleInbox(connection, reply.to.command.entry.seq);
    applyReply(reply, connection, message);
    if (connection.interest && reply.to.command.name === filters?.set) connection.settled = entry.seq;
    return { reply, ...(fate && { fate }), ...settled };
  };

  return (entry: EntryOf<'received'>, connection: Connection): Meaning => {
    connection.received++;
    expiring(context, connection, entry.at);
    const json = entry.form === 'text' ? parsed(entry.text) : undefined;
    const message = reader.read(json, 'server');
    if (!message) return json === undefined ? {} : { json };
    const problems = reader.problems(message.kind, message.name, json);
    if (message.kind === 'control') return { json, message, problems, ...control(entry, connection, message, json) };
    const numbered = sequence && numberIn(sequence, message.name, json);
    if (numbered) connection.numbers.set(numbered.count, numbered.number);
    const delivery = publications.deliver(message.name, message.body, connection, numbered);
    if (numbered && delivery.of) connection.own.set(numbered.count, numbered.number);
    // What is paced may come for ever, and says nothing of what is still under way.
    const isBacklog = !delivery.of && promises.pacing?.[message.name] === undefined && isOurs(entry.text);
    if (delivery.due || isBacklog) connection.served++;
    if (!connection.queue.answers(message)) return { json, message, problems, numbered, delivery };
    // An event of the name that answers a command comes unasked as well.
    const { unasked: _, ...answering } = control(entry, connection, message, json);
    return { json, message, problems, numbered, delivery, ...answering };
  };
};
