/** Receiving: what a received message means - a greeting, a reply, a farewell or a delivery - and what it settles. */
import type { DeliveryPromise } from '../../schemas/promises/delivery.ts';
import type { EntryOf, Reading } from '../engine/history.ts';
import { isOurs } from '../engine/names.ts';
import { answersNothing, beaten } from './beats.ts';
import { type Cause, type Connection, endangered } from './connection.ts';
import type { Context } from './context.ts';
import { channelOf, channelsFrom } from './channels.ts';
import { type Delivery, settledIn } from './deliveries.ts';
import { errorKind, errorMessages } from './error-kinds.ts';
import type { Reply } from './exchanges.ts';
import { createLeaving, endingsOf } from './farewells.ts';
import type { Fate } from './limits.ts';
import { leftUnasked } from './own-accord.ts';
import { at, itemsAt } from './pointer.ts';
import { forgetReplayable } from './sending.ts';
import { expiring } from './lifetime.ts';
import type { Meaning, Moment, Proof } from './scene.ts';

const proofIn = ({ proves, to }: Reply): Proof => ({ seq: proves, at: to.command.entry.at });

/** An answer proves that what was published before its command was sent has come by now, or never will; a sentinel does so, too. */
const settleInbox = (connection: Connection, proof: Proof): Partial<Moment> => {
  const { lost, altered } = settledIn(connection.inbox, ({ told }) => told !== undefined && told < proof.seq);
  connection.inbox.proven = Math.max(connection.inbox.proven, proof.seq);
  return { proof, ...(lost.length > 0 && { lost }), ...(altered.length > 0 && { altered }) };
};

