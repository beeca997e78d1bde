/** One line for each family of requirements: what passed, what failed, what else came of it. */
import type { RequirementReport } from '../engine/report.ts';
import { visible } from './escape.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

/** What is counted, in the order of the columns. */
const COLUMNS = [
  ['passed', ({ status }) => status === 'pass'],
  ['failed', ({ status, level }) => status === 'fail' && level === 'MUST'],
  ['warned', ({ status, level }) => status === 'fail' && level !== 'MUST'],
  ['untested', ({ status }) => status === 'untested'],
  ['unexercised', ({ status }) => status === 'unexercised'],
  ['inconclusive', ({ status }) => status === 'inconclusive'],
  ['not applicable', ({ status }) => status === 'notApplicable'],
] as const satisfies readonly (readonly [string, (requirement: RequirementReport) => boolean])[];

/** The family of a requirement's id: what stands between the protocol and the last part. */
const familyOf = (id: string): string => id.split('/').slice(1, -1).join('/') || id;

const signOf = (members: readonly RequirementReport[], paint: Paint): string => {
  if (members.some(({ status, level }) => status === 'fail' && level === 'MUST')) return paint.bad('✗');
  if (members.some(({ status }) => status === 'fail')) return paint.doubtful('!');
  if (members.some(({ status }) => status === 'pass')) return paint.good('✓');
  return paint.aside('–');
};

/** The lines of all families, in the order in which they come up; `sign` is `✗`, `!`, `✓`, or `–` when nothing was judged. */
export const familyLines = (requirements: readonly RequirementReport[], paint: Paint): readonly string[] => {
  const families = new Map<string, RequirementReport[]>();
  for (const requirement of requirements) {
    const family = familyOf(requirement.id);
    families.set(family, [...(families.get(family) ?? []), requirement]);
  }
  const rows = [...families].map(([family, members]) => [
    visible(family),
    ...COLUMNS.map(([word, counts]) => {
      const n = members.filter(counts).length;
      return n === 0 ? '' : `${n} ${word}`;
    }),
  ]);
  const lines = table(rows);
  return [...families.values()].map((members, index) => `  ${signOf(members, paint)} ${lines[index] ?? ''}`);
};
