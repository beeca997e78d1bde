/** The ledger of a story: the books that its deltas have made, and deltas that may, or must not, come next. */
import type { Promises } from '../../schemas/promises.ts';
import { symbol } from '../engine/names.ts';
import { type Book, bookName, copyOf, emptyBook, fold, mutationsIn, withoutNumberOfBook } from '../scene/books.ts';
import { textAt } from '../scene/pointer.ts';
import type { World } from '../scene/world.ts';
import type { Choice } from './story.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The books of one story. */
export interface Ledger {
  /** Whether an event changes a book. */
  readonly concerns: (event: string) => boolean;
  /** Whether what breaks a book's rules must be refused. */
  readonly isEnforced: boolean;
  /** The body of a delta that may come next, drawn by dice; of any other event the body as it is. */
  readonly body: (event: string, body: Fields, n: number, choice: Choice) => Fields;
  /** Why a delta must not be published now. */
  readonly objection: (event: string, body: unknown, world: World) => string | undefined;
  readonly begin: (event: string, body: unknown) => void;
}

/** Prices as far apart as careless comparisons need them; the last two, of 19 digits, are one and the same as floating point. */
const PRICES = [
  ...['0.4', '0.405', '0.41', '0.05', '0.5', '0', '0.495', '1'],
  ...['0.1234567890123456781', '0.1234567890123456789'],
] as const;
/** The last two have more digits, or zeros, than floating point shows. */
const QUANTITIES = ['10', '9', '0.5', '100.25', '1', '2500', '12345678901234567890.5', '0.00000001'] as const;

/** One mutation that a book allows, by three dice. */
const mutationFor = (book: Book, sides: readonly string[], [a = 0, b = 0, c = 0]: readonly number[]) => {
  const side = sides[a % sides.length] ?? '';
  const levels = book.get(side) ?? new Map<string, string>();
  const quantity = QUANTITIES[c % QUANTITIES.length] ?? '1';
  const known = [...levels.keys()];
  const price = known.length > 0 && b % 3 > 0 ? (known[b % known.length] ?? '') : (PRICES[b % PRICES.length] ?? '');
  if (!levels.has(price)) return { action: 'add', side, price, quantity };
  return c % 3 === 0 ? { action: 'remove', side, price } : { action: 'modify', side, price, quantity };
};

/** An empty ledger. */
export const createLedger = ({ books }: Promises): Ledger => {
  const kept = new Map<string, Book>();
  const bookOf = (body: unknown): Book | undefined => {
    const name = books && bookName(books, body);
    if (!books || name === undefined) return undefined;
    const known = kept.get(name) ?? emptyBook(books);
    kept.set(name, known);
    return known;
  };

  /** A delta of the book that a body names: as many mutations as the dice say, each legal after the one before. */
  const delta = (body: Fields, dice: readonly number[]): Fields => {
    const book = bookOf(body);
    if (!books || !book) return body;
    const trial = copyOf(book);
    const mutations = Array.from({ length: 1 + ((dice[3] ?? 0) % 3) }, (_, nth) => {
      const mutation = mutationFor(
        trial,
        Object.keys(books.sides),
        dice.map((die) => die + nth),
      );
      fold(trial, [mutation]);
      return mutation;
    });
    return { ...withoutNumberOfBook(books, body), [books.mutations.slice(1)]: mutations };
  };

  return {
    isEnforced: books?.enforced === true,
    concerns: (event) => event === books?.delta,
    body: (event, body, n, { book = 1, dice, body: given }) => {
      if (!books || event !== books.delta) return body;
      const [first = '', ...others] = books.key;
      const named = { ...body, [first.slice(1)]: symbol(books.belongsTo.machine, n) };
      const which = Object.fromEntries(others.map((pointer) => [pointer.slice(1), symbol('outcome', book)]));
      const whole: Fields = { ...named, ...which };
      return given && !dice ? withoutNumberOfBook(books, whole) : delta(whole, dice ?? [0, 0, 0, 0]);
    },
    objection: (event, body, world) => {
      if (!books || event !== books.delta) return undefined;
      const { machine, by, in: states } = books.belongsTo;
      const thing = world.find(machine, textAt(body, by) ?? '');
      if (!thing) return `no ${machine} of that name exists`;
      if (!states.includes(thing.state)) return `its ${machine} is ${thing.state}`;
      const book = bookOf(body);
      return book && fold(copyOf(book), mutationsIn(books, body));
    },
    begin: (event, body) => {
      const book = books && event === books.delta ? bookOf(body) : undefined;
      if (books && book) fold(book, mutationsIn(books, body));
    },
  };
};
