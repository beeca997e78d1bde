/** What a report means for the exit code. */
import type { Report } from '../engine/report.ts';
import { account, lacksHooks } from '../reports/account.ts';
import { EXIT, type ExitCode } from './io.ts';

/** How the exit code is to be taken. */
export interface Judging {
  /** Ids that are expected to fail. */
  readonly known: ReadonlySet<string>;
  /** A SHOULD that fails counts. */
  readonly strict: boolean;
  /** What only hooks were missing for does not count. */
  readonly acceptUntested: boolean;
}

/** The exit code of a report. */
export const exitCode = (report: Report, { known, strict, acceptUntested }: Judging): ExitCode => {
  const { failed, warned, expected, stale, open } = account(report, known);
  if (failed.length > 0 || stale.length > 0) return EXIT.nonconformant;
  if (strict && warned.some(({ level }) => level === 'SHOULD')) return EXIT.nonconformant;
  // The report may know of more than its requirements show, but for what was expected.
  if (report.verdict === 'nonconformant' && expected.length === 0) return EXIT.nonconformant;
  const tolerable = acceptUntested && open.length > 0 && open.every(lacksHooks);
  if (open.length > 0 || report.verdict === 'incomplete') return tolerable ? EXIT.conformant : EXIT.incomplete;
  return EXIT.conformant;
};

/** A sentence for each requirement that was expected to fail, and passes. */
export const staleSentences = (report: Report, known: ReadonlySet<string>, file: string): readonly string[] =>
  account(report, known).stale.map(
    ({ id }) => `${id} is on the list of known failures in ${file}, but passes now; take it off the list.`,
  );
