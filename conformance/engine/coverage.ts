/** Coverage: how much of the promised lives of things an examination has seen, in states, transitions and pairs of these. */
import { keyIn, type Move, movesBy, movesOf } from '../../schemas/moves.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { textAt } from '../scene/pointer.ts';
import { fits } from '../scene/world.ts';
import type { Entry } from './history.ts';

/** How many of something were reached, of how many there are. */
export interface Reached {
  readonly reached: number;
  readonly of: number;
  /** What was not reached. */
  readonly missing: readonly string[];
}

/** What of all machines was reached. A pair is one transition and the next of the same thing. */
export interface Covered {
  readonly states: Reached;
  readonly transitions: Reached;
  readonly pairs: Reached;
}

/** Keeps count over the histories of many plans. */
export interface Coverage {
  /** One plan's whole history; what the server accepted counts. */
  readonly take: (entries: readonly Entry[]) => void;
  readonly covered: () => Covered;
}

interface Followed {
  readonly name: string;
  readonly machine: Machine;
}

/** The word for one transition, or for two that follow each other. */
const inTurn = (...events: readonly string[]): string => events.join(' then ');

/** What a move is called: by its event and, where that does several things, by where it leads. */
const named = ({ event, to, when }: Move): string => (when ? `${event} to ${to}` : event);

const everything = (machines: readonly Followed[]) => {
  const transitions = machines.flatMap(({ name, machine }) => movesOf(machine).map((move) => ({ name, ...move })));
  const all = {
    states: transitions.map(({ name, to }) => `${name} ${to}`),
    transitions: transitions.flatMap((move) => move.from.map((state) => `${named(move)} from ${state ?? 'nothing'}`)),
    pairs: transitions.flatMap((one) =>
      transitions.flatMap((two) =>
        one.name === two.name && two.from.includes(one.to) ? [inTurn(named(one), named(two))] : [],
      ),
    ),
  };
  return {
    states: [...new Set(all.states)],
    transitions: [...new Set(all.transitions)],
    pairs: [...new Set(all.pairs)],
  };
};

/** Nothing reached yet. */
export const createCoverage = ({ promises }: Protocol): Coverage => {
  const machines = Object.entries(promises.lifecycle ?? {}).map(([name, machine]) => ({ name, machine }));
  const all = everything(machines);
  const seen = { states: new Set<string>(), transitions: new Set<string>(), pairs: new Set<string>() };
  const reached = (kind: keyof typeof seen): Reached => {
    const missing = all[kind].filter((one) => !seen[kind].has(one));
    return { reached: all[kind].length - missing.length, of: all[kind].length, missing };
  };

  return {
    take: (entries) => {
      const last = new Map<string, { readonly move: Move; readonly state: string }>();
      const follow = ({ name, machine }: Followed, event: string, payload: unknown): void => {
        const id = textAt(payload, keyIn(machine, event));
        if (id === undefined) return;
        const thing = `${name} ${id}`;
        const before = last.get(thing);
        const state = before?.state ?? null;
        const move = movesBy(machine, event).find((one) => one.from.includes(state) && fits(one, payload));
        if (!move) return;
        seen.states.add(`${name} ${move.to}`);
        seen.transitions.add(`${named(move)} from ${state ?? 'nothing'}`);
        if (before) seen.pairs.add(inTurn(named(before.move), named(move)));
        last.set(thing, { move, state: move.to });
      };
      for (const entry of entries) {
        if (entry.kind !== 'told' || entry.hook !== 'publish' || entry.answer.status !== 'done') continue;
        const { event, payload } = entry.request as { readonly event: string; readonly payload: unknown };
        for (const followed of machines) follow(followed, event, payload);
      }
    },
    covered: () => ({ states: reached('states'), transitions: reached('transitions'), pairs: reached('pairs') }),
  };
};
