/** The oracles of books: how snapshots and deltas that one connection gets fit together, and what commands bring. */
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import {
  broken,
  each,
  earned,
  type Findings,
  held,
  hearing,
  heldBeside,
  judge,
  type Oracle,
  perConnection,
} from '../../engine/oracle.ts';
import { isOurs } from '../../engine/names.ts';
import type { Setting } from '../../engine/requirement.ts';
import { shared } from '../../engine/shared.ts';
import { bookIn, bookName, differing } from '../../scene/books.ts';
import { numberIn } from '../../scene/numbers.ts';
import { at, textAt } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';
import { type Changed, follow, type Shown } from './following.ts';
import { taken, takenOn } from '../twins.ts';

type Books = Pick<Setting<BooksPromise>, 'promises' | 'promise'>;

/** The most publications, and places of deltas, that are remembered. */
const REMEMBERED = 10_000;

/** What a book is followed by. */
const FOLLOWED = ['command', 'reply', 'event', 'closed'] as const;

/** Books are followed once for all that is judged of them. */
const follows = new WeakMap<Books, ReturnType<typeof follow>>();
const followed = (setting: Books): ReturnType<typeof follow> => {
  const known = follows.get(setting) ?? shared(() => follow(setting));
  follows.set(setting, known);
  return known;
};

/** Judges what each connection gets of the books that it wants. */
const following = (setting: Books, begin: () => (seen: Shown | Changed, moment: Moment) => Findings): Oracle =>
  hearing(() => {
    const look = followed(setting);
    const judging = begin();
    return (moment) => {
      const seen = look(moment);
      return seen && judging(seen, moment);
    };
  }, FOLLOWED);

const ofChanges = (setting: Books, look: (seen: Changed) => Findings): Oracle =>
  following(setting, () => (seen) => (seen.is === 'delta' && seen.wanted ? look(seen) : undefined));

/** Judges that no delta comes before the book that it changes. */
export const precedes = (setting: Books): Oracle =>
  ofChanges(setting, ({ before, number, name }) =>
    judge(before !== undefined, () => `delta ${number} of ${name} came, and no snapshot of that book before it`),
  );

/** Judges that each delta has the number after that of what came before. */
export const joined = (setting: Books): Oracle =>
  ofChanges(
    setting,
    ({ before, number, name }) =>
      before &&
      judge(number === before.last + 1, () => `delta ${number} of ${name} came where ${before.last + 1} was next`),
  );

/** Judges that deltas change what is there, and add what is not. */
export const folds = (setting: Books): Oracle =>
  ofChanges(setting, ({ before, number, name, wrong }) =>
    before?.book && number === before.last + 1
      ? judge(wrong === undefined, () => `delta ${number} of ${name} does not fit: ${wrong}`)
      : undefined,
  );

/** Judges that the levels of a snapshot are in order, and each of them once. */
export const levels = ({ promise }: Books): Oracle =>
  each(
    ({ message }) => {
      if (message?.name !== promise.snapshot) return undefined;
      const { wrong, book } = bookIn(promise, message.body);
      const some = [...book.values()].some((side) => side.size > 1);
      return wrong === undefined ? (some ? held : undefined) : broken(wrong);
    },
    ['event'],
  );

/** Judges that a snapshot shows what the client has folded. */
export const same = (setting: Books): Oracle =>
  following(setting, () => (seen) => {
    if (seen.is !== 'snapshot' || !seen.before) return undefined;
    const { name, start, anew, before, book } = seen;
    if (start === before.last) {
      const wrong = before.book && differing(before.book, book);
      return before.book && judge(wrong === undefined, () => `the snapshot of ${name} at ${start} differs: ${wrong}`);
    }
    return anew ? undefined : broken(`the snapshot of ${name} starts at ${start}, behind delta ${before.last}`);
  });

/** Judges that what is asked for now is not older than what was published before it was asked for. */
export const current = (setting: Books): Oracle =>
  hearing(() => {
    const { promise } = setting;
    const look = followed(setting);
    /** By book, when each delta was known to be published, in order. */
    const told = new Map<string, number[]>();
    let remembered = 0;
    const note = ({ entry, publication }: Moment): void => {
      if (entry.kind === 'asked' && entry.hook === 'reset') told.clear();
      if (entry.kind !== 'told' || publication?.event !== promise.delta || remembered >= REMEMBERED) return;
      const name = bookName(promise, publication.body);
      if (name === undefined) return;
      remembered++;
      const known = told.get(name);
      if (known) known.push(entry.seq);
      else told.set(name, [entry.seq]);
    };
    const judging = (seen: Shown | Changed | undefined): Findings => {
      if (seen?.is !== 'snapshot') return undefined;
      const { name, start, by, answers } = seen;
      const since = answers ? answers.to.command.entry.seq : by?.from === 'latest' ? by.seq : undefined;
      // The deltas of a book count from 1, so that as many as were published are in a book of now at the least.
      const least = since === undefined ? 0 : 1 + (told.get(name)?.findLastIndex((seq) => seq < since) ?? -1);
      return least === 0
        ? undefined
        : judge(start >= least, () => `the snapshot of ${name} starts at ${start}, and ${least} deltas were published`);
    };
    return (moment) => {
      note(moment);
      return judging(look(moment));
    };
  }, [...FOLLOWED, 'told', 'reset']);

