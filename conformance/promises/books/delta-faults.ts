/** The faults of books: what is wrong with their deltas, how these are numbered, and which of them are taken. */
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { meddling } from '../../faults/books.ts';
import { messages, overtake } from '../../faults/wrap.ts';
import { mutationsIn, numberOfBook, withNumberOfBook } from '../../scene/books.ts';
import { textAt } from '../../scene/pointer.ts';

type Mutation = Readonly<Record<string, unknown>>;

/** Requirements of other families about deltas that do not come, or come otherwise than they were published. */
const ELSEWHERE = ['filters/*', 'recovery/*', 'sequence/*', 'delivery/*', 'errors/changes-nothing'] as const;

/** The faults of deltas; literals, so that `breaks` is checked against the family's requirements. */
export const booksDeltaFaults = (setting: Setting<BooksPromise>) => {
  const { promise, reader } = setting;
  const field = promise.mutations.slice(1);

  /** Changes the mutations of deltas. */
  const saying = (change: (mutations: readonly Mutation[]) => readonly Mutation[]) =>
    meddling(setting, () => ({
      message: ({ is, body, having, output }) => [
        // The wrapped server keeps the promise.
        is === 'delta' ? having({ [field]: change(mutationsIn(promise, body) as readonly Mutation[]) }) : output,
      ],
    }));

  /** Gives deltas other numbers, each a step behind the one before of what `by` says, and snapshots the same. */
  const renumbered = (by: (name: string, body: unknown) => string, step: () => number) =>
    meddling(setting, () => {
      /** By book the number of each delta, and the last number of each count. */
      const numbers = new Map<string, number[]>();
      const last = new Map<string, number>();
      return {
        message: ({ is, name, number, body, having }) => {
          const known = numbers.get(name) ?? [0];
          numbers.set(name, known);
          const count = by(name, body);
          while (known.length <= number) {
            const next = (last.get(count) ?? 0) + step();
            last.set(count, next);
            known.push(next);
          }
          return [having(withNumberOfBook(promise, is, {}, known[number] ?? 0))];
        },
      };
    });

  return {
    'adds-again': {
      story: 'A level that changes is sent as one that is added.',
      breaks: ['folds'],
      disturbs: [...ELSEWHERE, 'books/same', 'books/exact'],
      wrap: saying((mutations) =>
        mutations.map((mutation) => (mutation.action === 'modify' ? { ...mutation, action: 'add' } : mutation)),
      ),
    },
    'leaves-nothing-there': {
      story: 'A level that goes is sent as one that changes to a quantity of 0.',
      breaks: ['folds'],
      disturbs: [...ELSEWHERE, 'messages/events', 'books/same', 'books/exact'],
      wrap: saying((mutations) =>
        mutations.map((mutation) =>
          mutation.action === 'remove' ? { ...mutation, action: 'modify', quantity: '0' } : mutation,
        ),
      ),
    },
    'forgets-to-remove': {
      story: 'Every tenth delta that removes a level beside other changes does not remove it.',
      breaks: ['exact'],
      disturbs: [...ELSEWHERE, 'books/folds', 'books/same'],
      wrap: (server) => {
        let nth = 0;
        return saying((mutations) => {
          const kept = mutations.filter(({ action }) => action !== 'remove');
          return kept.length > 0 && kept.length < mutations.length && ++nth % 10 === 0 ? kept : mutations;
        })(server);
      },
    },
    'a-digit-too-many': {
      story: 'A level that changes is sent with a digit too many.',
      breaks: ['same', 'exact'],
      disturbs: ELSEWHERE,
      wrap: saying((mutations) =>
        mutations.map((mutation) =>
          mutation.action === 'modify' ? { ...mutation, quantity: `7${String(mutation.quantity)}` } : mutation,
        ),
      ),
    },
    'skips-a-number': {
      story: 'One number in fifty is left out.',
      breaks: ['joined'],
      disturbs: ['books/from'],
      wrap: (server) => {
        let nth = 0;
        return renumbered(
          (name) => name,
          () => (++nth % 50 === 0 ? 2 : 1),
        )(server);
      },
    },
    'counts-together': {
      story: 'The deltas of all books of a thing have one count.',
      breaks: ['joined'],
      disturbs: ['books/from', 'books/same', 'books/exact', 'books/current'],
      wrap: renumbered(
        (_, body) => textAt(body, promise.key[0] ?? '') ?? '',
        () => 1,
      ),
    },
    'swaps-two': {
      story: 'Every ninth delta goes out behind the next message.',
      breaks: ['joined'],
      disturbs: [...ELSEWHERE, 'books/same', 'books/folds', 'books/precedes', 'books/from'],
      wrap: overtake(
        messages(reader, (name) => name === promise.delta),
        9,
      ),
    },
    'loses-one-after-a-snapshot': {
      story: 'The first delta after a book that was asked for is lost.',
      breaks: ['joined'],
      disturbs: [...ELSEWHERE, 'books/same', 'books/from'],
      wrap: meddling(setting, () => {
        const asked = new Set<string>();
        return {
          message: ({ is, isAnswer, name, output }) => {
            const key = `${output.connection} ${name}`;
            if (isAnswer) asked.add(key);
            return is === 'delta' && asked.delete(key) ? [] : [output];
          },
        };
      }),
    },
    'counts-refusals': {
      story: 'A delta that was refused uses up a number.',
      breaks: ['joined'],
      disturbs: ['books/from', 'books/same', 'books/exact'],
      wrap: meddling(setting, () => {
        const refused = new Map<string, number>();
        const numbers = new Map<string, number[]>();
        return {
          tried: ({ name, isRefused, answer }) => {
            if (isRefused) refused.set(name, (refused.get(name) ?? 0) + 1);
            return [answer];
          },
          message: ({ is, name, number, having }) => {
            const known = numbers.get(name) ?? [0];
            numbers.set(name, known);
            while (known.length <= number) known.push(known.length + (refused.get(name) ?? 0));
            return [having(withNumberOfBook(promise, is, {}, known[number] ?? 0))];
          },
        };
      }),
    },
    'agrees-to-everything': {
      story: 'Who publishes a delta that breaks a rule is told that it was done.',
      breaks: ['enforced'],
      disturbs: ['books/current'],
      wrap: meddling(setting, () => ({
        tried: ({ isRefused, answer }) => [isRefused ? { ...answer, status: 202, body: {} } : answer],
      })),
    },
    'tells-what-it-refused': {
      story: 'A delta that was refused goes out all the same to those who follow its book.',
      breaks: ['enforced'],
      disturbs: [...ELSEWHERE, 'books/joined', 'books/folds', 'books/same', 'books/exact'],
      wrap: meddling(setting, () => {
        /** By book, the latest delta that each connection got. */
        const got = new Map<string, Map<string, Readonly<Record<string, unknown>>>>();
        return {
          message: ({ is, name, output }) => {
            const frames = got.get(name) ?? new Map<string, Readonly<Record<string, unknown>>>();
            // The wrapped server sends objects.
            const frame = output.message as Readonly<Record<string, unknown>>;
            if (is === 'delta') got.set(name, frames.set(output.connection, frame));
            return [output];
          },
          tried: ({ name, payload, isRefused, answer }) => {
            const sent = [...(isRefused ? (got.get(name) ?? []) : [])].map(([connection, frame]) => {
              const number = numberOfBook(promise, 'delta', reader.read(frame, 'server')?.body);
              const body = withNumberOfBook(promise, 'delta', payload, Number(number) + 1);
              const message = { ...frame, ...reader.frame('event', promise.delta, body) };
              return { do: 'message', connection, message } as const;
            });
            return [...sent, answer];
          },
        };
      }),
    },
    'takes-what-does-not-fit': {
      story: 'Deltas that break a rule of their book are published.',
      breaks: ['enforced'],
      disturbs: [...ELSEWHERE, 'books/folds', 'books/same', 'books/exact', 'books/current', 'markets/*'],
      decide: {
        objection: (original) => (record: { readonly name: string }, world: unknown, found: unknown) =>
          record.name === promise.delta ? undefined : (original(record, world, found) as unknown),
      },
    },
    'keeps-half-of-what-it-refused': {
      story: 'What is good in a delta that is refused for the rest of it changes the book all the same.',
      breaks: ['same', 'exact'],
      disturbs: ['books/folds', 'books/enforced', 'markets/*'],
      decide: { remains: () => (good: unknown) => good },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
