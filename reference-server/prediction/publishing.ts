/** Publishing a record: judged, remembered, numbered and handed to whom it concerns, or refused without a trace. */
import type { Output } from '../../schemas/server.ts';
import type { Json } from '../json.ts';
import { bookIn, fold, take } from './books.ts';
import { judge } from './rules.ts';
import { sent, type State } from './state.ts';
import { record as keep } from './streams.ts';
import type { Entry, Mutation, Published } from './world.ts';

const lastOf = ({ journal }: State, stream: string): number => journal.counts.get(stream) ?? 0;

const offsetFor = (state: State, stream: string): number =>
  state.decisions.offsetAfter(stream, lastOf(state, stream), state.journal.counts);

/** Why a record must not be published; with what a refusal leaves behind, which is nothing as the wire text has it. */
const refusalOf = (state: State, record: Published): string | undefined => {
  const { decisions, world, journal } = state;
  const { objection: found, good } = judge(decisions, record, world);
  const objection = decisions.objection(record, world, found);
  if (objection === undefined) return undefined;
  if (decisions.spends(record, objection)) journal.counts.set(record.name, offsetFor(state, record.name));
  const left: readonly Mutation[] = decisions.remains(good);
  if (record.name === 'orders.delta' && left.length > 0)
    fold(decisions, bookIn(world, record.data.market_id, record.data.outcome_id), left);
  return objection;
};

/** What goes out: the record, and what comes before it. */
interface Outgoing {
  readonly entry: Entry;
  readonly before: readonly Json[];
}

const takeDelta = (state: State, { data }: Extract<Published, { name: 'orders.delta' }>, offset: number): Outgoing => {
  const { decisions, world, snapshot } = state;
  const { market_id, outcome_id, mutations } = data;
  const book = bookIn(world, market_id, outcome_id);
  const number = decisions.sequenceNumber(book, world.books.get(market_id) ?? new Map());
  const before = decisions.preceded(number) ? [snapshot(book)] : [];
  take(decisions, book, { offset, number, mutations });
  return { entry: { stream: 'orders.delta', offset, data: { ...data, sequence_number: number } }, before };
};

/** Remembers a record in the world. */
const remember = (state: State, record: Published, offset: number): Outgoing => {
  const { decisions, world } = state;
  const { name: stream, data } = record;
  switch (stream) {
    case 'orders.delta':
      return takeDelta(state, record, offset);
    case 'events.discovered':
    case 'events.resolved':
      world.events.set(data.event_id, decisions.eventAfter(world.events.get(data.event_id), record));
      break;
    case 'trades.executed':
      world.trades.add(data.trade_id);
      world.markets.set(data.market_id, decisions.marketAfter(world.markets.get(data.market_id), record));
      break;
    case 'markets.discovered':
    case 'markets.updated':
    case 'market.state.updated':
    case 'markets.resolved':
      world.markets.set(data.market_id, decisions.marketAfter(world.markets.get(data.market_id), record));
  }
  return { entry: { stream, offset, data }, before: [] };
};

/** The ids of the connections with a subscription to a stream that a frame of it passes. */
const listening = ({ decisions, connections }: State, frame: Pick<Entry, 'stream' | 'data'>): readonly string[] => {
  const ids: string[] = [];
  for (const { id, held } of connections.values()) {
    const subscription = held.get(frame.stream);
    if (subscription && decisions.passes(frame, subscription.markets, 'live')) ids.push(id);
  }
  return ids;
};

/** The new summary of a market, for those who have subscribed to summaries, where a record brings one. */
const summaries = (state: State, { data }: Entry): readonly Output[] => {
  const market = state.world.markets.get(String(data.market_id));
  if (!market) return [];
  const message = state.summary(market);
  const frame = { stream: 'markets.snapshots', data };
  return listening(state, frame).flatMap((id) => sent(id, [message]));
};

/** Publishes a record; gives what connections are sent, or why it is refused. */
export const publish = (state: State, record: Published): readonly Output[] | { readonly refused: string } => {
  const { decisions, connections, journal } = state;
  const refused = refusalOf(state, record);
  if (refused !== undefined) return { refused };
  const { entry, before } = remember(state, record, offsetFor(state, record.name));
  keep(journal, entry);
  const recipients = decisions.recipients(record, listening(state, entry), [...connections.values()]);
  const frames = decisions.sends(entry, before);
  const outputs = recipients.flatMap((id) => sent(id, frames));
  return decisions.summarises(record) ? [...outputs, ...summaries(state, entry)] : outputs;
};
