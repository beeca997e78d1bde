/** What is under way between a live server and all lines, and for how long time must not move on because of it. */

/** What a line tells: it sent what may be answered, sent what never is (a pong), or heard something. */
export type Traffic = 'spoke' | 'last word' | 'heard';

/** Keeps an eye on all lines. All instants are real, in ms. */
export interface UnderWay {
  readonly notice: (what: Traffic, line: object) => void;
  /** How long something may take to arrive: 5 ms, or half as long again as answers usually take. */
  readonly journey: () => number;
  /** The instant at which all that is known of must have arrived. */
  readonly until: () => number;
  /** Gives up what has not been answered so far. */
  readonly forget: () => void;
}

/** How long it must be quiet on all lines, in ms. */
const QUIET = 5;
/** How long something that need not be answered is given at the least, in ms. */
const UNANSWERED = 50;
/** How many answers show how long they usually take. */
const SAMPLE = 15;

/** Nothing under way. */
export const createUnderWay = (now: () => number): UnderWay => {
  const spoken = new Map<object, number>();
  const delays: number[] = [];
  let heard = Number.NEGATIVE_INFINITY;
  let lastWord = Number.NEGATIVE_INFINITY;

  // The median: one hiccup is no reason to wait longer ever after.
  const journey = (): number => {
    const usual = delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)] ?? 0;
    return Math.max(QUIET, 1.5 * usual);
  };

  return {
    notice: (what, line) => {
      const instant = now();
      if (what === 'spoke') spoken.set(line, instant);
      else if (what === 'last word') lastWord = instant;
      else {
        heard = instant;
        const since = spoken.get(line);
        if (since === undefined) return;
        spoken.delete(line);
        delays.push(instant - since);
        if (delays.length > SAMPLE) delays.shift();
      }
    },
    journey,
    until: () => Math.max(heard + QUIET, Math.max(lastWord, ...spoken.values()) + Math.max(UNANSWERED, journey())),
    forget: () => spoken.clear(),
  };
};
