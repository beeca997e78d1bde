/** The faults of bounds: servers that send somewhat too soon, or let whoever asks anew begin anew. */
import type { PacingPromise } from '../../../schemas/promises/pacing.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { calledAs } from '../../scene/called.ts';
import { parsed } from '../../scene/json.ts';
import { itemsAt, withAt } from '../../scene/pointer.ts';

/** A phase that begins anew is seen where it lasts longer than this, in ms: a timer may be late by a part of it. */
const SLOW = 2000;

/** The faults of bounds; literals, so that `breaks` is checked against the requirements. */
export const pacingBoundFaults = ({ promises: { filters }, promise, reader }: Setting<PacingPromise>) => {
  const others = ['pacing/*'];
  const isSlow = Object.values(promise).some((pace) => pace?.kind === 'steady' && pace.every > SLOW);
  /** What clients call the events that are steady. */
  const steadyNames = new Set(
    Object.entries(promise).flatMap(([event, pace]) =>
      filters && pace?.kind === 'steady' ? [calledAs(filters, event)] : [],
    ),
  );
  const isSteadyName = (name: unknown): boolean => typeof name === 'string' && steadyNames.has(name);

  /** The period of what is asked for anew begins anew, by the decisions of either server. */
  const beginningAnew = (): Pick<Fault, 'wrap' | 'decide'> => {
    const anew = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, number>>();
    let instant = 0;
    let asked: number | undefined;
    return {
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          instant = now;
          asked = undefined;
          return server.receive(input, now);
        },
      }),
      decide: {
        started: (original) => (event: string, slot: unknown, now: number) =>
          promise[event]?.kind === 'spaced' ? { ...(slot as object), next: now } : original(event, slot, now),
        watchedAfter: (original) => (watched: ReadonlySet<string>, command: Readonly<Record<string, unknown>>) => {
          const after = original(watched, command) as ReadonlySet<string>;
          const fresh = [...after].filter((item) => !watched.has(item)).map((item) => [item, instant] as const);
          anew.set(after, new Map([...(anew.get(watched) ?? []), ...fresh]));
          return after;
        },
        wants:
          (original) =>
          (connection: { readonly watched: ReadonlySet<string> }, item: string, ...rest: readonly unknown[]) => {
            asked = anew.get(connection.watched)?.get(item);
            return original(connection, item, ...rest);
          },
        nextAt: (original) => (sentAt: number) => (asked !== undefined && asked > sentAt ? asked : original(sentAt)),
      },
    };
  };

  return {
    'six-tenths-of-a-period': {
      story: 'What is spaced comes again after six tenths of its period.',
      breaks: ['spaced'],
      disturbs: others,
      decide: {
        // Servers call it one thing or the other.
        nextAt: (original) => (sentAt: number) => sentAt + 0.6 * (Number(original(sentAt)) - sentAt),
        next: (original) => (event: string, due: number, now: number) => {
          const right = Number(original(event, due, now));
          return promise[event]?.kind === 'spaced' ? now + 0.6 * (right - now) : right;
        },
      },
    },
    'begins-anew': {
      story: 'Who gives up what is spaced, and asks for it again, begins a new period.',
      breaks: ['spaced'],
      disturbs: others,
      ...beginningAnew(),
    },
    'asks-anew': {
      story: 'Who asks for what is steady once more, and has it already, begins at a new phase.',
      breaks: isSlow ? (['steady'] as const) : [],
      // It is done by a message more, which counts.
      disturbs: [...others, 'limits/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const reading = input.do === 'text' ? reader.read(parsed(input.text), 'client') : undefined;
          if (input.do !== 'text' || !filters || reading?.name !== filters.set) return server.receive(input, now);
          const { at: place } = filters.names;
          const names = itemsAt(reading.body, place).filter((name) => isSteadyName(name));
          const given = reader.frame('command', filters.unset, withAt({}, place, names));
          if (names.length > 0) server.receive({ ...input, text: JSON.stringify(given) }, now);
          return server.receive(input, now);
        },
      }),
      decide: {
        started: (original) => (event: string, slot: object | undefined, now: number) => {
          const every = promise[event]?.kind === 'steady' ? promise[event].every : undefined;
          return every !== undefined && slot ? { ...slot, next: now + every } : original(event, slot, now);
        },
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
