/** What lines over any transport have in common: how they are opened, when they are over, and how much they take. */
import type { Line, Signal } from '../engine/driver.ts';
import type { Drainable } from './draining.ts';
import type { Reach } from './reach.ts';
import type { allow } from './real-clock.ts';
import type { Traffic } from './under-way.ts';

/** The largest message that is read, in bytes. */
export const MAX_PAYLOAD = 1024 * 1024;
/** What one line may receive in all before it counts as a flood. */
const FLOOD = { messages: 50_000, bytes: 64 * 1024 * 1024 };

/** Why a line never opened that its owner gave up. */
export const GIVEN_UP = 'it was given up before the handshake was answered';

/** Why a line never opened for which patience ended. */
export const unanswered = (patience: number): string => `the handshake was not answered within ${patience} ms`;

/** A line and its end. */
export interface OpenLine extends Line, Drainable {
  /** Resolves once the line has ended. */
  readonly over: Promise<void>;
}

/** How to open a line. */
export interface LineOptions {
  readonly address: URL;
  readonly reach?: Reach;
  /** How long the handshake may take, in ms. */
  readonly patience: number;
  readonly listener: (signal: Signal) => void;
  readonly notice: (what: Traffic, line: object) => void;
  /** Hears how long it took from a message sent to the next one received, in ms. */
  readonly roundTrip: (ms: number) => void;
  /** How time is allowed for something; in real time, unless given. */
  readonly allowing?: typeof allow;
  /** True: as much as comes is received, for nobody examines the server. */
  readonly endless?: true;
}

/** The time from the last word to the next that is heard: it bounds what the way there and back takes. */
export const createTrip = (roundTrip: LineOptions['roundTrip']) => {
  let spoke: number | undefined;
  return {
    /** Whether something was said that nothing has been heard after. */
    isUnderWay: (): boolean => spoke !== undefined,
    begin: (): void => {
      spoke = performance.now();
    },
    end: (): void => {
      if (spoke !== undefined) roundTrip(performance.now() - spoke);
      spoke = undefined;
    },
  };
};

/** Counts what is received; says so when it has become a flood. */
export const createMeter = (endless = false): ((bytes: number) => string | undefined) => {
  if (endless) return () => undefined;
  let messages = 0;
  let sum = 0;
  return (bytes) => {
    messages++;
    sum += bytes;
    const flooded = messages > FLOOD.messages || sum > FLOOD.bytes;
    return flooded ? `the server flooded this connection (${messages} frames, ${sum} bytes), which was cut` : undefined;
  };
};
