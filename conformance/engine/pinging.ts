/** Pinging: the pings of clients, and waiting for their pongs; one that is missing when patience ends is written down. */
import type { Patience } from './patience.ts';
import type { Track } from './recorder.ts';
import type { Until } from './until.ts';

/** What a ping holds that goes between the frames of a message. */
export const INTERRUPTING = 'between the frames of a message';

/** What pinging needs of a performance. */
export interface PingingOptions {
  readonly track: Pick<Track, 'add' | 'scene'>;
  readonly patience: Patience;
  readonly until: Until;
  readonly cut: () => boolean;
  /** The next number of a ping. */
  readonly next: () => number;
  /** Begins what goes on beside the plan's steps. */
  readonly begin: (work: Promise<void>) => void;
}

/** How long a pong is awaited on a connection on which one was missing before, in ms. */
const HURRIED = 500;

/** Makes the function that has a ping sent on a connection, by `act`, and waits for its pong beside what goes on. */
export const createPinging = ({ track, patience, until, cut, next, begin }: PingingOptions) => {
  const lacking = new Set<number>();
  return (connection: number, text: string, act: () => void): void => {
    const ping = next();
    track.add({ kind: 'pinging', connection, ping, text });
    act();
    const isOver = (): boolean => {
      const { state, pings } = track.scene.connections.get(connection) ?? {};
      return state !== 'open' || pings?.has(ping) !== true;
    };
    const pong = async (): Promise<void> => {
      const waited = lacking.has(connection) ? Math.min(HURRIED, patience.now()) : patience.now();
      if ((await until(isOver, waited)) || cut()) return;
      lacking.add(connection);
      patience.spent();
      track.add({ kind: 'unponged', connection, ping, waited });
    };
    begin(pong());
  };
};
