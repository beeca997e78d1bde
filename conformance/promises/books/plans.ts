/** The directed plans of books: who follows which of them since when, while they are born, change and end. */
import fc from 'fast-check';
import { movesOf } from '../../../schemas/moves.ts';
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { askingBeside } from '../../plans/abreast.ts';
import { misfitsOf } from '../../plans/misfits.ts';
import { lifeTo, raise } from '../../plans/raise.ts';
import type { Story } from '../../plans/story.ts';
import { bookName } from '../../scene/books.ts';

/** How one delta of a random plan is drawn: of which thing and book, and the dice of its mutations. */
type Roll = readonly [number, number, number, number, number, number];

/** Each wave of a storm changes so many levels at once; there are so many waves, and a pause after every third. */
const WAVE = 16;
const WAVES = 21;
const PAUSE = 3;

/** The n-th of a thousand prices, in the one form that decimals have; those that would end in 0 are left out. */
const price = (n: number): string => `0.${String(n + 1 + Math.floor(n / 9)).padStart(3, '0')}`;

const die = fc.nat(0xffff);
const rolls: fc.Arbitrary<readonly Roll[]> = fc.array(fc.tuple(die, die, die, die, die, die), {
  minLength: 30,
  maxLength: 45,
  size: 'max',
});

/** So few that a plan is a third as long. */
const fewRolls: fc.Arbitrary<readonly Roll[]> = fc.array(fc.tuple(die, die, die, die, die, die), {
  minLength: 10,
  maxLength: 15,
  size: 'max',
});

/** Two for each state that a thing is brought to. */
const throughRolls: fc.Arbitrary<readonly Roll[]> = fc.array(fc.tuple(die, die, die, die, die, die), {
  minLength: 12,
  maxLength: 12,
});

/** As many as it takes to have something before, between and after what is replayed. */
const replayRolls: fc.Arbitrary<readonly Roll[]> = fc.array(fc.tuple(die, die, die, die, die, die), {
  minLength: 9,
  maxLength: 12,
  size: 'max',
});

// Examples of mutations are objects, of which something is wrong.
const asFields = (mutation: unknown) => mutation as Readonly<Record<string, unknown>>;

