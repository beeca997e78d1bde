/** What subscribing and unsubscribing do: the whole of a command or nothing, and what a subscription begins with. */
import type { Json } from '../json.ts';
import type { Command, Connection, Opening, Ruling, Subscription, Trouble } from './decisions.ts';
import type { State } from './state.ts';
import type { Entry, Market } from './world.ts';

type Subscribe = Extract<Command, { readonly do: 'subscribe' }>;
type Verb = Extract<Command, { readonly streams: unknown }>;

const ruled = (of: Ruling['of'], name: string, trouble: Trouble | false): Ruling =>
  trouble ? { of, name, trouble } : { of, name };

const judgeStream = ({ decisions, journal }: State, command: Verb, name: string): Trouble | false => {
  if (!decisions.subscribable(name)) return 'unknown-stream';
  if (command.do === 'unsubscribe') return false;
  if (decisions.needsMarkets(name) && command.markets === undefined) return 'invalid-message';
  if (typeof command.from === 'string') return false;
  const last = journal.counts.get(name) ?? 0;
  const fits = decisions.countable([...new Set(command.streams)]) && decisions.inRange(command.from.offset, last);
  return !fits && 'offset-out-of-range';
};

const rulings = (state: State, command: Verb): readonly Ruling[] => {
  const markets = command.do === 'subscribe' ? (command.markets ?? []) : [];
  return [
    ...[...new Set(command.streams)].map((name) => ruled('stream', name, judgeStream(state, command, name))),
    ...markets.map((name) => ruled('market', name, !state.decisions.knows(name, state.world) && 'unknown-market')),
  ];
};

const begin = ({ decisions, journal }: State, held: Connection['held'], command: Subscribe) => {
  const { markets: listed, from } = command;
  const markets = listed && new Set(listed);
  return (stream: string): Subscription => {
    const last = journal.counts.get(stream) ?? 0;
    const asked = { stream, first: decisions.firstCovered(from, last), ...(markets && { markets }) };
    return decisions.resubscribed(held.get(stream), asked, last);
  };
};

/** The markets that a subscription wants, of those that are known. */
const marketsIn = ({ world }: State, { markets }: Subscription): readonly Market[] =>
  markets ? [...markets].flatMap((id) => world.markets.get(id) ?? []) : [...world.markets.values()];

const summariesOf = (state: State, subscription: Subscription): readonly Json[] =>
  subscription.stream === 'markets.snapshots' ? marketsIn(state, subscription).map(state.summary) : [];

const snapshotsOf = (state: State, subscription: Subscription): readonly Json[] => {
  if (subscription.stream !== 'orders.delta') return [];
  const books = marketsIn(state, subscription).flatMap(({ id }) => [...(state.world.books.get(id)?.values() ?? [])]);
  return books.map((book) => state.snapshot(book, subscription.first));
};

const recordsOf = ({ decisions, journal }: State, { stream, first, markets }: Subscription): readonly Entry[] =>
  decisions
    .replayed(journal.records.get(stream) ?? [], first)
    .filter((entry) => decisions.passes(entry, markets, 'old'));

/** What subscriptions begin with, behind the answer. */
const openingOf = (state: State, begun: readonly Subscription[]): Omit<Opening, 'answer'> => ({
  summaries: begun.flatMap((subscription) => summariesOf(state, subscription)),
  snapshots: begun.flatMap((subscription) => snapshotsOf(state, subscription)),
  records: begun.flatMap((subscription) => recordsOf(state, subscription)),
});

/** Carries out a command about streams, and says what its connection is sent. */
export const listen = (state: State, connection: Connection, command: Verb): readonly Json[] => {
  const { connections, decisions, error } = state;
  const { streams, refusal } = decisions.verdict(command, rulings(state, command));
  const confirmed =
    command.do === 'subscribe'
      ? streams.map(begin(state, connection.held, command))
      : streams.map((stream): Subscription => ({ stream, first: 0 }));
  const held = decisions.holds(connection.held, command, confirmed);
  connections.set(connection.id, { ...connection, held });
  const { id } = command;
  const told = command.do === 'subscribe' ? { streams, next: decisions.next(confirmed) } : { streams };
  const frame = refusal ? error(refusal.trouble, refusal.name, id) : { op: `${command.do}d`, id, ...told };
  const answer = decisions.answers(command, [frame]);
  return command.do === 'subscribe' ? decisions.opening({ answer, ...openingOf(state, confirmed) }) : answer;
};
