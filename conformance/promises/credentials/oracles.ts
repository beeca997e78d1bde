/** The oracles of credentials at the door: who was let in, and how others were refused. */
import type { CredentialsPromise } from '../../../schemas/promises/credentials.ts';
import { within } from '../../engine/durations.ts';
import type { Entry, EntryOf, Reading } from '../../engine/history.ts';
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
} from '../../engine/oracle.ts';
import type { TokenKind } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { type Connection, isBad, isEndedBy } from '../../scene/connection.ts';
import { errorKind, errorMessages } from '../../scene/error-kinds.ts';
import { refusalOf } from '../../scene/lifetime.ts';
import { at } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';
import { letIn, letInAs } from '../twins.ts';

type Credentials = Setting<CredentialsPromise>;

/** Whether the transport refused a connection, where it may, and told the code that is given for it. */
const isToldInstead = (
  { promises: { errors }, promise }: Credentials,
  { error: told }: EntryOf<'refused'>,
  connection: Connection,
): boolean => {
  const { instead, error } = refusalOf(promise, connection);
  const code = errors?.kinds[error?.kind ?? '']?.code;
  return instead !== undefined && (code === undefined || at(told, instead.code) === code);
};

/** What an entry says about whether a bad token is refused as it must be. */
const outcome = (
  setting: Credentials,
  entry: Entry,
  connection: Connection,
  name: string | undefined,
): Finding | undefined => {
  const { promises, promise } = setting;
  const refusal = refusalOf(promise, connection);
  switch (entry.kind) {
    case 'closed':
      return isEndedBy(refusal, entry)
        ? heldBeside(letInAs(connection))
        : broken(`closed with ${entry.code ?? 'no close frame'}`);
    case 'refused':
      if (isToldInstead(setting, entry, connection)) return heldBeside(letInAs(connection));
      return refusal.instead
        ? broken(`refused with ${quote(entry.error)}, which does not say why`)
        : broken(`refused before the upgrade (${entry.because}) instead of closed with ${refusal.close}`);
    case 'silence':
      return broken(`still open after ${entry.waited} ms`);
    case 'received':
      return name !== undefined && name === promises.handshake?.greeting ? broken(`let in with ${name}`) : undefined;
    default:
      return undefined;
  }
};

/** Judges that one kind of bad token is refused. */
export const refuses = (setting: Credentials, token: TokenKind): Oracle =>
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
export const acceptsGood = ({ promises }: Credentials): Oracle =>
  perConnection(
    () => ({ over: false }),
    ({ entry, connection, message }, state) => {
      if (isBad(connection) || state.over) return undefined;
      const finding =
        message && message.name === promises.handshake?.greeting
          ? held
          : (entry.kind === 'closed' || entry.kind === 'refused') && !connection.left && connection.causes.length === 0
            ? broken('a good token was refused')
            : undefined;
      state.over = finding !== undefined;
      return finding;
    },
    ['control', 'closed', 'refused'],
  );

const isRefusalError = ({ promises: { errors }, promise }: Credentials, { message, connection }: Moment): boolean => {
  const { error } = connection ? refusalOf(promise, connection) : promise.refusal;
  return (
    errors !== undefined &&
    message !== undefined &&
    error !== undefined &&
    errorKind(message, errors, [error.kind])?.exact === true
  );
};

/** Judges that such refused connections were told why. */
export const saysWhy = (setting: Credentials, such: (connection: Connection) => boolean): Oracle =>
  perConnection(
    () => ({ said: false }),
    (moment, state) => {
      const { entry, connection } = moment;
      if (!isBad(connection) || !such(connection)) return undefined;
      if (entry.kind === 'received') state.said ||= isRefusalError(setting, moment);
      if (entry.kind === 'refused' && refusalOf(setting.promise, connection).instead)
        return judge(isToldInstead(setting, entry, connection), () => `it was refused with ${quote(entry.error)}`);
      if (entry.kind !== 'closed' || connection.left) return undefined;
      return judge(state.said, 'closed without the error that says why');
    },
    ['control', 'refused', 'closed'],
  );

/** Judges that a refused connection gets nothing but one error, a farewell where there is one, and the close. */
export const nothingElse = (setting: Credentials): Oracle => {
  const isFree = (message: Reading | undefined): boolean =>
    message !== undefined && (setting.promises.handshake?.anytime?.includes(message.name) ?? false);
  return earned(
    letIn(setting.promises),
    perConnection(
      () => ({ errors: 0, farewells: 0 }),
      ({ entry, connection, message }, state) => {
        if (!isBad(connection)) return undefined;
        const { farewell, instead } = refusalOf(setting.promise, connection);
        if (entry.kind === 'closed' || (entry.kind === 'refused' && instead))
          return connection.left ? undefined : heldBeside(letInAs(connection));
        if (entry.kind !== 'received' || isFree(message)) return undefined;
        const error = message !== undefined && errorMessages(setting.promises.errors).has(message.name);
        if (error && ++state.errors === 1) return undefined;
        const goodbye = farewell !== undefined && message?.name === farewell.message;
        return goodbye && ++state.farewells === 1
          ? undefined
          : broken(`${quote(entry.text)} came on a refused connection`);
      },
      ['received', 'refused', 'closed'],
    ),
  );
};

/** Judges that a refused connection has ended in time. */
export const inTime = ({ promises }: Credentials, most: number): Oracle =>
  earned(
    letIn(promises),
    perConnection(
      () => ({ over: false }),
      ({ entry, connection, scene }, state) => {
        if (!isBad(connection) || state.over || (connection.left && entry.kind !== 'leaving')) return undefined;
        const open = entry.kind === 'silence' || entry.kind === 'leaving';
        if (!open && entry.kind !== 'closed' && entry.kind !== 'refused') return undefined;
        const took = entry.at - (connection.openedAt ?? connection.openingAt);
        const found = within(took, { most }, scene, (ms) => `${open ? 'still open' : 'it ended'} after ${ms}`);
        if (open && found?.is === 'held') return undefined;
        state.over = found !== undefined;
        return found?.is === 'held' ? heldBeside(letInAs(connection)) : found;
      },
      ['refused', 'closed', 'silence', 'leaving'],
    ),
  );

/** The most tokens that messages are searched for. */
const SEARCHED = 1000;

/** What looks like a token, or the beginning of one that goes beyond its header, which many share. */
const BEGINNING = /eyJ[\w-]+\.[\w-]{8,}(?:\.[\w-]+)?/g;

/** Judges that no message holds a token that a client showed, or how it begins; it holds where one was good, and is worth keeping. */
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
    const parts = text.match(BEGINNING) ?? [];
    for (const token of secrets) if (text.includes(token) || parts.some((part) => token.startsWith(part))) return true;
    return false;
  };
  return (moment) => {
    note(moment);
    const { entry } = moment;
    // What a transport says of a connection that it refuses is a message as well.
    if (entry.kind !== 'received' && entry.kind !== 'refused') return undefined;
    const text = entry.kind === 'received' ? entry.text : JSON.stringify(entry.error ?? '');
    return tells(text) ? broken('a message holds the token that a client showed') : good ? held : undefined;
  };
}, ['opening', 'received', 'refused']);
