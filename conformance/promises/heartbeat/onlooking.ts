/**
 * The oracles of the heartbeat where somebody only looks on. How long a beat was under way is not known there; but what
 * comes before the answer to a command was sent before it, and what comes after it was sent after the command.
 */
import type { HeartbeatPromise } from '../../../schemas/promises/heartbeat.ts';
import { apart, lateness, type Sending } from '../../engine/durations.ts';
import { type Oracle, perConnection, unlessHeld } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Sound } from '../../engine/sounds.ts';
import { beatName, beginning } from './oracles.ts';
import { isBeat } from '../twins.ts';

const heardBy = ({ send }: HeartbeatPromise): readonly Sound[] => [send === 'ping frame' ? 'ping' : 'control', 'reply'];

/** Judges that the first beat comes in time, by the time at which its connection can have begun at the latest. */
export const firstSeen = ({ promise }: Setting<HeartbeatPromise>): Oracle => {
  const { every, send } = promise;
  const [most, name] = [every + lateness(every), beatName(promise)];
  return perConnection(
    () => ({ over: false }),
    (moment, state) => {
      const { entry, connection, scene } = moment;
      const begun = beginning(promise, connection);
      const beat = isBeat(promise, moment);
      if (!scene.onlooking || state.over || begun === undefined) return undefined;
      // Not everybody who looks on is shown pings.
      if (!beat && (send === 'ping frame' || !moment.reply)) return undefined;
      if (beat) state.over = true;
      const { sentSince } = connection;
      const found = apart(
        { since: Number.NEGATIVE_INFINITY, at: begun },
        { since: sentSince, at: beat ? entry.at : sentSince },
        { most },
        scene.onlooking(),
        (ms) => (beat ? `the first ${name} came after ${ms}` : `no ${name} had come after ${ms}`),
      );
      return beat ? found : unlessHeld(found);
    },
    heardBy(promise),
  );
};

/** Judges that beats come in time, each gap by itself. */
export const onTimeSeen = ({ promise }: Setting<HeartbeatPromise>): Oracle => {
  const { every } = promise;
  const [late, name] = [lateness(every), beatName(promise)];
  return perConnection(
    () => ({ last: undefined as Sending | undefined }),
    (moment, state) => {
      const { entry, connection, scene } = moment;
      if (!scene.onlooking) return undefined;
      const { sentSince } = connection;
      const { last } = state;
      if (!isBeat(promise, moment)) {
        if (!moment.reply || !last) return undefined;
        const yet = { since: sentSince, at: sentSince };
        return unlessHeld(
          apart(last, yet, { most: every + late }, scene.onlooking(), (ms) => `no ${name} in the ${ms} since the last`),
        );
      }
      state.last = { since: sentSince, at: entry.at };
      return (
        last &&
        apart(
          last,
          state.last,
          { least: every - late, most: every + late },
          scene.onlooking(),
          (ms) => `a ${name} came ${ms} after the one before`,
        )
      );
    },
    heardBy(promise),
  );
};
