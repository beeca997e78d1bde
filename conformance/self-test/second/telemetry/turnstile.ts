/** The turnstile before a connection: it lets so many messages through in any window, and counts those that it lets through. */

/** One turnstile for each connection. */
export interface Turnstile {
  /** Whether a message may come in now. */
  readonly admits: (id: string, now: number) => boolean;
  readonly leave: (id: string) => void;
  readonly clear: () => void;
}

/** Turnstiles that let `most` messages through in any window of `within` ms. */
export const createTurnstile = (most: number, within: number): Turnstile => {
  /** The instants of the latest messages that were let through, the oldest first. */
  const passed = new Map<string, number[]>();
  return {
    admits: (id, now) => {
      const instants = passed.get(id) ?? [];
      passed.set(id, instants);
      // Whether there is room says the one that is `most` back: it is in the window that ends now, or it is not.
      const [oldest = Number.NEGATIVE_INFINITY] = instants.length < most ? [] : instants;
      if (now - oldest < within || most === 0) return false;
      instants.push(now);
      if (instants.length > most) instants.shift();
      return true;
    },
    leave: (id) => void passed.delete(id),
    clear: () => passed.clear(),
  };
};
