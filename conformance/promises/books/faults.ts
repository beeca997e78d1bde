/** The faults of books: what is wrong with their snapshots, and with what commands bring. */
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { type BookMessage, type Level, meddling, type Shelves } from '../../faults/books.ts';
import { hear } from '../../faults/wrap.ts';
import { withNumberOfBook } from '../../scene/books.ts';
import { parsed } from '../../scene/json.ts';
import { at, textAt } from '../../scene/pointer.ts';
import { booksDeltaFaults } from './delta-faults.ts';
import { booksValueFaults } from './value-faults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The digits behind the point, as a whole number. */
const digits = ([price]: Level): number => Number(price.split('.')[1] ?? 0);

/** To one digit behind the point, without superfluous zeros. */
const rounded = (quantity: string): string => String(Math.max(0.1, Math.round(Number(quantity) * 10) / 10));

/** The faults of the `books` family; literals, so that `breaks` is checked against its requirements. */
export const booksFaults = (setting: Setting<BooksPromise>) => {
  const { promise, promises, reader } = setting;
  const { replay } = promises.recovery ?? {};
  const starting = (number: number): Fields => withNumberOfBook(promise, 'snapshot', {}, number);

  /** Changes snapshots, or those among them that are chosen. */
  const showing = (
    change: (message: BookMessage, shelves: Shelves) => Fields | undefined,
    chosen: (message: BookMessage) => boolean = () => true,
  ) =>
    meddling(setting, () => ({
      message: (message, shelves) => {
        const fields = message.is === 'snapshot' && chosen(message) ? change(message, shelves) : undefined;
        return [fields ? message.having(fields) : message.output];
      },
    }));
  /** Changes the list of levels of each side. */
  const listing = (change: (levels: readonly Level[], best: 'highest' | 'lowest') => readonly Level[]) =>
    showing(({ body }) =>
      Object.fromEntries(
        Object.values(promise.sides).map(({ at: where, best }) => [
          where.slice(1),
          // The wrapped server keeps the promise.
          change((at(body, where) ?? []) as readonly Level[], best),
        ]),
      ),
    );
  const from = (message: BookMessage): unknown => replay && at(message.command?.body, replay.from);
  const comesWith = (message: BookMessage, latest: boolean): boolean => {
    const said = from(message);
    return message.command?.name === replay?.command && (said === undefined || said === replay?.latest) === latest;
  };
  const oneBehind = ({ name, number }: BookMessage, { shown }: Shelves) =>
    number > 0 ? shown(name, number - 1) : undefined;

  return {
    'starts-too-low': {
      story: 'A snapshot contains one delta more than it says.',
      breaks: ['joined', 'same', 'exact'],
      disturbs: ['books/current', 'books/from', 'books/folds'],
      wrap: showing(({ number }) => starting(Math.max(0, number - 1))),
    },
    'starts-too-high': {
      story: 'A snapshot contains one delta less than it says.',
      breaks: ['joined', 'same', 'exact', 'from'],
      disturbs: ['books/folds'],
      wrap: showing(({ number }) => starting(number + 1)),
    },
    'misses-the-last-level': {
      story: 'A snapshot lacks the last level of each side.',
      breaks: ['same', 'exact'],
      disturbs: ['books/folds'],
      wrap: listing((levels) => levels.slice(0, -1)),
    },
    'compares-digits': {
      story: 'Levels are sorted by the digits behind the point, so that 0.41 stands below 0.405.',
      breaks: ['levels'],
      wrap: listing((levels, best) =>
        levels.toSorted((one, two) => (best === 'highest' ? -1 : 1) * (digits(one) - digits(two))),
      ),
    },
    'worst-first': {
      story: 'Levels are listed worst first.',
      breaks: ['levels'],
      wrap: listing((levels) => levels.toReversed()),
    },
    'lists-a-level-twice': {
      story: 'The best level of each side is listed twice.',
      breaks: ['levels'],
      wrap: listing(([best, ...levels]) => (best ? [best, best, ...levels] : [])),
    },
    'rounds-quantities': {
      story: 'Quantities in snapshots are rounded to one digit.',
      breaks: ['same', 'exact'],
      wrap: listing((levels) => levels.map(([price, quantity]) => [price, rounded(quantity)])),
    },
    'shows-it-afterwards': {
      story: 'The snapshot of a book comes behind its first delta.',
      breaks: ['precedes'],
      disturbs: [
        ...['books/joined', 'books/same', 'books/from', 'books/current', 'books/at-once'],
        'filters/*',
        'recovery/*',
      ],
      wrap: meddling(setting, () => {
        const kept = new Map<string, BookMessage['output']>();
        return {
          message: ({ is, name, output, isAnswer }) => {
            const key = `${output.connection} ${name}`;
            const waiting = kept.get(key);
            if (is === 'snapshot' && !isAnswer) kept.set(key, output);
            else kept.delete(key);
            if (is === 'snapshot' && !isAnswer) return [];
            return is === 'delta' && waiting ? [output, waiting] : [output];
          },
        };
      }),
    },
    'waits-for-a-change': {
      story: 'A subscription to what comes next brings a book when it changes next, and not at once.',
      breaks: ['at-once'],
      disturbs: ['filters/*'],
      wrap: meddling(setting, () => {
        const kept = new Map<string, BookMessage>();
        return {
          message: (message, { shown }) => {
            const { is, name, number, output, isAnswer } = message;
            const key = `${output.connection} ${name}`;
            const waiting = kept.get(key);
            kept.delete(key);
            const isKept = is === 'snapshot' && number > 0 && !isAnswer && comesWith(message, true);
            if (isKept) kept.set(key, message);
            if (isKept) return [];
            return is === 'delta' && waiting ? [waiting.having(shown(name, number - 1)), output] : [output];
          },
        };
      }),
    },
    'born-without-a-word': {
      story: 'A book that comes into being brings no empty snapshot.',
      breaks: ['precedes'],
      disturbs: ['filters/*'],
      wrap: meddling(setting, () => ({
        message: ({ is, number, command, output }) => (is === 'snapshot' && number === 0 && !command ? [] : [output]),
      })),
    },
    'opens-with-yesterday': {
      story: 'A subscription to what comes next begins with books that lack their last delta.',
      breaks: ['current', 'joined'],
      disturbs: ['books/same'],
      wrap: showing(oneBehind, (message) => !message.isAnswer && comesWith(message, true)),
    },
    'answers-with-yesterday': {
      story: 'Who asks for a book gets it without its last delta.',
      breaks: ['current', 'same', 'joined'],
      wrap: showing(oneBehind, ({ isAnswer }) => isAnswer),
    },
    'replays-on-top': {
      story: 'A replay begins with the books as they are, and not as they were before it.',
      breaks: ['from', 'joined'],
      disturbs: ['books/folds', 'books/same'],
      wrap: showing(
        ({ name }, { count, shown }) => shown(name, count(name)),
        (message) => comesWith(message, false),
      ),
    },
    'replays-one-short': {
      story: 'A replay begins with books that contain its first delta.',
      breaks: ['from', 'joined'],
      disturbs: ['books/folds', 'books/same'],
      wrap: showing(
        ({ name, number }, { count, shown }) => shown(name, Math.min(count(name), number + 1)),
        (message) => comesWith(message, false),
      ),
    },
    'brings-another': {
      story: 'Who asks for a book gets another one of the same thing, if there is one.',
      breaks: ['resync'],
      disturbs: ['books/same', 'books/current'],
      wrap: (server) => {
        const [owner = '', ...others] = promise.key;
        /** By thing, what else names its books. */
        const seen = new Map<string, Map<string, Fields>>();
        const named = (body: unknown): Fields =>
          Object.fromEntries(others.map((pointer) => [pointer.slice(1), at(body, pointer)]));
        const learning = meddling(setting, () => ({
          message: ({ body, name, output }) => {
            const of = textAt(body, owner) ?? '';
            seen.set(of, (seen.get(of) ?? new Map<string, Fields>()).set(name, named(body)));
            return [output];
          },
        }));
        return hear((input) => {
          const json = input.do === 'text' ? parsed(input.text) : undefined;
          const reading = reader.read(json, 'client');
          if (input.do !== 'text' || reading?.name !== promise.resync?.command) return [input];
          const books = [...(seen.get(textAt(reading?.body, owner) ?? '')?.values() ?? [])];
          const mine = JSON.stringify(named(reading?.body));
          const another = books.find((book) => JSON.stringify(book) !== mine);
          return [another ? { ...input, text: JSON.stringify({ ...(json as Fields), ...another }) } : input];
        })(learning(server));
      },
    },
    'knows-everything': {
      story: 'Who asks for a book of what there is not gets an empty one.',
      breaks: ['unknown-book'],
      disturbs: ['replies/*', 'errors/*'],
      wrap: meddling(setting, () => ({
        other: (output, command) => {
          const { code } = promises.errors ?? {};
          const unknown = promises.errors?.kinds[promise.resync?.unknown ?? '']?.code;
          const reading = reader.read(output.message, 'server');
          const isRefusal = code !== undefined && unknown !== undefined && textAt(reading?.body, code.at) === unknown;
          if (!isRefusal || command?.name !== promise.resync?.command) return [output];
          const echoes = promises.replies?.to[promise.resync?.command ?? '']?.echoes ?? [];
          const empty = {
            ...Object.fromEntries(promise.key.map((pointer) => [pointer.slice(1), at(command?.body, pointer)])),
            ...Object.fromEntries(Object.values(promise.sides).map(({ at: where }) => [where.slice(1), []])),
            ...starting(0),
          };
          const id = Object.fromEntries(echoes.map((echo) => [echo.slice(1), at(command?.body, echo)]));
          return [{ ...output, message: reader.frame('event', promise.snapshot, empty, id) }];
        },
      })),
    },
    ...booksDeltaFaults(setting),
    ...booksValueFaults(setting),
  } as const satisfies Readonly<Record<string, Fault>>;
};
