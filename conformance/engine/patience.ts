/** Patience: how long to wait for what is due; it shrinks for a server that has proved to owe answers. */

/** How long to wait for what is due, in ms. */
export interface Patience {
  readonly now: () => number;
  /** An answer took so long. */
  readonly answered: (ms: number) => void;
  /** Nothing came in all that time. */
  readonly spent: () => void;
}

/** After so many disappointments, waiting as long as at first would only waste the budget. */
const ENOUGH = 3;
/** The least patience, in ms, and the least as a multiple of the slowest answer seen. */
const LEAST = { ms: 500, times: 5 } as const;

/** Patience that starts at so many ms. */
export const createPatience = (most: number): Patience => {
  let disappointments = 0;
  let slowest = 0;
  return {
    now: () => (disappointments < ENOUGH ? most : Math.min(most, Math.max(LEAST.ms, LEAST.times * slowest))),
    answered: (ms) => {
      slowest = Math.max(slowest, ms);
    },
    spent: () => {
      disappointments++;
    },
  };
};
