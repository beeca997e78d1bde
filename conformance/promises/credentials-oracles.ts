/** The oracles of credentials: who was let in, how others were refused, and what a token's expiry brought. */
import type { CredentialsPromise } from '../../schemas/promises.ts';
import { lateness, within } from '../engine/durations.ts';
import type { Entry } from '../engine/history.ts';
import {
  broken,
  earned,
  type Finding,
  held,
  hearing,
  heldBeside,
  judge,
  type Oracle,
  perConnection,
  quote,
  unlessHeld,
} from '../engine/oracle.ts';
import type { TokenKind } from '../engine/plan.ts';
import type { Setting } from '../engine/requirement.ts';
import { type Connection, isBad } from '../scene/connection.ts';
import { errorKind } from '../scene/exchanges.ts';
import type { Moment } from '../scene/scene.ts';
import { letIn, letInAs, outlived, outlivedBy } from './twins.ts';

/** How long an expiring token of a directed plan lives, in ms. */
export const LIFETIME = 2000;

/** What an entry says about whether a bad token is refused as it must be. */
const outcome = (
  { promises, promise: { refusal } }: Setting<CredentialsPromise>,
  entry: Entry,
  connection: Connection,
  name: string | undefined,
): Finding | undefined => {
  switch (entry.kind) {
    case 'closed':
      return entry.code === refusal.close
        ? heldBeside(letInAs(connection))
        : broken(`closed with ${entry.code ?? 'no close frame'}`);
    case 'refused':
      return broken(`refused before the upgrade (${entry.because}) instead of closed with ${refusal.close}`);
    case 'silence':
      return broken(`still open after ${entry.waited} ms`);
    case 'received':
      return name !== undefined && name === promises.handshake?.greeting ? broken(`let in with ${name}`) : undefined;
    default:
      return undefined;
  }
};

/** Judges that one kind of bad token is refused. */
export const refuses = (setting: Setting<CredentialsPromise>, token: TokenKind): Oracle =>
  earned(
    letIn(setting.promises),
    perConnection(
      () => ({ over: false }),
      ({ entry, connection, message }, state) => {
        const shown = connection.badge.token;
        const mine = typeof token === 'object' ? isBad(connection) && typeof shown === 'object' : shown === token;
        if (!mine || state.over || connection.left) return undefined;
        const finding = outcome(setting, entry, connection, message?.name);
        state.over = finding !== undefined;
        return finding;
      },
      ['control', 'closed', 'refused', 'silence'],
    ),
  );

/** Judges that a good token is let in. */
export const acceptsGood = ({ promises }: Setting<CredentialsPromise>): Oracle =>
  perConnection(
    () => ({ over: false }),
    ({ entry, connection, message }, state) => {
      if (isBad(connection) || state.over) return undefined;
      const finding =
        message && message.name === promises.handshake?.greeting
          ? held
          : (entry.kind === 'closed' && !connection.left && connection.causes.length === 0) || entry.kind === 'refused'
            ? broken('a good token was refused')
            : undefined;
      state.over = finding !== undefined;
      return finding;
    },
    ['control', 'closed', 'refused'],
  );

const isRefusalError = (
  { promises: { errors }, promise: { refusal } }: Setting<CredentialsPromise>,
  name: string | undefined,
  body: unknown,
): boolean =>
  errors !== undefined &&
  name === errors.message &&
  refusal.error !== undefined &&
  errorKind(body, errors, [refusal.error.kind])?.exact === true;

/** Judges that a refused connection was told why. */
export const saysWhy = (setting: Setting<CredentialsPromise>): Oracle =>
  perConnection(
    () => ({ said: false }),
    ({ entry, connection, message }, state) => {
      if (!isBad(connection)) return undefined;
      if (entry.kind === 'received') state.said ||= isRefusalError(setting, message?.name, message?.body);
      if (entry.kind !== 'closed' || connection.left) return undefined;
      return judge(state.said, 'closed without the error that says why');
    },
    ['control', 'closed'],
  );

