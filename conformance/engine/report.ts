/** Reports: what an examination came to, as plain data. Its JSON form is stable. */
import type { Level } from '../../schemas/promises/terms.ts';
import type { HookName } from '../../schemas/hooks.ts';
import type { Covered } from './coverage.ts';
import type { Entry } from './history.ts';
import type { Plan } from './plan.ts';

/** What came of one requirement. */
export type Status = 'pass' | 'fail' | 'unexercised' | 'untested' | 'inconclusive' | 'notApplicable';

/** What came of all of them. */
export type Verdict = 'conformant' | 'nonconformant' | 'incomplete';

/** One requirement's part of a report. */
export interface RequirementReport {
  readonly id: string;
  readonly level: Level;
  readonly statement: string;
  readonly source: string;
  readonly status: Status;
  /** How often it was judged. */
  readonly judgements: number;
  /** In how many histories it was judged. */
  readonly histories: number;
  /** The hooks without which it could not be tested. */
  readonly missing?: readonly HookName[];
  /** Why it is not a pass, for statuses other than `fail`. */
  readonly note?: string;
  /** What was found, and the `seq` of the entry that shows it. */
  readonly finding?: { readonly because: string; readonly frame: number };
  /** The shortest history found that shows it; tokens are redacted. */
  readonly history?: readonly Entry[];
  /** How often it came again when the same plan was run again. */
  readonly again?: { readonly times: number; readonly of: number };
  /** What shows it again: the plan itself, and the path that leads to it from the seed. */
  readonly replay?: {
    readonly seed: number;
    /** Left out where only a plan that was tried first showed it, to which no path leads. */
    readonly path?: string;
    readonly plan: Plan;
    /** How many executions it took to confirm it and to find this plan. */
    readonly executions: number;
  };
}

/** A whole examination. */
export interface Report {
  readonly kit: { readonly name: string; readonly version: string };
  readonly protocol: string;
  readonly target: string;
  readonly seed: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly clock: 'in process' | 'advance' | 'real';
  /**
   * Where a capture was judged, or what passed through a proxy: its format, and what its places are called, which are the
   * `seq` of its entries.
   */
  readonly capture?: {
    readonly format: 'wireproof' | 'har' | 'plain' | 'proxy';
    readonly places: 'line' | 'message';
  };
  readonly verdict: Verdict;
  readonly counts: Readonly<Record<Status, number>>;
  readonly requirements: readonly RequirementReport[];
  /** Plans performed, and how many entries their histories have. */
  readonly effort: { readonly plans: number; readonly entries: number; readonly shrinking: number };
  /** How much of the promised lives of things was seen. */
  readonly coverage: Covered;
  /** What a reader must know: who else is to blame, what was cut short. */
  readonly notes: readonly { readonly about: 'server' | 'driver' | 'kit' | 'run'; readonly text: string }[];
}

/** What an examination tells while it runs. */
export type Progress =
  | { readonly phase: 'begin'; readonly plans: number; readonly expectedMs: number; readonly budgetMs: number }
  /** One of the plans that were to be tried first has been, as often as it took: what it broke, and whether it came to its end. */
  | {
      readonly phase: 'first';
      readonly plan: Plan;
      readonly of: number;
      readonly broken: readonly string[];
      readonly whole: boolean;
    }
  | { readonly phase: 'plan'; readonly done: number; readonly of: number; readonly broken: number }
  | { readonly phase: 'confirm' | 'shrink'; readonly id: string; readonly executions: number };