/** What one scene makes of the messages that are received. */
export const createReceiving = (context: Context) => {
  const { promises, read, publications, limits } = context;
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
    if (!delivery || command.name === undefined || command.bad.length > 0) return;
    const together = promises.replies?.to[command.name]?.together;
    const items = item !== undefined ? [item] : together ? command.items : [];
    for (const one of items) applyTo(channelOf(delivery, one), reply, connection, delivery);
  };

  const applyTo = (channel: string, { to, fit }: Reply, connection: Connection, delivery: DeliveryPromise): void => {
    const { name, entry } = to.command;
    if (connection.asking.get(channel) === entry.seq) connection.asking.delete(channel);
    if (name === delivery.subscribe && fit === 'answer') {
      connection.channels.add(channel);
      connection.refused.delete(channel);
      connection.former.delete(channel);
    } else if (name === delivery.subscribe && !connection.channels.has(channel)) connection.refused.add(channel);
    else if (name === delivery.unsubscribe && fit === 'answer' && connection.channels.delete(channel)) {
      connection.former.add(channel);
    }
  };

  const isForLimit = (message: Reading): boolean =>
    errors !== undefined &&
    promises.limits !== undefined &&
    errorKind(message, errors, [promises.limits.over.error])?.exact === true;

  /** Whether an acknowledgement says that its command was refused for the limit; an error says so as well. */
  const isAcknowledged = ({ name, body }: Reading): boolean => {
    const { acknowledgement } = promises.replies ?? {};
    if (!acknowledgement || name !== acknowledgement.message || !promises.limits) return false;
    return at(body, acknowledgement.error) === errors?.kinds[promises.limits.over.error]?.code;
  };

  /** A message that was refused for the limit is answered by that, and has no effect. */
  const refuse = (fate: Fate, connection: Connection, now: number): Partial<Moment> => {
    const { command } = fate;
    connection.slowest = Math.max(connection.slowest, now - command.entry.at);
    connection.queue.dismiss(command);
    const to = { command, errors: [], overtaken: false };
    connection.interest?.settle({ to, fit: 'error', late: false, proves: command.entry.seq });
    for (const item of command.items) {
      const channel = delivery ? channelOf(delivery, item) : item;
      if (connection.asking.get(channel) === command.entry.seq) connection.asking.delete(channel);
    }
    for (const why of ['wished', 'no pong'] as const) pardon(connection, why, fate);
    const isCertain = fate.least >= (promises.limits?.most ?? 0);
    if (isCertain) answersNothing(connection, command);
    if (promises.limits?.over.connection === 'ends') context.cause(connection, 'limit', command.entry.seq, isCertain);
    if (promises.limits?.over.coolDown !== undefined) excuseOthers(connection);
    return { fate, ...settleInbox(connection, command.entry) };
  };

  /** While a user is shut out, what a command brings on its other connections is free. */
  const excuseOthers = ({ number, badge }: Connection): void => {
    for (const other of context.connections.values())
      if (other.number !== number && other.badge.user === badge.user) other.queue.excuse();
  };

  /** What was taken after all ends no connection as one too many; and what was refused does not as one that asks for it. */
  const pardon = ({ causes }: Connection, what: Cause['why'], { command }: Fate): void => {
    const index = causes.findIndex(({ why, seq }) => why === what && seq === command.entry.seq);
    if (index >= 0) causes.splice(index, 1);
  };

  /** What comes after an answer was sent after the question was: where it certainly answers that one, and was asked for. */
  const noteInstant = ({ to, proves, fit }: Reply, connection: Connection): void => {
    const { entry, name } = to.command;
    if (fit !== 'answer' || proves !== entry.seq || name === undefined || promises.replies?.to?.[name]?.unasked) return;
    connection.sentSince = Math.max(connection.sentSince, entry.at);
  };

  /** What comes beside an answer proves as much. */
  const acknowledge = (reply: Reply, connection: Connection, now: number): Partial<Moment> => {
    connection.served++;
    connection.slowest = Math.max(connection.slowest, now - reply.to.command.entry.at);
    noteInstant(reply, connection);
    return { acknowledgement: reply, ...settleInbox(connection, proofIn(reply)) };
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
      for (const channel of channelsFrom(delivery ?? {}, connection.badge.user)) connection.channels.add(channel);
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
      const isFirst = connection.leave === undefined;
      if (isFirst || connection.leave?.delay !== undefined) {
        connection.leave = leave;
        leftUnasked(context, connection, isFirst);
      }
      return { farewell: true };
    }
    const told = connection.operations?.hear(message, entry.seq, context.carrying.all());
    if (told) return { told };
    if (!connection.queue.answers(message)) return {};
    const isError = errorMessages(errors).has(message.name);
    if (isAcknowledged(message)) return {};
    if (
      isError &&
      isForLimit(message) &&
      promises.limits?.over.connection === 'ends' &&
      limits?.mayBeCooling(connection, entry.at)
    )
      return {};
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
    if (!reply) return isFree(message.name) ? {} : { unasked: true };
    if (reply.to.beside) return acknowledge(reply, connection, entry.at);
    connection.served++;
    connection.slowest = Math.max(connection.slowest, entry.at - reply.to.command.entry.at);
    if (message.kind === 'control') noteInstant(reply, connection);
    const fate = limits?.answered(reply.to.command, connection, entry.at);
    if (fate) pardon(connection, 'limit', fate);
    // Before what it makes due anew, which has yet to come.
    const settled = settleInbox(connection, proofIn(reply));
    applyReply(reply, connection, message);
    if (connection.interest && reply.to.command.name === filters?.set) connection.settled = entry.seq;
    return { reply, ...(fate && { fate }), ...settled };
  };

  /** Whether an answer may come when nobody has asked for it. */
  const isFree = (name: string): boolean =>
    Object.values(promises.replies?.to ?? {}).some((reply) => reply.unasked && reply.answer === name);

  /** A sentinel that comes for the first time, unchanged, comes behind all that was published before it. */
  const fenced = ({ of, again }: Delivery, connection: Connection): Partial<Moment> => {
    const { sentinel } = promises.replies ?? {};
    if (!of || again || !sentinel) return {};
    connection.sentinels.add(at(of.body, sentinel.mark));
    return settleInbox(connection, { seq: of.asked, at: of.askedAt });
  };

  return (entry: EntryOf<'received'>, connection: Connection): Meaning => {
    connection.received++;
    expiring(context, connection, entry.at);
    if (entry.form !== 'text') return {};
    const { json, message, problems, numbered } = read(entry.text);
    if (!message) return { json };
    if (message.kind === 'control') return { json, message, problems, ...control(entry, connection, message, json) };
    if (numbered) connection.numbers.set(numbered.count, numbered.number);
    const delivery = publications.deliver(message, entry.seq, connection, numbered);
    if (numbered && delivery.of) connection.own.set(numbered.count, numbered.number);
    // What is paced may come for ever, and says nothing of what is still under way.
    const isBacklog = !delivery.of && promises.pacing?.[message.name] === undefined && isOurs(entry.text);
    if (delivery.due || isBacklog) connection.served++;
    if (promises.replies?.sentinel?.event === message.name)
      return { json, message, problems, numbered, delivery, ...fenced(delivery, connection) };
    if (!connection.queue.answers(message)) return { json, message, problems, numbered, delivery };
    // An event of the name that answers a command comes unasked as well.
    const { unasked: _, ...answering } = control(entry, connection, message, json);
    return { json, message, problems, numbered, delivery, ...answering };
  };
};