/** Judges that a refused connection gets nothing but one error and the close. */
export const nothingElse = ({ promises }: Setting<CredentialsPromise>): Oracle =>
  earned(
    letIn(promises),
    perConnection(
      () => ({ errors: 0 }),
      ({ entry, connection, message }, state) => {
        if (!isBad(connection)) return undefined;
        if (entry.kind === 'closed') return connection.left ? undefined : heldBeside(letInAs(connection));
        if (entry.kind !== 'received') return undefined;
        const error = message !== undefined && message.name === promises.errors?.message;
        return error && ++state.errors === 1 ? undefined : broken(`${quote(entry.text)} came on a refused connection`);
      },
      ['received', 'closed'],
    ),
  );

/** Judges that a token's expiry ends its connection, as it should and in time. */
export const expires = ({ promises, promise: { expiry } }: Setting<CredentialsPromise>): Oracle => {
  /** The longest that an expired connection may stay open on our clock, in ms. */
  const most = expiry.tolerance + lateness(LIFETIME);
  const ends = perConnection(
    // The slowest answer on this connection, the greeting included: whatever else it gets may be as long under way.
    () => ({ slowest: 0 }),
    ({ entry, connection, scene, message, reply, unanswered }, state) => {
      const { expires } = connection.badge;
      if (!expires || isBad(connection) || connection.openedAt === undefined) return undefined;
      const bound = { most: most + state.slowest };
      // Only what was asked after the token's end shows that the connection outlives it.
      const asked = reply?.to.command.entry.at ?? unanswered?.at(-1)?.command.entry.at;
      if (reply) state.slowest = Math.max(state.slowest, entry.at - reply.to.command.entry.at);
      if (message && message.name === promises.handshake?.greeting)
        state.slowest = Math.max(state.slowest, entry.at - connection.openingAt);
      if (asked !== undefined && asked > expires.to + bound.most) {
        return unlessHeld(within(asked - expires.to, bound, scene, (ms) => `still open ${ms} after its token expired`));
      }
      if (
        entry.kind !== 'closed' ||
        connection.left ||
        connection.causes.some(({ why }) => why !== 'expiry') ||
        entry.at < expires.from - expiry.tolerance - scene.resolution() - scene.stalled()
      ) {
        return undefined;
      }
      if (entry.code !== expiry.close) return broken(`closed with ${entry.code ?? 'no close frame'}`);
      const found = within(entry.at - expires.to, bound, scene, (ms) => `closed ${ms} after its token expired`);
      return unlessHeld(found) ?? heldBeside(outlivedBy(connection));
    },
    ['control', 'reply', 'unanswered', 'closed'],
  );
  return earned(outlived, ends);
};

/** Judges that no connection ends for its token's expiry before that. */
export const notBefore = ({ promise: { expiry } }: Setting<CredentialsPromise>): Oracle =>
  perConnection(
    () => ({}),
    ({ entry, connection, scene }) => {
      const { expires } = connection.badge;
      if (!expires || isBad(connection) || entry.kind !== 'closed' || connection.left || entry.code !== expiry.close)
        return undefined;
      return within(
        entry.at - expires.from,
        { least: -expiry.tolerance },
        scene,
        (ms) => `closed ${ms} from the token's expiry`,
      );
    },
    ['closed'],
  );

/** The most tokens that messages are searched for. */
const SEARCHED = 1000;

/** Judges that no message holds a token that a client showed; it holds where one was good, and is worth keeping. */
export const secret: Oracle = hearing(() => {
  const secrets = new Set<string>();
  let good = false;
  const note = ({ entry, connection }: Moment): void => {
    if (entry.kind !== 'opening' || entry.badge.secret === undefined) return;
    good ||= connection !== undefined && !isBad(connection);
    secrets.add(entry.badge.secret);
    const [oldest] = secrets;
    if (secrets.size > SEARCHED && oldest !== undefined) secrets.delete(oldest);
  };
  const tells = (text: string): boolean => {
    for (const token of secrets) if (text.includes(token)) return true;
    return false;
  };
  return (moment) => {
    note(moment);
    const { entry } = moment;
    if (entry.kind !== 'received') return undefined;
    return tells(entry.text) ? broken('a message holds the token that a client showed') : good ? held : undefined;
  };
}, ['opening', 'received']);
