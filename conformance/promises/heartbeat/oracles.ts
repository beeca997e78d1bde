/** The oracles of the heartbeat: when beats come, what they tell, and what becomes of clients that do not answer them. */
import type { Ending } from '../../../schemas/promises/endings.ts';
import type { HeartbeatPromise } from '../../../schemas/promises/heartbeat.ts';
import { lateness, within } from '../../engine/durations.ts';
import { broken, earned, held, heldBeside, type Oracle, perConnection, unlessHeld } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Sound } from '../../engine/sounds.ts';
import { type Connection, delayOf, isOwed } from '../../scene/connection.ts';
import { unaskedBy } from '../../scene/own-accord.ts';
import { at } from '../../scene/pointer.ts';
import { isBeat, kept, keptFor } from '../twins.ts';

/** What a person calls one beat. */
export const beatName = ({ send }: HeartbeatPromise): string => (send === 'ping frame' ? 'ping' : send);

/** Where beats are heard. */
const soundOf = ({ send }: HeartbeatPromise): Sound => (send === 'ping frame' ? 'ping' : 'control');

/** The instant that beats are counted from; undefined before it has come. */
export const beginning = ({ from }: HeartbeatPromise, { openedAt, greetedAt }: Connection): number | undefined =>
  from === 'greeting' ? greetedAt : openedAt;

/** Judges that the first beat comes in time. */
export const first = ({ promise }: Setting<HeartbeatPromise>): Oracle => {
  const { every, from } = promise;
  const [late, name] = [lateness(every), beatName(promise)];
  const since = from === 'greeting' ? 'the greeting' : 'connecting';
  return perConnection(
    () => ({ over: false }),
    (moment, state) => {
      const { entry, connection, scene } = moment;
      const begun = beginning(promise, connection);
      if (state.over || begun === undefined) return undefined;
      const open = entry.at - begun;
      const beat = isBeat(promise, moment);
      if (!beat && (entry.kind !== 'leaving' || !connection.greeted || isOwed(connection) || open <= every + late)) {
        return undefined;
      }
      state.over = true;
      const slack = delayOf(connection, entry.at);
      const bounds = {
        most: every + late + slack,
        ...(from === 'greeting' && beat && { least: every - late - slack }),
      };
      const found = within(open, bounds, scene, (ms) =>
        beat ? `the first ${name} came ${ms} after ${since}` : `no ${name} came in ${ms}`,
      );
      return beat ? found : unlessHeld(found);
    },
    [soundOf(promise), 'leaving'],
  );
};

/** Judges that beats come in time, each gap by itself. */
export const onTime = ({ promise }: Setting<HeartbeatPromise>): Oracle => {
  const { every } = promise;
  const [late, name] = [lateness(every), beatName(promise)];
  return perConnection(
    () => ({ last: undefined as number | undefined }),
    (moment, state) => {
      const { entry, connection, scene } = moment;
      const beat = isBeat(promise, moment);
      if (!beat && entry.kind !== 'leaving') return undefined;
      const gap = state.last === undefined ? undefined : entry.at - state.last;
      const slack = delayOf(connection, entry.at);
      if (!beat) {
        if (gap === undefined || gap <= every + late || isOwed(connection)) return undefined;
        return unlessHeld(
          within(gap, { most: every + late + slack }, scene, (ms) => `no ${name} in the ${ms} since the last`),
        );
      }
      state.last = entry.at;
      return gap === undefined
        ? undefined
        : within(
            gap,
            { least: every - late - slack, most: every + late + slack },
            scene,
            (ms) => `a ${name} came ${ms} after the one before`,
          );
    },
    [soundOf(promise), 'leaving'],
  );
};

/** How far the uptime that a beat tells may be from ours, in ms, beside what is under way. */
const UPTIME = 500;

/** Judges that beats tell how long their connection has been open. */
export const uptime = ({ promise }: Setting<HeartbeatPromise>): Oracle =>
  perConnection(
    () => undefined,
    (moment) => {
      const { entry, connection, message, scene } = moment;
      const { greetedAt } = connection;
      if (promise.uptime === undefined || greetedAt === undefined || !isBeat(promise, moment)) return undefined;
      const told = at(message?.body, promise.uptime);
      // What is no number breaks the schema, which is judged elsewhere.
      if (typeof told !== 'number') return undefined;
      const open = entry.at - greetedAt;
      const slack = UPTIME + delayOf(connection, entry.at);
      return within(
        told - open,
        { least: -slack, most: slack },
        scene,
        () => `it tells of ${told} ms, ${Math.round(open)} ms after the greeting`,
      );
    },
    ['control'],
  );

/** The first of the beats that a client has left unanswered; undefined where it answers. */
const firstUnanswered = ({ badge, beats, unanswered }: Connection): number | undefined =>
  badge.pongs ? undefined : beats.at(-unanswered)?.at;

