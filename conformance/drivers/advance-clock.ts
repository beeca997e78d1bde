/**
 * The clock of a live server that offers `advance`: when every timed plan waits, time is moved on by the hook.
 * Answers come in real time, so patience is real, and no time passes on this clock while anything is under way.
 */
import type { HookAnswer } from '../../schemas/hooks.ts';
import { type Clock, createSleepers } from '../engine/clock.ts';
import { Trouble } from '../engine/trouble.ts';
import { createUnderWay, type UnderWay } from './under-way.ts';

/** A clock that moves a server's time. */
export interface AdvanceClock extends Clock {
  /** Makes the server's time stand still; throws {@link Trouble} `DRIVER` when the hook does not work. */
  readonly begin: () => Promise<void>;
  /** Takes note of what passes on a line. */
  readonly notice: UnderWay['notice'];
  /** Why this clock stopped by itself, if it did. */
  readonly trouble: () => string | undefined;
}

/** What an advance clock needs. */
export interface AdvanceClockOptions {
  readonly advance: (ms: number) => Promise<HookAnswer>;
  /** How far time is moved at once on a server that answers at once, in ms. */
  readonly stride: number;
  /** The most that it is moved by on one that takes its time, in ms: no client may owe an answer within it. */
  readonly longest: number;
  /** Real time, for patience and for what is under way. */
  readonly real: Clock;
  /** Waits until all that the server has sent so far has come, where that can be told. */
  readonly drain?: () => Promise<void>;
}

/** A stride grows with what it costs: so many ms of real time for each of the shortest. */
const COST = 60;
/** How long a server that never falls silent may hold time up, in real ms. */
const LONGEST = 1000;
/**
 * How long what only time brings about is awaited at the least before time goes on for it, in real ms, so that servers
 * which need none see no difference; by how much it then goes on at first, and at once later, in ms.
 */
const GOING_ON = { after: 250, first: 10, later: 500 } as const;
/** What rounding to whole ms on both sides may make of an instant. */
const ROUNDING = 5;

/**
 * A clock that has not begun. What is due within one advance is noted at its end, so its resolution is the longest
 * advance made so far, or since an instant, and 5 ms.
 */
export const createAdvanceClock = ({
  advance,
  stride,
  longest: most,
  real,
  drain = async () => {},
}: AdvanceClockOptions): AdvanceClock => {
  const sleepers = createSleepers();
  const underWay = createUnderWay(real.now);
  let now = 0;
  /** The strides that no later one was longer than, in order, with the instants at which they ended. */
  let strides: { readonly until: number; readonly ms: number }[] = [];
  let active = 0;
  let parked = 0;
  let turning = false;
  let moving = false;
  let stopped = false;
  let trouble: string | undefined;

  /** How far time moves at once where answers take so many ms: precise where that is cheap, coarser where it is not. */
  const strideAt = (journey: number): number => Math.max(stride, Math.min(most, stride * Math.floor(journey / COST)));

  /** The next step towards an instant. Where strides are long, everybody waits for the end of one, and goes on together. */
  const step = (left: number): number => {
    const most = strideAt(underWay.journey());
    return most > stride ? most : Math.min(Math.ceil(left), most);
  };

  const resolutionSince = (since: number): number => {
    const longest = strides.find(({ until }) => until > since);
    return longest ? longest.ms + ROUNDING : 0;
  };

  /** Whether somebody waits, and every timed plan does. */
  const idle = () => !stopped && parked >= active && sleepers.next() !== undefined;

  const stop = (): void => {
    stopped = true;
    real.stop();
    sleepers.wake(Number.POSITIVE_INFINITY);
  };

  const move = async (ms: number): Promise<string | undefined> => {
    // Before the call, so that whatever comes because of it bears the later instant, whether or not the answer is first.
    now += ms;
    underWay.forget();
    strides = [...strides.filter((stride) => stride.ms > ms), { until: now, ms }];
    moving = true;
    const answer = await advance(ms);
    moving = false;
    if (answer.status === 'done') return undefined;
    return `Time cannot be moved on by ${ms} ms, so nothing more can be examined: ${answer.error}`;
  };

  /** Waits until nothing is under way. */
  const quiet = async (): Promise<void> => {
    const since = real.now();
    let instant = since + underWay.journey();
    do {
      await real.until(instant);
      await drain();
      await new Promise((resolve) => setImmediate(resolve));
      instant = Math.min(underWay.until(), since + LONGEST);
    } while (instant > real.now() && !stopped);
  };

  const turn = async (): Promise<void> => {
    turning = true;
    while (idle()) {
      await quiet();
      const next = sleepers.next();
      if (!idle() || next === undefined) break;
      if (next <= now) sleepers.wake(now);
      else {
        trouble = await move(Math.max(1, step(next - now)));
        if (trouble !== undefined) stop();
      }
    }
    turning = false;
  };
  const schedule = (): void => {
    if (!turning && idle()) void turn();
  };

  const goOn = (timed: boolean, most: number): (() => void) => {
    let isOver = false;
    let counted = 0;
    let cancel = () => {};
    const sleep = (ms: number, last: number): void => {
      if (stopped || now >= last) return;
      cancel = sleepers.add(Math.min(now + ms, last), () => sleep(Math.min(2 * ms, GOING_ON.later), last));
    };
    // What comes without that may be under way as long as anything was of late.
    void real.until(real.now() + Math.max(GOING_ON.after, real.resolution())).then(() => {
      if (isOver) return;
      counted = timed ? 1 : 0;
      parked += counted;
      sleep(GOING_ON.first, now + most);
      schedule();
    });
    return () => {
      isOver = true;
      cancel();
      parked -= counted;
    };
  };

  return {
    kind: 'advance',
    passes: (ms, roundTrip) => (ms / strideAt(1.5 * roundTrip)) * (25 + 1.5 * roundTrip),
    now: () => now,
    watch: real.now,
    stopped: () => stopped,
    begin: async () => {
      const failure = await move(1);
      if (failure !== undefined) throw new Trouble('DRIVER', failure);
    },
    until: (instant) =>
      stopped || instant <= now
        ? Promise.resolve()
        : new Promise((resolve) => {
            parked++;
            sleepers.add(instant, () => {
              parked--;
              resolve();
            });
            schedule();
          }),
    goOn,
    patiently: real.patiently,
    enter: (timed) => {
      if (timed) active++;
    },
    leave: (timed) => {
      if (!timed) return;
      active--;
      schedule();
    },
    stop,
    resolution: () => resolutionSince(Number.NEGATIVE_INFINITY),
    measure: () => {
      // What comes because of a stride that is under way may be as far from the truth as it is long.
      const since = moving ? now - 1 : now;
      return () => resolutionSince(since);
    },
    notice: underWay.notice,
    trouble: () => trouble,
  };
};
