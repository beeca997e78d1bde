/** Clocks: the time that plans live in, passing by itself, by a server's `advance`, or at once. */

/** Time as plans see it. */
export interface Clock {
  /** The present instant, in ms since the examination began. */
  readonly now: () => number;
  /** Resolves when an instant has come. */
  readonly until: (instant: number) => Promise<void>;
  /**
   * Lets time go on for a plan that waits for what nothing but time brings about, by so many ms at the most, until that is
   * called off. A timed one holds nobody up meanwhile. Absent where time never stands still while somebody waits.
   */
  readonly goOn?: (timed: boolean, most: number) => () => void;
  /** Resolves to true when a signal fires, to false when our patience of so many ms ends first. */
  readonly patiently: (ms: number, watch: (resolve: () => void) => void) => Promise<boolean>;
  /** Tells the clock that a plan begins or ends, or a branch of one; a timed one must wait before time moves on. */
  readonly enter: (timed: boolean) => void;
  readonly leave: (timed: boolean) => void;
  /** The watch by which patience is measured, in ms: real time where answers come in real time. */
  readonly watch: () => number;
  /** Ends all waiting, now and from now on: time has run out. */
  readonly stop: () => void;
  readonly stopped: () => boolean;
  /** How far apart this clock and the truth may be for one instant, in ms. */
  readonly resolution: () => number;
  /** Begins to tell the same for instants from now on alone; the clock's own resolution, where it is always the same. */
  readonly measure?: () => () => number;
  /** How long so many ms of this clock take in real time, on a server that answers in so many ms. */
  readonly passes: (ms: number, roundTrip: number) => number;
  readonly kind: 'in process' | 'advance' | 'real';
}

/** Sleepers in order of their instants; of equal instants, first come first served. */
export interface Sleepers {
  readonly add: (instant: number, wake: () => void) => () => void;
  readonly next: () => number | undefined;
  /** Wakes all whose instant has come. */
  readonly wake: (now: number) => void;
}

/** Nobody asleep. */
export const createSleepers = (): Sleepers => {
  let sleepers: { readonly instant: number; readonly order: number; readonly wake: () => void }[] = [];
  let order = 0;
  return {
    add: (instant, wake) => {
      const sleeper = { instant, order: order++, wake };
      sleepers.push(sleeper);
      return () => {
        sleepers = sleepers.filter((other) => other !== sleeper);
      };
    },
    next: () => (sleepers.length === 0 ? undefined : Math.min(...sleepers.map(({ instant }) => instant))),
    wake: (now) => {
      const awake = sleepers
        .filter(({ instant }) => instant <= now)
        .sort((a, b) => a.instant - b.instant || a.order - b.order);
      sleepers = sleepers.filter(({ instant }) => instant > now);
      for (const { wake } of awake) wake();
    },
  };
};
