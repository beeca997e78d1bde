/** The oracles of closing: whether connections end for a reason, as that reason demands, and with the words it demands. */
import type { Ending } from '../../../schemas/promises/endings.ts';
import { lateness, within } from '../../engine/durations.ts';
import {
  broken,
  type Finding,
  held,
  judge,
  type Oracle,
  perConnection,
  quote,
  unlessHeld,
} from '../../engine/oracle.ts';
import { type Cause, type Connection, isEndedBy, isUnaskedFor } from '../../scene/connection.ts';
import { errorMessages } from '../../scene/error-kinds.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Scene } from '../../scene/scene.ts';
import { takesLeave } from '../farewell-oracles.ts';

/** Which causes an end is judged by: those of a reason that the hook takes, or of a command by which a client asks for it. */
export type Meant = Pick<Cause, 'why' | 'by'>;

/** Whether a cause is meant: what the hook asks for, a server may do of its own accord as well. */
const isMeant = (cause: Cause, { why, by }: Meant): boolean =>
  cause.by === by && (cause.why === why || (why === 'asked' && cause.why === 'own accord'));

const causeOf = ({ causes }: Connection, meant: Meant): Cause | undefined =>
  causes.find((cause) => isMeant(cause, meant) && cause.must);

/** Whether nothing else may have ended a connection. */
const isAlone = ({ causes }: Connection, meant: Meant): boolean => causes.every((cause) => isMeant(cause, meant));

/** When a connection that was taken leave of has to be gone at the latest, in ms; undefined where it has no delay. */
const goneBy = ({ leave }: Connection): number | undefined =>
  leave?.delay === undefined ? undefined : leave.at + leave.delay + lateness(leave.delay);

/** Judges that connections end, with the code that is given. */
export const endsAs = (ending: Ending, meant: Meant): Oracle =>
  perConnection(
    () => ({ over: false }),
    ({ entry, connection, reply }, state) => {
      const cause = causeOf(connection, meant);
      if (!cause || state.over) return undefined;
      // What nobody has waited for may be under way when a client leaves: only what came later shows that it lives on.
      const isAwaited = cause.why === 'asked';
      const later = reply !== undefined && reply.to.command.entry.seq > cause.seq;
      if (!isAwaited && (later || entry.kind === 'silence')) {
        const isDelayed = connection.leave?.delay !== undefined;
        state.over = !isDelayed || cause.why === 'wished';
        return isDelayed ? undefined : broken('still open');
      }
      if (entry.kind === 'leaving') {
        state.over = true;
        // What it tells of a delay may not be over yet.
        const early = entry.at < (goneBy(connection) ?? Number.NEGATIVE_INFINITY);
        return entry.abruptly || early || !isAwaited ? undefined : broken('still open');
      }
      if (entry.kind !== 'closed') return undefined;
      state.over = true;
      return isAlone(connection, meant) && !connection.left
        ? judge(isEndedBy(ending, entry), `closed with ${entry.code ?? 'no close frame'}`)
        : undefined;
    },
    ['reply', 'silence', 'leaving', 'closed'],
  );

/** Judges that the server takes leave of connections before they end so. */
export const saysGoodbye = (ending: Ending, meant: Meant): Oracle =>
  takesLeave(ending, (connection) => (isAlone(connection, meant) ? causeOf(connection, meant)?.seq : undefined));

/** Judges that the close comes within the delay that the farewell tells. */
export const keepsDelay = (meant: Meant): Oracle =>
  perConnection(
    () => ({ over: false }),
    ({ entry, connection, scene }, state): Finding | undefined => {
      const latest = goneBy(connection);
      if (latest === undefined || state.over || !causeOf(connection, meant) || !isAlone(connection, meant))
        return undefined;
      if (entry.kind === 'leaving' || connection.left) {
        state.over = true;
        return entry.kind === 'leaving' && !entry.abruptly ? unlessHeld(overdue(entry.at - latest, scene)) : undefined;
      }
      if (entry.kind !== 'closed') return undefined;
      state.over = true;
      return overdue(entry.at - latest, scene);
    },
    ['leaving', 'closed'],
  );

