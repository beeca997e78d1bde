/**
 * Patience: how long to wait for what is due. Once a server has let all of it pass, waiting as long again
 * would only waste the budget: from then on it gets several times what its slowest answer took.
 */

/** How long to wait for what is due, in ms. */
export interface Patience {
  readonly now: () => number;
  /** An answer took so long. */
  readonly answered: (ms: number) => void;
  /** Nothing came in all that time. */
  readonly spent: () => void;
}

/** The least patience, in ms, and the least as a multiple of the slowest answer seen. */
const LEAST = { ms: 500, times: 5 } as const;

/** Patience that lasts so many ms whatever happens. */
export const lasting = (ms: number): Patience => ({ now: () => ms, answered: () => {}, spent: () => {} });

/** Patience that starts at so many ms. */
export const createPatience = (most: number): Patience => {
  let disappointed = false;
  let slowest = 0;
  return {
    now: () => (!disappointed ? most : Math.min(most, Math.max(LEAST.ms, LEAST.times * slowest))),
    answered: (ms) => {
      slowest = Math.max(slowest, ms);
    },
    spent: () => {
      disappointed = true;
    },
  };
};
