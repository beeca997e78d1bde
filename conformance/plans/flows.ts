/** Flows: random plans for protocols whose clients filter one great flow of events, may begin anywhere in it, and fall behind. */
import fc from 'fast-check';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { fromSchema } from '../arbitraries/from-schema.ts';
import { numeral, symbol } from '../engine/names.ts';
import { type BrokenFrame, type Plan, plan, type Seen, type Step } from '../engine/plan.ts';
import { badCommands, GARBAGE, NO_OBJECTS, type Wrong } from './bad-input.ts';
import { emit } from './emit.ts';
import { createKit } from './kit.ts';
import type { Choice } from './story.ts';
import { machinesInOrder } from './tour.ts';

type Dice = readonly [number, number, number, number];

/** How often each kind of move is drawn. */
const WEIGHTS = {
  connect: 4,
  set: 9,
  unset: 3,
  replay: 6,
  publish: 18,
  burst: 4,
  storm: 1,
  change: 8,
  resync: 3,
  misstep: 3,
  fetch: 6,
  bad: 5,
  break: 1,
  settle: 5,
  leave: 3,
  wait: 1,
} as const;

/** One move of a random plan: which, whose, and the dice it needs. */
interface Move {
  readonly kind: keyof typeof WEIGHTS;
  readonly client: number;
  readonly dice: Dice;
}

const CLIENTS = ['a', 'b', 'c'] as const;
const BREAKS: readonly BrokenFrame[] = ['reserved bits', 'unmasked', 'reserved opcode', 'long ping', 'invalid utf-8'];
/** How many things of a machine a plan speaks of, so that they meet. */
const THINGS = 3;
/** How many events a storm has at the least, and how many more at the most. */
const STORM = { least: 30, more: 120 } as const;

const die = fc.nat(0xffff);
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    ...(Object.entries(WEIGHTS) as [Move['kind'], number][]).map(([kind, weight]) => ({
      weight,
      arbitrary: fc.constant(kind),
    })),
  ),
  client: fc.nat(CLIENTS.length - 1),
  dice: fc.tuple(die, die, die, die),
});

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)];

