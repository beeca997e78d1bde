/** How this server puts things: errors, instants, the order of members, and what it adds or rounds. */
import type { FreedomName } from './freedoms.ts';

/** The errors of the protocol, with their codes. */
const ERRORS = {
  unknown: ['Authentication required', 'AUTH_REQUIRED'],
  expired: ['Authentication required', 'AUTH_REQUIRED'],
  form: ['Invalid channel format: ', 'INVALID_CHANNEL'],
  right: ['Not authorized to subscribe to: ', 'NOT_AUTHORIZED'],
  message: ['Invalid message format', 'INVALID_MESSAGE'],
} as const;

/** A message in the making. */
export type Frame = Readonly<Record<string, unknown>>;

/** Puts things into words. */
export interface Wording {
  readonly error: (kind: keyof typeof ERRORS, channel?: string) => Frame;
  readonly control: (type: string, now: number, fields?: Frame) => Frame;
  readonly event: (event: string, data: Frame, now: number) => Frame;
}

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]));
};

/** Above this a double has no cents to round. */
const FINE = 1e13;
const cents = (amount: unknown): unknown =>
  typeof amount === 'number' && amount < FINE ? Math.round(amount * 100) / 100 : amount;

const rounded = (data: Frame): Frame => {
  const { total } = data;
  return typeof total === 'object' && total !== null && 'amount' in total
    ? { ...data, total: { ...total, amount: cents(total.amount) } }
    : data;
};

/** The words of a server that takes these freedoms. */
export const createWording = (takes: (name: FreedomName) => boolean): Wording => {
  const instant = (now: number): string => {
    if (takes('whole-seconds')) return `${new Date(now).toISOString().slice(0, 19)}Z`;
    const iso = new Date(now).toISOString();
    return takes('microseconds') ? iso.replace('Z', '000Z') : iso;
  };
  const more = takes('undeclared') ? { servedBy: 'second' } : {};
  // What was an object stays one.
  const finished = (frame: Frame): Frame => (takes('reversed-keys') ? (reversed(frame) as Frame) : frame);

  return {
    error: (kind, channel = '') => {
      const [text, code] = ERRORS[kind];
      const own = kind === 'expired' && takes('expiry-in-own-words');
      const said = own ? { message: 'Your session is over' } : { message: `${text}${channel}`, code };
      return finished({ type: 'error', ...(takes('no-codes') ? { message: said.message } : said), ...more });
    },
    control: (type, now, fields = {}) => finished({ type, ...fields, timestamp: instant(now), ...more }),
    event: (event, data, now) =>
      finished({
        event,
        data: { ...(takes('rounds-money') ? rounded(data) : data), ...more },
        timestamp: instant(now),
        ...more,
      }),
  };
};
