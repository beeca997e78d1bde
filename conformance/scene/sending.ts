/** Sending: what a sent frame means, which answers it makes due, and whether it may end its connection. */
import type { EntryOf } from '../engine/history.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import { expectations, readCommand } from './exchanges.ts';
import type { Moment } from './scene.ts';

/** Says what a sent frame means, and notes the answers and the end that it may bring about. */
export const sent = (context: Context, entry: EntryOf<'sent'>, connection: Connection): Partial<Moment> => {
  const { promises, reader, cause } = context;
  const { delivery, size } = promises;
  if (entry.form !== 'text' && entry.form !== 'binary') {
    if (entry.form === 'invalid utf-8') cause(connection, 'bad utf-8', entry.seq, false, [1007]);
    else cause(connection, 'transport', entry.seq, false);
  }
  if (size && entry.bytes > size.takes) {
    cause(connection, 'oversize', entry.seq, entry.bytes > size.refuses, [size.close]);
    if (entry.bytes > size.refuses) return {};
  }
  if (entry.form !== 'text' && entry.form !== 'binary' && entry.form !== 'invalid utf-8') return {};
  const command = readCommand(entry, promises, reader);
  connection.queue.add(expectations(command, promises));
  if (delivery && (command.name === delivery.subscribe || command.name === delivery.unsubscribe)) {
    for (const item of command.items) {
      connection.asking.set(item, entry.seq);
      if (command.name === delivery.unsubscribe) unpromise(connection, item);
    }
  }
  return { command };
};

/** Once an unsubscribe is under way, what its channel alone made due may or may not come. */
const unpromise = (connection: Connection, channel: string): void => {
  for (const [publication, channels] of connection.inbox.due) {
    if (publication.told !== undefined) continue;
    channels.delete(channel);
    if (channels.size === 0) connection.inbox.due.delete(publication);
  }
};
