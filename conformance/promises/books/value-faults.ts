/** The faults of what books hold: decimals that are read as numbers, and books that do not outlast what happens beside them. */
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import { movesBy } from '../../../schemas/moves.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { type Level, meddling } from '../../faults/books.ts';
import type { Wrap } from '../../faults/wrap.ts';
import { at, textAt } from '../../scene/pointer.ts';

/** As a number of most languages tells it. */
const floating = (decimal: string): string => String(Number(decimal));

/** Literals, so that `breaks` is checked against the requirements of `books`. */
export const booksValueFaults = (setting: Setting<BooksPromise>) => {
  const { promise, promises } = setting;
  const { machine, by } = promise.belongsTo;

  /** A book is shown empty from the first move of what it belongs to, until it changes again. */
  const emptied: Wrap = (server) => {
    const fresh = new Set<string>();
    const empty = Object.fromEntries(Object.values(promise.sides).map(({ at: where }) => [where.slice(1), []]));
    const meddled = meddling(setting, () => ({
      message: ({ is, body, having, output }) => {
        const isOld = is === 'snapshot' && fresh.has(textAt(body, by) ?? '');
        return [isOld ? having(empty) : output];
      },
      tried: ({ payload, answer }) => {
        fresh.delete(textAt(payload, by) ?? '');
        return [answer];
      },
    }))(server);
    return {
      ...meddled,
      receive: (input, now) => {
        const event = input.do === 'hook' && input.hook === 'publish' ? textAt(input.body, '/event') : undefined;
        const moves = event === undefined ? [] : movesBy(promises.lifecycle?.[machine] ?? { transitions: {} }, event);
        if (input.do === 'hook' && moves.some(({ from, to }) => !from.includes(to)))
          fresh.add(textAt(at(input.body, '/payload'), by) ?? '');
        return meddled.receive(input, now);
      },
    };
  };

  return {
    'reckons-in-floating-point': {
      story: 'Prices and quantities in snapshots are numbers of floating point, told as texts.',
      breaks: ['same', 'exact'],
      disturbs: ['books/levels', 'books/folds', 'messages/events'],
      wrap: meddling(setting, () => ({
        message: ({ is, body, having, output }) => {
          if (is !== 'snapshot') return [output];
          const sides = Object.values(promise.sides).map(({ at: where }) => {
            // The wrapped server keeps the promise.
            const levels = (at(body, where) ?? []) as readonly Level[];
            return [where.slice(1), levels.map((level) => level.map(floating))] as const;
          });
          return [having(Object.fromEntries(sides))];
        },
      })),
    },
    'is-emptied-by-moves': {
      story:
        'What a book belongs to goes to another state: from then on the book is shown empty until it changes again.',
      breaks: ['same', 'exact'],
      disturbs: ['books/folds', 'books/from', 'markets/*'],
      wrap: emptied,
    },
    'agrees-to-any-form': {
      story: 'Who publishes a delta that does not fit its schema is told that it was done.',
      breaks: ['enforced'],
      disturbs: ['books/current'],
      wrap: meddling(setting, () => ({
        tried: ({ answer }) => [answer.status === 400 ? { ...answer, status: 202, body: {} } : answer],
      })),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
