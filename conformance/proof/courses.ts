/** The courses of long histories: what is published round by round, and what each client asks for, by protocol. */
import type { ProtocolId } from '../../schemas/index.ts';
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import { prediction } from '../../schemas/prediction/protocol.ts';
import type { Catalog } from '../../schemas/protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is to be published. */
export interface Request {
  readonly event: string;
  readonly payload: Fields;
}

/** What goes on in a long history. */
export interface Course {
  /** What there is before anybody connects. */
  readonly before: readonly Request[];
  /** By client: the command for what it wants, made anew each time it is sent; none wants what there is without one. */
  readonly clients: readonly (((n: number) => Fields) | undefined)[];
  /** What happens in the n-th round. */
  readonly round: (n: number) => readonly Request[];
  /** The n-th fence. */
  readonly fence: (n: number) => Fields;
}

/** A name that nobody else has. */
const ours = (kind: string, n: number): string => `wp:benchmark-${kind}-${n}`;

/** Makes what is published: a message's first example with other fields, but for one that the server adds itself. */
const requests =
  (events: Catalog, added = '') =>
  (event: string, fields: Fields): Request => {
    const { [added]: _, ...payload }: Fields = { ...(events[event]?.examples[0] as Fields | undefined), ...fields };
    return { event, payload };
  };

const sell = requests(marketplace.events);

const market: Course = {
  before: [],
  clients: [
    undefined,
    () => ({ action: 'SUB' }),
    () => ({ action: 'SUB', events: ['listing_created', 'listing_filled', 'listing_cancelled', 'nav_update'] }),
    () => ({ action: 'SUB', competitions: ['comp1', '7'] }),
    (n) => (n % 2 === 0 ? { action: 'UNSUB' } : { action: 'SUB', events: ['trade'] }),
  ],
  fence: () => ({ action: 'PING' }),
  /** A listing begins, some things happen, and the listing before it ends. */
  round: (n) => {
    const competition_id = ['comp1', 7, null, 'comp2'][n % 4];
    const [before, after] = [1000 + (n % 10), 1000 + ((n + 1) % 10)];
    return [
      sell('listing_created', { id: ours('listing', n), price: n, competition_id }),
      sell('trade', { domain: ours('domain', n), price: n % 1000 }),
      sell('leaderboard_delta', { user: ours('user', n % 50), score: n }),
      sell('valuation_update', {
        ...{ domain: ours('domain', n), value: after, previous_value: before },
        change_pct: ((after - before) / before) * 100,
      }),
      sell('nav_update', { nav: n % 100 }),
      ...(n > 1 ? [sell(n % 3 === 0 ? 'listing_cancelled' : 'listing_filled', { id: ours('listing', n - 1) })] : []),
    ];
  },
};

const MARKETS = [1, 2, 3, 4];
const LEVELS = 40;
const tell = requests(prediction.events, 'sequence_number');
const ofMarket = (n: number) => ({ market_id: ours('market', n), event_id: ours('event', 1) });

/** The n-th change of a book: level after level is added, then each is changed, then each is taken away. */
const mutation = (n: number): Fields => {
  const action = ['add', 'modify', 'remove'][Math.floor(n / LEVELS) % 3];
  const nth = n % LEVELS;
  const level = { side: nth % 2 === 0 ? 'bid' : 'ask', price: `0.${nth + 10}5` };
  return { action, ...level, ...(action !== 'remove' && { quantity: `${1 + (n % 500)}` }) };
};

const streams: Course = {
  before: [
    tell('events.discovered', { event_id: ours('event', 1) }),
    ...MARKETS.map((n) => tell('markets.discovered', { ...ofMarket(n), initial_state: 'OPEN' })),
  ],
  clients: [
    (n) => ({
      op: 'subscribe',
      id: `all ${n}`,
      streams: ['trades.executed', 'market.state.updated', 'markets.updated'],
    }),
    (n) => ({
      ...{ op: 'subscribe', id: `books ${n}`, streams: ['orders.delta', 'trades.executed'] },
      markets: MARKETS.map((one) => ours('market', one)),
    }),
    (n) => ({
      ...{ op: 'subscribe', id: `one ${n}`, streams: ['orders.delta', 'market.state.updated', 'markets.snapshots'] },
      markets: [ours('market', 1)],
    }),
    (n) => ({
      op: 'subscribe',
      id: `two ${n}`,
      streams: ['orders.delta'],
      markets: [1, 2].map((one) => ours('market', one)),
    }),
  ],
  fence: (n) => ({ op: 'ping', id: `fence ${n}` }),
  /** Two books change, a trade is made, and now and then a market halts and goes on. */
  round: (n) => {
    const one = MARKETS[(n - 1) % MARKETS.length] ?? 1;
    const nth = Math.floor((n - 1) / MARKETS.length);
    const halts = n % 20 === 10;
    const stepping = n % 10 === 0 && {
      previous_state: halts ? 'OPEN' : 'HALTED',
      new_state: halts ? 'HALTED' : 'OPEN',
    };
    return [
      ...['yes', 'no'].map((outcome_id) =>
        tell('orders.delta', { market_id: ours('market', one), outcome_id, mutations: [mutation(nth)] }),
      ),
      tell('trades.executed', { trade_id: ours('trade', n), market_id: ours('market', one), quantity: String(n) }),
      ...(stepping ? [tell('market.state.updated', { market_id: ours('market', 1), ...stepping })] : []),
      ...(n % 50 === 0 ? [tell('markets.updated', { market_id: ours('market', one), market_type: `type ${n}` })] : []),
    ];
  },
};

/** The courses, by protocol. */
export const courses = { marketplace: market, prediction: streams } satisfies Partial<Record<ProtocolId, Course>>;
