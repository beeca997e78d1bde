/** How this server puts things: frames, errors and pages, the order of members and of lists, and what it adds. */
import { eventNames } from './catalog.ts';
import type { ErrorCode } from './commands.ts';
import type { Filter } from './filters.ts';
import type { FreedomName } from './freedoms.ts';
import type { Told } from './market.ts';

/** A message in the making. */
export type Frame = Readonly<Record<string, unknown>>;

/** Puts things into words. */
export interface Wording {
  readonly hello: (seq: number, epoch: string, now: number) => Frame;
  readonly plain: (type: 'pong' | 'unsubscribed') => Frame;
  readonly subscribed: (filter: Filter) => Frame;
  readonly error: (code: ErrorCode) => Frame;
  readonly notice: () => Frame;
  /** A business event, behind the number that its connection heard last. */
  readonly event: (told: Told, previous: number) => Frame;
  /** The body of an HTTP answer. */
  readonly page: (body: Frame) => Frame;
  readonly schema: () => Frame;
}

/** The texts of errors: the usual ones, and others. */
const TEXTS: Readonly<Record<ErrorCode, readonly [usual: string, other: string]>> = {
  INVALID_JSON: ['This is not JSON.', 'JSON? ✗'],
  INVALID_COMMAND: ['This is no command.', 'x'],
  UNKNOWN_COMMAND: ['There is no such command.', 'PING? SUB? UNSUB?'],
  UNKNOWN_EVENT: ['There is no such event.', 'An event is named\nthat there is not.'],
};

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]));
};

/** The words of a server that takes these freedoms. */
export const createWording = (takes: (name: FreedomName) => boolean): Wording => {
  let said = 0;
  /** What nobody declared: it may tell of the connection, or of the frame. */
  const more = (): Frame => (takes('undeclared-fields') ? { served_by: 'second', frame: ++said } : {});
  // What was an object stays one.
  const page = (body: Frame): Frame => (takes('reversed-keys') ? (reversed(body) as Frame) : body);
  const frame = (type: string, fields: Frame = {}): Frame => page({ type, ...fields, ...more() });
  const list = (items: readonly string[]): readonly string[] => {
    const named = takes('repeats-what-is-repeated') ? [...items] : [...new Set(items)];
    return takes('reversed-lists') ? named.reverse() : named;
  };

  return {
    hello: (seq, epoch, now) =>
      frame('hello', {
        seq,
        ...(takes('hello-without-ts') ? {} : { ts: now }),
        ...(takes('no-epoch') ? {} : { epoch }),
      }),
    plain: (type) => frame(type),
    subscribed: ({ events, competitions }) =>
      frame('subscribed', { events: list(events), competitions: list(competitions) }),
    error: (code) => frame('error', { code, message: TEXTS[code][takes('own-words') ? 1 : 0] }),
    notice: () => frame('notice', { text: 'Welcome' }),
    event: ({ event, fields, seq, ts }, previous) =>
      frame(event, { ...fields, seq, ts, ...(takes('no-prev-seq') ? {} : { prev_seq: previous }) }),
    page,
    schema: () => page({ version: takes('another-version') ? 7 : 1, events: list(eventNames) }),
  };
};
