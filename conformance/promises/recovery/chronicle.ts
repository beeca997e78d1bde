/** The chronicle of a plan: what happened to the things of one machine, by number, and what its resource told of them. */
import type { Backfill } from '../../../schemas/promises/recovery.ts';
import type { Entry, EntryOf } from '../../engine/history.ts';
import { shared } from '../../engine/shared.ts';
import type { Publication } from '../../scene/deliveries.ts';
import { parsed } from '../../scene/json.ts';
import { at } from '../../scene/pointer.ts';
import type { Moment, Scene } from '../../scene/scene.ts';
import type { Thing } from '../../scene/world.ts';

/** The most things, answers and items that are remembered; what comes on top of them is not judged. */
const REMEMBERED = { things: 10_000, answers: 500, items: 50_000 } as const;

/** Since when a request asks; `unclear` where the text leaves open whether it is a number. */
export type Since =
  | { readonly is: 'left out' | 'given'; readonly number: number }
  | { readonly is: 'bad'; readonly text: string }
  | { readonly is: 'unclear' };

/** What an answer tells of one of our things. */
export interface Item {
  readonly thing: Thing;
  readonly json: unknown;
  readonly status: unknown;
  readonly created: unknown;
  readonly updated: unknown;
}

/** An answer to a request. */
export interface Answer {
  readonly fetched: EntryOf<'fetched'>;
  readonly since: Since;
  /** The number up to which it tells everything; undefined where it is no answer to a good request. */
  readonly upTo?: number;
  /** How many items it has, ours and others'. */
  readonly count: number;
  readonly items: readonly Item[];
}

/** What became of one thing, in order. */
export interface Life {
  readonly thing: Thing;
  readonly changes: readonly { readonly number: number; readonly state: string }[];
}

/** What is known of one machine's things in the end. */
export interface Chronicle {
  readonly hear: (moment: Moment) => void;
  readonly answers: () => readonly Answer[];
  /** The lives that are known in full: every publication done, and seen with its number, and nobody else had a part in them. */
  readonly lives: () => ReadonlyMap<Thing, Life>;
}

const DIGITS = /^(0|[1-9][0-9]*)$/;

/** Since when a query asks. */
export const sinceIn = ({ since }: Backfill, query: string): Since => {
  const [text, ...more] = new URLSearchParams(query).getAll(since);
  if (more.length > 0) return { is: 'unclear' };
  if (text === undefined) return { is: 'left out', number: 0 };
  const number = Number(text);
  if (DIGITS.test(text)) return Number.isSafeInteger(number) ? { is: 'given', number } : { is: 'unclear' };
  // What some take for an integer, as `1e3` or `+1`, is neither good nor bad.
  return text.trim() === '' || !Number.isInteger(number) || number < 0 ? { is: 'bad', text } : { is: 'unclear' };
};

/** Answers are long, and several oracles read each of them. */
const readings = new WeakMap<Entry, unknown>();

/** The body of an answer, read once. */
export const bodyOf = (entry: EntryOf<'fetched'>): unknown => {
  if (!readings.has(entry)) readings.set(entry, parsed(entry.text));
  return readings.get(entry);
};

/** What happened to a thing by a number: its state, or undefined where it was not there yet. */
export const stateAt = ({ changes }: Life, number: number): string | undefined =>
  changes.findLast((change) => change.number <= number)?.state;

/** What a chronicle is written from. */
export const CHRONICLED = ['asked', 'fetched', 'foreign', 'end'] as const;

/** The chronicle of a machine's things, one for all oracles of a resource: it has taken in the moment that it is asked with. */
export const chronicleOf = (machine: string, key: string, resource: Backfill): ((moment: Moment) => Chronicle) => {
  const known = chronicles.get(resource);
  if (known) return known;
  const made = shared(() => {
    const chronicle = createChronicle(machine, key, resource);
    return (moment) => {
      chronicle.hear(moment);
      return chronicle;
    };
  });
  chronicles.set(resource, made);
  return made;
};

const chronicles = new WeakMap<Backfill, (moment: Moment) => Chronicle>();

/** Begins the chronicle of a machine's things, and of the resource that tells of them. */
const createChronicle = (machine: string, key: string, resource: Backfill): Chronicle => {
  const events = new Map<Thing, { readonly publication: Publication; readonly state: string }[]>();
  /** Those to which something happened that was not published here: other people buy and bid as well. */
  const taken = new WeakSet<Thing>();
  let answers: Answer[] = [];
  let items = 0;

  const itemsIn = (body: unknown, scene: Scene): readonly Item[] => {
    const listed = at(body, resource.items);
    return (Array.isArray(listed) ? listed : []).flatMap((json: unknown): readonly Item[] => {
      const id = at(json, key);
      const thing = typeof id === 'string' ? scene.world.find(machine, id) : undefined;
      if (!thing || items >= REMEMBERED.items) return [];
      items++;
      const [status, created, updated] = [resource.status, resource.created, resource.updated].map((pointer) =>
        at(json, pointer),
      );
      return [{ thing, json, status, created, updated }];
    });
  };

  const note = (fetched: EntryOf<'fetched'>, scene: Scene): void => {
    if (answers.length >= REMEMBERED.answers || items >= REMEMBERED.items) return;
    const since = sinceIn(resource, fetched.query);
    const body = fetched.status === 200 ? bodyOf(fetched) : undefined;
    const [upTo, listed] = [at(body, resource.number), at(body, resource.items)];
    const isGood = Number.isSafeInteger(upTo) && Array.isArray(listed);
    answers.push({
      ...{ fetched, since, count: Array.isArray(listed) ? listed.length : 0 },
      ...(isGood && { upTo: Number(upTo) }),
      items: isGood ? itemsIn(body, scene) : [],
    });
  };

  return {
    answers: () => answers,
    hear: ({ entry, publication, scene, message, delivery }) => {
      const others = message && delivery && !delivery.of ? scene.world.thingOf(message.name, message.body) : undefined;
      if (others) taken.add(others);
      if (entry.kind === 'fetched' && entry.path === resource.path) note(entry, scene);
      if (entry.kind !== 'asked') return;
      // With the numbering, all that was numbered is gone.
      if (entry.hook === 'reset') {
        events.clear();
        answers = [];
      }
      const thing = publication?.thing;
      if (!publication || thing?.machine !== machine || (events.size >= REMEMBERED.things && !events.has(thing)))
        return;
      const known = events.get(thing) ?? [];
      known.push({ publication, state: thing.state });
      events.set(thing, known);
    },
    lives: () => {
      const lives = new Map<Thing, Life>();
      for (const [thing, told] of events) {
        if (taken.has(thing)) continue;
        const changes = told.flatMap(({ publication: { number, told: done }, state }) =>
          number === undefined || done === undefined ? [] : [{ number, state }],
        );
        const inOrder = changes.every(({ number }, nth) => nth === 0 || number > (changes[nth - 1]?.number ?? number));
        if (changes.length === told.length && inOrder) lives.set(thing, { thing, changes });
      }
      return lives;
    },
  };
};
