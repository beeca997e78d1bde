/** The recorder: one history per examination; each plan has its track in it. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { createReadings } from '../scene/readings.ts';
import type { Clock } from './clock.ts';
import type { ExamineOptions } from './examine-options.ts';
import { abridge, type Entry, entryOf, type Happening } from './history.ts';
import { createJudge, type Judge } from './judge.ts';
import type { Listed } from './requirement.ts';

/** One plan's part of the history, judged as it grows. */
export interface Track extends Omit<Judge, 'hear'> {
  readonly add: (happening: Happening) => Entry;
  /** Calls back whenever something was added; gives the way to stop. */
  readonly watch: (listener: () => void) => () => void;
  /** What was added, shortened for reports. */
  readonly entries: () => readonly Entry[];
  readonly close: () => void;
}

/** Keeps the history. */
export interface Recorder {
  /** Begins a plan's track; durations are told on timed ones. */
  readonly track: (requirements: readonly Listed[], timed: boolean) => Track;
  /** Adds something to every track that is open. */
  readonly toAll: (happening: Happening) => void;
  /** The next connection's number. */
  readonly connection: () => number;
  /** The next hook call's number. */
  readonly call: () => number;
  readonly length: () => number;
}

/** How many entries a track keeps for reports: the first, and the latest at each breach; judging goes on beyond. */
const KEPT = { first: 1000, latest: 100, breaches: 10 } as const;

/** An empty history. */
export const createRecorder = (
  protocol: Protocol,
  reader: Reader,
  clock: Clock,
  onEntry: NonNullable<ExamineOptions['onEntry']> = () => {},
): Recorder => {
  let seq = 0;
  let plans = 0;
  let connections = 0;
  let calls = 0;
  const tracks = new Map<number, (entry: Entry) => void>();
  const read = createReadings(reader, protocol.promises);

  const record = (plan: number, happening: Happening): Entry => entryOf(seq++, clock.now(), plan, happening);

  return {
    connection: () => ++connections,
    call: () => ++calls,
    length: () => seq,
    toAll: (happening) => {
      for (const [plan, hear] of tracks) hear(record(plan, happening));
    },
    track: (requirements, timed) => {
      const plan = ++plans;
      const measured = clock.measure?.() ?? clock.resolution;
      const resolution = timed || clock.kind !== 'advance' ? measured : () => Number.POSITIVE_INFINITY;
      const judge = createJudge({ protocol, reader, read, requirements, resolution });
      const kept: Entry[] = [];
      let latest: Entry[] = [];
      let breaches = 0;
      const keep = (entry: Entry): void => {
        if (kept.length < KEPT.first) kept.push(abridge(entry));
        else {
          latest.push(abridge(entry));
          if (latest.length > 2 * KEPT.latest) latest = latest.slice(-KEPT.latest);
        }
      };
      /** What led to a breach stays. */
      const pin = (): void => {
        const broken = judge.breaches();
        if (broken <= breaches || latest.length === 0) return;
        if (breaches < KEPT.breaches) kept.push(...latest.splice(0));
        breaches = broken;
      };
      const watchers = new Set<() => void>();
      const hear = (entry: Entry): void => {
        onEntry(entry, resolution());
        keep(entry);
        judge.hear(entry);
        pin();
        for (const watcher of watchers) watcher();
      };
      tracks.set(plan, hear);
      return {
        scene: judge.scene,
        tallies: judge.tallies,
        witnessed: judge.witnessed,
        breaches: judge.breaches,
        entries: () => (latest.length === 0 ? kept : [...kept, ...latest]),
        add: (happening) => {
          const entry = record(plan, happening);
          hear(entry);
          return entry;
        },
        watch: (listener) => {
          watchers.add(listener);
          return () => watchers.delete(listener);
        },
        close: () => tracks.delete(plan),
      };
    },
  };
};
