/** Exactness: an oracle that knows books by all their deltas, whoever was sent them, and compares every snapshot. */
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import { type Finding, type Findings, hearing, held, broken, type Oracle } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import {
  type Book,
  bookIn,
  bookName,
  copyOf,
  differing,
  emptyBook,
  fold,
  mutationsIn,
  numberOfBook,
} from '../../scene/books.ts';
import type { Moment } from '../../scene/scene.ts';

/** The most deltas, and snapshots to be judged later, that are remembered. */
const REMEMBERED = { deltas: 10_000, snapshots: 1000 } as const;

/** A snapshot that can be judged when more is known. */
interface Waiting {
  readonly start: number;
  readonly book: Book;
  readonly seq: number;
}

/** One book as its deltas make it. */
interface Shelf {
  /** The book behind the deltas 1 to `last`. */
  readonly book: Book;
  last: number;
  /** These deltas, and those that came before the ones they follow. */
  readonly deltas: Map<number, readonly unknown[]>;
  readonly waiting: Waiting[];
  /** A delta broke a rule, so that what follows cannot be known. */
  lost: boolean;
}

const compared = (name: string, start: number, expected: Book, found: Book, seq?: number): Finding => {
  const wrong = differing(expected, found);
  return wrong === undefined ? held : broken(`the snapshot of ${name} at ${start} is not what it was: ${wrong}`, seq);
};

/** Judges, when all is over, the snapshots that came before, or long after, the deltas that they contain. */
const judgeWaiting = (promise: BooksPromise, name: string, { waiting, deltas }: Shelf): readonly Finding[] => {
  const book = emptyBook(promise);
  let last = 0;
  return waiting
    .sort((one, two) => one.start - two.start)
    .flatMap(({ start, book: found, seq }) => {
      for (let next = deltas.get(last + 1); next && last < start; next = deltas.get(last + 1)) {
        if (fold(book, next) !== undefined) break;
        last++;
      }
      return last === start ? [compared(name, start, book, found, seq)] : [];
    });
};

/** Judges that every snapshot is the fold of the deltas that it contains, where all of them are known. */
export const exact = ({ promise }: Pick<Setting<BooksPromise>, 'promise'>): Oracle =>
  hearing(() => {
    const shelves = new Map<string, Shelf>();
    let kept = { deltas: 0, snapshots: 0 };
    /** Once everything is forgotten, books of the same name begin again. */
    let isOver = false;

    const shelfOf = (name: string): Shelf | undefined => {
      const known = shelves.get(name);
      if (known || shelves.size >= REMEMBERED.deltas) return known;
      const made: Shelf = { book: emptyBook(promise), last: 0, deltas: new Map(), waiting: [], lost: false };
      shelves.set(name, made);
      return made;
    };

    /** Folds what is next, as far as it is known. */
    const advance = (shelf: Shelf): void => {
      for (let next = shelf.deltas.get(shelf.last + 1); next && !shelf.lost; next = shelf.deltas.get(shelf.last + 1)) {
        shelf.lost = fold(shelf.book, next) !== undefined;
        shelf.last++;
      }
    };

    const learn = (shelf: Shelf, number: number, mutations: readonly unknown[]): void => {
      if (shelf.deltas.has(number) || kept.deltas >= REMEMBERED.deltas) return;
      shelf.deltas.set(number, mutations);
      kept = { ...kept, deltas: kept.deltas + 1 };
      advance(shelf);
    };

    const look = (name: string, shelf: Shelf, start: number, book: Book, seq: number): Findings => {
      if (start === 0) return compared(name, start, emptyBook(promise), book);
      if (start === shelf.last && !shelf.lost) return compared(name, start, shelf.book, book);
      if (kept.snapshots >= REMEMBERED.snapshots) return undefined;
      kept = { ...kept, snapshots: kept.snapshots + 1 };
      shelf.waiting.push({ start, book: copyOf(book), seq });
      return undefined;
    };

    const hear = ({ entry, message }: Moment): Findings => {
      isOver ||= entry.kind === 'asked' && entry.hook === 'reset';
      if (isOver) return undefined;
      if (entry.kind === 'end') return [...shelves].flatMap(([name, shelf]) => judgeWaiting(promise, name, shelf));
      if (!message || (message.name !== promise.delta && message.name !== promise.snapshot)) return undefined;
      const isSnapshot = message.name === promise.snapshot;
      const name = bookName(promise, message.body);
      const number = numberOfBook(promise, isSnapshot ? 'snapshot' : 'delta', message.body);
      const shelf = name === undefined ? undefined : shelfOf(name);
      if (name === undefined || !shelf || number === undefined) return undefined;
      if (isSnapshot) return look(name, shelf, number, bookIn(promise, message.body).book, entry.seq);
      learn(shelf, number, mutationsIn(promise, message.body));
      return undefined;
    };

    return hear;
  }, ['reset', 'event', 'end']);
