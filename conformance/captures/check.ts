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
}

/** Judges a capture. Whatever is wrong in it is a `Trouble`, thrown where it is come upon. */
export const check = async ({ suite, capture, target, startedAt }: CheckOptions): Promise<Report> => {
  const judging = createJudging({
    ...{ suite, hooks: capture.header.hooks },
    ...(capture.header.resolution !== undefined && { resolution: capture.header.resolution }),
  });
  for await (const items of capture.items) for (const item of items) judging.take(item);
  return judging.report({ target, startedAt, capture: { format: capture.format, places: capture.places } });
};
