/** What was not judged, grouped by the reason; none of it is a pass. */
import type { RequirementReport, Status } from '../engine/report.ts';
import { visible } from './escape.ts';
import type { Redact } from './redact.ts';
import { table } from './table.ts';
import { inWords } from './words.ts';

const GROUPS = [
  ['untested', 'Untested'],
  ['unexercised', 'Unexercised'],
  ['inconclusive', 'Inconclusive'],
  ['notApplicable', 'Not applicable'],
] as const satisfies readonly (readonly [Status, string])[];

/** A status that says nothing was judged. */
type Unjudged = (typeof GROUPS)[number][0];

/** What a reason says when the report gives none. */
const usual = (status: Unjudged): string => {
  switch (status) {
    case 'untested':
      return 'the server cannot be asked for what this takes';
    case 'unexercised':
      return 'nothing to judge came up';
    case 'inconclusive':
      return 'what was found about durations did not come again, or our own stall may explain it';
    case 'notApplicable':
      return 'an option that the server had occasion to take, and did not';
  }
};

/** Why a requirement was not judged, without a full stop; undefined where it was. */
export const reasonOf = ({ status, missing = [], note }: RequirementReport, ofCapture = false): string | undefined => {
  if (status === 'pass' || status === 'fail') return undefined;
  if (missing.length === 0) return (note ?? usual(status)).replace(/\.$/u, '');
  const hooks = missing.length === 1 ? `the hook ${missing[0]}` : `the hooks ${inWords(missing)}`;
  return `it takes ${hooks}, ${ofCapture ? 'and the capture shows no call of that sort' : 'which the server does not offer'}`;
};

/** The lines of all groups: the outcome, each reason, and whom it concerns. */
export const unjudgedLines = (
  requirements: readonly RequirementReport[],
  redact: Redact,
  ofCapture = false,
): readonly string[] =>
  GROUPS.flatMap(([status, title]) => {
    const members = requirements.filter((requirement) => requirement.status === status);
    const reasons = new Map<string, RequirementReport[]>();
    for (const member of members) {
      const reason = reasonOf(member, ofCapture) ?? '';
      reasons.set(reason, [...(reasons.get(reason) ?? []), member]);
    }
    return [...reasons].flatMap(([reason, concerned]) => [
      `${title}: ${visible(redact(reason))} (${concerned.length})`,
      ...table(concerned.map(({ id, level }) => [visible(redact(id)), level])).map((line) => `    ${line}`),
      '',
    ]);
  });
