/** A clock on which no time passes while anyone has something to do, and any amount of it at once when nobody has. */
import { type Clock, createSleepers } from '../engine/clock.ts';

/** A virtual clock that also wakes a server at the instants it asks for. */
export const createVirtualClock = (server: {
  /** The next instant at which the server has something to do, in ms of this clock. */
  readonly due: () => number | undefined;
  readonly tick: (now: number) => void;
  /** Hears what has been sent to it before time goes on; false where that was nothing. */
  readonly hear?: () => boolean;
}): Clock => {
  const sleepers = createSleepers();
  let now = 0;
  let active = 0;
  let waiting = 0;
  let scheduled = false;
  let stopped = false;

  const step = (): void => {
    scheduled = false;
    if (waiting < active || waiting === 0) return;
    if (server.hear?.()) {
      schedule();
      return;
    }
    const wake = sleepers.next();
    const due = server.due();
    const next = Math.min(wake ?? Number.POSITIVE_INFINITY, due ?? Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) return;
    now = Math.max(now, next);
    if (due !== undefined && due <= now) server.tick(now);
    sleepers.wake(now);
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || waiting < active) return;
    scheduled = true;
    setImmediate(step);
  };
  const sleep = (instant: number, woken: (byTime: boolean) => void): (() => void) => {
    waiting++;
    let asleep = true;
    const rise = (byTime: boolean) => {
      if (!asleep) return;
      asleep = false;
      waiting--;
      cancel();
      woken(byTime);
    };
    const cancel = sleepers.add(instant, () => rise(true));
    schedule();
    return () => rise(false);
  };

  return {
    kind: 'in process',
    passes: () => 0,
    now: () => now,
    watch: () => now,
    stopped: () => stopped,
    until: (instant) =>
      stopped || instant <= now ? Promise.resolve() : new Promise((resolve) => void sleep(instant, () => resolve())),
    patiently: (ms, watch) =>
      stopped
        ? Promise.resolve(false)
        : new Promise((resolve) => {
            const rise = sleep(now + ms, (byTime) => resolve(!byTime));
            watch(rise);
          }),
    enter: () => {
      active++;
    },
    leave: () => {
      active--;
      schedule();
    },
    stop: () => {
      stopped = true;
      sleepers.wake(Number.POSITIVE_INFINITY);
    },
    resolution: () => 0,
  };
};
