/** What connections are subscribed to, as the answers of a server tell; faults remember by it. */
import type { Promises } from '../../schemas/promises.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { Output } from '../../schemas/server.ts';
import { textAt } from '../scene/pointer.ts';

/** The subscriptions of all connections. */
export interface Subscribed {
  readonly of: (connection: string) => ReadonlySet<string>;
  /** Takes note of what the server puts out. */
  readonly note: (output: Output) => void;
}

/** Nobody subscribed to anything yet. */
export const subscribed = (reader: Reader, { replies, delivery, filters }: Promises): Subscribed => {
  const held = new Map<string, Set<string>>();
  const [taken, given] = [delivery?.subscribe ?? filters?.set, delivery?.unsubscribe ?? filters?.unset].map(
    (command) => replies?.to[command ?? ''],
  );
  return {
    of: (connection) => held.get(connection) ?? new Set(),
    note: (output) => {
      if (output.do !== 'message') return;
      const reading = reader.read(output.message, 'server');
      const reply = [taken, given].find((one) => one !== undefined && one.answer === reading?.name);
      // A filter is there, or it is not, whatever it lists.
      const listed = filters && reply ? 'a filter' : undefined;
      const item = reply?.item === undefined ? listed : textAt(reading?.body, reply.item);
      if (item === undefined) return;
      const mine = held.get(output.connection) ?? new Set();
      held.set(output.connection, mine);
      if (reply === taken) mine.add(item);
      else mine.delete(item);
    },
  };
};
