/** The lifetime of a connection, as its token bounds it: what it is as it opens, and when it may expire. */
import type { CredentialsPromise } from '../../schemas/promises/credentials.ts';
import type { FiltersPromise } from '../../schemas/promises/filters.ts';
import type { EntryOf } from '../engine/history.ts';
import { codesOf, type Connection, isBad, isExpired } from './connection.ts';
import type { Context } from './context.ts';
import { createInbox } from './deliveries.ts';
import { type Command, createQueue, type Expectation } from './exchanges.ts';
import { createInterest, queryBody, wishIn } from './interest.ts';
import { createOperations } from './operations.ts';
import { offered } from './trespass.ts';

/** The connection that is opening; a bad token is a cause to end it from the start. */
export const open = (context: Context, entry: EntryOf<'opening'>, nth: number): Connection => {
  const { promises, events, declares, limits, cause } = context;
  const { badge } = entry;
  const { credentials, filters, operations } = promises;
  const connection: Connection = {
    number: entry.connection,
    nth,
    badge,
    openingAt: entry.at,
    state: 'opening',
    greeted: false,
    left: false,
    slowest: 0,
    sentSince: Number.NEGATIVE_INFINITY,
    received: 0,
    served: 0,
    queue: createQueue(promises),
    inbox: createInbox(entry.seq),
    channels: new Set(),
    former: new Set(),
    refused: new Set(),
    asking: new Map(),
    numbers: new Map(),
    own: new Map(),
    settled: -1,
    causes: [],
    outdated: false,
    spared: new Map(),
    beats: [],
    sentinels: new Set(),
    unanswered: 0,
    pings: new Map(),
    ...(filters && { interest: createInterest({ promise: filters, events, declares }, badge.query) }),
    ...(operations && { operations: createOperations(operations) }),
  };
  offered(context, connection, entry);
  if (limits?.mayBeCooling(connection, entry.at)) cause(connection, 'cool-down', entry.seq, false);
  if (credentials && isBad(connection))
    cause(connection, 'refusal', entry.seq, true, codesOf(refusalOf(credentials, connection)));
  // An address that names what there is not is answered as a command that does so would be.
  const unknown = filters && unknownInQuery(filters, events, badge.query);
  if (filters && unknown) connection.queue.add([addressed(entry, filters)]);
  return connection;
};

/** What a bad token brings: one that has expired may be told otherwise than others. */
export const refusalOf = (
  { refusal, expired }: CredentialsPromise,
  connection: Pick<Connection, 'badge' | 'openingAt'>,
): CredentialsPromise['refusal'] => {
  if (!expired || !isExpired(connection)) return refusal;
  const { within, instead } = refusal;
  return { ...expired, ...(within !== undefined && { within }), ...(instead && { instead }) };
};

/** What stands in the place of an expiry where none is promised. */
export const NO_EXPIRY = { tolerance: 0 } as const;

/** Whether an address names what filters cannot name. */
const unknownInQuery = (
  promise: FiltersPromise,
  events: ReadonlySet<string>,
  query: Readonly<Record<string, string>> | undefined,
): boolean => {
  const asked = queryBody(promise, query);
  return asked !== undefined && [...(wishIn(promise, asked).names ?? [])].some((name) => !events.has(name));
};

/** What is due for an address that names what there is not: one error. */
const addressed = (entry: EntryOf<'opening'>, { set, unknown }: FiltersPromise): Expectation => {
  const { seq, at, plan, connection, badge } = entry;
  const text = new URLSearchParams(badge.query).toString();
  const sent: EntryOf<'sent'> = {
    ...{ kind: 'sent', seq, at, plan, connection, text },
    form: 'text',
    bytes: text.length,
  };
  const command: Command = { entry: sent, name: set, bad: [], items: [], address: true };
  return { command, errors: [unknown], overtaken: false };
};

/** Notes the expiry of a connection's token, once it may be due at `now`, in ms. */
export const expiring = (context: Context, connection: Connection, now: number): void => {
  const { credentials } = context.promises;
  const { expires } = connection.badge;
  if (!credentials || !expires || connection.causes.some(({ why }) => why === 'expiry' || why === 'refusal')) return;
  const { expiry, expired = credentials.refusal } = credentials;
  // Where nothing is promised for it, a token that ends does nothing to whoever is in.
  if (!expiry && connection.greeted) return;
  const { tolerance } = expiry ?? ROUNDED;
  const unsteadiness = context.resolution() + context.stalled();
  if (now >= expires.from - tolerance - unsteadiness) {
    // A token that ends on its way in may be told so in either way.
    const ends = [...(expiry ? [expiry] : []), ...(connection.greeted ? [] : [expired])];
    context.cause(connection, 'expiry', -1, false, codesOf(...ends));
  }
};

/** How far `exp`, which is in seconds, may be rounded where nothing is said of it, in ms. */
const ROUNDED = { tolerance: 1000 } as const;
