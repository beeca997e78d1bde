/**
 * Draining: what a server has sent has come once it has answered a ping, for its pong stands behind all of it
 * (RFC 6455, 5.5.3). A busy machine may read one connection long before another; time must not move on meanwhile.
 */
import type { Clock } from '../engine/clock.ts';

/** A line that can be asked whether everything has come. */
export interface Drainable {
  /** Waits for the pong to a ping; `over` is called once it has come or, with false, once there is none to wait for any more. */
  readonly drained: (over: (answered: boolean) => void) => void;
}

/** How long a pong may take, in real ms; who lets more pass is not asked again. */
const MOST = 5000;

/** Waits until all that was sent on some lines has come. Servers that answer no ping are not waited for again. */
export const createDraining = (lines: ReadonlySet<Drainable>, patiently: Clock['patiently']): (() => Promise<void>) => {
  const mute = new WeakSet<Drainable>();
  let everAnswered = false;
  let everMute = false;
  return async () => {
    if (everMute && !everAnswered) return;
    const asked = new Set([...lines].filter((line) => !mute.has(line)));
    if (asked.size === 0) return;
    await patiently(MOST, (resolve) => {
      for (const line of [...asked]) {
        line.drained((answered) => {
          asked.delete(line);
          everAnswered ||= answered;
          if (asked.size === 0) resolve();
        });
      }
    });
    for (const line of asked) {
      mute.add(line);
      everMute = true;
    }
  };
};
