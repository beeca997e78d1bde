/** What may be published now: the rules of a record, asked one by one. */
import type { MarketState } from '../../schemas/prediction/fields.ts';
import type { BookDecisions } from './book-decisions.ts';
import type { RuleDecisions } from './rule-decisions.ts';
import type { Book, Mutation, Published, World } from './world.ts';

type Deciding = RuleDecisions & Pick<BookDecisions, 'level'>;

/** What the rules find: an objection, and the mutations of a delta that were good until then. */
export interface Found {
  readonly objection?: string;
  readonly good: readonly Mutation[];
}

const STEPS: Readonly<Record<MarketState, readonly MarketState[]>> = {
  PRE_OPEN: ['OPEN'],
  OPEN: ['HALTED', 'RESOLVED'],
  HALTED: ['OPEN', 'RESOLVED'],
  RESOLVED: ['DISPUTED'],
  DISPUTED: ['RESOLVED'],
};

const OVER: readonly MarketState[] = ['RESOLVED', 'DISPUTED'];

const nothing: Found = { good: [] };
const unless = (isAllowed: boolean, objection: string): string | undefined => (isAllowed ? undefined : objection);

const judgeMutations = (decisions: Deciding, book: Book | undefined, mutations: readonly Mutation[]): Found => {
  // What the mutations before have done to levels; the book itself stays as it is until all of them are good.
  const touched = new Map<string, boolean>();
  for (const [index, mutation] of mutations.entries()) {
    const { action, side, price } = mutation;
    const level = decisions.level(price);
    const key = `${side} ${level}`;
    const isThere = touched.get(key) ?? book?.sides[side].has(level) ?? false;
    if (!decisions.mayMutate(mutation, isThere)) {
      const objection = `cannot ${action} ${side} ${price}, which is ${isThere ? '' : 'not '}there`;
      return { objection, good: mutations.slice(0, index) };
    }
    touched.set(key, action !== 'remove');
  }
  return nothing;
};

const missing = ({ name, data }: Published): string =>
  name === 'events.resolved' || name === 'markets.discovered'
    ? `event ${data.event_id} was not discovered`
    : `${name} is about what was not discovered`;

const objectionTo = (decisions: Deciding, record: Published, world: World): string | undefined => {
  const { name, data } = record;
  switch (name) {
    case 'markets.updated':
    case 'orders.delta':
      return undefined;
    case 'events.discovered':
      return unless(decisions.mayCome(record, world), `event ${data.event_id} was discovered before`);
    case 'events.resolved': {
      const before = world.events.get(data.event_id) ?? 'known';
      return unless(decisions.mayResolve(before, data.finality_status), `event ${data.event_id} is ${before}`);
    }
    case 'markets.discovered':
      return unless(decisions.mayCome(record, world), `market ${data.market_id} was discovered before`);
    case 'trades.executed':
      return unless(decisions.mayCome(record, world), `trade ${data.trade_id} was executed before`);
    case 'market.state.updated': {
      const { market_id, previous_state, new_state } = data;
      const { state = previous_state } = world.markets.get(market_id) ?? {};
      if (!decisions.continues(state, previous_state)) return `market ${market_id} is ${state}`;
      return unless(decisions.mayStep(previous_state, new_state), `${new_state} does not follow ${previous_state}`);
    }
    case 'markets.resolved': {
      const market = world.markets.get(data.market_id);
      return unless(!market || decisions.maySettle(market), `market ${data.market_id} has paid out`);
    }
  }
};

/** What the rules have against a record now. */
export const judge = (decisions: Deciding, record: Published, world: World): Found => {
  const { name, data } = record;
  if (!decisions.founded(record, world)) return { ...nothing, objection: missing(record) };
  if (name === 'orders.delta' || name === 'trades.executed') {
    const { state } = world.markets.get(data.market_id) ?? {};
    if (state && !decisions.mayTrade(state, name)) return { ...nothing, objection: `${name} in ${state}` };
  }
  if (name === 'orders.delta') {
    const book = world.books.get(data.market_id)?.get(data.outcome_id);
    return judgeMutations(decisions, book, data.mutations);
  }
  const objection = objectionTo(decisions, record, world);
  return objection === undefined ? nothing : { ...nothing, objection };
};

/** The rules as the wire text has them. */
export const rules: RuleDecisions = {
  founded: ({ name, data }, { events, markets }) => {
    switch (name) {
      case 'events.discovered':
        return true;
      case 'events.resolved':
      case 'markets.discovered':
        return events.has(data.event_id);
      default:
        return markets.has(data.market_id);
    }
  },
  mayCome: ({ name, data }, { markets, trades }) => {
    switch (name) {
      case 'markets.discovered':
        return !markets.has(data.market_id);
      case 'trades.executed':
        return !trades.has(data.trade_id);
      default:
        return true;
    }
  },
  // Tentative and disputed in any order, then final, and nothing after it.
  mayResolve: (before) => before !== 'final',
  continues: (state, previous) => state === previous,
  mayStep: (from, to) => STEPS[from].includes(to),
  // Once per market, again only after a dispute.
  maySettle: ({ settlement }) => settlement !== 'settled',
  mayTrade: (state) => !OVER.includes(state),
  mayMutate: ({ action }, isThere) => (action === 'add') !== isThere,
  objection: (_, __, found) => found,
};
