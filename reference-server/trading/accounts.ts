/** The accounts of users: what their events add up to, and how a client is told. */
import type { Json } from '../json.ts';

/** What a user's events add up to. */
export interface Account {
  /** The last new balance, 0 before there is one. */
  readonly cash: number;
  /** The open positions, by id, as they stand. */
  readonly positions: ReadonlyMap<string, Json>;
  /** The ids of positions that were closed. */
  readonly closed: ReadonlySet<string>;
  /** The trades that are not over, by id, as `state.sync` tells them. */
  readonly pending: ReadonlyMap<string, Json>;
  /** The ids of trades that are over. */
  readonly over: ReadonlySet<string>;
}

/** An event of one user. */
export interface Happening {
  readonly name: string;
  readonly data: Json;
}

/** Nothing has happened. */
export const emptyAccount: Account = {
  cash: 0,
  positions: new Map(),
  closed: new Set(),
  pending: new Map(),
  over: new Set(),
};

const withEntry = (map: ReadonlyMap<string, Json>, id: string, entry: Json): ReadonlyMap<string, Json> =>
  new Map(map).set(id, entry);

const without = (map: ReadonlyMap<string, Json>, id: string): ReadonlyMap<string, Json> => {
  const rest = new Map(map);
  rest.delete(id);
  return rest;
};

const withId = (set: ReadonlySet<string>, id: string): ReadonlySet<string> => new Set(set).add(id);

/** What `state.sync` tells of a submitted trade. */
const pendingOf = ({ tradeId, symbol, quantity, orderType, status, limitPrice }: Json): Json => ({
  ...{ id: tradeId, symbol, quantity, orderType, status },
  ...(limitPrice !== undefined && { limitPrice }),
});

// The schemas of the events have been asked for the types of these fields.
/** The position that an event is about, as its own fields have it. */
export const positionIn = ({ position }: Json): Json => position as Json;
/** Which position an event is about. */
export const positionIdIn = ({ positionId }: Json): string => positionId as string;
/** Which trade an event is about. */
export const tradeIdIn = ({ tradeId }: Json): string => tradeId as string;

/** The account after an event. */
export const accountAfter = (account: Account, { name, data }: Happening): Account => {
  const { positions, closed, pending, over } = account;
  switch (name) {
    case 'portfolio.balanceChanged':
      return { ...account, cash: data.newBalance as number };
    case 'portfolio.positionAdded': {
      const position = positionIn(data);
      return { ...account, positions: withEntry(positions, position.id as string, position) };
    }
    case 'portfolio.positionUpdated': {
      const id = positionIdIn(data);
      const position = { ...positions.get(id), ...(data.updates as Json) };
      return { ...account, positions: withEntry(positions, id, position) };
    }
    case 'portfolio.positionClosed': {
      const id = positionIdIn(data);
      return { ...account, positions: without(positions, id), closed: withId(closed, id) };
    }
    case 'trade.submitted':
      return { ...account, pending: withEntry(pending, tradeIdIn(data), pendingOf(data)) };
    case 'trade.filled':
    case 'trade.rejected':
    case 'trade.cancelled': {
      const id = tradeIdIn(data);
      return { ...account, pending: without(pending, id), over: withId(over, id) };
    }
    default:
      return account;
  }
};

const worth = ({ quantity, currentPrice }: Json): number => (quantity as number) * (currentPrice as number);

/** The parts of an account, as they are called where they are told. */
export const partsOf = ({ cash, positions, pending }: Account) => {
  const positionsValue = [...positions.values()].reduce((sum, position) => sum + worth(position), 0);
  return {
    portfolio: { totalValue: cash + positionsValue, cashBalance: cash, positionsValue },
    positions: [...positions.values()],
    pendingTrades: [...pending.values()],
  };
};

/** Whether an account holds a position in a symbol. */
export const holds = ({ positions }: Account, symbol: string): boolean =>
  [...positions.values()].some((position) => position.symbol === symbol);
