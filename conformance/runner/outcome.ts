/** What a verdict means for a test: it passes, is skipped for a reason, or fails with the text that the command line has. */
import { breachLines } from '../reports/breach.ts';
import { conclusionLines } from '../reports/conclusion.ts';
import { shorten, visible } from '../reports/escape.ts';
import { noteLines } from '../reports/head.ts';
import { paint } from '../reports/paint.ts';
import type { Telling } from '../reports/telling.ts';
import { reasonOf } from '../reports/unjudged.ts';
import type { Report, RequirementReport } from '../engine/report.ts';
import type { ConformanceOptions } from './options.ts';

/** What becomes of the test of one requirement. */
export type Outcome =
  | { readonly kind: 'pass' }
  /** `text` is more to be told of it than the reason, where there is more. */
  | { readonly kind: 'skip'; readonly reason: string; readonly text?: string }
  | { readonly kind: 'fail'; readonly text: string };

const PLAIN = paint(false);

/** The failure as text, with how to see it again: by the command line, and in the test itself. */
const story = (requirement: RequirementReport, telling: Telling): string => {
  const { id, replay } = requirement;
  const here =
    replay?.path === undefined
      ? []
      : [
          `  in the test: conformance({ .., only: ['${visible(id)}'], seed: ${replay.seed}, path: '${visible(replay.path)}' })`,
        ];
  return [...breachLines(requirement, { ...telling, paint: PLAIN }), ...here].join('\n');
};

/** What becomes of the test of a requirement. */
export const outcomeOf = (
  requirement: RequirementReport,
  telling: Telling,
  { strict = false, unjudged = 'skip' }: Pick<ConformanceOptions, 'strict' | 'unjudged'>,
): Outcome => {
  const { id, level, status, finding } = requirement;
  const isKnown = telling.known.has(id);
  if (status === 'pass')
    return isKnown
      ? { kind: 'fail', text: `${visible(id)} was expected to fail, but passes: take it off the list \`known\`.` }
      : { kind: 'pass' };
  if (status === 'fail') {
    const text = story(requirement, telling);
    const because = shorten(telling.redact(finding?.because ?? ''), 200);
    if (isKnown) return { kind: 'skip', reason: `fails as expected: ${because}`, text };
    if (level === 'MUST' || (level === 'SHOULD' && strict)) return { kind: 'fail', text };
    return { kind: 'skip', reason: `warning, for it is a ${level}: ${because}`, text };
  }
  const reason = telling.plain(
    `${status === 'notApplicable' ? 'not applicable' : status}: ${reasonOf(requirement) ?? ''}`,
  );
  const also = isKnown ? '; whether it still fails, as was expected, is not known' : '';
  if (level === 'MUST' && unjudged === 'fail' && status !== 'notApplicable')
    return { kind: 'fail', text: `${visible(id)} (MUST) was not judged, which is no pass. ${reason}${also}` };
  return { kind: 'skip', reason: `${reason}${also}` };
};

/** What whoever runs the tests must know, whatever becomes of them: notes, and that not every MUST could be judged. */
export const warnings = (report: Report, telling: Telling): readonly string[] => {
  const [verdict] = conclusionLines(report, { ...telling, paint: PLAIN });
  const open = telling.found.open.length > 0;
  return [
    ...noteLines(report, telling.plain),
    ...(open ? [`wireproof: ${telling.plain(report.protocol)} is ${verdict}`] : []),
  ];
};
