/** Tells how far long work has come: on a terminal one line that is redrawn, elsewhere only how long it will take. */
import type { Progress } from '../engine/report.ts';
import { count, duration } from '../reports/words.ts';
import type { Out } from './io.ts';

/** A teller of progress. */
export interface Teller {
  readonly tell: (progress: Progress) => void;
  /** Takes the redrawn line away. */
  readonly clear: () => void;
}

const CLEAR = '\r\u001b[2K';

/** One line that is redrawn, on a terminal only. */
export const redrawn = (out: Out) => {
  // Some terminals say that they have none.
  const columns = out.columns || 80;
  let drawn = false;
  return {
    draw: (text: string): void => {
      if (!out.isTTY) return;
      // A line that wraps could not be redrawn.
      out.write(`${CLEAR}${text.slice(0, columns - 1)}`);
      drawn = true;
    },
    clear: (): void => {
      if (drawn) out.write(CLEAR);
      drawn = false;
    },
  };
};

const sentence = (progress: Exclude<Progress, { phase: 'begin' }>): string => {
  switch (progress.phase) {
    case 'first':
      return `trying ${count(progress.of, 'plan')} first`;
    case 'plan': {
      const broken = progress.broken > 0 ? `, ${count(progress.broken, 'promise')} broken so far` : '';
      return `plan ${progress.done} of ${progress.of}${broken}`;
    }
    case 'confirm':
      return `running ${progress.id} again (${progress.executions})`;
    case 'shrink':
      return `looking for the shortest way to show ${progress.id} (${progress.executions})`;
  }
};

/** Makes a teller that writes to a terminal or a log. */
export const tellTo = (out: Out, seed: number): Teller => {
  const line = redrawn(out);
  return {
    clear: line.clear,
    tell: (progress) => {
      if (progress.phase === 'begin') {
        const { plans, expectedMs, budgetMs } = progress;
        out.write(
          `wireproof: seed ${seed}, ${count(plans, 'plan')}, about ${duration(expectedMs)}, at most ${duration(budgetMs)}\n`,
        );
        return;
      }
      line.draw(sentence(progress));
    },
  };
};

/** What takes less than this to judge needs no telling, in ms. */
const SOON = 2000;
/** How often the line is redrawn, in ms. */
const REDRAWN = 200;

/** Tells how much of a file has been judged. */
export interface FileTeller {
  /** So many bytes of it were read by now, and so many promises found broken. */
  readonly tell: (done: number, broken: number) => void;
  readonly clear: () => void;
}

/** Makes a teller for a file of so many bytes: it says how long the rest will take once its speed is known. */
export const tellOfFile = (out: Out, size: number, now: () => number = () => performance.now()): FileTeller => {
  const line = redrawn(out);
  const began = now();
  let drawn = began;
  let isSaid = false;
  const inMB = (bytes: number): string => String(Math.round(bytes / 2 ** 20));
  return {
    clear: line.clear,
    tell: (done, broken) => {
      const at = now();
      if (done === 0 || at - began < SOON) return;
      const left = duration(((at - began) * Math.max(0, size - done)) / done);
      if (!isSaid)
        out.write(`wireproof: ${inMB(size)} MB to judge, about ${left} more; Ctrl-C ends it with a report\n`);
      isSaid = true;
      if (at - drawn < REDRAWN) return;
      drawn = at;
      const found = broken > 0 ? `, ${count(broken, 'promise')} broken so far` : '';
      line.draw(`${inMB(done)} of ${inMB(size)} MB, about ${left} more${found}`);
    },
  };
};
