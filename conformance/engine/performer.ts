/** The performer: runs plans one after the other or side by side, each with names of its own, within one budget. */
import type { Suite } from '../suites/suite.ts';
import type { ExamineOptions } from './examine-options.ts';
import type { Entry } from './history.ts';
import { naming } from './names.ts';
import { createPatience, perform } from './perform.ts';
import type { Plan } from './plan.ts';
import type { Tally } from './judge.ts';
import { createRecorder } from './recorder.ts';
import type { Report } from './report.ts';
import type { Listed } from './requirement.ts';

/** What came of one plan. */
export interface Performance {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly entries: readonly Entry[];
  /** Whether any message was one that the protocol knows. */
  readonly understood: boolean;
}

/** Performs plans on one server. */
export interface Performer {
  readonly perform: (plan: Plan, requirements: readonly Listed[]) => Promise<Performance>;
  /** Bounds all that follows to so many ms of real time; gives the way to lift the bound. */
  readonly limit: (ms: number) => () => void;
  readonly over: () => boolean;
  readonly skipped: () => void;
  /** Real time since the performer was made, in ms. */
  readonly elapsed: () => number;
  readonly entries: () => number;
  readonly notes: () => Report['notes'];
}

/** A performer for one examination. */
export const createPerformer = (
  suite: Suite,
  { driver, nonce, protocol }: ExamineOptions,
  patienceMs: number,
): Performer => {
  const recorder = createRecorder(protocol, suite.reader, driver.clock);
  const patience = createPatience(patienceMs);
  const started = performance.now();
  const driverTroubles = new Map<string, number>();
  let runs = 0;
  let skipped = 0;
  let over = false;

  driver.onStall((ms) => recorder.toAll({ kind: 'stall', ms }));

  const blame = (entry: Entry): void => {
    if (entry.kind !== 'told' || entry.answer.status === 'done') return;
    const event =
      entry.hook === 'publish' ? ` of ${String((entry.request as { readonly event?: unknown }).event)}` : '';
    const text = `The hook ${entry.hook}${event} did not do what was asked, which the protocol allows: ${entry.answer.error}`;
    if (driverTroubles.size < 20 || driverTroubles.has(text))
      driverTroubles.set(text, (driverTroubles.get(text) ?? 0) + 1);
  };

  return {
    perform: async (plan, requirements) => {
      const track = recorder.track(requirements);
      const name = naming(`${nonce}${(++runs).toString(36)}z`);
      await perform(plan, { driver, recorder, track, name, patience, over: () => over });
      const entries = track.entries();
      for (const entry of entries) blame(entry);
      return { tallies: track.tallies, entries, understood: track.understood() };
    },
    limit: (ms) => {
      const timer = setTimeout(
        () => {
          over = true;
          driver.clock.stop();
        },
        Math.max(0, ms - (performance.now() - started)),
      );
      return () => clearTimeout(timer);
    },
    over: () => over,
    skipped: () => {
      skipped++;
    },
    elapsed: () => performance.now() - started,
    entries: recorder.length,
    notes: () => [
      ...[...driverTroubles].map(([text, times]) => ({
        about: 'driver' as const,
        text: times > 1 ? `${text} (${times} times)` : text,
      })),
      ...(over
        ? [
            {
              about: 'run' as const,
              text: `Time ran out: ${skipped} plans were not performed, and those under way were cut short. Give more with --budget.`,
            },
          ]
        : []),
    ],
  };
};
