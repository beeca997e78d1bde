/** The streams of `prediction` by their names, and the commands that concern them. */
import type { Prediction } from '../../schemas/prediction/protocol.ts';
import type { Command } from '../scene/exchanges.ts';
import { itemsAt } from '../scene/pointer.ts';

/** The name of a stream. */
export type EventName = keyof Prediction['events'];

/** Summaries of markets. */
export const SUMMARIES = 'markets.snapshots' satisfies EventName;
/** Steps of markets from state to state. */
export const STEPS = 'market.state.updated' satisfies EventName;
/** Changes to what markets were discovered with. */
export const UPDATES = 'markets.updated' satisfies EventName;
/** Trades. */
export const TRADES = 'trades.executed' satisfies EventName;
/** Changes of books. */
export const DELTAS = 'orders.delta' satisfies EventName;

/** Events in the world. */
export const EVENTS = 'events.discovered' satisfies EventName;
/** Markets, as they are found. */
export const MARKETS = 'markets.discovered' satisfies EventName;

/** Whether a good command begins, or ends, a stream. */
export const touches = (command: Command | undefined, stream: EventName): command is Command =>
  command !== undefined &&
  command.bad.length === 0 &&
  (command.name === 'subscribe' || command.name === 'unsubscribe') &&
  itemsAt(command.body, '/streams').includes(stream);
