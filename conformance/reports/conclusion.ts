/** The last lines of a report: the verdict, and what to do next. */
import { type HookName, HOOKS } from '../../schemas/hooks.ts';
import type { Report, RequirementReport, Status } from '../engine/report.ts';
import { type Account, lacksHooks } from './account.ts';
import type { Paint } from './paint.ts';
import type { Telling } from './telling.ts';
import { count, inWords } from './words.ts';

const missingIn = (open: readonly RequirementReport[]): readonly HookName[] => {
  const missing = new Set(open.flatMap((requirement) => requirement.missing ?? []));
  return HOOKS.filter((hook) => missing.has(hook));
};

/** How what is still open could be judged. */
const opening = (open: readonly RequirementReport[], hasControl: boolean): string => {
  const hooks = missingIn(open);
  const named = `the ${hooks.length === 1 ? 'hook' : 'hooks'} ${inWords(hooks)}`;
  const offer = hasControl ? `add ${named} to the control interface` : `offer ${named} and give --control URL`;
  const lacking = open.filter(lacksHooks).length;
  const has = (status: Status): boolean =>
    open.some((requirement) => requirement.status === status && !lacksHooks(requirement));
  return [
    lacking > 0 ? `${offer}, to have ${count(lacking, 'more MUST', 'more MUSTs')} judged` : '',
    has('unexercised') ? 'give more --runs or a longer --budget for what came up too rarely' : '',
    has('inconclusive') ? 'run again on a quieter machine for what was inconclusive' : '',
    has('untested') ? 'see above what else is untested, and why' : '',
  ]
    .filter((step) => step !== '')
    .join('; ');
};

/** The sentence after the verdict: how many MUSTs came to what. */
export const verdictSentence = (
  { verdict }: Report,
  { failed, expected, open, passed, warned, neutral }: Account,
): string => {
  const known = expected.filter(({ level }) => level === 'MUST').length;
  const broken = failed.length + known;
  const musts = count(broken + open.length + passed.length, 'MUST');
  const asExpected = failed.length === 0 ? ', as expected' : `, ${known} of them as expected`;
  const rest = [
    broken > 0 && open.length > 0 ? `; ${open.length} could not be judged` : '',
    neutral.length > 0 ? `; ${neutral.length} not applicable` : '',
    warned.length > 0 ? `; ${count(warned.length, 'warning')}` : '',
  ].join('');
  switch (verdict) {
    case 'conformant':
      return `${passed.length} of ${musts} passed${rest}.`;
    case 'nonconformant':
      return `${broken} of ${musts} failed${known > 0 ? asExpected : ''}${rest}.`;
    case 'incomplete':
      return `no MUST failed, but ${open.length} of ${musts} could not be judged${rest}.`;
  }
};

/** A capture is as it is: more is to be had from the server only. */
const afterCapture = (found: Account): string => {
  if (found.failed.length > 0) return 'mend the first failure, then record the server again and check that.';
  if (found.open.length > 0)
    return 'a capture shows no more than what came up in it; examine the server with `wireproof test` for the rest.';
  return 'look at what else came up, or record more of it.';
};

/** What to do next, as a sentence. */
export const nextStep = ({ found, invocation, places }: Pick<Telling, 'found' | 'invocation' | 'places'>): string => {
  if (places) return afterCapture(found);
  const replayed = (invocation?.plan ?? invocation?.path) !== undefined;
  if (found.failed.length > 0) {
    return invocation
      ? 'mend the first failure, then paste the line after `again:` to see whether it is gone.'
      : 'mend the first failure, then run it again by its seed and path.';
  }
  if (replayed) return 'this plan shows no failure; leave out --path or --plan to have everything judged.';
  if (found.open.length > 0) return `${opening(found.open, invocation?.control !== undefined)}.`;
  if (found.warned.length > 0) return 'look at the warnings; with --strict they fail the run.';
  return 'run this in your pipeline; it exits with 0 for as long as the server keeps its promises.';
};

const brush = ({ verdict }: Report, { good, bad, doubtful }: Paint): ((text: string) => string) => {
  switch (verdict) {
    case 'conformant':
      return good;
    case 'nonconformant':
      return bad;
    case 'incomplete':
      return doubtful;
  }
};

/** The verdict and the next step. */
export const conclusionLines = (
  report: Report,
  telling: Pick<Telling, 'found' | 'invocation' | 'places'> & { readonly paint: Paint },
): readonly [verdict: string, next: string] => [
  `${brush(report, telling.paint)(report.verdict)}: ${verdictSentence(report, telling.found)}`,
  `next: ${nextStep(telling)}`,
];
