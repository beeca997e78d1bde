/** Keeping: what was carried out once is not carried out again, whatever cut the first part off. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keepIn } from './keeping.ts';
import type { Outcome } from './outcomes.ts';
import type { Task } from './tasks.ts';

const task: Extract<Task, { kind: 'fault' }> = {
  ...{ kind: 'fault', protocol: 'commerce', fault: 'replies/answers-twice', where: 'in process', seed: 1 },
};
const outcome: Outcome = { kind: 'fault', task, missed: [], beyond: [], covered: true };

it('gives back what was kept by an earlier part, for the same task and effort alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'outcomes');
  keepIn(file, { runs: 5 }).keep(outcome);
  appendFileSync(file, '\n{"key":"cut o');
  const later = keepIn(file, { runs: 5 });
  expect(later.of(task)).toEqual(outcome);
  expect(later.of({ ...task, seed: 2 })).toBeUndefined();
  expect(keepIn(file, { runs: 6 }).of(task)).toBeUndefined();
  later.keep({ ...outcome, task: { ...task, seed: 2 } });
  expect(keepIn(file, { runs: 5 }).of({ ...task, seed: 2 })).toMatchObject({ kind: 'fault' });
});