/** Random plans of a protocol with filters; they keep every rule that an examiner must keep. */
export const flows = (protocol: Protocol, reader: Reader): fc.Arbitrary<Plan> => {
  const kit = createKit(protocol, reader);
  const { filters, recovery, books, sequence, lifecycle = {}, handshake } = protocol.promises;
  const machines = machinesInOrder(protocol);
  const [list] = Object.values(filters?.values ?? {});
  /** The machine whose things the values of filters name, if they name any. */
  const owner = Object.entries(lifecycle).find(
    ([, { key, belongsTo }]) => key === list?.field && belongsTo?.by !== key,
  )?.[0];
  const probe = kit.story();
  const loose = kit.names.filter((name) => probe.world.machineOf(name) === undefined);
  const scoped = filters?.scoped ?? [];
  const single = (sequence?.unnumbered ?? []).filter((name) => filters?.along?.[name] === undefined);
  const bad = badCommands(protocol, reader, kit, '?');
  const wrongs = (['unknown', 'missing', 'type', 'null', 'empty'] satisfies Wrong[])
    .map((wrong) => bad(wrong))
    .filter((steps) => steps.length > 0);
  const bodies = fc
    .array(
      fc.oneof(
        ...kit.names.map((name) =>
          fc.tuple(fc.constant(name), fromSchema(reader.bodySchema('event', name), { extras: false })),
        ),
      ),
      { minLength: 2, maxLength: 6 },
    )
    .map((drawn) => new Map(drawn));

  /** A value that filters list, and the same as an event says it. */
  const listed = (n: number): string =>
    owner === undefined
      ? n % 4 === 3
        ? symbol('number', 1)
        : symbol('value', 1 + (n % 2))
      : symbol(owner, 1 + (n % THINGS));
  const said = (n: number): unknown => [undefined, symbol('value', 1), symbol('value', 2), null, numeral(1)][n % 5];

  const declares = (event: string): boolean =>
    list !== undefined && Object.hasOwn(reader.bodySchema('event', event).properties ?? {}, list.field.slice(1));

  const someNames = ([a, b]: Dice): readonly string[] => {
    const count = 1 + (a % 4);
    return [...new Set(Array.from({ length: count }, (_, nth) => pick(kit.names, b + nth * 5) ?? ''))];
  };

  const tell = (moves: readonly Move[], drawn: ReadonlyMap<string, unknown>): Plan => {
    const story = kit.story();
    const present = new Set<string>();
    const known = new Set<string>();
    /** The names that each client has asked for, and so has a place in. */
    const asked = new Map<string, readonly string[]>();
    let strangers = 0;

    const values = ([a, b, c]: Dice, always: boolean): readonly string[] =>
      list === undefined || (!always && a % 3 > 0)
        ? []
        : [...new Set([listed(b), ...(c % 3 === 0 ? [listed(c)] : [])])];

    const ask = (client: string, dice: Dice, more: Readonly<Record<string, unknown>> = {}): Step => {
      const [a, b, c, d] = dice;
      // What must be asked for with values, or is made for one client, is asked for with the values of a few things.
      const special = pick([...scoped, ...single], d);
      if (special !== undefined && c % 4 === 0 && Object.keys(more).length === 0)
        return kit.listen(client, undefined, { names: [special], values: values(dice, true) });
      if (a % 9 === 8) return kit.listen(client, undefined, { names: [...someNames(dice), 'no-such-event'] });
      const names = filters?.names.empty === 'all' && b % 4 === 0 ? [] : someNames(dice);
      asked.set(client, [...(asked.get(client) ?? []), ...names]);
      return kit.listen(client, undefined, { names, values: values(dice, false), more });
    };

    const replay = (client: string, [a, b, c, d]: Dice): Step | undefined => {
      const { from, earliest, number } = recovery?.replay ?? {};
      if (from === undefined || number === undefined) return undefined;
      const name = pick([...kit.names, ...scoped], b) ?? '';
      const place = from.slice(1);
      const own = owner === undefined ? [] : [symbol(owner, 1 + (c % THINGS))];
      // From the beginning only where values keep out what others have published since.
      if (a % 3 === 0 && (list === undefined || declares(name)))
        return kit.listen(client, undefined, { names: [name], values: own, more: { [place]: earliest } });
      const others = CLIENTS.filter((one) => asked.get(one)?.includes(name));
      if (others.length === 0) return undefined;
      const seen: Seen = { seen: pick(others, d) ?? 'a', of: name, plus: (a % 3) - 1 };
      const at = d % 7 === 0 ? [0, -1, 2 ** 40][a % 3] : seen;
      const scope = scoped.includes(name) ? own : [];
      return kit.listen(client, undefined, { names: [name], values: scope, more: { [place]: { [number]: at } } });
    };

    const publish = ([a, b, c, d]: Dice): readonly Step[] => {
      if (loose.length > 0 && a % 3 === 0) {
        const event = pick(loose, b) ?? '';
        return emit(protocol, story, event, 1, choiceOf(event, c));
      }
      const name = pick(machines, b);
      const n = 1 + (c % THINGS);
      const next = name === undefined ? [] : story.moves(name, n, 1 + (d % 2));
      const chosen = pick(next, d);
      if (name === undefined || !chosen) return begin(name, n);
      const step = story.publish(chosen.event, n, { ...choiceOf(chosen.event, c), parent: 1 + (d % 2), move: chosen });
      return step ? [step] : [];
    };
    const choiceOf = (event: string, c: number): Choice => {
      // A body that fits its schema is an object.
      const body = drawn.get(event) as Choice['body'] | undefined;
      const value = owner === undefined ? said(c) : undefined;
      return { ...(body && { body }), ...(value !== undefined && { value }) };
    };
    /** What cannot go on yet begins, with all that it takes. */
    const begin = (name: string | undefined, n: number): readonly Step[] => {
      const [event] = Object.keys(lifecycle[name ?? '']?.transitions ?? {});
      return event === undefined ? [] : emit(protocol, story, event, n);
    };

    const told = ({ kind, client: index, dice }: Move): readonly (Step | undefined)[] => {
      const client = CLIENTS[index] ?? 'a';
      const [a, b, c] = dice;
      if (!present.has(client) && kind !== 'publish' && kind !== 'change' && kind !== 'misstep' && kind !== 'wait') {
        present.add(client);
        known.add(client);
        const query = filters?.names.query !== undefined && handshake && a % 3 === 0 ? queryOf(dice) : undefined;
        return [kit.connect(client, symbol('user', 1 + index), query ? { query } : {})];
      }
      switch (kind) {
        case 'connect':
        case 'set':
          return [ask(client, dice)];
        case 'unset':
          return [kit.unlisten(client, undefined, someNames(dice))];
        case 'replay':
          return [replay(client, dice) ?? ask(client, dice)];
        case 'publish':
          return publish(dice);
        case 'burst':
          return together(dice, publish);
        case 'storm':
          return Array.from({ length: STORM.least + (a % STORM.more) }, (_, nth) =>
            publish([b + nth, c + nth * 3, nth, a + nth]),
          ).flat();
        case 'change':
          return books
            ? emit(protocol, story, books.delta, 1 + (b % THINGS), { book: 1 + (c % 2), dice })
            : publish(dice);
        case 'resync':
          return books?.resync ? [kit.say(client, books.resync.command, bookOf(b, c))] : [kit.fence(client)];
        case 'misstep': {
          const name = pick(machines, a);
          const wrong = name === undefined ? undefined : pick(Object.keys(lifecycle[name]?.transitions ?? {}), b);
          return wrong === undefined ? [] : [story.misstep(wrong, 1 + (c % THINGS))];
        }
        case 'fetch': {
          const resource = pick(Object.values(recovery?.backfill ?? {}), a);
          const whose = CLIENTS[b % CLIENTS.length] ?? 'a';
          if (!resource || !known.has(whose)) return [];
          return [{ do: 'fetch', client, path: resource.path, query: { [resource.since]: { seen: whose } } }];
        }
        case 'bad': {
          const steps = pick(wrongs, a);
          const step = steps && pick(steps, b);
          if (step?.do === 'send' && c % 3 > 0) return [{ ...step, client }];
          return [{ do: c % 2 === 0 ? 'text' : 'binary', client, text: pick([...GARBAGE, ...NO_OBJECTS], b) ?? '' }];
        }
        case 'break':
          return [
            kit.connect(`x${++strangers}`, symbol('user', 4)),
            { do: 'break', client: `x${strangers}`, how: pick(BREAKS, a) ?? 'unmasked' },
          ];
        case 'settle':
          return [kit.settle(a % 2 === 0 ? undefined : client)];
        case 'leave':
          present.delete(client);
          return [{ do: 'leave', client, abruptly: a % 2 === 0 }];
        case 'wait':
          return a % 4 === 0 ? [{ do: 'wait', ms: 1000 }] : [];
      }
    };

    const queryOf = ([a, b, c]: Dice): Readonly<Record<string, string>> => ({
      ...(filters?.names.query !== undefined && {
        [filters.names.query]: kit.called(someNames([a, b, c, 0])).join(','),
      }),
      ...(list?.query !== undefined && b % 2 === 0 && { [list.query]: listed(c) }),
    });
    const bookOf = (b: number, c: number): Readonly<Record<string, unknown>> => {
      const [first = '', ...others] = books?.key ?? [];
      const thing = symbol(books?.belongsTo.machine ?? '', 1 + (b % THINGS));
      return {
        [first.slice(1)]: thing,
        ...Object.fromEntries(others.map((pointer) => [pointer.slice(1), symbol('outcome', 1 + (c % 2))])),
      };
    };
    return plan(...kit.steps(...moves.flatMap(told)));
  };

  return fc
    .tuple(fc.array(move, { minLength: 4, maxLength: 50, size: 'max' }), bodies)
    .map(([moves, drawn]) => tell(moves, drawn));
};

/** Publishes two events at once, if they speak of different things; else one after the other. */
const together = ([a, b, c, d]: Dice, publish: (dice: Dice) => readonly Step[]): readonly Step[] => {
  const [one, two] = [publish([a, b, c, d]), publish([b, a, c + 1, d])];
  const [[first], [second]] = [one, two];
  return one.length === 1 && two.length === 1 && first && second && apart(first, second)
    ? [{ do: 'together', steps: [first, second] }]
    : [...one, ...two];
};

const apart = (one: Step, two: Step): boolean => {
  const things = (step: Step) => new Set(JSON.stringify(step).match(/⟨(?!value|number|user)[^⟩]+⟩/gu) ?? []);
  const first = things(one);
  return ![...things(two)].some((thing) => first.has(thing));
};
