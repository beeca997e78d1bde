/** The clock on the wall: time passes by itself and every wait is a timer. Our own stalls are never held against a server. */
import type { Clock } from '../engine/clock.ts';

/** A clock of real time that also knows how steady it is. */
export interface RealClock extends Clock {
  /** Takes note that a round trip on the wire took so many ms. */
  readonly roundTrip: (ms: number) => void;
  /** Hears of every time our own process stood still for more than 100 ms. */
  readonly onStall: (listener: (ms: number) => void) => void;
}

/** How unsteady timers and sockets are at the best, in ms. */
const JITTER = 20;
/** A lag of the event loop above this is a stall, in ms; below it is jitter. */
const STALL = 100;
/** How often the lag is measured, in ms. */
const BEAT = 50;
/** What remains of a measured lag a beat later: half of it after 35 s. */
const FADE = 0.999;
/** The longest a round trip may count, in ms; what takes longer is no matter of the wire. */
const LONGEST_TRIP = 2500;
/** The longest a timer can run, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Calls back at an instant of `performance.now()`, never before it; gives the way to call it off. */
const alarm = (instant: number, ring: () => void): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const left = instant - performance.now();
    if (left <= 0) ring();
    else timer = setTimeout(look, Math.min(Math.ceil(left), LONGEST_TIMER));
  };
  look();
  return () => clearTimeout(timer);
};

/**
 * Calls back when so many ms are spent; gives the way to call it off. What a stall of our own took of them is allowed
 * again, and what has arrived by the end is heard first.
 */
export const allow = (ms: number, spent: () => void): (() => void) => {
  let off = false;
  let cancel = () => {};
  const start = (left: number): void => {
    const due = performance.now() + left;
    cancel = alarm(due, () => {
      const late = performance.now() - due;
      if (late > STALL) start(Math.min(late, ms));
      else setImmediate(() => off || spent());
    });
  };
  start(ms);
  return () => {
    off = true;
    cancel();
  };
};

/**
 * A clock of real time, in ms since it was made. Its resolution is 20 ms, and the worst lag of the event loop (up to
 * 100 ms) and the worst round trip (up to 2.5 s) of late.
 */
export const createRealClock = (): RealClock => {
  const beginning = performance.now();
  const now = () => performance.now() - beginning;
  const waits = new Set<() => void>();
  const listeners = new Set<(ms: number) => void>();
  let stopped = false;
  let lag = 0;
  let trip = 0;

  let last = now();
  const beat = setInterval(() => {
    const late = Math.max(0, now() - last - BEAT);
    last = now();
    lag = Math.max(Math.min(late, STALL), lag * FADE);
    if (late > STALL) for (const listener of listeners) listener(late);
  }, BEAT);
  beat.unref();

  /** A wait that a timer ends, or a signal, or `stop`; whichever comes first says how it ended. */
  const wait = <How>(stop: How, begin: (end: (how: How) => void) => () => void): Promise<How> =>
    new Promise((resolve) => {
      let over = false;
      let cancel = () => {};
      const end = (how: How): void => {
        over = true;
        waits.delete(halt);
        cancel();
        resolve(how);
      };
      const halt = () => end(stop);
      if (stopped) return resolve(stop);
      waits.add(halt);
      cancel = begin(end);
      if (over) cancel();
    });

  return {
    kind: 'real',
    passes: (ms) => ms,
    now,
    watch: now,
    stopped: () => stopped,
    until: (instant) => wait<void>(undefined, (end) => alarm(beginning + instant, () => end())),
    patiently: (ms, watch) =>
      wait(false, (end) => {
        const cancel = allow(ms, () => end(false));
        watch(() => end(true));
        return cancel;
      }),
    enter: () => {},
    leave: () => {},
    stop: () => {
      stopped = true;
      clearInterval(beat);
      for (const halt of waits) halt();
    },
    resolution: () => Math.ceil(JITTER + lag + trip),
    roundTrip: (ms) => {
      trip = Math.max(Math.min(ms, LONGEST_TRIP), trip * FADE);
    },
    onStall: (listener) => void listeners.add(listener),
  };
};
