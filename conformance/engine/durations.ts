/** How durations are judged: by our clock, with the tolerance that timers have, and with what this run could not see. */
import { broken, type Finding, held } from './oracle.ts';

/** How late, or how far off, a timer may be: half a second, or a twentieth of its period. */
export const lateness = (period: number): number => Math.max(500, period / 20);

/** How precisely durations can be told in a history, in ms. */
export interface Precision {
  /** What jitter, round trips and strides of time may make of a duration that is right; infinite where none can be told. */
  readonly resolution: () => number;
  /** Our own longest stall so far. */
  readonly stalled: () => number;
}

/**
 * Judges a duration against bounds, widened by what jitter makes of them; what only our own stall may excuse is unsure.
 * Where durations cannot be told at all, nothing is found.
 */
export const within = (
  measured: number,
  bounds: { readonly least?: number; readonly most?: number },
  { resolution, stalled }: Precision,
  say: (measured: string) => string,
): Finding | undefined => {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = bounds;
  if (!Number.isFinite(resolution())) return undefined;
  const beyond = Math.max(least - measured, measured - most) - resolution();
  if (beyond <= 0) return held;
  const because = say(`${Math.round(measured)} ms`);
  return beyond <= stalled() ? { is: 'unsure', because } : broken(because);
};

/** When a server sent something, as somebody knows it who only looks on: after `since`, and no later than `at`, in ms. */
export interface Sending {
  readonly since: number;
  readonly at: number;
}

/**
 * Judges the time between two things that a server sent, by what was seen of them from elsewhere: it holds as it was seen.
 * What does not is broken only where no delay explains it; otherwise it is unsure. Where instants tell nothing, nothing is found.
 */
export const apart = (
  first: Sending,
  second: Sending,
  bounds: { readonly least?: number; readonly most?: number },
  resolution: number,
  say: (measured: string) => string,
): Finding | undefined => {
  if (!Number.isFinite(resolution)) return undefined;
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = bounds;
  // Both instants may be off.
  const [shortest, longest] = [least - 2 * resolution, most + 2 * resolution];
  const measured = second.at - first.at;
  if (measured >= shortest && measured <= longest) return held;
  const because = say(`${Math.round(measured)} ms`);
  const isProven = second.at - first.since < shortest || second.since - first.at > longest;
  return isProven ? broken(because) : { is: 'unsure', because };
};
