/** The trading server's decisions as the wire text has them. */
import { accountAfter, holds, partsOf } from './accounts.ts';
import { commandIn } from './commands.ts';
import type {
  CommandDecisions,
  Connection,
  ConnectionDecisions,
  Decisions,
  DeliveryDecisions,
  Trouble,
} from './decisions.ts';
import { objectionTo } from './lives.ts';
import type { Terms } from './terms.ts';

const TEXTS: Readonly<Record<Trouble, string>> = {
  'authentication-failed': 'The token is missing, bad or expired',
  'rate-limit-exceeded': 'Too many messages; connect again in a minute',
  'invalid-payload': 'This is no command, or its payload is missing or wrong',
};

const ofUser = (user: string, connections: readonly Connection[]): readonly string[] =>
  connections.filter((connection) => connection.user === user).map(({ id }) => id);

const connecting = ({ warnBefore, code }: Terms): ConnectionDecisions => ({
  credential: (credential) => {
    if (credential.status !== 'valid') return undefined;
    const { user, expiresAt } = credential;
    return expiresAt === undefined ? { user } : { user, expiresAt };
  },
  expired: (expiresAt, now) => now >= expiresAt,
  // At once, where less than that is left.
  warnAt: (expiresAt, now) => Math.max(expiresAt - warnBefore, now),
  secondsLeft: (expiresAt, now) => Math.round((expiresAt - now) / 1000),
  byTransport: () => false,
  ends: () => true,
  explain: (trouble) => ({ error: code(trouble), message: TEXTS[trouble] }),
  answers: (_, frames) => frames,
});

const commands = ({ most, within, warnsAt, coolDown, code }: Terms): CommandDecisions => ({
  command: commandIn,
  survives: () => true,
  acknowledged: (_, trouble) => (trouble === undefined ? { ok: true } : { ok: false, error: code(trouble) }),
  countOf: ({ user }) => user,
  counts: () => true,
  // A window is [t, t + within): what came at its beginning is out of it at its end.
  recent: (instant, now) => now < instant + within,
  over: (before) => before >= most,
  warns: (count) => count === warnsAt,
  resetAt: (oldest) => oldest + within,
  coolUntil: (now, until) => (until !== undefined && now < until ? until : now + coolDown),
  cooling: (until, now) => now < until,
  coolAfterAttempt: (until) => until,
});

const delivery = ({ quoteEvery }: Terms): DeliveryDecisions => ({
  watchedAfter: (watched, command) => {
    const after = new Set(watched);
    if (command.do === 'watch') for (const symbol of command.symbols) after.add(symbol);
    if (command.do === 'unwatch') for (const symbol of command.symbols) after.delete(symbol);
    return after;
  },
  wants: ({ watched }, symbol, account) => watched.has(symbol) || holds(account, symbol),
  nextAt: (sentAt) => sentAt + quoteEvery,
  held: (_, next) => next,
  drops: () => true,
  objection: objectionTo,
  account: accountAfter,
  recipients: (user, _, connections) => ofUser(user, connections),
  warned: ({ user }, connections) => ofUser(user, connections),
  parts: (asked, account) => {
    const { portfolio, positions, pendingTrades } = partsOf(account);
    return {
      ...(asked.includes('portfolio') && { portfolio }),
      ...(asked.includes('positions') && { positions }),
      ...(asked.includes('trades') && { pendingTrades }),
    };
  },
  told: ({ id }) => [id],
});

/** The original decisions under the terms of one build. */
export const originals = (terms: Terms): Decisions => ({
  ...connecting(terms),
  ...commands(terms),
  ...delivery(terms),
});
