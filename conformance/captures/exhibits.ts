/** Exhibits: for each breach that a judge finds, what happened shortly before it and after it. */
import { abridge, type Entry } from '../engine/history.ts';
import type { Judge } from '../engine/judge.ts';

/** How many entries are shown before and after the one that shows a breach. */
const SHOWN = { before: 40, after: 8 } as const;

/** Keeps the latest entries of a history, and copies of them at each breach. */
export interface Exhibits {
  /** Takes an entry that the judge has heard. */
  readonly take: (entry: Entry) => void;
  /** What was kept for a requirement that was found broken. */
  readonly of: (id: string) => readonly Entry[];
}

/** Nothing kept yet. */
export const createExhibits = (judge: Pick<Judge, 'breaches' | 'tallies'>): Exhibits => {
  /** The latest entries, the oldest of which is overwritten next once there are as many as are shown. */
  const latest: Entry[] = [];
  let next = 0;
  const openings = new Map<number, Entry>();
  const kept = new Map<string, Entry[]>();
  /** Those that still get what comes after. */
  let growing: { readonly entries: Entry[]; left: number }[] = [];
  let breaches = 0;

  /** Who speaks in some entries, where that was said before them. */
  const introducing = (entries: readonly Entry[]): readonly Entry[] => {
    const speaking = new Set(entries.flatMap((entry) => ('connection' in entry ? [entry.connection] : [])));
    const first = entries[0]?.seq ?? 0;
    return [...openings].flatMap(([connection, entry]) =>
      speaking.has(connection) && entry.seq < first ? [entry] : [],
    );
  };
  const grow = (entry: Entry): void => {
    for (const one of growing) {
      one.entries.push(entry);
      one.left--;
    }
    growing = growing.filter(({ left }) => left > 0);
  };
  const exhibit = (): void => {
    breaches = judge.breaches();
    const shown = [...latest.slice(next), ...latest.slice(0, next)];
    const entries = [...introducing(shown), ...shown];
    growing.push({ entries, left: SHOWN.after });
    for (const [id, { broken }] of judge.tallies) if (broken && !kept.has(id)) kept.set(id, entries);
  };

  return {
    take: (entry) => {
      const short = abridge(entry);
      if (growing.length > 0) grow(short);
      latest[next] = short;
      next = next === SHOWN.before ? 0 : next + 1;
      if (entry.kind === 'opening') openings.set(entry.connection, short);
      if (entry.kind === 'closed' || entry.kind === 'refused') openings.delete(entry.connection);
      if (judge.breaches() > breaches) exhibit();
    },
    of: (id) => kept.get(id) ?? [],
  };
};
