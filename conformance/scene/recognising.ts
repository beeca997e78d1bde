/**
 * Recognising: which publication it is that arrives. Most are found by their number, or are the next about their subject;
 * others are looked up by their words, and only what comes otherwise than it was published is compared with all there is.
 */
import type { Promises } from '../../schemas/promises.ts';
import type { Inbox, Publication } from './deliveries.ts';
import { dropFirst, emptyLine, fresh, type Line, repeated } from './line.ts';
import { isShared as isSharedIn, type Numbered } from './numbers.ts';
import { namesIn } from '../engine/names.ts';
import { covers, difference } from './pointer.ts';
import { createWords } from './words.ts';
import type { Thing } from './world.ts';

/** What an event that arrived is a delivery of. */
export interface Recognised {
  readonly of: Publication;
  readonly again: boolean;
  readonly altered?: string;
}

/** An event that arrived, with the thing it speaks of and its number, where it has them. */
export interface Arrival {
  readonly event: string;
  readonly body: unknown;
  readonly thing: Thing | undefined;
  readonly numbered: Numbered | undefined;
}

/** The publications that can be recognised. */
export interface Recollection {
  readonly add: (publication: Publication) => void;
  /** Those that are known, in order. */
  readonly all: () => readonly Publication[];
  readonly size: () => number;
  readonly oldest: () => Publication | undefined;
  /** Forgets the oldest. */
  readonly drop: () => void;
  readonly find: (arrival: Arrival, inbox: Inbox) => Recognised | undefined;
  /** Takes note of the number that a publication was first seen with. */
  readonly number: (publication: Publication, numbered: Numbered) => void;
  readonly clear: () => void;
}

/** How many of the next about a subject are looked at before an index is. */
const NEXT = 4;
/** How many places of what is forgotten are kept before the others move up. */
const SLACK = 1000;

const any = (): boolean => true;

/** The names of our own in a body, each with the member that holds it, as one text; what anybody may name is left out. */
const ownNames = (body: unknown, anybodys: ReadonlySet<string>): string => {
  if (typeof body !== 'object' || body === null) return '';
  return Object.entries(body)
    .filter(([member]) => !anybodys.has(member))
    .flatMap(([member, value]) => namesIn(JSON.stringify(value) ?? '').map((name) => `${member} ${name}`))
    .sort()
    .join('\n');
};

/** Of what speaks of no thing, the only one that bears the very names of our own which a changed event bears. */
const marked = (
  alike: readonly Publication[],
  body: unknown,
  anybodys: ReadonlySet<string>,
): Publication | undefined => {
  const names = ownNames(body, anybodys);
  if (names === '') return undefined;
  const [only, ...others] = alike.filter((one) => ownNames(one.body, anybodys) === names);
  return others.length === 0 ? only : undefined;
};

/**
 * Nothing known; `isOwn` says whether a body can be told from what others publish. Whoever listens says by what, so that
 * anybody may tell of that as well.
 */
