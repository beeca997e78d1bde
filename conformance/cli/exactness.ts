/** Exactness: how far the instants of this process may be from the truth. */

/** So much a clock is read late, in ms. */
const READ = 2;

/**
 * Tells how far instants of `performance.now()` may be from the truth by now, in ms. That clock may stand still while the
 * machine sleeps: by as much as the clock on the wall has gone ahead of it, or been set, nothing can be told.
 */
export const createExactness = (
  now: () => number = () => performance.now(),
  wall: () => number = () => Date.now(),
): (() => number) => {
  const ahead = wall() - now();
  let most = 0;
  return () => {
    most = Math.max(most, Math.abs(wall() - now() - ahead));
    return READ + Math.ceil(most);
  };
};
