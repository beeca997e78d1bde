/** What tests of this server are written with: inputs, a clock that is passed, and one market. */
import type { Input, Output, Server } from '../../../../schemas/server.ts';
import { life } from './elsewhere.ts';
import type { FreedomName } from './freedoms.ts';
import { makeSecondPrediction } from './server.ts';

const BEGINNING = Date.UTC(2026, 0, 1);

/** What a client sees. */
export type Seen = Readonly<Record<string, unknown>>;

/** A call of a hook. */
export const hook = (name: 'publish' | 'close' | 'reset' | 'token', body?: unknown): Input => ({
  do: 'hook',
  id: 'h',
  hook: name,
  body,
});
/** A request to publish. */
export const publish = (event: string, payload: unknown): Input => hook('publish', { event, payload });
/** Somebody connects. */
export const connect = (connection: string): Input => ({
  do: 'connect',
  connection,
  path: '/streams',
  query: {},
  credential: { status: 'missing' },
});
/** Somebody says something; what is no text is put into JSON. */
export const say = (connection: string, command: unknown): Input => ({
  do: 'text',
  connection,
  text: typeof command === 'string' ? command : JSON.stringify(command),
});

/** Performs inputs on a server, each as far into its time as it says, and ticks whenever the server asks for it. */
export const perform = (freedoms: readonly FreedomName[] = []) => {
  const server: Server = makeSecondPrediction({ freedoms });
  let at = 0;
  const give = (input: Input): readonly Output[] => server.receive(input, BEGINNING + at);
  const wait = (until: number): readonly Output[] => {
    const outputs: Output[] = [];
    for (let due = server.due(); due !== undefined && due <= BEGINNING + until; due = server.due()) {
      at = Math.max(at, due - BEGINNING);
      outputs.push(...give({ do: 'tick' }));
    }
    at = until;
    return outputs;
  };
  const messages = (outputs: readonly Output[], connection: string): readonly Seen[] =>
    // What this server says is objects.
    outputs.flatMap((one) => (one.do === 'message' && one.connection === connection ? [one.message as Seen] : []));
  return {
    give,
    wait,
    now: () => at,
    /** What a connection is told because of an input, within a quarter of a second. */
    told: (input: Input, connection = 'a') => messages([...give(input), ...wait(at + 250)], connection),
    status: (input: Input) => [...give(input), ...wait(at + 250)].find((one) => one.do === 'answer')?.status,
  };
};

/** The discovery of an event, and of its market. */
export const [event, market] = life('x', 0).map(({ data }) => data);
/** A delta of one of the market’s books. */
export const delta = (outcome: string, ...mutations: readonly unknown[]) => ({
  market_id: 'market-x',
  outcome_id: outcome,
  mutations,
});
/** One mutation. */
export const level = (action: string, side: string, price: string, quantity?: string) => ({
  action,
  side,
  price,
  ...(quantity ? { quantity } : {}),
});
/** The market’s way from one state to another. */
export const move = (previous_state: string, new_state: string) => ({
  market_id: 'market-x',
  previous_state,
  new_state,
  timestamp: '2026-01-01T00:00:00Z',
  reason: 'test',
});
/** A trade in the market. */
export const trade = (trade_id: string, outcome_id = 'yes') => ({
  trade_id,
  market_id: 'market-x',
  outcome_id,
  price: '0.5',
  quantity: '2',
  maker_order_id: 'm',
  taker_order_id: 't',
  timestamp: '2026-01-01T00:00:00Z',
});
/** A subscription. */
export const subscribe = (streams: readonly string[], more: Seen = {}) => ({
  op: 'subscribe',
  id: 's',
  streams,
  ...more,
});
/** The filter that lets the market pass. */
export const OURS = { markets: ['market-x'] };

/** A server on which a market has been discovered, with a connection. */
export const opened = (freedoms: readonly FreedomName[] = []) => {
  const on = perform(freedoms);
  on.told(connect('a'));
  on.told(publish('events.discovered', event));
  on.told(publish('markets.discovered', market));
  return on;
};
