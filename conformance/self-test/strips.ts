/** Strips: ways to take something away from the history of a server, and what may be judged in what is left. */
import type { Entry, EntryOf } from '../engine/history.ts';
import { parsed } from '../scene/json.ts';
import { at } from '../scene/pointer.ts';
import { suiteOf } from '../suites/index.ts';
import type { History } from './histories.ts';
import { protocol } from './servers.ts';

const { requirements, reader } = suiteOf(protocol);

const messageOf = (entry: Entry) => (entry.kind === 'received' ? reader.read(parsed(entry.text), 'server') : undefined);
const isEvent = (entry: Entry) => messageOf(entry)?.kind === 'event';
/** Whether an entry is the greeting of a connection. */
export const isGreeting = (entry: Entry) => messageOf(entry)?.name === 'connected';
const isConfirmation = (entry: Entry) => ['subscribed', 'unsubscribed', 'pong'].includes(messageOf(entry)?.name ?? '');
const isRefusalOfToken = (entry: Entry) =>
  entry.kind === 'received' && at(parsed(entry.text), '/message') === 'Authentication required';
const isAnswer = (entry: Entry) =>
  isConfirmation(entry) || (messageOf(entry)?.name === 'error' && !isRefusalOfToken(entry));
const isPublishing = (entry: Entry) => (entry.kind === 'asked' || entry.kind === 'told') && entry.hook === 'publish';

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

type Strip = (history: History) => History;
const without =
  (gone: (entry: Entry) => boolean): Strip =>
  (history) =>
    history.filter((entry) => !gone(entry));

/** Ways to take something away from a history, and the requirements that hold in what is left, and why they do. */
export const STRIPS: Readonly<Record<string, readonly [Strip, may: RegExp]>> = {
  'nothing happened': [() => [], /^$/],
  'connections were opened and closed, and that is all': [
    (history) => {
      const byServer = endedByServer(history);
      const kinds = ['opening', 'opened', 'leaving', 'closed', 'end'];
      return history.filter((entry) => kinds.includes(entry.kind) && !byServer.has(entry));
    },
    /^$/,
  ],
  'the server did nothing at all, whatever it was sent and told': [
    (history) => {
      const byServer = endedByServer(history);
      return history.filter((entry) => !['received', 'ping'].includes(entry.kind) && !byServer.has(entry));
    },
    /^$/,
  ],
  'no message came': [
    without(({ kind }) => kind === 'received'),
    // Pings are no messages; and two closes are judged by their code and their time alone.
    /^(heartbeat\/(first|on-time|ends-the-silent|keeps-the-answering)|credentials\/not-before-expiry|closing\/shutdown)$/,
  ],
  'nobody was greeted': [
    without(isGreeting),
    // All that an answer, an event, a ping or a close shows by itself; whether a connection stays open begins with its greeting.
    /^(messages\/.*|credentials\/(?!accepts-good).*|replies\/.*|errors\/(?!changes-nothing).*|rights\/(?!silent-after-refusal).*|delivery\/(once|once-across-channels|ordered|unchanged|repeated-.*|live-only)|heartbeat\/.*|lifecycle\/.*|facts\/.*|closing\/shutdown|size\/.*|subscriptions\/.*)$/,
  ],
  'no command was answered': [
    without(isAnswer),
    // Greetings, refusals of tokens, pings and closes; and of events what each shows by itself, since none is due.
    /^(messages\/.*|handshake\/(first-message|names-the-user)|credentials\/(?!expiry-closes).*|heartbeat\/.*|lifecycle\/.*|facts\/.*|delivery\/(ordered|unchanged)|closing\/.*)$/,
  ],
  'every answer was an error': [
    without(isConfirmation),
    // An error shows that it is well-formed and in the right words, that it comes in its turn, and that its connection lives.
    /^(messages\/.*|handshake\/.*|credentials\/(?!expiry-closes).*|replies\/(answered|in-order|each-item)|errors\/(text|code|no-echo)|heartbeat\/.*|lifecycle\/.*|facts\/.*|delivery\/(ordered|unchanged|once)|closing\/.*)$/,
  ],
  'every answer was a confirmation': [
    without((entry) => isAnswer(entry) && !isConfirmation(entry)),
    // What has to be refused is not judged; what is judged by events, pings and closes is.
    /^(messages\/.*|handshake\/.*|credentials\/.*|replies\/.*|errors\/(no-echo|bystanders|invalid-utf-8)|rights\/.*-granted|delivery\/.*|heartbeat\/.*|lifecycle\/.*|facts\/.*|closing\/.*|size\/.*)$/,
  ],
  'nobody with a good token came': [
    (history) => {
      const good = welcome(history);
      return history.filter((entry) => !('connection' in entry) || !good.has(entry.connection));
    },
    // The errors before the refusals are messages, and do say why; that they are all is not earned.
    /^(messages\/(one-object|controls|declared|declared-fields)|credentials\/says-why)$/,
  ],
  'the server ended no connection': [
    (history) => {
      const byServer = endedByServer(history);
      return history.filter((entry) => !byServer.has(entry));
    },
    /^(?!credentials\/(refuses-.*|says-why|nothing-else|expiry-closes|not-before-expiry)$|closing\/shutdown$|size\/(refuses|silently)$|heartbeat\/ends-the-silent$|errors\/invalid-utf-8$).*$/,
  ],
  'no ping came': [without(({ kind }) => kind === 'ping'), /^(?!heartbeat\/).*$/],
  'no event came': [
    without(isEvent),
    /^(?!messages\/events$|lifecycle\/|facts\/|errors\/changes-nothing$|rights\/silent-after-refusal$|delivery\/(?!repeated-)).*$/,
  ],
  'nothing was published': [
    without((entry) => isPublishing(entry) || isEvent(entry)),
    new RegExp(
      `^(${requirements
        .filter(({ needs = [] }) => !needs.includes('publish'))
        .map(({ id }) => id.slice(protocol.id.length + 1))
        .join('|')})$`,
    ),
  ],
};

/** Without some connections; they are chosen by who opened them. */
const withoutGuests =
  (gone: (badge: EntryOf<'opening'>['badge']) => boolean): Strip =>
  (history) => {
    const left = new Set(
      history.flatMap((entry) => (entry.kind === 'opening' && gone(entry.badge) ? [entry.connection] : [])),
    );
    return history.filter((entry) => !('connection' in entry) || !left.has(entry.connection));
  };

/** Ways to take away the twins of some probes that the strips above leave, and those probes. */
export const TWINS: Readonly<Record<string, readonly [Strip, probes: RegExp]>> = {
  'the good token of the same user': [
    withoutGuests(({ token }) => token === 'good'),
    /^credentials\/(refuses-.*|nothing-else|expiry-closes)$/,
  ],
  'the connection that answers its pings': [withoutGuests(({ pongs }) => pongs), /^heartbeat\/ends-the-silent$/],
  'the confirmation of a good command': [
    without(isConfirmation),
    /^(errors\/(not-json|binary|not-object|unknown-command|missing-field|wrong-type|null-field|empty-text|once|invalid-utf-8)|rights\/(.*-refused|what-does-not-exist|no-existence-oracle|one-by-one|malformed-channel)|size\/(refuses|silently)|subscriptions\/.*)$/,
  ],
  'the event that reached somebody': [
    without(isEvent),
    /^(delivery\/(only-subscribed|silent-after-unsubscribe|entitled|live-only|once|once-across-channels)|rights\/silent-after-refusal)$/,
  ],
};
