/**
 * Conformance as tests of vitest: one test for each requirement, all of them judged by one examination.
 *
 * @module wireproof/vitest
 */
import { beforeAll, describe, it } from 'vitest';
import type { RequirementReport } from './engine/report.ts';
import { visible } from './reports/escape.ts';
import { type Examined, examined, subjectOf } from './runner/examined.ts';
import type { ConformanceOptions } from './runner/options.ts';
import { outcomeOf, warnings } from './runner/outcome.ts';

export type { ConformanceOptions, Started } from './runner/options.ts';
export { defineDriver, Refused } from './drivers/define-driver.ts';

/** The examination bounds itself: by its budget, or else by what it announces once it has seen the server. */
const NO_TIMEOUT = 0;

/** An error that is all message: where in this package it was made is of no interest. */
const failure = (text: string): Error => {
  const error = new Error(text);
  error.name = 'Nonconformant';
  error.stack = `${error.name}: ${text}`;
  return error;
};

/**
 * Examines a server, and gives a test for each requirement of its protocol, named by id and statement. A MUST that fails
 * fails with the text that `wireproof test` has for it. A SHOULD that fails, what was not judged and what fails as it is
 * known to is skipped, with the reason. Throws a `Trouble` for options that name nothing.
 *
 * ```ts
 * conformance({ protocol: 'commerce', target: 'ws://127.0.0.1:8080/ws', control: 'http://127.0.0.1:8080/control' });
 * ```
 */
export const conformance = (options: ConformanceOptions): void => {
  const subject = subjectOf(options);
  describe(`wireproof ${subject.protocol.id}`, () => {
    let outcome: Examined | undefined;
    const verdicts = new Map<string, RequirementReport>();

    beforeAll(async () => {
      outcome = await examined(options, subject);
      const { report, telling } = outcome;
      for (const requirement of report.requirements) verdicts.set(requirement.id, requirement);
      for (const warning of warnings(report, telling)) console.warn(warning);
      await options.onReport?.(report);
    }, NO_TIMEOUT);

    for (const { id, statement } of subject.requirements) {
      it(visible(`${id}: ${statement}`), async (context) => {
        const verdict = verdicts.get(id);
        if (!outcome || !verdict) throw failure(`${id} is no requirement of the build that was examined.`);
        const came = outcomeOf(verdict, outcome.telling, options);
        if (came.kind === 'fail') throw failure(came.text);
        if (came.kind === 'pass') return;
        await context.annotate(came.text ?? came.reason, came.text === undefined ? 'notice' : 'warning');
        context.skip(came.reason);
      });
    }
  });
};
