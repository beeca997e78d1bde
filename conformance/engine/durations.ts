/** How durations are judged: by our clock, with the tolerance that timers have, and with what this run could not see. */
import { broken, type Finding, held } from './oracle.ts';

/** How late, or how far off, a timer may be: half a second, or a twentieth of its period. */
export const lateness = (period: number): number => Math.max(500, period / 20);

/** Judges a duration against bounds; what only our own imprecision may excuse is unsure. */
export const within = (
  measured: number,
  bounds: { readonly least?: number; readonly most?: number },
  resolution: number,
  say: (measured: string) => string,
): Finding => {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = bounds;
  if (measured < least - resolution || measured > most + resolution) return broken(say(`${Math.round(measured)} ms`));
  if (measured < least || measured > most) return { is: 'unsure', because: say(`${Math.round(measured)} ms`) };
  return held;
};
