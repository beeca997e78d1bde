/** Diagrams as mermaid text: the states of a thing. */
import { type Move, movesOf } from '../../schemas/moves.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import { code, listed } from './markdown.ts';

/** One arrow of a diagram. */
interface Arrow {
  readonly event: string;
  readonly from: string | null;
  readonly to: string;
  /** What the event says, beside the states themselves, that tells this arrow from others. */
  readonly said: string;
}

/** A diagram, and sentences about what is left out of it. */
export interface StateDiagram {
  readonly text: string;
  readonly beside: readonly string[];
}

/** So many arrows of one event are told in words below the diagram: their labels would hide the states. */
const MANY = 4;

const id = (state: string): string => state.replaceAll(/[^A-Za-z0-9]+/g, '_');

/** Where an event says which states it leads from and to, the arrow shows it already. */
const saidBy = ({ when = {} }: Move, from: string | null, to: string): string =>
  Object.entries(when)
    .filter(([, value]) => value !== from && value !== to)
    .map(([pointer, value]) => `${pointer.slice(1)} ${value}`)
    .join(', ');

const arrowsOf = (machine: Machine): readonly Arrow[] => {
  const all = movesOf(machine).flatMap((move) =>
    move.from.map((from) => ({ event: move.event, from, to: move.to, said: saidBy(move, from, move.to) })),
  );
  const isFirst = (one: Arrow, index: number): boolean =>
    all.findIndex(
      ({ event, from, to, said }) => event === one.event && from === one.from && to === one.to && said === one.said,
    ) === index;
  return all.filter(isFirst);
};

/** What arrows without a label are. */
const plainly = (first: string | undefined, later: string | undefined): readonly string[] => {
  const words = [
    ...(first === undefined ? [] : [`from the beginning ${code(first)}`]),
    ...(later === undefined ? [] : [`from state to state ${code(later)}`]),
  ];
  return words.length === 0 ? [] : [`Arrows without a label: ${listed(words, 'and')}.`];
};

/** The states of one machine and the events that lead from one to the other. */
export const stateDiagram = (machine: Machine): StateDiagram => {
  const all = arrowsOf(machine);
  const events = [...new Set(all.map(({ event }) => event))];
  const loopsOf = (name: string) => all.filter(({ event, from, to }) => event === name && from === to);
  // An event that leaves several states as they are is told in words.
  const idle = events.filter((event) => loopsOf(event).length > 1);
  const drawn = all.filter(({ event, from, to }) => from !== to || !idle.includes(event));
  const unlabelled = events.find(
    (name) => drawn.filter(({ event, from }) => event === name && from !== null).length > MANY,
  );

  const states = [...new Set(all.map(({ to }) => to))];
  const named = states.filter((state) => id(state) !== state).map((state) => `  state "${state}" as ${id(state)}`);
  const births = drawn.filter(({ from }) => from === null);
  const begins = new Set(births.map(({ event }) => event));
  // Where one event begins things in many states, saying so once is enough.
  const silent = begins.size === 1 && births.length > MANY ? [...begins][0] : undefined;
  const label = ({ event, from, said }: Arrow): string => {
    if (from === null ? event === silent : event === unlabelled) return '';
    return ` : ${said === '' ? event : `${event}, ${said}`}`;
  };
  const arrows = drawn.map((arrow) => {
    const start = arrow.from === null ? '[*]' : id(arrow.from);
    return `  ${start} --> ${id(arrow.to)}${label(arrow)}`;
  });
  const ends = states
    .filter((state) => !drawn.some(({ from }) => from === state))
    .map((state) => `  ${id(state)} --> [*]`);

  return {
    text: ['stateDiagram-v2', '  direction LR', ...named, ...arrows, ...ends].join('\n'),
    beside: [
      ...plainly(silent, unlabelled),
      ...idle.map((event) => {
        const kept = loopsOf(event).map(({ to }) => to);
        const where = kept.length === states.length ? 'any state' : listed(kept.map((state) => `*${state}*`));
        return `${code(event)} may come in ${where}, and leaves it as it is.`;
      }),
    ],
  };
};
