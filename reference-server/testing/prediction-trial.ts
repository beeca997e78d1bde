/** Drives a prediction core by hand, for the tests beside it: short inputs, and its outputs in short. */
import type { Input, MakeServer, Output } from '../../schemas/server.ts';
import type { Json } from '../json.ts';
import type { Decisions } from '../prediction/decisions.ts';
import { makePrediction } from '../prediction/server.ts';

const timestamp = '2026-02-11T09:30:00Z';

/** A mutation in short: `+bid 0.5 10` adds, `~bid 0.5 7` modifies, `-bid 0.5` removes. */
const mutation = (text: string): Json => {
  const [verb = '', price, quantity] = text.split(' ');
  const action = { '+': 'add', '~': 'modify', '-': 'remove' }[verb.slice(0, 1)];
  return { action, side: verb.slice(1), price, ...(quantity !== undefined && { quantity }) };
};

/** The fields of records that fit their schemas: of the event `e`, the market `m`, the outcome `yes`. */
const payloads: Readonly<Record<string, (id: string) => Json>> = {
  'events.discovered': (event_id) => ({
    ...{ event_id, event_name: 'Rain', event_description: 'Does it rain?', event_type: 'binary' },
    ...{ event_category: 'weather', event_tags: [], start_date: timestamp, expiry_date: timestamp },
    resolution_source: 'The weather service.',
  }),
  'events.resolved': (event_id) => ({
    ...{ event_id, resolution_time: timestamp, resolved_outcome: 'yes', resolution_source: 'The weather service.' },
    finality_status: 'final',
  }),
  'markets.discovered': (market_id) => ({
    ...{ market_id, event_id: 'e', venue_id: 'v', market_description: 'Rain?', market_type: 'binary' },
    ...{ open_time: timestamp, close_time: timestamp, settlement_rule: 'Pays 1.', initial_state: 'OPEN' },
  }),
  'markets.updated': (market_id) => ({ market_id, market_type: 'scalar' }),
  'market.state.updated': (market_id) => ({ market_id, timestamp, reason: 'scheduled' }),
  'markets.resolved': (market_id) => ({
    ...{ market_id, resolved_outcome_id: 'yes', payout_value: '1', resolution_time: timestamp, confidence_level: 1 },
  }),
  'orders.delta': (market_id) => ({ market_id, outcome_id: 'yes' }),
  'trades.executed': (trade_id) => ({
    ...{ trade_id, market_id: 'm', outcome_id: 'yes', price: '0.5', quantity: '10', timestamp },
    ...{ maker_order_id: 'o1', taker_order_id: 'o2' },
  }),
};

/** The fields of a record that fit its schema. */
export const fields = (event: string, id: string, more: Json = {}): Json => ({ ...payloads[event]?.(id), ...more });

/** The messages among outputs that one connection gets, or all. */
export const messages = (outputs: readonly Output[], connection?: string) =>
  outputs.flatMap((output) =>
    output.do === 'message' && (connection === undefined || output.connection === connection)
      ? // Servers send objects.
        [output.message as Json]
      : [],
  );

/** The status that a hook was answered with. */
export const status = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.do === 'answer' ? [output.status] : []))[0];

const inShort = ({ op, code, stream, offset, data, id }: Json): string => {
  if (op !== undefined) return [code ?? op, id].join(' ');
  // Whatever has no `op` is a record.
  const { market_id = '', outcome_id = '', bids, asks, sequence_start, sequence_number, market_state } = data as Json;
  if (stream === 'orders.snapshot')
    return `book ${market_id} ${outcome_id} ${sequence_start}: ${JSON.stringify(bids)} ${JSON.stringify(asks)}`;
  if (stream === 'markets.snapshots') return `market ${market_id} ${market_state}`;
  return `${stream} ${offset}${sequence_number === undefined ? '' : ` ${market_id} ${outcome_id} ${sequence_number}`}`;
};

/** The messages among outputs in short: `subscribed 1`, `UNKNOWN_STREAM 2`, `trades.executed 7`, `book m yes 0: [] []`. */
export const told = (outputs: readonly Output[], connection?: string) => messages(outputs, connection).map(inShort);

/** One server. */
export const trial = (options?: Parameters<MakeServer<Decisions>>[0]) => {
  const server = makePrediction(options);
  const feed = (input: Input): readonly Output[] => server.receive(input, 0);
  const hook = (name: 'publish' | 'close' | 'reset', body?: unknown) => feed({ do: 'hook', id: 'h', hook: name, body });
  const text = (connection: string, frame: string) => feed({ do: 'text', connection, text: frame });
  const send = (connection: string, command: unknown) => text(connection, JSON.stringify(command));
  const publish = (event: string, id: string, more?: Json) =>
    hook('publish', { event, payload: fields(event, id, more) });
  return {
    feed,
    hook,
    text,
    send,
    publish,
    due: server.due,
    connect: (connection: string) =>
      feed({ do: 'connect', connection, path: '/streams', query: {}, credential: { status: 'missing' } }),
    subscribe: (connection: string, streams: readonly string[], more: Json = {}) =>
      send(connection, { op: 'subscribe', id: '1', streams, ...more }),
    /** Changes the book of an outcome of a market. */
    delta: (book: string, ...mutations: readonly string[]) => {
      const [market = '', outcome_id = 'yes'] = book.split(' ');
      return publish('orders.delta', market, { outcome_id, mutations: mutations.map(mutation) });
    },
    /** Moves a market along states. */
    step: (market: string, path: string) => {
      const states = path.split(' ');
      return states
        .slice(1)
        .map((new_state, nth) =>
          status(publish('market.state.updated', market, { previous_state: states[nth], new_state })),
        );
    },
  };
};

/** One server with the event `e`, the open markets `m` and `n`, and the connection `c`. */
export const exchange = (options?: Parameters<MakeServer<Decisions>>[0]) => {
  const scene = trial(options);
  scene.publish('events.discovered', 'e');
  for (const market of ['m', 'n']) scene.publish('markets.discovered', market);
  scene.connect('c');
  return scene;
};
