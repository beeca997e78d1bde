/** Captures: recordings of what passed on connections, by whoever stood between or beside a client and a server. */
import type { HookName } from '../../schemas/hooks.ts';
import type { Badge, Happening } from '../engine/history.ts';

/** What the first line of a capture says of the whole of it. */
export interface Header {
  /** The id of the protocol that was spoken, as far as the writer knew it. */
  readonly protocol?: string;
  /** The numbers in which the server's build differs from its protocol, as its control interface tells them. */
  readonly promises?: Readonly<Record<string, unknown>>;
  /** How far instants outside whole histories may be from the truth, in ms; whoever says so writes down every ping. */
  readonly resolution?: number;
  /** The hooks that the writer could call. */
  readonly hooks: readonly HookName[];
}

/** One thing that a capture tells. */
export type Told =
  | Exclude<Happening, { readonly kind: 'opening' | 'opened' | 'ping' }>
  /** A connection is asked for; `query` holds the parameters of the address beside the token, where they are known. */
  | {
      readonly kind: 'opening';
      readonly connection: number;
      readonly badge?: Badge;
      readonly query?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'opened'; readonly connection: number; readonly query?: Readonly<Record<string, string>> }
  | { readonly kind: 'ping'; readonly connection: number; readonly answered?: boolean }
  | { readonly kind: 'pong'; readonly connection: number }
  /** A whole history begins: all that its clients did and saw, who they were, and all that hooks were asked. */
  | { readonly kind: 'begin' };

/** What a capture tells, with its place in it. */
export interface Item {
  /** The number of its line or message, from 1. */
  readonly place: number;
  /** In ms since any instant; absent where it is not known. */
  readonly at?: number;
  /** The whole history that it belongs to. */
  readonly plan?: number;
  /** Which line of that history it is, where its lines are numbered. */
  readonly nth?: number;
  /** How far instants may be from the truth, in ms, from here on. */
  readonly resolution?: number;
  readonly told: Told;
}

/** A capture that is being read. */
export interface Capture {
  readonly format: 'wireproof' | 'har' | 'plain';
  /** What places in it are called. */
  readonly places: 'line' | 'message';
  readonly header: Header;
  /** As many at a time as were read at once; they are read as they are asked for. */
  readonly items: AsyncIterable<readonly Item[]>;
}

/** What the first line of our own format says. */
export const FORMAT = 'wireproof capture';
/** The version of the format that is written here, and the only one that is read. */
export const VERSION = 1;
