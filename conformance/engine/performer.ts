/** The performer: runs plans one after the other or side by side, each with names of its own, within one budget. */
import type { Suite } from '../suites/suite.ts';
import type { ExamineOptions } from './examine-options.ts';
import type { Entry } from './history.ts';
import { namingFor } from './names.ts';
import { createPatience, lasting } from './patience.ts';
import { perform } from './perform.ts';
import { isTimed, type Plan } from './plan.ts';
import type { Tally, Witnessed } from './judge.ts';
import { createRecorder } from './recorder.ts';
import type { Report } from './report.ts';
import type { Listed } from './requirement.ts';

/** What came of one plan. */
export interface Performance {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly entries: readonly Entry[];
  readonly witnessed: Witnessed;
}

/** Performs plans on one server. */
export interface Performer {
  /** Who is patient waits for what is due as long as at first, whatever this server has let pass since. */
  readonly perform: (
    plan: Plan,
    requirements: readonly Listed[],
    how?: { readonly patient?: boolean },
  ) => Promise<Performance>;
  /** Bounds all that follows to so many ms of real time; gives the way to lift the bound. */
  readonly limit: (ms: number) => () => void;
  /** Ends all that is under way, and whatever would follow. */
  readonly stop: () => void;
  readonly over: () => boolean;
  readonly skipped: () => void;
  /** Ends the examination, for a reason that lies with the server. */
  readonly giveUp: (why: string) => void;
  /** Whether it was ended so. */
  readonly gaveUp: () => boolean;
  /** Whether the server has been made to publish what clients had to get, and none of them ever saw any event. */
  readonly publishesInVain: () => boolean;
  /** Whether that can no longer change. */
  readonly isPublishingProved: () => boolean;
  /** Real time since the performer was made, in ms. */
  readonly elapsed: () => number;
  readonly entries: () => number;
  readonly notes: () => Report['notes'];
}

/** A performer for one examination. */
export const createPerformer = (
  suite: Suite,
  { driver, nonce, protocol, path, plan, onEntry }: ExamineOptions,
  patienceMs: number,
): Performer => {
  const recorder = createRecorder(protocol, suite.reader, driver.clock, onEntry);
  const patience = createPatience(patienceMs);
  const pongPatience = createPatience(patienceMs);
  const started = performance.now();
  /** What went wrong with hooks, by what it was: the first error, and how often. */
  const driverTroubles = new Map<string, { readonly error: string; readonly times: number }>();
  let runs = 0;
  let skipped = 0;
  let over = false;
  let gone: string | undefined;
  const seen = { events: 0, lost: 0 };

  driver.onStall((ms) => recorder.toAll({ kind: 'stall', ms }));

  const isOver = () => over || gone !== undefined || driver.clock.stopped();
  // One plan, run again by itself, may well lose the only event in it.
  const isAlone = path !== undefined || plan !== undefined;
  const inVain = () => !isAlone && seen.lost > 10 && seen.events === 0;

  const stop = (): void => {
    over = true;
    driver.clock.stop();
    driver.giveUp();
  };

  const blame = (entry: Entry): void => {
    if (entry.kind !== 'told' || entry.answer.status === 'done' || (entry.refused && entry.answer.status === 'refused'))
      return;
    // What was under way as time ran out failed for that.
    if (over && entry.answer.status === 'failed') return;
    const event =
      entry.hook === 'publish' ? ` of ${String((entry.request as { readonly event?: unknown }).event)}` : '';
    const what = entry.answer.status === 'refused' ? 'refused what the protocol allows' : 'did not work';
    const about = `The hook ${entry.hook}${event} ${what}`;
    const { error = entry.answer.error, times = 0 } = driverTroubles.get(about) ?? {};
    if (driverTroubles.size < 20 || times > 0) driverTroubles.set(about, { error, times: times + 1 });
  };

  return {
    perform: async (performed, requirements, { patient = false } = {}) => {
      const timed = isTimed(performed);
      const track = recorder.track(requirements, timed);
      const name = namingFor(`${nonce}${(++runs).toString(36)}z`, driver.identity?.user);
      const stage = { driver, recorder, track, name, over: isOver, timed };
      const patiently = patient ? lasting(patienceMs) : undefined;
      await perform(performed, {
        ...stage,
        patience: patiently ?? patience,
        pongPatience: patiently ?? pongPatience,
      });
      const entries = track.entries();
      for (const entry of entries) blame(entry);
      const witnessed = track.witnessed();
      seen.events += witnessed.events;
      seen.lost += witnessed.lost;
      return { tallies: track.tallies, entries, witnessed };
    },
    limit: (ms) => {
      const timer = setTimeout(stop, Math.max(0, ms - (performance.now() - started)));
      return () => clearTimeout(timer);
    },
    stop,
    over: isOver,
    publishesInVain: inVain,
    isPublishingProved: () => isAlone || seen.events > 0 || !driver.hooks.has('publish'),
    giveUp: (why) => {
      gone ??= why;
    },
    gaveUp: () => gone !== undefined,
    skipped: () => {
      skipped++;
    },
    elapsed: () => performance.now() - started,
    entries: recorder.length,
    notes: () => [
      ...[...driverTroubles].map(([about, { error, times }]) => ({
        about: 'driver' as const,
        text: `${about}${times > 1 ? ` ${times} times, first` : ''}: ${error}`,
      })),
      ...(inVain()
        ? [
            {
              about: 'driver' as const,
              text: 'The hook publish took what it was given, and no client ever saw any of it. Either the control interface belongs to another server than the one examined, or this server delivers nothing at all; which, cannot be told from here.',
            },
          ]
        : []),
      ...(gone === undefined
        ? []
        : [{ about: 'server' as const, text: `${gone} ${skipped} plans were not performed.` }]),
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
