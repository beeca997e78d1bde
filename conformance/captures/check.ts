/** Checking: judges a capture by every requirement that can be judged by what it shows, as it is read. */
import type { Report } from '../engine/report.ts';
import type { Suite } from '../suites/suite.ts';
import type { Capture } from './capture.ts';
import { createJudging } from './judging.ts';

/** What to judge, and by what. */
export interface CheckOptions {
  /** With the numbers of the build that the header of the capture tells. */
  readonly suite: Suite;
  readonly capture: Capture;
  /** What the report calls the capture. */
  readonly target: string;
  /** When it starts, in ISO 8601, for the report. */
  readonly startedAt: string;
  /** Hears of each requirement that is found broken, as soon as that is a failure. */
  readonly found?: () => void;
  /** What else a reader must know, asked for when all is judged. */
  readonly notes?: () => Report['notes'];
}

/** Judges a capture. Whatever is wrong in it is a `Trouble`, thrown where it is come upon. */
export const check = async ({ suite, capture, target, startedAt, found, notes }: CheckOptions): Promise<Report> => {
  const judging = createJudging({
    ...{ suite, hooks: capture.header.hooks },
    ...(capture.header.resolution !== undefined && { resolution: capture.header.resolution }),
    ...(found && { found }),
  });
  for await (const items of capture.items) for (const item of items) judging.take(item);
  const { format, places } = capture;
  return judging.report({ target, startedAt, capture: { format, places }, ...(notes && { notes: notes() }) });
};
