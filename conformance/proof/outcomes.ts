/** What came of the tasks of the proof, as plain data. */
import type { Report, Verdict } from '../engine/report.ts';
import type { Task } from './tasks.ts';

/** An examination of a faulty server. */
export interface FaultOutcome {
  readonly task: Extract<Task, { kind: 'fault' }>;
  /** Requirements that it breaks, and that did not fail. */
  readonly missed: readonly string[];
  /** Requirements that failed outside what it breaks and disturbs. */
  readonly beyond: readonly string[];
  readonly covered: boolean;
}

/** An examination of a correct server. */
export interface ServerOutcome {
  readonly task: Extract<Task, { kind: 'server' }>;
  readonly verdict: Verdict;
  /** Whatever is not a pass and was not expected to be a warning. */
  readonly alarms: readonly string[];
  readonly covered: boolean;
}

/** One counterexample beside the shortest there is. */
export interface ShortestOutcome {
  readonly task: Extract<Task, { kind: 'shortest' }>;
  readonly ways: readonly {
    readonly requirement: string;
    /** Steps of the counterexample that the kit found. */
    readonly found: number;
    readonly executions: number;
    /** Steps of the shortest that the search found; absent when it found none as far as it went. */
    readonly shortest?: number;
    /** All plans of up to so many steps were searched; absent when none were. */
    readonly upTo?: number;
    readonly steps: readonly string[];
    /** Whether replaying it shows it again, on the same server. */
    readonly reproduced: boolean;
  }[];
}

/** What came of one task; `trouble` when it could not be carried out. */
export type Outcome =
  | ({ readonly kind: 'fault' } & FaultOutcome)
  | ({ readonly kind: 'server' } & ServerOutcome)
  | ({ readonly kind: 'shortest' } & ShortestOutcome)
  | { readonly kind: 'trouble'; readonly task: Task; readonly trouble: string };

/** Whether a run saw every promised transition, and every pair of them in turn. */
export const isCovered = ({ coverage: { states, transitions, pairs } }: Report): boolean =>
  [states, transitions, pairs].every(({ reached, of }) => reached === of);

/** Whether an outcome is as it must be. */
export const isGood = (outcome: Outcome): boolean => {
  switch (outcome.kind) {
    case 'trouble':
      return false;
    case 'fault':
      return outcome.missed.length === 0 && outcome.beyond.length === 0;
    case 'server':
      return outcome.alarms.length === 0;
    case 'shortest':
      return outcome.ways.every(({ found, reproduced, executions }) => found > 0 && reproduced && executions <= 200);
  }
};
