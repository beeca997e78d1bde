/** How this server puts things: errors, farewells, warnings and states, the order of members, and what it adds. */
import type { Takes } from './freedoms.ts';
import type { Data } from './ledger.ts';

/** The errors of the protocol: two texts for each code. */
const ERRORS = {
  AUTHENTICATION_FAILED: ['Who are you?', 'This token opens nothing.'],
  RATE_LIMIT_EXCEEDED: ['That was too much.', 'One message too many.'],
  INVALID_PAYLOAD: ['That is not a message of this protocol.', 'Pardon?'],
} as const;

/** The code of an error. */
export type Code = keyof typeof ERRORS;

/** The reasons for which this server ends connections. */
export const REASONS = ['logout', 'token_expired', 'duplicate_connection', 'server_shutdown'] as const;

/** One of them. */
export type Reason = (typeof REASONS)[number];

/** A message in the making. */
export interface Frame {
  readonly event: string;
  readonly data: unknown;
}

/** What a user is told of an account. */
export interface Account {
  readonly cash: number;
  readonly positions: readonly Data[];
  readonly pending: readonly Data[];
}

const REQUIRED = ['id', 'symbol', 'quantity', 'averageEntryPrice', 'currentPrice', 'unrealizedPnL'];
const PENDING = ['id', 'symbol', 'quantity', 'orderType', 'status'];

const only = (data: Data, names: readonly string[]): Data =>
  Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]));
};

/** Above this a double has no cents to round. */
const FINE = 1e13;

/** The words of a server that takes these freedoms. */
export const createWording = (takes: Takes, now: () => number) => {
  const more = takes('undeclared-fields') ? { servedBy: 'second' } : {};
  const told = (event: string, data: Data): Frame => {
    const whole = { ...data, ...more };
    return { event, data: takes('reversed-keys') ? reversed(whole) : whole };
  };
  const instant = (ms: number): string => {
    const iso = new Date(ms).toISOString();
    if (takes('whole-seconds')) return `${iso.slice(0, 19)}Z`;
    return takes('microseconds') ? iso.replace('Z', '000Z') : iso;
  };
  const stamped = (event: string, data: Data): Frame => told(event, { ...data, timestamp: instant(now()) });
  const worded = (plain: string, other: string): string => (takes('other-words') ? other : plain);
  const explained = (code: Code): string => worded(ERRORS[code][0], ERRORS[code][1]);
  const cents = (sum: number): number =>
    takes('rounds-sums') && Math.abs(sum) < FINE ? Math.round(sum * 100) / 100 : sum;
  const listed = (items: readonly Data[], names: readonly string[]): readonly Data[] => {
    const bare = takes('bare-sync') ? items.map((item) => only(item, names)) : items;
    return takes('lists-in-reverse') ? bare.toReversed() : bare;
  };

  return {
    greeting: (userId: string, nth: number): Frame =>
      stamped('connection.authorized', {
        userId,
        sessionId: takes('other-sessions') ? `${nth}/second` : `session-${nth}`,
      }),
    notice: (): Frame => stamped('connection.notice', { text: 'Welcome' }),
    error: (error: Code): Frame => stamped('connection.error', { error, message: explained(error) }),
    /** The same, as the transport tells it. */
    refusal: (code: Code) => ({ message: explained(code), data: { code, ...more } }),
    farewell: (reason: Reason): Frame =>
      stamped('connection.closed', { reason, message: worded(`Goodbye: ${reason}`, 'See you') }),
    expiring: (left: number): Frame =>
      stamped('token.expiring', {
        expiresIn: takes('full-seconds-left') ? Math.floor(left / 1000) : Math.round(left / 1000),
        message: worded('Your token is about to end', 'Hurry'),
      }),
    near: (limit: number, current: number, resetAt: number): Frame =>
      stamped('error.rateLimitWarning', {
        ...{ limit, current, message: worded(`${current} of ${limit} messages`, 'Easy now') },
        resetAt: instant(takes('resets-at-the-next-second') ? Math.ceil(resetAt / 1000) * 1000 : resetAt),
      }),
    done: (): Frame => told('acknowledgement', { ok: true }),
    failed: (error: Code): Frame => told('acknowledgement', { ok: false, error }),
    event: (event: string, data: Data): Frame => told(event, data),
    state: (parts: ReadonlySet<string>, { cash, positions, pending }: Account): Frame => {
      const worth = positions.reduce((sum, one) => sum + Number(one['quantity']) * Number(one['currentPrice']), 0);
      const portfolio = { totalValue: cents(cash + worth), cashBalance: cents(cash), positionsValue: cents(worth) };
      return stamped('state.sync', {
        ...(parts.has('portfolio') && { portfolio }),
        ...(parts.has('positions') && { positions: listed(positions, REQUIRED) }),
        ...(parts.has('trades') && { pendingTrades: listed(pending, PENDING) }),
      });
    },
  };
};

/** The words of a server. */
export type Wording = ReturnType<typeof createWording>;
