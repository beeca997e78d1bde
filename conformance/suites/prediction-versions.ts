/** Versions: what was true of something, one after the other, and what may have been true between two instants. */

/** The most versions of one thing that are remembered. */
const REMEMBERED = 100;

interface Version<T> {
  /** When it began at the earliest, as a place in the history. */
  readonly asked: number;
  /** What may have been true while it came about; undefined: nobody knows. */
  during: readonly T[] | undefined;
  /** What may be true behind it. */
  after: readonly T[];
  /** How many publications that make it are under way. */
  open: number;
  /** When it was true for certain. */
  told?: number;
}

/** What was true of one thing. */
export interface Versions<T> {
  /** Something is being published that makes this true. */
  readonly ask: (value: T, seq: number) => void;
  /** It was published. */
  readonly tell: (seq: number) => void;
  /** It was not, or nobody knows: whatever follows is not known either. */
  readonly lose: () => void;
  /** What may have been true since one place in the history, before another; undefined: nobody knows. */
  readonly between: (since: number, before: number) => readonly T[] | undefined;
}

/**
 * Begins with what is true at first. Of several publications at once any may be the last (`either`), or together they
 * come to what the last one asked for gives, and nobody knows what was true meanwhile (`both`).
 */
export const createVersions = <T>(first: T, meanwhile: 'either' | 'both'): Versions<T> => {
  const versions: Version<T>[] = [{ asked: -1, during: [first], after: [first], open: 0, told: -1 }];
  let isLost = false;
  return {
    ask: (value, seq) => {
      const latest = versions.at(-1);
      if (!latest || latest.open === 0) {
        const version: Version<T> = { asked: seq, during: [value], after: [value], open: 1 };
        if (versions.push(version) > REMEMBERED) versions.shift();
        return;
      }
      latest.open++;
      latest.after = meanwhile === 'either' ? [...latest.after, value] : [value];
      latest.during = meanwhile === 'either' ? latest.after : undefined;
    },
    tell: (seq) => {
      const latest = versions.at(-1);
      if (latest && --latest.open === 0) latest.told = seq;
    },
    lose: () => {
      isLost = true;
    },
    between: (since, before) => {
      // What was true so long ago is forgotten: most that look back look back further than this.
      if (isLost || (versions[0]?.asked ?? since) >= since) return undefined;
      const base = versions.findLastIndex(({ told }) => told !== undefined && told < since);
      if (base < 0) return undefined;
      const later = versions.slice(base + 1).filter(({ asked }) => asked < before);
      if (later.some(({ during }) => during === undefined)) return undefined;
      return [...(versions[base]?.after ?? []), ...later.flatMap(({ during = [], after }) => [...during, ...after])];
    },
  };
};
