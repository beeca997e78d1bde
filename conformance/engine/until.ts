/** Waiting until something is so: as far as patience goes, and with time going on where an end is awaited that must come. */
import { type Connection, isEnding } from '../scene/connection.ts';
import type { Clock } from './clock.ts';
import type { Patience } from './patience.ts';
import type { Track } from './recorder.ts';

/**
 * Waits until something is so, as far as patience goes, or so many ms; gives whether it came about. `lacking` tells on
 * which connections something is still to come: from when one of these is about to end, time goes on.
 */
export type Until = (holds: () => boolean, ms?: number, lacking?: () => readonly Connection[]) => Promise<boolean>;

/** By how much time goes on for an end at the most, in ms, unless patience lasts longer. */
const MOST = 60_000;
/** How long it is waited at once for a time that others hold up, in ms. */
const HELD_UP = 250;

/** What waiting needs of a performance. */
export interface UntilOptions {
  readonly clock: Pick<Clock, 'now' | 'watch' | 'stopped' | 'patiently' | 'goOn'>;
  readonly track: Pick<Track, 'watch'>;
  readonly patience: Patience;
  /** Whether the plan is one whose durations are told. */
  readonly timed: boolean;
}

/** The waiting of one plan. */
export const createUntil =
  ({ clock, track, patience, timed }: UntilOptions): Until =>
  async (holds, ms = patience.now(), lacking = () => []) => {
    if (holds()) return true;
    const [since, begun] = [clock.watch(), clock.now()];
    let rest: (() => void) | undefined;
    const look = (): void => {
      if (clock.goOn && !rest && lacking().some(isEnding)) rest = clock.goOn(timed, Math.max(ms, MOST));
    };
    look();
    const wait = async (left: number): Promise<boolean> => {
      let stop = () => {};
      const came = await clock.patiently(left, (resolve) => {
        stop = track.watch(() => (holds() ? resolve() : look()));
      });
      stop();
      return came;
    };
    // With an end, patience lasts as long by the server's time, too, which others may hold up.
    const isHeldUp = () => rest !== undefined && !clock.stopped() && clock.now() - begun < ms;
    let came = await wait(ms);
    while (!came && !holds() && isHeldUp()) came = await wait(HELD_UP);
    rest?.();
    if (came) patience.answered(clock.watch() - since);
    return came || holds();
  };
