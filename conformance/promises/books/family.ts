/** Books: what a client folds from a snapshot and deltas is what the server has, at every number. */
import fc from 'fast-check';
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import { family, type Requirement, type Setting } from '../../engine/requirement.ts';
import { areNumbered } from '../../scene/books.ts';
import { atOnce } from './at-once.ts';
import { exact } from './exact.ts';
import { booksFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import { booksPlans } from './plans.ts';
import { asPublished } from './published.ts';
import { toConnect } from '../needs.ts';
import { refusing } from '../refusing.ts';

/** How a client knows that nothing is missing between a snapshot and the deltas after it. */
const joining = ({ start, number }: BooksPromise): string =>
  start === undefined || number === undefined
    ? 'by the same subscription, whose numbers show that nothing between them is missing.'
    : `and says in \`${start.slice(1)}\` which delta it contains last; the next one has the number after that, in \`${number.slice(1)}\`, and so on without a hole.`;

const paragraphOf = ({ promise, promises }: Setting<BooksPromise>): string =>
  `A client folds each book, named by ${promise.key.map((pointer) => `\`${pointer.slice(1)}\``).join(' and ')}, from \`${promise.snapshot}\` and every \`${promise.delta}\` after it. ` +
  `The snapshot comes before the first delta that the client gets, ${joining(promise)} ` +
  'A delta adds levels where there are none, modifies and removes those that are there, and is applied as a whole. Prices and quantities are decimal strings, never to be compared as text. ' +
  `${areNumbered(promise) ? 'What was folded is what the next snapshot shows, exactly.' : 'A snapshot shows exactly what was published before it.'}${
    promises.recovery?.replay
      ? ' Where old deltas are replayed, the snapshot is the book before the first of them.'
      : ''
  }${promise.resync ? ` \`${promise.resync.command}\` brings a snapshot at any time.` : ''}${
    promise.enforced ? ' The server refuses to publish a delta that breaks a rule.' : ''
  }`;

/** The family of the `books` promise. */
export const books = family('books', 'Books', (setting) => {
  const { protocol, promises, promise } = setting;
  const plans = booksPlans(setting);
  const { snapshot, delta, resync } = promise;
  /** Where the count of a subscription joins them, that is judged by its own promise. */
  const counts = areNumbered(promise);
  const about = {
    level: 'MUST',
    source: `${protocol.id}#books`,
    needs: [...toConnect(promises), 'publish'],
  } as const satisfies Partial<Requirement>;
  const living = { ...about, given: plans.living, more: plans.again };
  /** Storms are long: where a requirement comes up again, a shorter plan will do. */
  const stormy = { ...about, given: plans.storm, more: plans.again };

  return {
    paragraph: paragraphOf(setting),
    requirements: {
      precedes: {
        ...living,
        statement: `Before the first ${delta} of a book, a subscription brings a ${snapshot} of it.`,
        reach: 'connection',
        check: oracles.precedes(setting),
      },
      joined: {
        ...stormy,
        applies: counts,
        statement: `The ${delta} after a snapshot has the number after the snapshot's, and so has each one after that: none is left out, repeated or out of place.`,
        reach: 'connection',
        check: oracles.joined(setting),
      },
      folds: {
        ...living,
        statement: `A ${delta} adds levels only where there are none, modifies and removes only those that are there, and leaves none without quantity.`,
        reach: 'connection',
        check: oracles.folds(setting),
      },
      levels: {
        ...living,
        statement: `A ${snapshot} lists its levels best first, by their prices as decimals, each once and with a quantity above 0.`,
        reach: 'message',
        check: oracles.levels(setting),
      },
      same: {
        ...stormy,
        applies: counts,
        statement: `A ${snapshot} shows exactly what its client has folded until then.`,
        reach: 'connection',
        check: oracles.same(setting),
      },
      exact: {
        ...living,
        given: plans.through,
        statement: counts
          ? `A ${snapshot} that contains so many deltas is exactly the book that these make.`
          : `A ${snapshot} is exactly the book that the deltas published before it make.`,
        check: counts ? exact(setting) : asPublished(setting),
      },
      current: {
        ...living,
        applies: counts,
        statement: `A ${snapshot} that is asked for now contains every delta that was published before.`,
        check: oracles.current(setting),
      },
      'at-once': {
        ...about,
        applies: counts && promises.filters !== undefined,
        statement: `Who subscribes to what comes next gets a ${snapshot} of every book that is known at once, whether or not it changes again.`,
        given: plans.replayed,
        more: fc.oneof(plans.through, plans.replayed),
        check: atOnce(setting),
      },
      from: {
        ...living,
        more: plans.replayed,
        applies: promises.recovery?.replay !== undefined,
        statement: 'A subscription that replays old deltas begins with each book as it was before the first of them.',
        check: oracles.from(setting),
      },
      resync: {
        ...living,
        applies: resync !== undefined,
        statement: `${resync?.command} brings the book that it asks for.`,
        reach: 'connection',
        check: oracles.resync(setting),
      },
      'unknown-book': {
        ...about,
        applies: resync !== undefined,
        statement: `${resync?.command} for a ${promise.belongsTo.machine} that there is not is refused.`,
        given: plans.unknown,
        check: oracles.unknownBook(setting),
      },
      enforced: {
        ...about,
        applies: promise.enforced === true,
        statement: `Publishing a ${delta} that does not fit its schema or breaks a rule of its book, or whose ${promise.belongsTo.machine} is none, or over, is refused, and reaches nobody.`,
        given: plans.forbidden,
        check: refusing((event) => event === delta),
      },
    },
    faults: booksFaults(setting),
  };
});
