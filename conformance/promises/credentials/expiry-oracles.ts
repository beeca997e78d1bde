/** The oracles of a token's expiry: what it brought to the connection that showed it, and when. */
import type { CredentialsPromise } from '../../../schemas/promises/credentials.ts';
import type { Ending } from '../../../schemas/promises/endings.ts';
import { lateness, within } from '../../engine/durations.ts';
import type { EntryOf } from '../../engine/history.ts';
import { broken, earned, heldBeside, type Oracle, perConnection, unlessHeld } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { type Connection, isBad } from '../../scene/connection.ts';
import { isFarewell } from '../../scene/farewells.ts';
import { NO_EXPIRY } from '../../scene/lifetime.ts';
import type { Scene } from '../../scene/scene.ts';
import { takesLeave } from '../farewell-oracles.ts';
import { outlived, outlivedBy } from '../twins.ts';

type Credentials = Setting<CredentialsPromise>;

/** How long an expiring token of a directed plan lives, in ms. */
export const LIFETIME = 2000;

/** The expiry that ended a connection; undefined where it was, or may have been, something else. */
const expiryOf = (connection: Connection, entry: EntryOf<'closed'>, scene: Scene, tolerance: number) => {
  const { causes, left, badge } = connection;
  const [cause, ...others] = causes;
  if (left || cause?.why !== 'expiry' || others.length > 0 || !badge.expires) return undefined;
  return entry.at < badge.expires.from - tolerance - scene.resolution() - scene.stalled() ? undefined : cause;
};

/** Judges that a token's expiry ends its connection, as it should and in time. */
export const expires = ({ promises, promise: { expiry = NO_EXPIRY } }: Credentials): Oracle => {
  /** The longest that an expired connection may stay open on our clock, in ms. */
  const most = expiry.tolerance + lateness(LIFETIME);
  const ends = perConnection(
    // The slowest answer on this connection, the greeting included: whatever else it gets may be as long under way.
    () => ({ slowest: 0 }),
    ({ entry, connection, scene, message, reply, proof, unanswered }, state) => {
      const { expires } = connection.badge;
      if (!expires || isBad(connection) || connection.openedAt === undefined) return undefined;
      const bound = { most: most + state.slowest };
      // Only what was asked after the token's end shows that the connection outlives it.
      const asked = proof?.at ?? unanswered?.at(-1)?.command.entry.at;
      if (reply) state.slowest = Math.max(state.slowest, entry.at - reply.to.command.entry.at);
      if (message && message.name === promises.handshake?.greeting)
        state.slowest = Math.max(state.slowest, entry.at - connection.openingAt);
      if (asked !== undefined && asked > expires.to + bound.most) {
        return unlessHeld(within(asked - expires.to, bound, scene, (ms) => `still open ${ms} after its token expired`));
      }
      if (entry.kind !== 'closed') return undefined;
      const cause = expiryOf(connection, entry, scene, expiry.tolerance);
      if (!cause) return undefined;
      if (cause.codes && (entry.code === undefined || !cause.codes.includes(entry.code)))
        return broken(`closed with ${entry.code ?? 'no close frame'}`);
      const found = within(entry.at - expires.to, bound, scene, (ms) => `closed ${ms} after its token expired`);
      return unlessHeld(found) ?? heldBeside(outlivedBy(connection));
    },
    ['control', 'reply', 'proof', 'unanswered', 'closed'],
  );
  return earned(outlived, ends);
};

/** Judges that a token's expiry takes leave of its connection before it ends it. */
export const saysGoodbye = ({ promise: { expiry = NO_EXPIRY } }: Credentials): Oracle =>
  takesLeave(expiry, (connection, entry, scene) =>
    connection.greeted && !isBad(connection) ? expiryOf(connection, entry, scene, expiry.tolerance)?.seq : undefined,
  );

/** Judges that no connection ends for its token's expiry before that. */
export const notBefore = ({ promise: { expiry = NO_EXPIRY } }: Credentials): Oracle => {
  const { close, farewell }: Ending = expiry;
  const isMeant = ({ leave }: Connection, { code }: EntryOf<'closed'>): boolean =>
    close === undefined ? farewell !== undefined && !!leave && isFarewell(farewell, leave.message) : code === close;
  return perConnection(
    () => ({}),
    ({ entry, connection, scene }) => {
      const { expires } = connection.badge;
      if (!expires || isBad(connection) || entry.kind !== 'closed' || connection.left || !isMeant(connection, entry))
        return undefined;
      // The server may have been asked to end it so.
      if (connection.causes.some(({ why }) => why !== 'expiry')) return undefined;
      return within(
        entry.at - expires.from,
        { least: -expiry.tolerance },
        scene,
        (ms) => `closed ${ms} from the token's expiry`,
      );
    },
    ['closed'],
  );
};
