/** Moves: the transitions of a machine as one list, whatever way its promise writes them down. */
import type { Machine, Pointer, Transition } from './promises.ts';

/** One transition, with the event that makes it. */
export interface Move extends Transition {
  readonly event: string;
}

const listed = (transitions: Transition | readonly Transition[] | undefined): readonly Transition[] =>
  transitions === undefined ? [] : 'from' in transitions ? [transitions] : transitions;

const none: readonly Move[] = [];

/** What was listed once; every event that arrives is held against every machine. */
const known = new WeakMap<Machine['transitions'], Map<string, readonly Move[]>>();

/** Where an event names the thing of a machine; an inherited name is no event. */
export const keyIn = ({ key, keys = {} }: Pick<Machine, 'key' | 'keys'>, event: string): Pointer =>
  (Object.hasOwn(keys, event) ? keys[event] : undefined) ?? key;

/** What one event may do in a machine; an inherited name is no event. */
export const movesBy = ({ transitions }: Pick<Machine, 'transitions'>, event: string): readonly Move[] => {
  if (!Object.hasOwn(transitions, event)) return none;
  const moves = known.get(transitions) ?? new Map<string, readonly Move[]>();
  known.set(transitions, moves);
  const found = moves.get(event) ?? listed(transitions[event]).map((transition) => ({ event, ...transition }));
  moves.set(event, found);
  return found;
};

/** Every move of a machine, in the order of its declaration. */
export const movesOf = (machine: Pick<Machine, 'transitions'>): readonly Move[] =>
  Object.keys(machine.transitions).flatMap((event) => movesBy(machine, event));
