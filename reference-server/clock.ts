/** The clock of a host: real time until it is first set, then the instant it was set to and no other. */

/** Tells the time in unix ms; it never goes back. */
export interface Clock {
  readonly now: () => number;
  /** Whether time stands still between calls of `set`. */
  readonly stands: () => boolean;
  /** Stops real time for good, at an instant that is not in the past. */
  readonly set: (instant: number) => void;
}

/** Makes a clock; `real` reads the machine's own. */
export const makeClock = (real: () => number = Date.now): Clock => {
  let latest = Number.NEGATIVE_INFINITY;
  let standing = false;
  const reach = (instant: number): number => (latest = Math.max(latest, instant));
  return {
    now: () => (standing ? latest : reach(real())),
    stands: () => standing,
    set: (instant) => {
      reach(instant);
      standing = true;
    },
  };
};