/** The plans for one protocol. */
export const booksPlans = ({ protocol, promises, promise, kit }: Setting<BooksPromise>) => {
  const { machine } = promise.belongsTo;
  const moves = movesOf(promises.lifecycle?.[machine] ?? { transitions: {} });
  const replay = promises.recovery?.replay;
  const example = protocol.events[promise.delta]?.examples[0] as Readonly<Record<string, unknown>> | undefined;

  /** Brings the n-th thing to one of some states, by the shortest way from where it is. */
  const bring = (story: Story, n: number, states: readonly string[] = promise.belongsTo.in): readonly Step[] => {
    const standing = story.world.find(machine, symbol(machine, n));
    const above = standing ? [] : raise(protocol, story, machine, n);
    const lives = states.flatMap((state) => {
      const life = lifeTo(moves, state, standing?.state ?? null);
      return life ? [life] : [];
    });
    const [shortest = []] = lives.sort((a, b) => a.length - b.length);
    return [...above, ...shortest.flatMap((move) => story.publish(move.event, n, { move, parent: 1 }) ?? [])];
  };

  const things = (...numbers: readonly number[]): readonly string[] => numbers.map((n) => symbol(machine, n));
  const listen = (client: string, of: readonly string[], from?: unknown): Step =>
    kit.listen(client, undefined, {
      names: [promise.delta],
      values: of,
      ...(replay && from !== undefined && { more: { [replay.from.slice(1)]: from } }),
    });
  const unlisten = (client: string): Step => kit.unlisten(client, undefined, [promise.delta]);
  const earliest = replay?.earliest;
  /** So many deltas before the last that a client has seen. */
  const since = (client: string, back: number): unknown =>
    replay && { [replay.number]: { seen: client, of: promise.delta, plus: -back } };
  const resync = (client: string, n: number, book: number): readonly Step[] => {
    const [first = '', ...others] = promise.key.map((pointer) => pointer.slice(1));
    const named = Object.fromEntries(others.map((key) => [key, symbol('outcome', book)]));
    return promise.resync ? [kit.say(client, promise.resync.command, { [first]: symbol(machine, n), ...named })] : [];
  };

  const changed = (story: Story, some: readonly Roll[], books: number): readonly Step[] =>
    some.flatMap(
      ([n, book, ...dice]) => story.publish(promise.delta, 1 + (n % 2), { book: 1 + (book % books), dice }) ?? [],
    );
  /** A delta of mutations given one by one. */
  const saying = (...mutations: readonly Readonly<Record<string, unknown>>[]) => ({
    body: { ...example, [promise.mutations.slice(1)]: mutations },
  });

  /** Two things live; three clients follow them since different times, lose interest, and begin again. */
  const living = (some: readonly Roll[]): Plan => {
    const story = kit.story();
    const part = Math.ceil(some.length / 5);
    const nth = (n: number, books: number) => changed(story, some.slice(n * part, (n + 1) * part), books);
    return plan(
      ...['a', 'b', 'c'].map((client) => kit.connect(client)),
      ...[1, 2].flatMap((n) => bring(story, n)),
      kit.settle(),
      listen('a', things(1, 2)),
      kit.settle(),
      ...nth(0, 2),
      listen('b', things(1)),
      ...[1, 2].flatMap((book) => resync('a', 1, book)),
      kit.settle(),
      // Books are born before the eyes of those who listen.
      ...nth(1, 4),
      ...[1, 2, 3, 4].flatMap((book) => resync('b', 1, book)),
      listen('c', things(1, 2), earliest),
      kit.settle(),
      ...nth(2, 4),
      listen('b', things(2, 1), since('a', 3)),
      ...resync('b', 2, 1),
      kit.settle(),
      // What comes meanwhile may come by either subscription.
      {
        do: 'together',
        steps: [listen('a', things(2), earliest), ...changed(story, some.slice(0, 1), 4), unlisten('c')],
      },
      kit.settle(),
      ...nth(3, 5),
      listen('a', things(1, 2)),
      listen('c', things(1), since('b', 2)),
      kit.settle(),
      ...nth(4, 5),
      ...[1, 2].flatMap((n) => [1, 2, 3].flatMap((book) => [...resync('a', n, book), ...resync('c', n, book)])),
      kit.settle(),
    );
  };

  /** One thing lives before somebody who listens, and others begin with what was before. */
  const replayed = (some: readonly Roll[]): Plan => {
    const story = kit.story();
    const third = Math.ceil(some.length / 3);
    const nth = (n: number): readonly Step[] =>
      some
        .slice(n * third, (n + 1) * third)
        .flatMap(([, book, ...dice]) => story.publish(promise.delta, 1, { book: 1 + (book % 2), dice }) ?? []);
    return plan(
      kit.connect('a'),
      kit.connect('b'),
      ...bring(story, 1),
      ...nth(0),
      kit.settle(),
      listen('a', things(1)),
      kit.settle(),
      ...nth(1),
      kit.settle(),
      listen('b', things(1), since('a', 2)),
      kit.settle(),
      ...askingBeside(
        listen('a', things(1), earliest),
        nth(2).map((step) => ({ step, thing: (step.do === 'publish' && bookName(promise, step.body)) || '' })),
      ),
      kit.settle(),
      listen('b', things(1), since('a', 1)),
      kit.settle(),
    );
  };

  /** Hundreds of deltas, many at once, and whoever asks meanwhile; no level is changed by two of them at once. */
  const storm = (some: readonly Roll[]): Plan => {
    const story = kit.story();
    const [one = '', two = one] = Object.keys(promise.sides);
    const half = (WAVE * WAVES) / 2;
    const delta = (n: number): readonly Step[] => {
      const level = { side: n % 2 === 0 ? one : two, price: price(n % half) };
      const isGone = n >= half && n % 3 === 0;
      const action = n < half ? 'add' : isGone ? 'remove' : 'modify';
      const quantity = isGone ? {} : { quantity: String(1 + n) };
      const book = 1 + Number((n % half) % 5 === 0);
      return kit.steps(story.publish(promise.delta, 1, { book, ...saying({ action, ...level, ...quantity }) }));
    };
    const asking: Readonly<Record<number, readonly Step[]>> = {
      3: [listen('b', things(1), earliest)],
      8: [listen('b', things(1)), ...resync('b', 1, 2)],
      12: [listen('c', things(1), since('a', 40))],
      16: [unlisten('c'), listen('c', things(1))],
    };
    const wave = (n: number): Step => {
      const steps = Array.from({ length: WAVE }, (_, index) => delta(n * WAVE + index)).flat();
      const middle = 1 + ((some[n]?.[0] ?? 0) % (WAVE - 1));
      return {
        do: 'together',
        steps: [
          ...steps.slice(0, middle),
          ...resync('a', 1, 1),
          ...(asking[n] ?? []),
          ...steps.slice(middle),
          ...resync('a', 1, 2),
        ],
      };
    };
    return plan(
      ...['a', 'b', 'c'].map((client) => kit.connect(client)),
      ...bring(story, 1),
      kit.settle(),
      listen('a', things(1)),
      kit.settle(),
      // Nobody is to have so much before him that he takes the server for silent.
      ...Array.from({ length: WAVES }, (_, n) =>
        n % PAUSE === PAUSE - 1 ? [wave(n), kit.settle()] : [wave(n)],
      ).flat(),
      ...[1, 2].flatMap((book) => [...resync('a', 1, book), ...resync('b', 1, book), ...resync('c', 1, book)]),
      kit.settle(),
    );
  };

  /**
   * A thing goes through all states in which its books may change, and back through them, and to its end, before one who
   * listens all the while and one who asks anew each time; what happens to it changes nothing in its books.
   */
  const through = (some: readonly Roll[]): Plan => {
    const story = kit.story();
    const { in: states } = promise.belongsTo;
    const over = [...new Set(moves.map(({ to }) => to))].filter((state) => !states.includes(state));
    const shown = [...resync('a', 1, 1), ...resync('b', 1, 2), kit.settle()];
    return plan(
      kit.connect('a'),
      kit.connect('b'),
      ...bring(story, 1, states.slice(0, 1)),
      kit.settle(),
      listen('a', things(1)),
      kit.settle(),
      ...[...states, ...[...states].reverse()].flatMap((state, nth) => [
        ...bring(story, 1, [state]),
        ...some
          .slice(2 * nth, 2 * nth + 2)
          .flatMap(([, , ...dice], book) => kit.steps(story.publish(promise.delta, 1, { book: 1 + book, dice }))),
        kit.settle(),
        listen('b', things(1)),
        ...shown,
      ]),
      ...over.flatMap((state) => [...bring(story, 1, [state]), ...shown]),
      ...(earliest === undefined ? [] : [listen('b', things(1), earliest), kit.settle()]),
    );
  };

  /** Whatever breaks the rules of a book is tried, between what keeps them, before somebody who listens. */
  const forbidden = (): Plan => {
    const story = kit.story();
    const [side = '', other = side] = Object.keys(promise.sides);
    const add = (level: number, quantity: string) => ({ action: 'add', side, price: price(level), quantity });
    const modify = (level: number) => ({ action: 'modify', side, price: price(level), quantity: '3' });
    const remove = (level: number) => ({ action: 'remove', side, price: price(level) });
    const tried = (n: number, ...mutations: readonly Readonly<Record<string, unknown>>[]) =>
      kit.steps(story.misstep(promise.delta, n, { book: 1, ...saying(...mutations) }));
    const done = (n: number, ...mutations: readonly Readonly<Record<string, unknown>>[]) =>
      kit.steps(story.publish(promise.delta, n, { book: 1, ...saying(...mutations) }));
    const over = [...new Set(moves.map(({ to }) => to))].filter((state) => !promise.belongsTo.in.includes(state));
    return plan(
      kit.connect('a'),
      ...bring(story, 1),
      kit.settle(),
      listen('a', things(1)),
      kit.settle(),
      ...tried(1, modify(1)),
      ...tried(1, remove(2)),
      ...done(1, add(1, '5'), add(2, '6')),
      ...tried(1, add(1, '7')),
      ...misfitsOf(protocol).flatMap((mutations) => tried(1, ...mutations.map(asFields))),
      ...done(1, { ...modify(1), quantity: '8' }),
      // A delta is taken whole, or not at all.
      ...tried(1, modify(2), add(3, '9'), remove(4)),
      ...resync('a', 1, 1),
      ...tried(1, { ...remove(1), side: other }),
      ...tried(1, remove(1), modify(1)),
      ...done(1, remove(1), add(1, '10')),
      ...tried(99, add(1, '11')),
      ...resync('a', 1, 1),
      kit.settle(),
      // A book without levels is a book all the same.
      ...done(1, remove(1), remove(2)),
      ...resync('a', 1, 1),
      kit.settle(),
      ...over.flatMap((state) => [...bring(story, 1, [state]), ...tried(1, modify(2)), ...tried(1, add(5, '12'))]),
      kit.settle(),
    );
  };

  /** What was never begun is asked for, beside what was. */
  const unknown = (): Plan => {
    const story = kit.story();
    return plan(
      kit.connect('a'),
      ...bring(story, 1),
      ...kit.steps(story.publish(promise.delta, 1, { book: 1, dice: [0, 0, 0, 0] })),
      kit.settle(),
      ...resync('a', 1, 1),
      ...resync('a', 2, 1),
      ...resync('a', 99, 1),
      kit.settle(),
    );
  };

  return {
    bring,
    living: rolls.map(living),
    /** For what comes up again: most are short, some as long as ever. */
    again: fc.oneof({ weight: 1, arbitrary: rolls }, { weight: 3, arbitrary: fewRolls }).map(living),
    replayed: replayRolls.map(replayed),
    through: throughRolls.map(through),
    storm: rolls.map(storm),
    forbidden: fc.constant(forbidden()),
    unknown: fc.constant(unknown()),
  };
};
