/** Turns: work that must not delay what passes is done between, a little at a time. */

/** Has work done, piece by piece, in the order in which it was asked for. */
export interface Turns {
  readonly later: (piece: () => void) => void;
  /** Resolves once nothing is left to do, or so many ms have passed. */
  readonly idle: (ms: number) => Promise<void>;
}

/** So long is worked before whatever came meanwhile is passed on, in ms. */
const SLICE = 2;

/** Nothing to do yet. */
export const createTurns = (): Turns => {
  let pieces: (() => void)[] = [];
  let isDue = false;
  const idle: (() => void)[] = [];
  const work = (): void => {
    isDue = false;
    const began = performance.now();
    let done = 0;
    const now = pieces;
    pieces = [];
    for (const piece of now) {
      if (done > 0 && performance.now() - began > SLICE) break;
      piece();
      done++;
    }
    if (done < now.length) pieces = [...now.slice(done), ...pieces];
    if (pieces.length > 0) schedule();
    else for (const resolve of idle.splice(0)) resolve();
  };
  const schedule = (): void => {
    if (isDue) return;
    isDue = true;
    // After all that has arrived by now was passed on.
    setImmediate(work);
  };
  return {
    idle: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        idle.push(() => {
          clearTimeout(timer);
          resolve();
        });
        schedule();
      }),
    later: (piece) => {
      pieces.push(piece);
      schedule();
    },
  };
};
