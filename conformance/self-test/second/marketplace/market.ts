/** The world that a marketplace server tells of: how far the numbering is, and which listings and offers there are. */
import { addsUp, type Happening } from './catalog.ts';
import type { FreedomName } from './freedoms.ts';

/** What has happened, with its place in the numbering. */
export interface Told extends Happening {
  readonly seq: number;
  readonly ts: number;
}

/** The two kinds of things that are backfilled. */
export type Kind = 'listing' | 'offer';

interface Thing {
  readonly fields: Happening['fields'];
  readonly status: string;
  readonly seq: number;
  readonly updated: number;
}

/** The answer to a backfill request. */
export interface Backfill {
  readonly seq: number;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** What exists, and its numbering. */
export interface Market {
  /** Lets something happen; `undefined` where a lifecycle or a fact forbids it, and then no number is used up. */
  readonly happen: (what: Happening, now: number) => Told | undefined;
  /** The number of the last event. */
  readonly last: () => number;
  /** What the numbering is called for as long as it continues; the instant tells one process from the next. */
  readonly epoch: (now: number) => string;
  /** All that was created or changed after a number. */
  readonly since: (kind: Kind, seq: number) => Backfill;
  /** Forgets everything, and numbers from 1 again. */
  readonly restart: () => void;
}

/** What six of the events do to the thing that they name. */
const CHANGES = new Map<string, { readonly kind: Kind; readonly status: string }>([
  ['listing_created', { kind: 'listing', status: 'active' }],
  ['listing_filled', { kind: 'listing', status: 'filled' }],
  ['listing_cancelled', { kind: 'listing', status: 'cancelled' }],
  ['offer_created', { kind: 'offer', status: 'active' }],
  ['offer_accepted', { kind: 'offer', status: 'accepted' }],
  ['offer_cancelled', { kind: 'offer', status: 'cancelled' }],
]);

/** A market in which nothing exists, after so many events. */
export const createMarket = (takes: (name: FreedomName) => boolean, begins = 0): Market => {
  const things = { listing: new Map<unknown, Thing>(), offer: new Map<unknown, Thing>() };
  let seq = begins;
  let stamp = Number.NEGATIVE_INFINITY;
  let begun: number | undefined;
  let restarts = 0;

  const stampAt = (now: number): number => {
    const instant = takes('whole-seconds') ? Math.floor(now / 1000) * 1000 : now;
    return Math.max(instant, takes('growing-ts') ? stamp + 1 : stamp);
  };

  /** What an event makes of the thing that it names; `undefined` where the thing's life forbids it. */
  const changed = ({ event, fields }: Happening, number: number): (() => void) | undefined => {
    const change = CHANGES.get(event);
    if (!change) return () => {};
    const { kind, status } = change;
    const known = things[kind].get(fields['id']);
    const isNew = status === 'active';
    if (isNew ? known : known?.status !== 'active') return undefined;
    const before = known ?? { fields, seq: number };
    return () => things[kind].set(fields['id'], { ...before, status, updated: number });
  };

  return {
    happen: (what, now) => {
      const commit = addsUp(what) ? changed(what, seq + 1) : undefined;
      if (!commit) return undefined;
      commit();
      seq += 1;
      stamp = stampAt(now);
      return { ...what, seq, ts: stamp };
    },
    last: () => seq,
    epoch: (now) => {
      begun ??= now;
      return `${begun}/${restarts}`;
    },
    since: (kind, after) => {
      const items = [...things[kind].values()]
        .filter(({ updated }) => updated > after)
        .map((thing) => ({
          ...thing.fields,
          status: thing.status,
          seq: thing.seq,
          updated_seq: thing.updated,
        }));
      return { seq, items: takes('reversed-items') ? items.reverse() : items };
    },
    restart: () => {
      things.listing.clear();
      things.offer.clear();
      seq = 0;
      restarts += 1;
    },
  };
};
