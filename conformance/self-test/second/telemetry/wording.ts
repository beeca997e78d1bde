/** How this server puts things: frames, errors and farewells, the order of members and of lists, and what it adds. */
import type { Takes } from './freedoms.ts';

/** A message in the making. */
export type Frame = Readonly<Record<string, unknown>>;

/** The codes of the errors that this server knows. */
export type ErrorCode = 'AUTH_REQUIRED' | 'SESSION_EXPIRED' | 'SUBSCRIPTION_ERROR' | 'RATE_LIMITED' | 'INVALID_MESSAGE';

/** Why a connection ends for good. */
export type Reason = 'client_disconnect' | 'server_shutdown' | 'session_expired' | 'error';

/** Puts things into words. */
export interface Wording {
  readonly ack: (connection: string, now: number) => Frame;
  readonly refusal: (code: ErrorCode) => Frame;
  readonly error: (code: ErrorCode) => Frame;
  readonly closed: (reason: Reason) => Frame;
  readonly reconnect: (reason: string, delay: number) => Frame;
  readonly heartbeat: (now: number, uptime: number) => Frame;
  /** The answer to a command about channels. */
  readonly confirmed: (verb: 'subscribe' | 'unsubscribe', channels: readonly string[], now: number) => Frame;
  readonly event: (event: string, data: Frame) => Frame;
  readonly notice: () => Frame;
}

const TEXTS: Readonly<Record<ErrorCode, readonly [what: string, why: string, how: string]>> = {
  AUTH_REQUIRED: ['No entry', 'Nobody vouches for this session', 'Log in'],
  SESSION_EXPIRED: ['No entry', 'This session has ended', 'Log in again'],
  SUBSCRIPTION_ERROR: ['No such channel', 'A name in the list is none', 'Look at the list of channels'],
  RATE_LIMITED: ['Too fast', 'So many messages cannot be read', 'Slow down'],
  INVALID_MESSAGE: ['Not understood', 'This is no command', 'Read the manual'],
};
const OTHERS: readonly [string, string, string] = ['✗', 'Because.\nReally.', '?'];

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]));
};

/** The words of a server that takes these freedoms. */
export const createWording = (takes: Takes): Wording => {
  const more = takes('undeclared-fields') ? { servedBy: 'second' } : {};
  const frame = (event: string, data: Frame): Frame => {
    const whole = { event, data: { ...data, ...more }, ...more };
    // What was an object stays one.
    return takes('reversed-keys') ? (reversed(whole) as Frame) : whole;
  };
  const trouble = (code: ErrorCode): Frame => {
    const [what, why, how] = takes('other-words') ? OTHERS : TEXTS[code];
    return { code, error: { what, why, how } };
  };
  const list = (channels: readonly string[]): readonly string[] => {
    const named = takes('names-each-once') ? [...new Set(channels)] : [...channels];
    return takes('reversed-lists') ? named.reverse() : named;
  };
  const message = (usual: string): string => (takes('other-words') ? '…' : usual);

  return {
    ack: (connection, now) =>
      frame('connection:ack', {
        connectionId: takes('another-version') ? '0' : `second-${connection}`,
        serverTime: Math.floor(now),
        version: takes('another-version') ? 'next' : '2.0.0',
      }),
    refusal: (code) => frame('connection:error', trouble(code)),
    error: (code) => frame('error', trouble(code)),
    closed: (reason) => frame('connection:closed', { reason, message: message(`Goodbye: ${reason}`) }),
    reconnect: (reason, delay) => frame('reconnect', { reason, delay, message: message('Come back soon') }),
    heartbeat: (now, uptime) =>
      frame('heartbeat', { serverTime: Math.floor(now), connectionUptime: Math.floor(uptime) }),
    confirmed: (verb, channels, now) =>
      frame(`${verb}d`, { channels: list(channels), [`${verb}dAt`]: Math.floor(now) }),
    event: (event, data) => frame(event, data),
    notice: () => frame('notice', { text: 'Welcome' }),
  };
};
