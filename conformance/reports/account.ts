/** What a report comes to for those who must act on it, with failures that are expected set apart. */
import type { Report, RequirementReport } from '../engine/report.ts';

/** The requirements of a report, by what is to be done about them. */
export interface Account {
  /** MUSTs that fail, and were not expected to. */
  readonly failed: readonly RequirementReport[];
  /** SHOULDs and MAYs that fail, and were not expected to. */
  readonly warned: readonly RequirementReport[];
  /** What fails as expected. */
  readonly expected: readonly RequirementReport[];
  /** What was expected to fail, and passes. */
  readonly stale: readonly RequirementReport[];
  /** MUSTs that could not be judged. */
  readonly open: readonly RequirementReport[];
  /** MUSTs that passed. */
  readonly passed: readonly RequirementReport[];
  /** MUSTs about options that the server does not take. */
  readonly neutral: readonly RequirementReport[];
}

/** Whether a requirement was not judged, though it applies. */
export const isOpen = ({ status }: Pick<RequirementReport, 'status'>): boolean =>
  status === 'unexercised' || status === 'untested' || status === 'inconclusive';

/** Whether nothing but hooks was missing. */
export const lacksHooks = ({ status, missing }: Pick<RequirementReport, 'status' | 'missing'>): boolean =>
  status === 'untested' && missing !== undefined && missing.length > 0;

/** Sorts a report's requirements. */
export const account = (
  { requirements }: Pick<Report, 'requirements'>,
  known: ReadonlySet<string> = new Set(),
): Account => {
  const failing = requirements.filter(({ status }) => status === 'fail');
  const surprising = failing.filter(({ id }) => !known.has(id));
  const musts = requirements.filter(({ level }) => level === 'MUST');
  return {
    failed: surprising.filter(({ level }) => level === 'MUST'),
    warned: surprising.filter(({ level }) => level !== 'MUST'),
    expected: failing.filter(({ id }) => known.has(id)),
    stale: requirements.filter(({ id, status }) => status === 'pass' && known.has(id)),
    open: musts.filter(isOpen),
    passed: musts.filter(({ status }) => status === 'pass'),
    neutral: musts.filter(({ status }) => status === 'notApplicable'),
  };
};
