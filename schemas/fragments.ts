/** Fragments: a message in the frames in which it came, and what a host makes of it whose manners are bad. */
import type { Manners } from './server.ts';

/** A message in several frames. */
export interface Fragments {
  readonly parts: readonly Buffer[];
  /** How many of them had come when a ping came between them; none where none did. */
  readonly interrupted: number;
}

/** The messages that a host hears in one that came in several frames. */
export const heardIn = (
  { parts, interrupted }: Fragments,
  manner: Exclude<Manners['fragments'], number | undefined>,
): readonly Buffer[] => {
  switch (manner) {
    case 'first':
      return parts.slice(0, 1);
    case 'each':
      return parts;
    case 'interrupted':
      return [Buffer.concat(parts.slice(interrupted))];
  }
};
