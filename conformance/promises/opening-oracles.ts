/** The oracles of the opening: what becomes of a connection on which the client does not speak first, or not yet. */
import type { HandshakePromise, Opening } from '../../schemas/promises/handshake.ts';
import { lateness, within } from '../engine/durations.ts';
import { broken, earned, held, heldBeside, type Oracle, perConnection, unlessHeld } from '../engine/oracle.ts';
import type { Setting } from '../engine/requirement.ts';
import type { Connection } from '../scene/connection.ts';
import { letIn, letInAs } from './twins.ts';

type Handshake = Setting<HandshakePromise>;
type Deadline = NonNullable<Opening['within']>;

/** Whether nothing but its silence may end a connection. */
const isMute = ({ badge, openedBy, openedAt, left, causes }: Connection): boolean =>
  badge.opens === false &&
  openedBy === undefined &&
  openedAt !== undefined &&
  !left &&
  causes.every(({ why }) => why === 'unopened');

/** What rounding to whole ms makes of a timer. */
const ROUNDING = 5;

/** Judges that a connection whose client says nothing is closed, and not before its time is over. */
export const closesMute = ({ promises }: Handshake, { ms, close }: Deadline): Oracle =>
  earned(
    letIn(promises),
    perConnection(
      () => ({ over: false }),
      ({ entry, connection, scene }, state) => {
        const { openedAt = 0, openingAt } = connection;
        const open = entry.kind === 'silence' || entry.kind === 'leaving';
        // Whoever is about to leave has been marked so.
        const mute = isMute(entry.kind === 'leaving' ? { ...connection, left: false } : connection);
        if (!mute || state.over || (!open && entry.kind !== 'closed')) return undefined;
        const most = ms + lateness(ms);
        const late = within(
          entry.at - openedAt,
          { most },
          scene,
          (took) => `${open ? 'still open' : 'closed'} after ${took}`,
        );
        if (open) return unlessHeld(late);
        state.over = true;
        if (entry.code !== close) return broken(`closed with ${entry.code ?? 'no close frame'}`);
        // It began to wait after we had begun to connect: no stall of ours makes that shorter than it was.
        const early = ms - (entry.at - openingAt) - ROUNDING;
        if (early > scene.resolution()) return broken(`closed after ${Math.round(ms - early)} ms`);
        return unlessHeld(late) ?? (late && heldBeside(letInAs(connection)));
      },
      ['silence', 'leaving', 'closed'],
    ),
  );

/** How long an answer may take, in ms, for which nothing else is waited. */
const SOON = { most: lateness(0) } as const;

/** Judges that what may be said before the greeting is answered before it. */
export const answersBefore: Oracle = perConnection(
  () => undefined,
  ({ entry, connection, scene, reply, unanswered }) => {
    if (connection.openedBy !== undefined || connection.greeted || connection.badge.opens !== false) return undefined;
    const [missing] = unanswered ?? [];
    if (missing) return broken(`${missing.command.name ?? 'a command'} had no answer`, missing.command.entry.seq);
    if (entry.kind === 'closed' && isMute(connection)) {
      // It had all the time until then.
      const owed = connection.queue.owed()[0]?.command.entry.at ?? entry.at;
      return unlessHeld(within(entry.at - owed, SOON, scene, (ms) => `no answer had come ${ms} later, at the end`));
    }
    return reply?.fit === 'answer' ? held : undefined;
  },
  ['reply', 'unanswered', 'closed'],
);
