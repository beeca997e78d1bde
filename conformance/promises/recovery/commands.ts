/**
 * Commands of replay: where they ask to begin and where, by the answer, they do. By the highest numbers that anybody has
 * seen it is known what a command can ask for, and where the latest has to begin.
 */
import type { RecoveryPromise } from '../../../schemas/promises/recovery.ts';
import type { Protocol } from '../../../schemas/protocol.ts';
import { quote } from '../../engine/oracle.ts';
import type { Command } from '../../scene/exchanges.ts';
import { at, itemsAt } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';

/** In-band recovery. */
export type Replay = NonNullable<RecoveryPromise['replay']>;

/** Where a command asks to begin; a number as it stands there. */
export type From = 'latest' | 'earliest' | { readonly number: unknown };

/** Where a command asks to begin. */
export const fromIn = (replay: Replay, body: unknown): From => {
  const from = at(body, replay.from);
  if (typeof from === 'object' && from !== null) return { number: at(from, `/${replay.number}`) };
  return from === replay.earliest ? 'earliest' : 'latest';
};

/** The first number that an answer tells for a count; counts hold what separates pointers. */
export const nextIn = (replay: Replay, body: unknown, count: string): unknown => {
  const next = at(body, replay.next);
  return at(next, `/${count.replaceAll('~', '~0').replaceAll('/', '~1')}`);
};

/** How far counts go. */
export interface Highest {
  readonly hear: (moment: Moment) => void;
  /** By count, the highest number that was seen before a command was sent. */
  readonly before: (command: Command) => ReadonlyMap<string, number> | undefined;
}

/** The most commands of a plan that are remembered. */
const REMEMBERED = 1000;

/** Commands of replay, read as a protocol has them. */
export const replayCommands = ({ promises, events }: Protocol, replay: Replay) => {
  const { filters, sequence } = promises;
  const first = sequence?.first ?? 1;
  const isCounted = (name: string): boolean => !sequence?.unnumbered?.includes(name);
  const namesIn = ({ body }: Command): readonly string[] => [
    ...new Set(itemsAt(body, filters?.names.at ?? '').map(String)),
  ];
  const isKnown = (name: string): boolean => Object.hasOwn(events, name) && filters?.along?.[name] === undefined;

  return {
    first,
    namesIn,
    isCounted,
    /** Begins to watch how far counts go; what a command knew is told for those that name only what there is. */
    createHighest: (): Highest => {
      const highest = new Map<string, number>();
      const then = new Map<number, ReadonlyMap<string, number>>();
      return {
        hear: ({ entry, numbered, command, connection }) => {
          // Everything is forgotten, and counts begin anew.
          if ((entry.kind === 'asked' || entry.kind === 'told') && entry.hook === 'reset') highest.clear();
          const isOfNow = numbered && !connection?.outdated;
          if (isOfNow && numbered.number > (highest.get(numbered.count) ?? Number.NEGATIVE_INFINITY))
            highest.set(numbered.count, numbered.number);
          if (command?.name !== replay.command || command.bad.length > 0 || then.size >= REMEMBERED) return;
          const names = namesIn(command);
          if (!names.every(isKnown)) return;
          const counted = names.filter(isCounted).map((name) => [name, highest.get(name) ?? first - 1] as const);
          then.set(command.entry.seq, new Map(counted));
        },
        before: ({ entry }) => then.get(entry.seq),
      };
    },
    /** What is wrong with the first number that an answer tells for a count. */
    wrongFirst: (command: Command, body: unknown, count: string, highest: number): string | undefined => {
      const from = fromIn(replay, command.body);
      const next = nextIn(replay, body, count);
      if (typeof next !== 'number') return `says nothing of ${count}`;
      if (from === 'latest')
        return next > highest ? undefined : `begins ${count} at ${next}, and ${highest} was there before`;
      const expected = from === 'earliest' ? first : from.number;
      return next === expected ? undefined : `begins ${count} at ${next}, not at ${quote(expected)}`;
    },
  };
};

/** Commands of replay, as a protocol has them. */
export type ReplayCommands = ReturnType<typeof replayCommands>;
