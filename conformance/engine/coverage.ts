/** Coverage: how much of the promised lives of things an examination has seen, in states, transitions and pairs of these. */
import type { Machine } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { textAt } from '../scene/pointer.ts';
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

const everything = (machines: readonly Followed[]) => {
  const transitions = machines.flatMap(({ name, machine }) =>
    Object.entries(machine.transitions).flatMap(([event, transition]) =>
      transition ? [{ name, event, ...transition }] : [],
    ),
  );
  return {
    states: [...new Set(transitions.map(({ name, to }) => `${name} ${to}`))],
    transitions: transitions.flatMap(({ event, from }) => from.map((state) => `${event} from ${state ?? 'nothing'}`)),
    pairs: transitions.flatMap((one) =>
      transitions.flatMap((two) =>
        one.name === two.name && two.from.includes(one.to) ? [inTurn(one.event, two.event)] : [],
      ),
    ),
  };
};

/** Nothing reached yet. */
export const createCoverage = ({ promises }: Protocol): Coverage => {
  const machines = Object.entries(promises.lifecycle ?? {}).map(([name, machine]) => ({ name, machine }));
  const machineOf = new Map(
    machines.flatMap((followed) =>
      Object.keys(followed.machine.transitions).map((event) => [event, followed] as const),
    ),
  );
  const all = everything(machines);
  const seen = { states: new Set<string>(), transitions: new Set<string>(), pairs: new Set<string>() };
  const reached = (kind: keyof typeof seen): Reached => {
    const missing = all[kind].filter((one) => !seen[kind].has(one));
    return { reached: all[kind].length - missing.length, of: all[kind].length, missing };
  };

  return {
    take: (entries) => {
      const last = new Map<string, { readonly event: string; readonly state: string }>();
      for (const entry of entries) {
        if (entry.kind !== 'told' || entry.hook !== 'publish' || entry.answer.status !== 'done') continue;
        const { event, payload } = entry.request as { readonly event: string; readonly payload: unknown };
        const followed = machineOf.get(event);
        const transition = followed?.machine.transitions[event];
        const id = followed && textAt(payload, followed.machine.key);
        if (!transition || id === undefined) continue;
        const thing = `${followed.name} ${id}`;
        const before = last.get(thing);
        seen.states.add(`${followed.name} ${transition.to}`);
        seen.transitions.add(`${event} from ${before?.state ?? 'nothing'}`);
        if (before) seen.pairs.add(inTurn(before.event, event));
        last.set(thing, { event, state: transition.to });
      }
    },
    covered: () => ({ states: reached('states'), transitions: reached('transitions'), pairs: reached('pairs') }),
  };
};
