/** Receiving: what a received message means - a greeting, a reply, a farewell or a delivery - and what it settles. */
import type { EntryOf, Reading } from '../engine/history.ts';
import { type Connection, endangered } from './connection.ts';
import type { Context } from './context.ts';
import type { Publication } from './deliveries.ts';
import { parsed } from './json.ts';
import { errorKind, type Reply } from './exchanges.ts';
import { expiring } from './lifetime.ts';
import type { Moment } from './scene.ts';

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
  const { promises, reader, publications } = context;
  const { credentials, delivery, errors, closing } = promises;
  const farewells = [credentials?.refusal, credentials?.expiry, ...Object.values(closing?.reasons ?? {})].flatMap(
    (ending) => (ending?.error ? [ending.error.kind] : []),
  );

  const applyReply = (reply: Reply, connection: Connection): void => {
    const { command, item } = reply.to;
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

  const control = (entry: EntryOf<'received'>, connection: Connection, message: Reading): Partial<Moment> => {
    if (message.name === promises.handshake?.greeting) {
      connection.greeted = true;
      connection.slowest = Math.max(connection.slowest, entry.at - connection.openingAt);
      return {};
    }
    if (!connection.queue.answers(message)) return {};
    const isError = errors !== undefined && message.name === errors.message;
    // An error that answers something pending, by its words or at least by its code, is no farewell.
    const answering =
      errors &&
      isError &&
      connection.queue
        .pending()
        .some((expected) => errorKind(message.body, errors, expected.errors, expected.item) !== undefined);
    if (isError && !answering && (endangered(connection) || errorKind(message.body, errors, farewells) !== undefined)) {
      connection.farewell = entry;
      return { farewell: true };
    }
    const reply = connection.queue.settle(message);
    if (!reply) return { unasked: true };
    connection.slowest = Math.max(connection.slowest, entry.at - reply.to.command.entry.at);
    applyReply(reply, connection);
    return { reply, ...settleInbox(connection, reply.to.command.entry.seq) };
  };

  return (entry: EntryOf<'received'>, connection: Connection): Partial<Moment> => {
    connection.received++;
    expiring(context, connection, entry.at);
    const json = entry.form === 'text' ? parsed(entry.text) : undefined;
    const message = reader.read(json, 'server');
    if (!message) return json === undefined ? {} : { json };
    const problems = reader.problems(message.kind, message.name, json);
    const meaning =
      message.kind === 'event'
        ? { delivery: publications.deliver(message.name, message.body, connection.inbox, connection.channels) }
        : control(entry, connection, message);
    return { json, message, problems, ...meaning };
  };
};
