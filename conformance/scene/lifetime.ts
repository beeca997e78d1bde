/** The lifetime of a connection, as its token bounds it: what it is as it opens, and when it may expire. */
import type { EntryOf } from '../engine/history.ts';
import { type Connection, isBad } from './connection.ts';
import type { Context } from './context.ts';
import { createInbox } from './deliveries.ts';
import { createQueue } from './exchanges.ts';

/** The connection that is opening; a bad token is a cause to end it from the start. */
export const open = ({ promises, cause }: Context, entry: EntryOf<'opening'>): Connection => {
  const { badge } = entry;
  const { credentials } = promises;
  const connection: Connection = {
    number: entry.connection,
    badge,
    openingAt: entry.at,
    state: 'opening',
    greeted: false,
    left: false,
    slowest: 0,
    received: 0,
    queue: createQueue(promises),
    inbox: createInbox(),
    channels: new Set(),
    former: new Set(),
    refused: new Set(),
    asking: new Map(),
    causes: [],
    pings: [],
  };
  if (credentials && isBad(connection)) cause(connection, 'refusal', entry.seq, true, [credentials.refusal.close]);
  return connection;
};

/** Notes the expiry of a connection's token, once it may be due at `now`, in ms. */
export const expiring = (context: Context, connection: Connection, now: number): void => {
  const { credentials } = context.promises;
  const { expires } = connection.badge;
  if (!credentials || !expires || connection.causes.some(({ why }) => why === 'expiry' || why === 'refusal')) return;
  const unsteadiness = context.resolution() + context.stalled();
  if (now >= expires.from - credentials.expiry.tolerance - unsteadiness) {
    context.cause(connection, 'expiry', -1, false, [credentials.expiry.close]);
  }
};
