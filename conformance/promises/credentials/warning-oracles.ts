/** The oracles of the warning before a token's expiry: whether it came, when, to whom, and whether it told the truth. */
import type { CredentialsPromise } from '../../../schemas/promises/credentials.ts';
import { lateness, within } from '../../engine/durations.ts';
import { broken, type Finding, held, type Oracle, perConnection, quote, unlessHeld } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { type Connection, isBad } from '../../scene/connection.ts';
import { NO_EXPIRY } from '../../scene/lifetime.ts';
import { at } from '../../scene/pointer.ts';

type Credentials = Setting<CredentialsPromise>;
type Warning = NonNullable<CredentialsPromise['warning']>;

/** How long a token lives that is asked for without a lifetime, in ms. */
const HOUR = 3_600_000;
/** How much shorter than it should be it may be for all that we know, in ms. */
const ROUGHLY = 60_000;

const toleranceOf = ({ expiry = NO_EXPIRY }: CredentialsPromise): number => expiry.tolerance;

/** The latest instant at which a connection may be warned, in ms; undefined where it need not be. */
const latestFor = ({ promise }: Credentials, { before }: Warning, connection: Connection): number | undefined => {
  const { badge, openedAt } = connection;
  if (!badge.expires || openedAt === undefined || isBad(connection)) return undefined;
  const due = Math.max(openedAt, badge.expires.to - before);
  return due + toleranceOf(promise) + lateness(due - openedAt) + connection.slowest;
};

/** Judges that whoever shows a token that ends is warned in time. */
export const warns = (setting: Credentials, warning: Warning): Oracle =>
  perConnection(
    () => ({ over: false }),
    ({ entry, connection, scene, message, proof, unanswered }, state): Finding | undefined => {
      const latest = latestFor(setting, warning, connection);
      if (latest === undefined || state.over || connection.left) return undefined;
      const came = message?.name === warning.message;
      // Only what was asked after that, or the end of the token itself, shows that no warning will come.
      const asked = proof?.at ?? unanswered?.at(-1)?.command.entry.at;
      const ended = entry.kind === 'closed' && connection.causes.every(({ why }) => why === 'expiry');
      const shown = came || ended ? entry.at : asked;
      if (shown === undefined) return undefined;
      const found = within(shown - latest, { most: 0 }, scene, (ms) =>
        came ? `it came ${ms} too late` : `${ms} after the latest instant, no ${warning.message} had come`,
      );
      state.over = came || ended || found?.is === 'broken';
      return came ? found : unlessHeld(found);
    },
    ['control', 'reply', 'proof', 'unanswered', 'closed'],
  );

/** Judges that nobody is warned before it is time. */
export const notTooEarly = ({ promise }: Credentials, warning: Warning): Oracle =>
  perConnection(
    () => undefined,
    ({ entry, connection, scene, message }) => {
      if (message?.name !== warning.message || isBad(connection)) return undefined;
      const { expires, token } = connection.badge;
      if (expires)
        return within(
          entry.at - (expires.from - warning.before),
          { least: -toleranceOf(promise) },
          scene,
          (ms) => `it came ${ms} from when it was due`,
        );
      // How long a lasting token lasts is not known to the second.
      const soonest = connection.openingAt + HOUR - ROUGHLY - warning.before;
      if (token !== 'good' || !Number.isFinite(scene.resolution()) || entry.at >= soonest) return undefined;
      return broken('it came to a connection whose token lasts');
    },
    ['control'],
  );

/** Judges that a warning tells the seconds that are left. */
export const truthful = ({ promise }: Credentials, { message: name, seconds: place }: Warning): Oracle =>
  perConnection(
    () => undefined,
    ({ entry, connection, scene, message }) => {
      const { expires } = connection.badge;
      if (message?.name !== name || !expires || isBad(connection)) return undefined;
      const told = at(message.body, place);
      if (typeof told !== 'number') return broken(`it tells ${quote(told)}, which is no number of seconds`);
      // A whole number of seconds may have been rounded up or down, and so may the expiry itself.
      const slack = 1000 + toleranceOf(promise);
      const say = () => `it tells ${told} s, with ${Math.round(expires.to - entry.at)} ms left`;
      const low = within(told * 1000 - (expires.from - entry.at), { least: -slack }, scene, say);
      const high = within(told * 1000 - (expires.to - entry.at), { most: slack + connection.slowest }, scene, say);
      return unlessHeld(low) ?? high;
    },
    ['control'],
  );

/** Judges that nobody is warned twice; that no second warning comes, an answer to something asked later shows, or the end. */
export const warnsOnce = ({ message: name }: Warning): Oracle =>
  perConnection(
    () => ({ warned: -1 }),
    ({ entry, connection, message, proof }, state) => {
      if (message?.name === name) {
        if (state.warned >= 0) return broken(`${name} came again`);
        state.warned = entry.seq;
        return undefined;
      }
      const shown = proof ? proof.seq > state.warned : entry.kind === 'closed' && !connection.left;
      return shown && state.warned >= 0 ? held : undefined;
    },
    ['control', 'proof', 'closed'],
  );
