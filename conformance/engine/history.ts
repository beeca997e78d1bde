/** Histories: everything that happened in an examination, in order, as plain data. Every judgement is a function of it. */
import type { HookAnswer, HookName } from '../../schemas/hooks.ts';
import type { Kind } from '../../schemas/protocol.ts';
import type { TransportError } from '../../schemas/server.ts';
import type { BrokenFrame, TokenKind } from './plan.ts';

/** What a client shows when it connects. `expires` bounds the instant of expiry on our clock, in ms. */
export interface Badge {
  readonly client: string;
  readonly user: string;
  readonly roles: readonly string[];
  readonly token: TokenKind;
  readonly secret?: string;
  /** It shows the very token that another client of the same user has shown. */
  readonly again?: true;
  readonly expires?: { readonly from: number; readonly to: number };
  readonly pongs: boolean;
  /** Parameters of the address, beside the token. */
  readonly query?: Readonly<Record<string, string>>;
  /** False: where a client must speak first, it does not do so of itself. */
  readonly opens?: false;
  /** The subprotocol that it offers instead of the protocol's own; none, where it is empty. */
  readonly offers?: string;
}

/** A message as the protocol knows it. */
export interface Reading {
  readonly kind: Kind;
  readonly name: string;
  readonly body: unknown;
}

/** One thing that happened; `connection` numbers connections through a whole examination. */
export type Happening =
  | { readonly kind: 'opening'; readonly connection: number; readonly badge: Badge }
  | { readonly kind: 'opened'; readonly connection: number }
  | {
      readonly kind: 'refused';
      readonly connection: number;
      readonly status?: number;
      /** What the transport itself was told, where it can be told anything. */
      readonly error?: TransportError;
      readonly because: string;
    }
  | {
      readonly kind: 'sent';
      readonly connection: number;
      readonly form: 'text' | 'binary' | BrokenFrame;
      readonly text: string;
      readonly bytes: number;
      /** In how many frames it was sent, where these were several. */
      readonly fragments?: number;
    }
  | {
      readonly kind: 'received';
      readonly connection: number;
      readonly form: 'text' | 'binary';
      readonly text: string;
      readonly bytes: number;
    }
  | { readonly kind: 'ping'; readonly connection: number; readonly answered: boolean }
  /** A client sent a ping frame that holds this text; `ping` numbers these. */
  | { readonly kind: 'pinging'; readonly connection: number; readonly ping: number; readonly text: string }
  /** A pong came that holds this text, in return for a ping of the client's or for none. */
  | { readonly kind: 'ponged'; readonly connection: number; readonly text: string }
  /** Our patience ended while a ping of the client's had no pong. */
  | { readonly kind: 'unponged'; readonly connection: number; readonly ping: number; readonly waited: number }
  | { readonly kind: 'leaving'; readonly connection: number; readonly abruptly: boolean }
  | {
      readonly kind: 'closed';
      readonly connection: number;
      /** From the close frame received; absent when there was none. */
      readonly code?: number;
      readonly reason: string;
      /** True where it was carried by HTTP polling, which has no codes. */
      readonly polling?: true;
      /** What the transport says went wrong, if anything did. */
      readonly trouble?: string;
    }
  | {
      readonly kind: 'asked';
      readonly call: number;
      readonly hook: HookName;
      readonly request: unknown;
      /** It breaks a rule that the server enforces, and must be refused. */
      readonly refused?: true;
    }
  | {
      readonly kind: 'told';
      readonly call: number;
      readonly hook: HookName;
      readonly request: unknown;
      readonly refused?: true;
      readonly answer: HookAnswer;
    }
  /** A resource is asked for over HTTP, on behalf of a client; then what came, as text. */
  | {
      readonly kind: 'fetching';
      readonly fetch: number;
      readonly by: number;
      readonly path: string;
      readonly query: string;
    }
  | {
      readonly kind: 'fetched';
      readonly fetch: number;
      readonly by: number;
      readonly path: string;
      readonly query: string;
      readonly status?: number;
      readonly text: string;
    }
  /** Our patience ended while something was due on a connection. */
  | { readonly kind: 'silence'; readonly connection: number; readonly waited: number }
  /** Our own process stood still for so long; durations around it are not to be trusted. */
  | { readonly kind: 'stall'; readonly ms: number }
  /** The plan is over; `cut` when time ran out before it was done. */
  | { readonly kind: 'end'; readonly cut: boolean };

/** A happening with its place in the history and its instant on our clock, in ms. */
export type Entry = Happening & {
  readonly seq: number;
  readonly at: number;
  /** The plan whose doing it is. */
  readonly plan: number;
};

/** A happening at its place; messages, which come by the million, are put together member by member, for a spread takes longer. */
export const entryOf = (seq: number, at: number, plan: number, happening: Happening): Entry => {
  if (happening.kind !== 'received' && happening.kind !== 'sent') return { seq, at, plan, ...happening };
  const { kind, connection, form, text, bytes } = happening;
  // Which forms there are goes by the kind.
  const entry = { seq, at, plan, kind, connection, form, text, bytes } as Entry;
  if (happening.kind === 'received' || happening.fragments === undefined) return entry;
  return { ...entry, fragments: happening.fragments } as Entry;
};

/** Entries of one kind. */
export type EntryOf<K extends Happening['kind']> = Extract<Entry, { readonly kind: K }>;

/** Text longer than this is kept shortened; judgements about content are made before it is. */
export const KEPT_TEXT = 2048;

/** A text of its own: a part of a string would keep the whole of it in memory. */
const apart = (part: string): string => Buffer.from(part, 'utf16le').toString('utf16le');

/** An entry as it is kept for reports: long text shortened, bulky bodies dropped. */
export const abridge = (entry: Entry): Entry =>
  (entry.kind === 'sent' || entry.kind === 'received' || entry.kind === 'fetched') && entry.text.length > KEPT_TEXT
    ? { ...entry, text: `${apart(entry.text.slice(0, KEPT_TEXT))}…` }
    : entry;
