/** Gathering: what the histories of plans have come to, requirement by requirement. */
import type { Breach } from './confirm.ts';
import type { Performance } from './performer.ts';
import type { Numbered } from './pool.ts';
import { addSums, addUp, nothing, type Sum } from './verdict.ts';

/** How many of the plans that showed a breach are tried for one that shows it every time. */
const TRIED = 24;

/** What has been gathered. */
export interface Gathered {
  readonly sum: (id: string) => Sum;
  /** Of each requirement that was found broken, the shortest plans that showed it. */
  readonly breaches: ReadonlyMap<string, readonly Breach[]>;
  readonly take: (source: Numbered, performance: Performance) => void;
  /** Adds what was gathered elsewhere: its breaches come after one's own, however short they are. */
  readonly join: (other: Gathered, ids: readonly string[]) => void;
}

/** Nothing gathered yet. */
export const createGathering = (): Gathered => {
  const sums = new Map<string, Sum>();
  const breaches = new Map<string, readonly Breach[]>();
  const sum = (id: string): Sum => sums.get(id) ?? nothing;
  return {
    sum,
    breaches,
    take: (source, performance) => {
      const at = globalThis.performance.now();
      for (const [id, tally] of performance.tallies) {
        sums.set(id, addUp(sum(id), tally));
        if (!tally.broken) continue;
        const found = [...(breaches.get(id) ?? []), { source, performance, at }];
        // What may be a coincidence says nothing where something else does.
        const sure = found.filter(({ performance: { tallies } }) => !tallies.get(id)?.broken?.coincident);
        const shortest = (sure.length > 0 ? sure : found).sort(
          (a, b) => a.source.plan.steps.length - b.source.plan.steps.length,
        );
        breaches.set(id, shortest.slice(0, TRIED));
      }
    },
    join: (other, ids) => {
      for (const id of ids) sums.set(id, addSums(sum(id), other.sum(id)));
      for (const [id, found] of other.breaches) breaches.set(id, [...(breaches.get(id) ?? []), ...found]);
    },
  };
};
