/** Keeps outcomes in a file, one a line, so that a proof which takes hours can be carried out in parts. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Effort } from './carry-out.ts';
import type { Outcome } from './outcomes.ts';
import type { Task } from './tasks.ts';

/** Outcomes of earlier parts. */
export interface Keeping {
  /** What came of a task with just this effort, if that is known. */
  readonly of: (task: Task) => Outcome | undefined;
  readonly keep: (outcome: Outcome) => void;
}

const keyOf = (task: Task, { runs }: Effort): string => JSON.stringify([runs, Object.entries(task).sort()]);

/** Keeps outcomes in a file, which is made when the first is kept; a line that was cut off by the end of a part is none. */
export const keepIn = (file: string, effort: Effort): Keeping => {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const known = new Map(
    lines.flatMap((line): readonly (readonly [string, Outcome])[] => {
      try {
        // Written by `keep`.
        const { key, outcome } = JSON.parse(line) as { readonly key: string; readonly outcome: Outcome };
        return [[key, outcome]];
      } catch {
        return [];
      }
    }),
  );
  return {
    of: (task) => known.get(keyOf(task, effort)),
    keep: (outcome) => {
      const key = keyOf(outcome.task, effort);
      known.set(key, outcome);
      appendFileSync(file, `\n${JSON.stringify({ key, outcome })}`);
    },
  };
};

/** Keeps nothing. */
export const keepNothing: Keeping = { of: () => undefined, keep: () => {} };
