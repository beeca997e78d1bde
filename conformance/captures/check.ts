/** Checking: judges a capture by every requirement that can be judged by what it shows, one item at a time. */
import type { HookName } from '../../schemas/hooks.ts';
import { createCoverage } from '../engine/coverage.ts';
import { kit } from '../engine/kit-version.ts';
import type { Report } from '../engine/report.ts';
import { countStatuses, verdictOf } from '../engine/verdict.ts';
import { count } from '../reports/words.ts';
import type { Suite } from '../suites/suite.ts';
import type { Capture } from './capture.ts';
import { type Counted, createDocket } from './docket.ts';
import { createOutcomes } from './outcomes.ts';

/** What to judge, and by what. */
export interface CheckOptions {
  /** With the numbers of the build that the header of the capture tells. */
  readonly suite: Suite;
  readonly capture: Capture;
  /** What the report calls the capture. */
  readonly target: string;
  /** When it starts, in ISO 8601, for the report. */
  readonly startedAt: string;
}

/** How many events must have been lost, and none have come, before the hook that publishes them is suspected. */
const IN_VAIN = 10;

const notesOn = ({ connections, parts }: Counted, inVain: boolean): Report['notes'] => [
  ...(connections > 0
    ? [
        {
          about: 'run' as const,
          text: `${count(connections, 'connection')} of unknown users: what depends on users, rights, hooks or durations was not judged there.`,
        },
      ]
    : []),
  ...(parts > 0
    ? [
        {
          about: 'run' as const,
          text: `${count(parts, 'connection')} whose beginning, or whose address, the capture does not show: there each message was judged by itself, and nothing else.`,
        },
      ]
    : []),
  ...(inVain
    ? [
        {
          about: 'driver' as const,
          text: 'The hook publish took what it was given, and no client ever saw any of it; whether the hook or the server is to blame cannot be told from here.',
        },
      ]
    : []),
];

/** Judges a capture. Whatever is wrong in it is a `Trouble`, thrown where it is come upon. */
export const check = async ({ suite, capture, target, startedAt }: CheckOptions): Promise<Report> => {
  const began = performance.now();
  const outcomes = createOutcomes();
  const coverage = createCoverage(suite.protocol);
  const hooks = new Set<HookName>(capture.header.hooks);
  const seen = { events: 0, lost: 0 };
  let items = 0;
  const docket = createDocket(suite, (judged) => {
    outcomes.add(judged);
    coverage.take(judged.published);
    seen.events += judged.witnessed.events;
    seen.lost += judged.witnessed.lost;
  });
  for await (const item of capture.items) {
    items++;
    if (item.told.kind === 'asked') hooks.add(item.told.hook);
    docket.take(item);
  }
  docket.close();

  const counted = docket.counted();
  const inVain = seen.lost > IN_VAIN && seen.events === 0;
  const working = inVain ? new Set([...hooks].filter((hook) => hook !== 'publish')) : hooks;
  const about = { hooks: working, inVain, whole: counted.histories > 0 };
  const requirements = suite.requirements.map((requirement) => outcomes.of(requirement, about));
  const { histories, connections, parts } = counted;
  return {
    kit,
    protocol: suite.protocol.id,
    target,
    seed: 0,
    startedAt,
    durationMs: Math.round(performance.now() - began),
    clock: 'real',
    capture: { format: capture.format, places: capture.places },
    verdict: verdictOf(requirements),
    counts: countStatuses(requirements),
    requirements,
    effort: { plans: histories + connections + parts, entries: items, shrinking: 0 },
    coverage: coverage.covered(),
    notes: notesOn(counted, inVain),
  };
};
