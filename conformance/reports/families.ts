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

/** What is to be seen at a glance: a MUST failed, something else failed, all that was judged passed, nothing was judged. */
export type Sign = '✗' | '!' | '✓' | '–';

/** A family of requirements, and what came of it. */
export interface Family {
  readonly name: string;
  readonly sign: Sign;
  readonly members: readonly RequirementReport[];
  /** How many of its members each word is said of, in the order of {@link OUTCOMES}. */
  readonly counts: readonly number[];
}

/** What is counted, in order. */
export const OUTCOMES: readonly string[] = COLUMNS.map(([word]) => word);

const signOf = (members: readonly RequirementReport[]): Sign => {
  if (members.some(({ status, level }) => status === 'fail' && level === 'MUST')) return '✗';
  if (members.some(({ status }) => status === 'fail')) return '!';
  return members.some(({ status }) => status === 'pass') ? '✓' : '–';
};

/** The families of some requirements, in the order in which they come up. */
export const familiesOf = (requirements: readonly RequirementReport[]): readonly Family[] => {
  const families = new Map<string, RequirementReport[]>();
  for (const requirement of requirements) {
    const family = familyOf(requirement.id);
    families.set(family, [...(families.get(family) ?? []), requirement]);
  }
  return [...families].map(([name, members]) => ({
    ...{ name, members, sign: signOf(members) },
    counts: COLUMNS.map(([, counts]) => members.filter(counts).length),
  }));
};

const painted = (sign: Sign, { good, bad, doubtful, aside }: Paint): string => {
  switch (sign) {
    case '✗':
      return bad(sign);
    case '!':
      return doubtful(sign);
    case '✓':
      return good(sign);
    case '–':
      return aside(sign);
  }
};

/** The lines of all families. */
export const familyLines = (requirements: readonly RequirementReport[], paint: Paint): readonly string[] => {
  const families = familiesOf(requirements);
  const lines = table(
    families.map(({ name, counts }) => [
      visible(name),
      ...counts.map((n, column) => (n === 0 ? '' : `${n} ${OUTCOMES[column]}`)),
    ]),
  );
  return families.map(({ sign }, index) => `  ${painted(sign, paint)} ${lines[index] ?? ''}`);
};
