/** An examination as whoever asked for it sees it: the whole report to be awaited, its verdicts one by one, and a way to stop it. */
import type { Report, RequirementReport } from './report.ts';

/**
 * An examination under way: a promise of its report, and the verdicts on requirements, each once, as soon as it is final.
 *
 * While plans are performed anything may still fail, so nothing is final. Once all are, what nothing was found against
 * comes at once, in the order of the suite; then each failure when it has been confirmed and its plan is short; last what
 * was left open. What comes equals what the report will hold.
 *
 * Breaking out of the loop stops the examination, waits until its connections are ended, and makes the promise of the
 * report reject with an `AbortError`. What prevents the examination, or stops it, is thrown by the loop as well.
 */
export interface Examination extends Promise<Report>, AsyncIterable<RequirementReport> {
  /** The verdicts, from the first on. */
  readonly [Symbol.asyncIterator]: () => AsyncGenerator<RequirementReport, void, undefined>;
}

/** What an examination is carried out with. */
export interface Conduct {
  /** Tells a verdict that is final. */
  readonly tell: (verdict: RequirementReport) => void;
  /** Aborted when the examination is to stop. */
  readonly signal: AbortSignal;
}

const left = () => new DOMException('The examination was stopped by leaving the loop over its verdicts.', 'AbortError');

/** Begins an examination; `outer` stops it as well. */
export const createExamination = (
  carryOut: (conduct: Conduct) => Promise<Report>,
  outer?: AbortSignal,
): Examination => {
  const told: RequirementReport[] = [];
  const stopping = new AbortController();
  let isOver = false;
  let waiting: (() => void)[] = [];
  const ring = (): void => {
    const all = waiting;
    waiting = [];
    for (const wake of all) wake();
  };
  const passOn = () => stopping.abort(outer?.reason);
  if (outer?.aborted) passOn();
  else outer?.addEventListener('abort', passOn, { once: true });

  const conduct: Conduct = {
    signal: stopping.signal,
    tell: (verdict) => {
      told.push(verdict);
      ring();
    },
  };
  const report = (async () => {
    try {
      stopping.signal.throwIfAborted();
      return await carryOut(conduct);
    } finally {
      outer?.removeEventListener('abort', passOn);
      isOver = true;
      ring();
    }
  })();
  /** Resolves with the next verdict, or when there will be none. */
  const more = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));

  async function* verdicts(): AsyncGenerator<RequirementReport, void, undefined> {
    try {
      for (let index = 0; ; index++) {
        while (index >= told.length && !isOver) await more();
        const verdict = told[index];
        if (!verdict) break;
        yield verdict;
      }
      await report;
    } finally {
      if (!isOver) stopping.abort(left());
      await report.catch(() => {});
    }
  }

  return Object.assign(report, {
    [Symbol.asyncIterator]: () => {
      // Whoever takes the verdicts hears of what goes wrong in the loop.
      report.catch(() => {});
      return verdicts();
    },
  });
};