const overdue = (late: number, scene: Scene): Finding | undefined =>
  within(late, { most: 0 }, scene, (ms) => `it was open ${ms} longer than it was told to be`);

/** Judges that what a client asked before it asked for the end is answered first. */
export const answersFirst = (meant: Meant): Oracle =>
  perConnection(
    () => ({ owed: 0, over: false }),
    ({ entry, connection, command }, state) => {
      const cause = causeOf(connection, meant);
      if (!cause || state.over) return undefined;
      const owed = () => connection.queue.pending().filter((due) => due.command.entry.seq < cause.seq);
      if (command && entry.seq === cause.seq) state.owed = owed().length;
      if (entry.kind !== 'closed') return undefined;
      state.over = true;
      if (connection.left || !isAlone(connection, meant) || state.owed === 0) return undefined;
      const [missing] = owed();
      return missing ? broken(`what was asked before had no answer`, missing.command.entry.seq) : held;
    },
    ['command', 'closed'],
  );

/** Causes that end a connection without a word, or in any way. */
const isWordless = ({ why, by }: Cause): boolean =>
  why === 'oversize' || why === 'transport' || why === 'bad utf-8' || (why === 'asked' && by === undefined);

/** Judges that no connection is ended without a message that says why. */
export const saysWhy = ({ promises }: Setting<unknown>): Oracle => {
  const errors = errorMessages(promises.errors);
  const silent = promises.heartbeat?.ending === 'terminate';
  return perConnection(
    () => ({ said: false, farewell: false }),
    ({ entry, connection, message, farewell }, state) => {
      if (entry.kind === 'received') {
        state.farewell ||= farewell === true;
        // Answers that were under way may come between what tells why and the end.
        const isBeside = message !== undefined && message.name === promises.replies?.acknowledgement?.message;
        state.said = isBeside ? state.said : state.farewell || (message !== undefined && errors.has(message.name));
        return undefined;
      }
      if (entry.kind !== 'closed' || connection.left || connection.openedAt === undefined) return undefined;
      if (connection.causes.some((cause) => isWordless(cause) || (silent && cause.why === 'no pong'))) return undefined;
      return judge(state.said, `it was closed with ${entry.code ?? 'no close frame'}, and nothing had said why`);
    },
    ['received', 'closed'],
  );
};

/** Judges that after a leave without a delay nothing comes but the end. */
export const lastWord: Oracle = perConnection(
  () => ({ over: false }),
  ({ entry, connection }, state) => {
    const { leave } = connection;
    if (!leave || leave.delay !== undefined || state.over) return undefined;
    if (entry.kind === 'received' && entry.seq > leave.seq) {
      state.over = true;
      return broken(`${quote(entry.text)} came after ${leave.message.name}`);
    }
    if (entry.kind !== 'closed') return undefined;
    state.over = true;
    return connection.left ? undefined : held;
  },
  ['received', 'closed'],
);

/** Judges that no connection ends for no reason. */
export const staysOpen: Oracle = perConnection(
  () => ({ left: false }),
  ({ entry, connection }, state) => {
    if (entry.kind === 'closed' && !connection.left) {
      if (connection.causes.length === 0)
        return broken(
          `it ended with ${entry.code ?? 'no close frame'}${entry.trouble ? ` (${entry.trouble})` : ''}, and nothing had happened`,
        );
      if (!isUnaskedFor(connection)) return undefined;
      const [reason] = connection.causes.flatMap(({ by }) => by ?? []);
      return { is: 'excused', because: `the server took leave of its own accord, such as for ${reason}` };
    }
    if (entry.kind !== 'leaving') return undefined;
    state.left = true;
    return connection.greeted && !isUnaskedFor(connection) ? held : undefined;
  },
  ['leaving', 'closed'],
);

/** Judges that a client's close frame is answered with one. */
export const answersTheClose: Oracle = perConnection(
  () => ({ left: false }),
  ({ entry, connection }, state) => {
    if (entry.kind === 'leaving') state.left = connection.greeted && !entry.abruptly;
    return entry.kind === 'closed' && state.left
      ? judge(entry.code !== undefined, 'the connection ended without a close frame')
      : undefined;
  },
  ['leaving', 'closed'],
);