export const createRecollection = (
  { sequence, filters }: Promises,
  isOwn: (body: unknown) => boolean,
): Recollection => {
  const anybodys = new Set(Object.values(filters?.values ?? {}).map(({ field }) => field.slice(1)));
  /** By the thing they speak of; what speaks of no thing, by its event. */
  const bySubject = new Map<Thing | string, Line>();
  const byNumber = new Map<string, Map<number, Publication>>();
  /** In order; those before the first remembered one are gone. */
  let known: Publication[] = [];
  let gone = 0;
  /** Things of which something was forgotten: what they do not have may be just that. */
  const forgotten = new WeakSet<Thing>();
  /** Where each connection, or subscription, has a count of its own, numbers tell nothing about the others. */
  const isShared = sequence !== undefined && isSharedIn(sequence);

  const isSame =
    ({ event, body }: Arrival) =>
    (one: Publication): boolean =>
      one.event === event && covers(one.body, body);

  /** Those with the highest number seen so far, by count. */
  const highest = new Map<string, Publication>();

  /** Whether a publication may have this number, by those next to it: who was published before another has the lower one. */
  const mayHave = ({ count, number }: Numbered) => {
    const counted = byNumber.get(count);
    const top = highest.get(count);
    const isTop = top?.number !== undefined && top.number < number;
    const before = [counted?.get(number - 1), isTop ? top : undefined];
    const after = [counted?.get(number + 1), isTop ? undefined : top];
    return (one: Publication): boolean =>
      before.every((other) => !other || one.told === undefined || one.told > other.asked) &&
      after.every((other) => !other || other.told === undefined || other.told > one.asked);
  };

  /** Of several equal ones it is one that has not been proven to stay away, where no number tells them apart. */
  const ofOwnCount = (line: Line, inbox: Inbox, such: (one: Publication) => boolean, most?: number) => {
    const mayCome = ({ told }: Publication): boolean => told === undefined || told >= inbox.proven;
    const found = fresh(line, inbox, false, (one) => such(one) && mayCome(one), most);
    return most === undefined ? (found ?? fresh(line, inbox, false, such)) : found;
  };

  /** Of several equal ones it is one that was not seen with another number. */
  const unseen = (
    line: Line,
    inbox: Inbox,
    { numbered }: Arrival,
    such: (one: Publication) => boolean,
    most?: number,
  ) => {
    if (sequence && !isShared) return ofOwnCount(line, inbox, such, most);
    if (!numbered || !isShared) return fresh(line, inbox, false, such, most);
    const may = mayHave(numbered);
    const fitting = fresh(line, inbox, true, (one) => such(one) && may(one), most);
    // Of the next few, only one that fits is taken: the one that does may be further on.
    return most === undefined
      ? (fitting ?? fresh(line, inbox, true, such) ?? fresh(line, inbox, false, such))
      : (fitting ?? fresh(line, inbox, false, (one) => such(one) && may(one), most));
  };

  const choose = (
    line: Line,
    inbox: Inbox,
    arrival: Arrival,
    such: (one: Publication) => boolean,
  ): Recognised | undefined => {
    const found = unseen(line, inbox, arrival, such);
    if (found) return { of: found, again: false };
    const before = repeated(line, inbox, such);
    return before && { of: before, again: true };
  };

  const byWords = (line: Line, arrival: Arrival, inbox: Inbox): Recognised | undefined => {
    if (line.known.length <= NEXT) return undefined;
    line.words ??= createWords(line.known);
    for (const alike of line.words.lines(arrival.event, arrival.body)) {
      const found = choose(alike, inbox, arrival, any);
      if (found) return found;
    }
    return undefined;
  };

  const byComparing = (line: Line, arrival: Arrival, inbox: Inbox): Recognised | undefined => {
    const { event, body, thing } = arrival;
    if (!thing && !isOwn(body)) return undefined;
    const same = choose(line, inbox, arrival, isSame(arrival));
    if (same || (thing && forgotten.has(thing))) return same;
    const alike = line.known.filter((one) => one.event === event);
    const altered = thing ? alike.find((one) => !inbox.got.has(one)) : marked(alike, body, anybodys);
    // Who has got all of ours gets something else: others may have a part in our things as well.
    if (!altered || inbox.got.has(altered)) return undefined;
    return { of: altered, again: false, altered: difference(altered.body, body) ?? '' };
  };

  return {
    size: () => known.length - gone,
    oldest: () => known[gone],
    all: () => known.slice(gone),
    find: (arrival, inbox) => {
      const { event, body, thing, numbered } = arrival;
      const seen = numbered && byNumber.get(numbered.count)?.get(numbered.number);
      if (seen?.event === event && covers(seen.body, body)) return { of: seen, again: inbox.got.has(seen) };
      const line = bySubject.get(thing ?? event);
      if (!line) return undefined;
      const next = unseen(line, inbox, arrival, isSame(arrival), NEXT);
      if (next) return { of: next, again: false };
      return byWords(line, arrival, inbox) ?? byComparing(line, arrival, inbox);
    },
    add: (publication) => {
      known.push(publication);
      const subject = publication.thing ?? publication.event;
      const line = bySubject.get(subject) ?? emptyLine();
      if (line.known.push(publication) === 1) bySubject.set(subject, line);
      line.words?.add(publication);
    },
    number: (publication, numbered) => {
      if (!isShared) return;
      const counted = byNumber.get(numbered.count) ?? new Map<number, Publication>();
      byNumber.set(numbered.count, counted.set(numbered.number, publication));
      if (numbered.number > (highest.get(numbered.count)?.number ?? Number.NEGATIVE_INFINITY))
        highest.set(numbered.count, publication);
    },
    drop: () => {
      const oldest = known[gone];
      if (!oldest) return;
      const { thing, event, number, count } = oldest;
      const subject = thing ?? event;
      const line = bySubject.get(subject);
      if (thing) forgotten.add(thing);
      if (line) {
        line.words?.drop(oldest);
        dropFirst(line);
        if (line.known.length === 0) bySubject.delete(subject);
      }
      const counted = count === undefined ? undefined : byNumber.get(count);
      if (number !== undefined && counted?.get(number) === oldest) counted.delete(number);
      if (++gone < SLACK) return;
      known = known.slice(gone);
      gone = 0;
    },
    clear: () => {
      bySubject.clear();
      byNumber.clear();
      highest.clear();
      known = [];
      gone = 0;
    },
  };
};
