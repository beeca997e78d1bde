/** Raising: brings what a thing belongs to into a state in which the thing may begin, by the shortest life there is. */
import { type Move, movesOf } from '../../schemas/moves.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { symbol } from '../engine/names.ts';
import type { Step } from '../engine/plan.ts';
import type { Story } from './story.ts';

/** Every state of a machine. */
export const statesOf = (machine: Machine): readonly string[] => [...new Set(movesOf(machine).map(({ to }) => to))];

/** The shortest life that leads from one state, or from nothing, to another; undefined when none does. */
export const lifeTo = (
  all: readonly Move[],
  state: string | null,
  beginning: string | null = null,
): readonly Move[] | undefined => {
  const known = new Map<string | null, readonly Move[]>([[beginning, []]]);
  for (const [reached, life] of known) {
    if (reached === state) return life;
    for (const next of all) if (next.from.includes(reached) && !known.has(next.to)) known.set(next.to, [...life, next]);
  }
  return undefined;
};

/** What stands above a machine's things, each brought to a state in which they may begin, under the number n; `under` is the number of what it belongs to. */
export const raise = (protocol: Protocol, story: Story, name: string, n: number, under = 1): readonly Step[] => {
  const { lifecycle = {} } = protocol.promises;
  const { belongsTo, key } = lifecycle[name] ?? {};
  const machine = belongsTo && lifecycle[belongsTo.machine];
  if (!belongsTo || !machine) return [];
  const parent = belongsTo.by === key ? n : under;
  const standing = story.world.find(belongsTo.machine, symbol(belongsTo.machine, parent));
  const above = standing ? [] : raise(protocol, story, belongsTo.machine, parent);
  if (standing && !belongsTo.in && !belongsTo.usually) return [];
  const states = belongsTo.in ?? belongsTo.usually ?? statesOf(machine).slice(0, 1);
  // The shortest way to a state that will do; what is there already needs none.
  const lives = states.flatMap((state) => {
    const life = lifeTo(movesOf(machine), state, standing?.state ?? null);
    return life ? [life] : [];
  });
  const [shortest = []] = lives.sort((a, b) => a.length - b.length);
  return [...above, ...shortest.flatMap((move) => story.publish(move.event, parent, { move, parent: 1 }) ?? [])];
};