/** Judges that a client which never answers is cut off when it is due, in whatever way. */
export const endsTheSilent = ({ promise, promises }: Setting<HeartbeatPromise>): Oracle => {
  const { every, forgives } = promise;
  const [late, name] = [lateness(every), beatName(promise)];
  const due = (1 + forgives) * every;
  const slackOf = ({ slowest }: Connection) => (1 + forgives) * late + slowest;
  const cutOff = perConnection(
    () => ({ over: false }),
    ({ entry, connection, scene }, state) => {
      const beat = connection.unanswered > 0 ? firstUnanswered(connection) : undefined;
      if (state.over || beat === undefined) return undefined;
      const waited = entry.at - beat;
      const slack = slackOf(connection);
      if (entry.kind === 'leaving' && waited > due + late && !isOwed(connection)) {
        state.over = true;
        return unlessHeld(
          within(
            waited,
            { most: due + slack },
            scene,
            (ms) => `still open ${ms} after a ${name} that was not answered`,
          ),
        );
      }
      const isSilence = connection.causes.every(({ why }) => why === 'no pong');
      if (entry.kind !== 'closed' || connection.left || connection.unanswered <= forgives || !isSilence)
        return undefined;
      state.over = true;
      // What is early, and may have another reason, has that.
      if (waited < due - slack && unaskedBy(promises, entry.code) !== undefined) return undefined;
      const found = within(
        waited,
        { least: due - slack, most: due + slack },
        scene,
        (ms) => `ended ${ms} after the ${name} that was not answered`,
      );
      return unlessHeld(found) ?? heldBeside(keptFor(connection));
    },
    ['leaving', 'closed'],
  );
  return earned(kept(promise), cutOff);
};

/** Judges that whoever is cut off for silence is told so, and closed with the code that is promised; where nobody is, that is declined. */
export const endsSo = ({ promise }: Setting<HeartbeatPromise>, { close, farewell }: Ending): Oracle => {
  const says = Object.entries(farewell?.says ?? {});
  const { every, forgives } = promise;
  const due = (1 + forgives) * (every + lateness(every));
  return earned(
    kept(promise),
    perConnection(
      () => ({ said: false }),
      ({ entry, connection, message }, state) => {
        if (message) {
          const isFarewell = message.name === farewell?.message;
          state.said = isFarewell && says.every(([pointer, word]) => at(message.body, pointer) === word);
        }
        if (entry.kind === 'leaving') {
          const since = connection.unanswered > forgives ? firstUnanswered(connection) : undefined;
          const isOver = since !== undefined && entry.at - since > due + connection.slowest;
          return isOver ? { is: 'declined' } : undefined;
        }
        const silences = connection.causes.filter(({ why, codes }) => why === 'no pong' && codes);
        if (entry.kind !== 'closed' || connection.left || silences.length === 0) return undefined;
        // Somebody else's reason may have ended it as well, in a way of its own.
        const isOther = connection.causes.length > silences.length;
        if (isOther && (entry.code !== close || (farewell && !state.said))) return undefined;
        if (close !== undefined && entry.code !== close)
          return broken(`closed with ${entry.code ?? 'no close frame'} for leaving beats unanswered`);
        if (farewell && !state.said) return broken(`closed without ${farewell.message} right before`);
        return heldBeside(keptFor(connection));
      },
      ['control', 'event', 'leaving', 'closed'],
    ),
  );
};

/** Judges that clients which answer are kept. */
export const keepsTheAnswering = ({ promise }: Setting<HeartbeatPromise>): Oracle =>
  perConnection(
    () => undefined,
    (moment) => {
      const { entry, connection } = moment;
      const { badge, beats, causes, left } = connection;
      if (!badge.pongs || beats.length === 0 || causes.length > 0) return undefined;
      if (entry.kind === 'closed' && !left)
        return broken(`it was ended although every ${beatName(promise)} was answered`);
      return isBeat(promise, moment) && beats.length > 1 + promise.forgives ? held : undefined;
    },
    [soundOf(promise), 'closed'],
  );

/** How long before an end an answer was certainly heard, in ms, beside what is under way. */
const HEARD = 1000;

/** Judges that clients are kept which leave no more beats in a row unanswered than are forgiven. */
export const forgiving = ({ promise }: Setting<HeartbeatPromise>): Oracle =>
  perConnection(
    () => ({ answered: 0, last: 0 }),
    (moment, state) => {
      const { entry, connection, scene } = moment;
      const { badge, beats, causes, left, unanswered, answeredAt = entry.at, slowest } = connection;
      if (badge.pongs || beats.length === 0) return undefined;
      if (entry.kind === 'sent' && unanswered === 0 && state.last > 0) state.answered++;
      state.last = unanswered;
      const isHeard =
        unanswered === 0 && entry.at - answeredAt > HEARD + slowest + scene.resolution() + scene.stalled();
      if (entry.kind === 'closed' && !left && causes.every(({ why }) => why === 'no pong' && isHeard))
        return broken(`it was ended when no more than ${unanswered} in a row had gone unanswered`);
      // A server that counts what was answered long since would have ended it by now.
      return isBeat(promise, moment) && causes.length === 0 && state.answered > 0 ? held : undefined;
    },
    [soundOf(promise), 'sent', 'closed'],
  );
