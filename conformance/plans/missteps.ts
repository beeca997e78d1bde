/** Missteps: plans that try to publish what breaks a lifecycle, in every state of it, between what keeps it. */
import { type Move, movesOf } from '../../schemas/moves.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import type { Kit } from './kit.ts';
import { lifeTo, raise, statesOf } from './raise.ts';
import type { Story } from './story.ts';

/** All that an event could say in the fields by which a machine tells its moves apart, legal or not. */
const sayings = (machine: Machine): readonly Move[] => {
  const events = [...new Set(movesOf(machine).map(({ event }) => event))];
  return events.flatMap((event) => {
    const told = movesOf(machine).filter((move) => move.event === event);
    const fields = [...new Set(told.flatMap(({ when = {} }) => Object.keys(when)))] as `/${string}`[];
    const values = (field: `/${string}`) => [...new Set(told.flatMap(({ when }) => when?.[field] ?? []))];
    const all = fields.reduce<readonly Readonly<Record<`/${string}`, string>>[]>(
      (whens, field) => whens.flatMap((when) => values(field).map((value) => ({ ...when, [field]: value }))),
      [{}],
    );
    return all.map((when) => ({ event, when, from: [], to: '' }));
  });
};

/** Numbers that nothing else of these plans has: of what is over, and of what something does not belong to. */
const [LATE, ELSEWHERE] = [81, 80] as const;

/** The first and the last example of an event; where what it says is chosen by its move, the first alone. */
const bodiesOf = ({ events }: Protocol, { event, when = {} }: Move): readonly Readonly<Record<string, unknown>>[] => {
  const { examples = [] } = events[event] ?? {};
  const some = Object.keys(when).length > 0 ? examples.slice(0, 1) : [...new Set([examples[0], examples.at(-1)])];
  // Examples of events are objects.
  return some as readonly Readonly<Record<string, unknown>>[];
};

/** Tries whatever must not happen to things of a machine in these states; the n-th thing and those after it are brought there. */
const tried = (
  { protocol, story }: { readonly protocol: Protocol; readonly story: Story },
  [name, machine]: readonly [string, Machine],
  states: readonly string[],
  first: number,
): readonly Step[] => {
  const wrong = sayings(machine);
  const births = movesOf(machine)
    .filter(({ from }) => from.includes(null))
    .slice(0, 1);
  // The 99th thing belongs to what nobody has begun.
  const orphan = births.flatMap((move) => story.misstep(move.event, 99, { move, parent: 99 }) ?? []);
  const { belongsTo, key } = machine;
  const above = belongsTo && protocol.promises.lifecycle?.[belongsTo.machine];
  const isApart = belongsTo !== undefined && belongsTo.by !== key;
  /** Things that begin when what they belong to is in no state for that. */
  const late = (above ? statesOf(above) : [])
    .filter((state) => isApart && belongsTo.in?.includes(state) === false)
    .flatMap((state, index) => [
      ...raise(protocol, story, belongsTo?.machine ?? '', LATE + index),
      ...(lifeTo(movesOf(above ?? machine), state) ?? []).flatMap(
        (move) => story.publish(move.event, LATE + index, { move, parent: 1 }) ?? [],
      ),
      ...births.flatMap((move) => story.misstep(move.event, LATE + index, { move, parent: LATE + index }) ?? []),
    ]);
  /** The same thing once more, as one that belongs to something else. */
  const elsewhere = (n: number): readonly Step[] =>
    isApart
      ? [
          ...raise(protocol, story, name, n, ELSEWHERE),
          ...births.flatMap((move) => story.misstep(move.event, n, { move, parent: ELSEWHERE }) ?? []),
        ]
      : [];
  /** What leaves a thing where it is, which changes nothing of what may come next. */
  const staying = (state: string, n: number): readonly Step[] =>
    movesOf(machine)
      .filter(({ from, to }) => to === state && from.includes(state))
      .flatMap((move) => story.publish(move.event, n, { move }) ?? []);
  const inState = (state: string, n: number): readonly Step[] => [
    ...raise(protocol, story, name, n),
    ...(lifeTo(movesOf(machine), state) ?? []).flatMap((move) => story.publish(move.event, n, { move }) ?? []),
    ...staying(state, n),
    ...wrong.flatMap((move) =>
      // What else it says makes no difference: a thing is known by its name alone.
      bodiesOf(protocol, move).flatMap((body) => story.misstep(move.event, n, { move, body }) ?? []),
    ),
    ...elsewhere(n),
  ];
  return [...orphan, ...late, ...states.flatMap((state, index) => inState(state, first + index))];
};

/** One thing in each state of a machine, and whatever must not happen to it there; then the machine's life goes on. */
export const missteps = (protocol: Protocol, kit: Kit, name: string): Plan => {
  const machine = protocol.promises.lifecycle?.[name];
  if (!machine) return plan();
  const story = kit.story();
  return plan(
    kit.connect('a'),
    kit.listen('a'),
    kit.settle(),
    ...tried({ protocol, story }, [name, machine], statesOf(machine), 1),
    kit.settle(),
  );
};

/** The same for several machines at once, in those of their states that `pick` chooses; what they belong to is the first of its kind. */
export const misstepsOf = (
  protocol: Protocol,
  kit: Kit,
  machines: Readonly<Record<string, Machine>>,
  pick: (states: readonly string[]) => readonly string[],
): Plan => {
  const story = kit.story();
  return plan(
    kit.connect('a'),
    kit.listen('a'),
    kit.settle(),
    ...Object.entries(machines).flatMap(([name, machine], index) =>
      tried({ protocol, story }, [name, machine], pick(statesOf(machine)), 2 + 10 * index),
    ),
    kit.settle(),
  );
};
