/** Judging what is told of connections, as it is told: the same for a capture that is read, and for what passes right now. */
import type { HookName } from '../../schemas/hooks.ts';
import { createCoverage } from '../engine/coverage.ts';
import { kit } from '../engine/kit-version.ts';
import type { Report } from '../engine/report.ts';
import { countStatuses, verdictOf } from '../engine/verdict.ts';
import { count } from '../reports/words.ts';
import type { Suite } from '../suites/suite.ts';
import type { Item } from './capture.ts';
import { type Counted, createDocket } from './docket.ts';
import { createOutcomes } from './outcomes.ts';
import type { Breach } from './scope.ts';

/** What a report says of what was judged. */
export interface About {
  /** What was judged is called so. */
  readonly target: string;
  /** When it began, in ISO 8601. */
  readonly startedAt: string;
  readonly capture: NonNullable<Report['capture']>;
  /** What else a reader must know. */
  readonly notes?: Report['notes'];
}

/** Judges item by item. */
export interface Judging {
  readonly take: (item: Item) => void;
  /** What all of it came to; nothing more is taken after it. */
  readonly report: (about: About) => Report;
}

/** What judging is begun with. */
export interface JudgingOptions {
  readonly suite: Suite;
  /** The hooks that could be called. */
  readonly hooks?: readonly HookName[];
  /** How far instants outside whole histories may be from the truth, in ms; unless given, no durations are judged there. */
  readonly resolution?: number;
  /** Hears of each requirement that is found broken, as soon as that is a failure. */
  readonly found?: (breach: Breach) => void;
}

/** How many events must have been lost, and none have come, before the hook that publishes them is suspected. */
const IN_VAIN = 10;

const notesOn = ({ connections, parts }: Counted, inVain: boolean, exact: boolean): Report['notes'] => [
  ...(connections > 0
    ? [
        {
          about: 'run' as const,
          text: `${count(connections, 'connection')} of unknown users: what depends on users, rights, hooks or ${exact ? 'most ' : ''}durations was not judged there.`,
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

/** Begins to judge by all the requirements of a suite that what is told allows. */
export const createJudging = ({ suite, hooks: offered = [], resolution, found }: JudgingOptions): Judging => {
  const began = performance.now();
  const outcomes = createOutcomes();
  const coverage = createCoverage(suite.protocol);
  const hooks = new Set<HookName>(offered);
  const seen = { events: 0, lost: 0 };
  const timed = new Set(suite.requirements.flatMap(({ id, timed: isTimed }) => (isTimed ? [id] : [])));
  const times = new Map<string, number>();
  let items = 0;
  const docket = createDocket(
    suite,
    (judged) => {
      outcomes.add(judged);
      coverage.take(judged.published);
      seen.events += judged.witnessed.events;
      seen.lost += judged.witnessed.lost;
    },
    (breach) => {
      const { id } = breach;
      times.set(id, (times.get(id) ?? 0) + 1);
      // Of durations, what is found once is no failure.
      if (times.get(id) === (timed.has(id) ? 2 : 1)) found?.(breach);
    },
    resolution,
  );

  const report = ({ target, startedAt, capture, notes = [] }: About): Report => {
    docket.close();
    const counted = docket.counted();
    const inVain = seen.lost > IN_VAIN && seen.events === 0;
    const working = inVain ? new Set([...hooks].filter((hook) => hook !== 'publish')) : hooks;
    const exact = resolution !== undefined;
    const about = { hooks: working, inVain, whole: counted.histories > 0, exact };
    const requirements = suite.requirements.map((requirement) => outcomes.of(requirement, about));
    const { histories, connections, parts } = counted;
    return {
      ...{ kit, protocol: suite.protocol.id, target, seed: 0, startedAt },
      durationMs: Math.round(performance.now() - began),
      clock: 'real',
      capture,
      verdict: verdictOf(requirements),
      counts: countStatuses(requirements),
      requirements,
      effort: { plans: histories + connections + parts, entries: items, shrinking: 0 },
      coverage: coverage.covered(),
      notes: [...notesOn(counted, inVain, exact), ...notes],
    };
  };
  return {
    report,
    take: (item) => {
      items++;
      if (item.told.kind === 'asked') hooks.add(item.told.hook);
      docket.take(item);
    },
  };
};
