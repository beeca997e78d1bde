/** Streams: their records, kept from the first, and where in them a subscription begins. */
import type { From, StreamDecisions, Subscription } from './decisions.ts';
import type { Entry } from './world.ts';

/** The streams that are made for one subscriber: no offset, none used up, no replay. */
const UNNUMBERED: readonly string[] = ['orders.snapshot', 'markets.snapshots'];

/** Whether the records of a stream have offsets. */
export const isNumbered = (stream: string): boolean => !UNNUMBERED.includes(stream);

/** What one server has published. */
export interface Journal {
  /** The last offset of each stream that has any. */
  readonly counts: Map<string, number>;
  readonly records: Map<string, Entry[]>;
}

/** A journal without a record. */
export const emptyJournal = (): Journal => ({ counts: new Map(), records: new Map() });

/** Writes a record down. */
export const record = ({ counts, records }: Journal, entry: Entry): void => {
  counts.set(entry.stream, entry.offset);
  const known = records.get(entry.stream);
  if (known) known.push(entry);
  else records.set(entry.stream, [entry]);
};

/** The place of the first of these, which are in the order of their offsets, that has an offset or comes behind it. */
export const placeOf = (offset: number, entries: readonly { readonly offset: number }[]): number => {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.offset ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

const firstCovered = (from: From, last: number): number => {
  if (from === 'latest') return last + 1;
  return from === 'earliest' ? 1 : from.offset;
};

const holds: StreamDecisions['holds'] = (held, command, confirmed) => {
  const after = new Map(held);
  for (const subscription of confirmed) {
    if (command.do === 'subscribe') after.set(subscription.stream, subscription);
    else after.delete(subscription.stream);
  }
  return after;
};

const next = (begun: readonly Subscription[]): Readonly<Record<string, number>> =>
  Object.fromEntries(begun.filter(({ stream }) => isNumbered(stream)).map(({ stream, first }) => [stream, first]));

/** The streams as the wire text has them. */
export const streams: StreamDecisions = {
  firstCovered,
  next,
  // Subscribing to a stream again replaces its markets and its position.
  resubscribed: (_, asked) => asked,
  holds,
  replayed: (records, first) => records.slice(placeOf(first, records)),
  opening: ({ answer, summaries, snapshots, records }) => [...answer, ...summaries, ...snapshots, ...records],
  offsetAfter: (_, last) => last + 1,
  // What is refused appears on no stream, and uses up no offset.
  spends: () => false,
  passes: ({ data }, markets) => {
    if (markets === undefined || typeof data.market_id !== 'string') return true;
    return markets.has(data.market_id);
  },
  recipients: (_, listening) => listening,
  // A snapshot precedes the deltas that it leads to.
  sends: (entry, before) => [...before, entry],
};
