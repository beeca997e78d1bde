/** What faults of books are made of: wrappers that know each book at every number, by the deltas that were published. */
import type { BooksPromise } from '../../schemas/promises/books.ts';
import type { Input, Output } from '../../schemas/server.ts';
import type { Setting } from '../engine/requirement.ts';
import { type Book, bookName, emptyBook, fold, mutationsIn, numberOfBook, withNumberOfBook } from '../scene/books.ts';
import { compare } from '../scene/decimals.ts';
import { parsed } from '../scene/json.ts';
import { at } from '../scene/pointer.ts';
import type { Wrap } from './wrap.ts';

type Fields = Readonly<Record<string, unknown>>;
type Message = Extract<Output, { readonly do: 'message' }>;

/** A level as a snapshot lists it. */
export type Level = readonly [price: string, quantity: string];

/** A snapshot or a delta on its way to a connection. */
export interface BookMessage {
  readonly is: 'snapshot' | 'delta';
  readonly name: string;
  readonly body: Fields;
  /** The number of a delta, or of the last one in a snapshot. */
  readonly number: number;
  readonly output: Message;
  /** Whether it answers a command. */
  readonly isAnswer: boolean;
  /** The command that the server has just heard. */
  readonly command?: { readonly name: string; readonly body: unknown };
  /** The same with other fields. */
  readonly having: (fields: Fields) => Message;
}

/** What was published of books so far. */
export interface Shelves {
  readonly count: (name: string) => number;
  /** The fields of a snapshot of a book behind so many deltas. */
  readonly shown: (name: string, number: number) => Fields;
}

/** Refused, or published: a delta that the server was asked for. */
export interface Tried {
  readonly name: string;
  readonly payload: Fields;
  readonly isRefused: boolean;
  /** The answer of the server. */
  readonly answer: Extract<Output, { readonly do: 'answer' }>;
}

/** What becomes of a message; and of the answer to who asked for a delta. */
export interface Meddling {
  readonly message?: (message: BookMessage, shelves: Shelves) => readonly Output[];
  readonly tried?: (tried: Tried) => readonly Output[];
  /** What becomes of any other message. */
  readonly other?: (output: Message, command: BookMessage['command']) => readonly Output[];
}

/** The levels of a side, best first. */
export const ladder = (levels: ReadonlyMap<string, string>, best: 'highest' | 'lowest'): readonly Level[] =>
  [...levels].sort(([one], [two]) => (best === 'highest' ? -1 : 1) * compare(one, two));

/** Wraps a server by what it sends of books; each server begins anew. */
export const meddling =
  ({ promise, promises, reader }: Setting<BooksPromise>, begin: () => Meddling): Wrap =>
  (server) => {
    const published = new Map<string, (readonly unknown[])[]>();
    const { message, tried, other } = begin();
    const count = (name: string): number => published.get(name)?.length ?? 0;
    const shelves: Shelves = {
      count,
      shown: (name, number) => {
        const book: Book = emptyBook(promise);
        for (const mutations of published.get(name)?.slice(0, number) ?? []) fold(book, mutations);
        const sides = Object.entries(promise.sides).map(([side, { at: where, best }]) => [
          where.slice(1),
          ladder(book.get(side) ?? new Map(), best),
        ]);
        return withNumberOfBook(promise, 'snapshot', Object.fromEntries(sides), number);
      },
    };

    const attempt = (input: Input, output: Output): Tried | undefined => {
      if (output.do !== 'answer' || input.do !== 'hook' || input.hook !== 'publish' || output.id !== input.id)
        return undefined;
      const payload = at(input.body, '/payload');
      const name = at(input.body, '/event') === promise.delta ? bookName(promise, payload) : undefined;
      // What names a book is an object.
      return name === undefined
        ? undefined
        : { name, payload: payload as Fields, isRefused: output.status >= 300, answer: output };
    };

    const pass = (input: Input, output: Output): readonly Output[] => {
      const attempted = attempt(input, output);
      if (attempted) return tried?.(attempted) ?? [output];
      if (output.do !== 'message') return [output];
      const heard = input.do === 'text' ? reader.read(parsed(input.text), 'client') : undefined;
      const command = heard && { name: heard.name, body: heard.body };
      const reading = reader.read(output.message, 'server');
      const is =
        reading?.name === promise.snapshot ? 'snapshot' : reading?.name === promise.delta ? 'delta' : undefined;
      const name = reading && bookName(promise, reading.body);
      if (!reading || !is || name === undefined) return other?.(output, command) ?? [output];
      // What names a book is an object, and the frame around it is one too.
      const [body, frame] = [reading.body as Fields, output.message as Fields];
      const echoes = promises.replies?.to[promise.resync?.command ?? '']?.echoes ?? [];
      return (
        message?.(
          {
            ...{ is, name, body, output },
            number: Number(numberOfBook(promise, is, body)),
            isAnswer: is === 'snapshot' && echoes.length > 0 && echoes.every((echo) => at(frame, echo) !== undefined),
            ...(command && { command }),
            having: (fields) => ({
              ...output,
              message: { ...frame, ...reader.frame('event', reading.name, { ...body, ...fields }) },
            }),
          },
          shelves,
        ) ?? [output]
      );
    };

    return {
      ...server,
      receive: (input, now) => {
        const outputs = server.receive(input, now);
        for (const output of outputs) {
          const attempted = attempt(input, output);
          if (!attempted || attempted.isRefused) continue;
          const known = published.get(attempted.name) ?? [];
          published.set(attempted.name, [...known, mutationsIn(promise, attempted.payload)]);
        }
        return outputs.flatMap((output) => pass(input, output));
      },
    };
  };
