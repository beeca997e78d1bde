/** The prediction server's decisions as the wire text has them. */
import type { BookDecisions } from './book-decisions.ts';
import { ladderOf } from './books.ts';
import { commandIn } from './commands.ts';
import type { CommandDecisions, Decisions, Trouble } from './decisions.ts';
import { eventAfter, marketAfter, summaryOf } from './markets.ts';
import { rules } from './rules.ts';
import { isNumbered, placeOf, streams } from './streams.ts';
import type { Terms } from './terms.ts';

const STREAMS: readonly string[] = [
  ...['events.discovered', 'events.resolved', 'markets.discovered', 'markets.snapshots', 'markets.updated'],
  ...['market.state.updated', 'markets.resolved', 'orders.delta', 'trades.executed'],
];

const textOf = (trouble: Trouble, item: string): string => {
  switch (trouble) {
    case 'invalid-message':
      return item === '' ? 'This is no command, or a field of it is missing or wrong.' : `${item} needs markets.`;
    case 'unknown-stream':
      return `There is no stream ${item} to subscribe to.`;
    case 'unknown-market':
      return `There is no market or book ${item}.`;
    case 'offset-out-of-range':
      return `${item} cannot begin there.`;
  }
};

const commands = ({ error }: Terms): CommandDecisions => ({
  command: commandIn,
  survives: () => true,
  explain: (trouble, item = '', id) => ({ id, message: textOf(trouble, item), ...error(trouble) }),
  answers: (_, frames) => frames,
  // `orders.snapshot` comes with `orders.delta`, and cannot be subscribed by itself.
  subscribable: (name) => STREAMS.includes(name),
  needsMarkets: (stream) => stream === 'orders.delta',
  knows: (market, { markets }) => markets.has(market),
  countable: ([only, ...others]) => only !== undefined && others.length === 0 && isNumbered(only),
  inRange: (offset, last) => offset >= 1 && offset <= last + 1,
  verdict: (_, rulings) => {
    for (const { trouble, ...ruling } of rulings) if (trouble) return { streams: [], refusal: { ...ruling, trouble } };
    return { streams: rulings.filter(({ of }) => of === 'stream').map(({ name }) => name) };
  },
});

const books: BookDecisions = {
  sequenceNumber: ({ number }) => number + 1,
  applied: (mutations) => mutations,
  level: (price) => price,
  // A quantity is what there is from now on, not what is added.
  quantityAfter: (_, mutation) => (mutation.action === 'remove' ? undefined : mutation.quantity),
  remains: () => [],
  ladder: ladderOf,
  snapshot: ({ number, ...book }) => ({ ...book, sequence_start: number }),
  deltasBefore: (deltas, first) => {
    const place = placeOf(first, deltas);
    return place === deltas.length ? deltas : deltas.slice(0, place);
  },
  // Whoever gets the first delta of a book has subscribed before there was one.
  preceded: (number) => number === 1,
  bookOf: (market, outcome, world) => world.books.get(market)?.get(outcome),
  eventAfter,
  marketAfter,
  summary: summaryOf,
  summarises: ({ name }) => name === 'markets.discovered' || name === 'market.state.updated',
};

/** The original decisions under the terms of one build. */
export const originals = (terms: Terms): Decisions => ({ ...commands(terms), ...streams, ...books, ...rules });
