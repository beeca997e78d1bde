/** What an examination is given. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Driver } from './driver.ts';
import type { Entry } from './history.ts';
import type { Plan } from './plan.ts';
import type { Progress } from './report.ts';

/** What to examine, how hard and for how long. All durations in ms. */
export interface ExamineOptions {
  /** With the numbers of this build merged in. */
  readonly protocol: Protocol;
  readonly driver: Driver;
  /** What the report calls the server. */
  readonly target: string;
  /** An integer; equal seeds give equal plans. */
  readonly seed: number;
  /** Random plans to draw: every requirement gets about as many histories. */
  readonly runs?: number;
  /** Twice the expectation unless given. */
  readonly budget?: number;
  readonly patience?: number;
  /** Ids, or prefixes of ids that end in `*`; all unless given. */
  readonly only?: readonly string[];
  /** Runs just this path: the number of a plan, and the way its shrinking went. */
  readonly path?: string;
  /** Runs just this plan. */
  readonly plan?: Plan;
  /**
   * Plans to try before all others, as an earlier report holds them. They are no part of what the seed draws: that, and
   * what is told of a failure which it shows, stays the same. Those that take a hook which is not there are left out.
   */
  readonly first?: readonly Plan[];
  /** Does nothing but listen for so long, in ms; what is found broken is told as it was seen, for it will not come again; of durations that is inconclusive. */
  readonly observe?: number;
  /** When it starts, in ISO 8601, for the report. */
  readonly startedAt: string;
  /** Makes ids new: six or more of a-z and 0-9, which no two examinations of one server may share. */
  readonly nonce: string;
  /** The most executions that shrinking one failure may take; 200 unless given, and 0 for none. */
  readonly shrinking?: number;
  /** Bounds the number of plans under way at once. */
  readonly concurrency?: number;
  /**
   * Stops the examination: its connections are ended soon, and it rejects with the signal's reason. The driver is of no
   * further use then; whoever made it closes it.
   */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Hears of every entry as it is written down, whole; `resolution` is how far its instant may be from the truth, in ms. */
  readonly onEntry?: (entry: Entry, resolution: number) => void;
}
