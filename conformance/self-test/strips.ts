/** Strips: ways to take something away from the history of a server, so that less can be judged in what is left. */
import type { Entry, EntryOf } from '../engine/history.ts';
import { parsed } from '../scene/json.ts';
import { at } from '../scene/pointer.ts';
import type { Suite } from '../suites/suite.ts';
import type { History } from './histories.ts';

/** Takes something away from a history. */
export type Strip = (history: History) => History;

/** The connections that a server ended, and not their client. */
const endedByServer = (history: History): ReadonlySet<Entry> => {
  const left = new Set<number>();
  return new Set(
    history.filter((entry) => {
      if (entry.kind === 'leaving') left.add(entry.connection);
      return entry.kind === 'closed' && !left.has(entry.connection);
    }),
  );
};

const isWelcome = (entry: Entry) =>
  entry.kind === 'opening' &&
  (entry.badge.token === 'good' || (typeof entry.badge.token === 'object' && entry.badge.token.expiresIn > 0));
/** The connections whose token a server must take. */
const welcome = (history: History): ReadonlySet<number> =>
  new Set(history.flatMap((entry) => (isWelcome(entry) && 'connection' in entry ? [entry.connection] : [])));

const without =
  (gone: (entry: Entry) => boolean): Strip =>
  (history) =>
    history.filter((entry) => !gone(entry));

/** Without some connections; they are chosen by who opened them. */
const withoutGuests =
  (gone: (badge: EntryOf<'opening'>['badge']) => boolean): Strip =>
  (history) => {
    const left = new Set(
      history.flatMap((entry) => (entry.kind === 'opening' && gone(entry.badge) ? [entry.connection] : [])),
    );
    return history.filter((entry) => !('connection' in entry) || !left.has(entry.connection));
  };

const isPublishing = (entry: Entry) => (entry.kind === 'asked' || entry.kind === 'told') && entry.hook === 'publish';

/** What the server of a protocol says, by what it is for. */
export const sayings = ({ protocol: { promises }, reader }: Suite) => {
  const messageOf = (entry: Entry) =>
    entry.kind === 'received' ? reader.read(parsed(entry.text), 'server') : undefined;
  const greeting = promises.handshake?.greeting;
  const answers = Object.values(promises.replies?.to ?? {}).map(({ answer }) => answer);
  const refusal = promises.errors?.kinds[promises.credentials?.refusal.error?.kind ?? '']?.text;
  const isConfirmation = (entry: Entry) => answers.includes(messageOf(entry)?.name ?? '');
  const isRefusalOfToken = (entry: Entry) =>
    refusal !== undefined &&
    entry.kind === 'received' &&
    at(parsed(entry.text), promises.errors?.text ?? '') === refusal;
  const isError = (entry: Entry) => messageOf(entry)?.name === promises.errors?.message && !isRefusalOfToken(entry);
  return {
    isEvent: (entry: Entry) => messageOf(entry)?.kind === 'event',
    isGreeting: (entry: Entry) => greeting !== undefined && messageOf(entry)?.name === greeting,
    isConfirmation,
    isError,
  };
};

/** Ways to take something away from the histories of one protocol. */
export const stripsOf = (suite: Suite) => {
  const { isEvent, isGreeting, isConfirmation, isError } = sayings(suite);
  return {
    'nothing happened': () => [],
    'connections were opened and closed, and that is all': (history) => {
      const byServer = endedByServer(history);
      const kinds = ['opening', 'opened', 'leaving', 'closed', 'end'];
      return history.filter((entry) => kinds.includes(entry.kind) && !byServer.has(entry));
    },
    'the server did nothing at all, whatever it was sent and told': (history) => {
      const byServer = endedByServer(history);
      return history.filter(
        (entry) => !['received', 'ping', 'ponged', 'fetched'].includes(entry.kind) && !byServer.has(entry),
      );
    },
    'no message came': without(({ kind }) => kind === 'received'),
    'nobody was greeted': without(isGreeting),
    'no command was answered': without((entry) => isConfirmation(entry) || isError(entry)),
    'every answer was an error': without(isConfirmation),
    'every answer was a confirmation': without(isError),
    'nobody with a good token came': (history) => {
      const good = welcome(history);
      return history.filter((entry) => !('connection' in entry) || !good.has(entry.connection));
    },
    'the server ended no connection': (history) => {
      const byServer = endedByServer(history);
      return history.filter((entry) => !byServer.has(entry));
    },
    'no ping came': without(({ kind }) => kind === 'ping'),
    'no pong came': without(({ kind }) => kind === 'ponged'),
    'no event came': without(isEvent),
  } satisfies Readonly<Record<string, Strip>>;
};

/** Without publications and what they bring: only what needs no hook for them can be judged. */
export const unpublished = (suite: Suite): Strip => {
  const { isEvent } = sayings(suite);
  return without((entry) => isPublishing(entry) || isEvent(entry));
};

/** The names of these ways. */
export type StripName = keyof ReturnType<typeof stripsOf>;

/** Ways to take away the twins of some probes that the strips above leave, and those probes. */
export const twinsOf = (suite: Suite): Readonly<Record<string, readonly [Strip, probes: RegExp]>> => {
  const { isEvent, isConfirmation } = sayings(suite);
  return {
    'the good token of the same user': [
      withoutGuests(({ token }) => token === 'good' || (typeof token === 'object' && token.expiresIn > 0)),
      /^credentials\/(refuses-.*|nothing-else)$/,
    ],
    'the good token of somebody whose token does not expire': [
      withoutGuests(({ token }) => token === 'good'),
      /^credentials\/expiry-closes$/,
    ],
    'the connection that answers its pings': [
      withoutGuests(({ pongs }) => pongs),
      /^heartbeat\/(ends-the-silent|ends-so)$/,
    ],
    'the confirmation of a good command': [
      without(isConfirmation),
      /^(errors\/(not-json|binary|not-object|unknown-command|missing-field|wrong-type|null-field|empty-text|once|invalid-utf-8)|rights\/(.*-refused|what-does-not-exist|no-existence-oracle|one-by-one|malformed-channel)|filters\/(unknown.*|scoped)|size\/(refuses|silently)|subscriptions\/.*)$/,
    ],
    'the event that reached somebody': [
      without(isEvent),
      /^(delivery\/(only-subscribed|silent-after-unsubscribe|entitled|live-only|once|once-across-channels)|filters\/(withholds|silent|once)|rights\/silent-after-refusal)$/,
    ],
  };
};
