/** The streams of prediction: which of them keep a log of records, and which can be subscribed to. */

/** The streams whose records have offsets. */
export const LOGGED = [
  'events.discovered',
  'events.resolved',
  'markets.discovered',
  'markets.updated',
  'market.state.updated',
  'markets.resolved',
  'orders.delta',
  'trades.executed',
] as const;

/** A stream whose records have offsets. */
export type Logged = (typeof LOGGED)[number];

/** A stream that can be subscribed to. */
export type Stream = Logged | 'markets.snapshots';

/** What a record tells. */
export type Data = Readonly<Record<string, unknown>>;

/** One record of a stream. */
export interface Entry {
  readonly stream: Logged;
  readonly offset: number;
  /** Its place among the records of all streams. */
  readonly nth: number;
  /** None for records about events. */
  readonly market: string | undefined;
  readonly data: Data;
}

/** Whether a name is that of a stream with offsets. */
export const isLogged = (name: string): name is Logged => LOGGED.some((logged) => logged === name);

/** Whether a name is that of a stream that can be subscribed to. */
export const isStream = (name: string): name is Stream => name === 'markets.snapshots' || isLogged(name);