/** Judges that a replay begins with the books as they were before it. */
export const from = (setting: Books): Oracle =>
  following(setting, () => {
    const { promise, promises } = setting;
    const { recovery, sequence } = promises;
    /** Where deltas stand in their stream, by book and number. */
    const places = new Map<string, number>();
    const awaited = new Map<string, number>();
    const isBefore = (name: string, number: number, first: number): boolean | undefined => {
      const place = places.get(`${name} ${number}`);
      return place === undefined ? undefined : place < first;
    };
    const opening = ({ name, start, by }: Shown): Findings => {
      const said = by?.from === 'latest' ? undefined : by?.from.said;
      if (said === recovery?.replay?.earliest)
        return judge(start === 0, () => `the snapshot of ${name} starts at ${start}, before everything`);
      const first = at(said, `/${recovery?.replay?.number}`);
      if (typeof first !== 'number') return undefined;
      if (isBefore(name, start, first) === false)
        return broken(`the snapshot of ${name} contains delta ${start}, which is to be replayed`);
      return isBefore(name, start + 1, first) === true
        ? broken(`the snapshot of ${name} lacks delta ${start + 1}, which is not to be replayed`)
        : undefined;
    };
    return (seen, { connection, message, json }) => {
      const key = `${connection?.number} ${seen.name}`;
      if (seen.is === 'snapshot') {
        awaited.delete(key);
        if (!seen.opens || seen.by?.from === 'latest') return undefined;
        if (awaited.size < REMEMBERED) awaited.set(key, seen.start);
        return opening(seen);
      }
      const place = sequence && message && numberIn(sequence, promise.delta, json);
      if (place && places.size < REMEMBERED) places.set(`${seen.name} ${seen.number}`, place.number);
      const start = awaited.get(key);
      awaited.delete(key);
      return start === undefined
        ? undefined
        : judge(seen.number === start + 1, () => `delta ${seen.number} of ${seen.name} came first, behind ${start}`);
    };
  });

/** Judges that a book that was asked for, and is there, is the one that comes. */
export const resync = ({ promise }: Books): Oracle =>
  perConnection(
    () => ({ known: new Set<string>() }),
    ({ message, reply }, { known }) => {
      const isOf = message?.name === promise.snapshot || message?.name === promise.delta;
      if (!isOf && !reply) return undefined;
      const name = message && bookName(promise, message.body);
      if (isOf && !reply && name !== undefined && known.size < REMEMBERED) known.add(name);
      if (!reply || reply.to.command.name !== promise.resync?.command || reply.to.command.bad.length > 0)
        return undefined;
      const asked = bookName(promise, reply.to.command.body);
      if (reply.fit === 'answer' || reply.fit === 'misnamed')
        return judge(name === asked, () => `${asked} was asked for, and ${name} came`);
      return asked !== undefined && known.has(asked) ? broken(`${asked} is known here, and was refused`) : undefined;
    },
    ['event', 'reply'],
  );

/** Judges that a book of what was never begun is refused, where one that is there comes. */
export const unknownBook = ({ promise }: Books): Oracle =>
  earned(
    taken,
    perConnection(
      () => ({ asked: new Set<number>() }),
      ({ command, reply, scene, connection }, { asked }) => {
        const { machine, by } = promise.belongsTo;
        const isUnknown = (body: unknown): boolean => {
          const id = textAt(body, by) ?? '';
          return isOurs(id) && !scene.world.find(machine, id);
        };
        if (command?.name === promise.resync?.command && command?.bad.length === 0 && isUnknown(command.body)) {
          if (asked.size < REMEMBERED) asked.add(command.entry.seq);
        }
        // What has been begun since may be known, or not.
        if (!reply || !asked.delete(reply.to.command.entry.seq) || !isUnknown(reply.to.command.body)) return undefined;
        return reply.fit === 'error' && reply.kind === promise.resync?.unknown
          ? heldBeside(takenOn(connection, reply.to.command))
          : broken('a book of what there is not was not refused as unknown');
      },
      ['command', 'reply'],
    ),
  );
