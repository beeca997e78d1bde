/** What a report means for the exit code. */
import type { Report } from '../engine/report.ts';
import { account, lacksHooks } from '../reports/account.ts';
import { reasonOf } from '../reports/unjudged.ts';
import { EXIT, type ExitCode } from './io.ts';
import type { Known } from './known.ts';

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

/** A sentence for each requirement that was expected to fail, and passes, or was not judged. */
export const knownSentences = (report: Report, { file, ids, lines }: Known): readonly string[] =>
  report.requirements.flatMap((requirement): readonly string[] => {
    const { id, status } = requirement;
    if (!ids.has(id) || status === 'fail') return [];
    const line = `line ${lines.get(id)}`;
    if (status === 'pass')
      return [`${id} is on the list of known failures in ${file}, but passes now; remove ${line}.`];
    const reason = reasonOf(requirement, report.capture !== undefined);
    return [
      `${id} is on the list of known failures in ${file} (${line}); whether it still fails is not known, for it was not judged: ${reason}.`,
    ];
  });
