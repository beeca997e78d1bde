/** Moves: the transitions of a machine as one list, whatever way its promise writes them down. */
import type { Machine, Transition } from './promises/lifecycle.ts';
import type { Pointer } from './promises/terms.ts';

/** One transition, with the event that makes it. */
export interface Move extends Transition {
  readonly event: string;
}

const listed = (transitions: Transition | readonly Transition[] | undefined): readonly Transition[] =>
  transitions === undefined ? [] : 'from' in transitions ? [transitions] : transitions;

const none: readonly Move[] = [];

/** What was listed once, by event; every event that arrives is held against every machine. */
const known = new WeakMap<Machine['transitions'], ReadonlyMap<string, readonly Move[]>>();

const listedBy = (transitions: Machine['transitions']): ReadonlyMap<string, readonly Move[]> => {
  const before = known.get(transitions);
  if (before) return before;
  const moves = new Map(
    Object.entries(transitions).map(([event, some]) => [
      event,
      listed(some).map((transition) => ({ event, ...transition })),
    ]),
  );
  known.set(transitions, moves);
  return moves;
};

/** Where an event names the thing of a machine; an inherited name is no event. */
export const keyIn = ({ key, keys = {} }: Pick<Machine, 'key' | 'keys'>, event: string): Pointer =>
  (Object.hasOwn(keys, event) ? keys[event] : undefined) ?? key;

/** What one event may do in a machine; an inherited name is no event. */
export const movesBy = ({ transitions }: Pick<Machine, 'transitions'>, event: string): readonly Move[] =>
  listedBy(transitions).get(event) ?? none;

/** Every move of a machine, in the order of its declaration. */
export const movesOf = ({ transitions }: Pick<Machine, 'transitions'>): readonly Move[] =>
  [...listedBy(transitions).values()].flat();
