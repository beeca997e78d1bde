/** The faults of accounts: balances, positions and trades that are kept wrongly, or told wrongly. */
import type { Fault } from '../engine/requirement.ts';
import type { Account, Fields, Happening } from './trading-watching-faults.ts';

/** An account is kept as it should be, but for one thing. */
const keeping = (
  wrong: (after: Account, before: Account, event: Happening) => Account,
): NonNullable<Fault['decide']> => ({
  account: (original) => (before: Account, event: Happening) =>
    wrong(original(before, event) as Account, before, event),
});

/** Events of such names do not count. */
const deaf = (...names: readonly string[]): NonNullable<Fault['decide']> =>
  keeping((after, before, { name }) => (names.includes(name) ? before : after));

/** A state is told as it should be, but for one thing. */
const telling = (
  wrong: (told: Fields, asked: readonly string[], account: Account) => Fields,
): NonNullable<Fault['decide']> => ({
  parts: (original) => (asked: readonly string[], account: Account) =>
    wrong(original(asked, account) as Fields, asked, account),
});

/** A portfolio is told as it should be, but for one thing. */
export const portfolio = (change: (portfolio: Record<string, number>, account: Account) => Fields) =>
  telling((told, _, account) =>
    told.portfolio ? { ...told, portfolio: change(told.portfolio as Record<string, number>, account) } : told,
  );

/** A list is told as it should be, but for one thing. */
const listed = (list: 'positions' | 'pendingTrades', change: (items: readonly Fields[]) => readonly Fields[]) =>
  telling((told) => (told[list] ? { ...told, [list]: change(told[list] as readonly Fields[]) } : told));

/** Faults of what an account comes to; literals, so that `breaks` is checked against the requirements. */
export const tradingAccountFaults = {
  'keeps-the-first-balance': {
    story: 'The cash stays the first balance that there was.',
    breaks: ['cash'],
    decide: keeping((after, before, { name }) =>
      name === 'portfolio.balanceChanged' && before.cash !== 0 ? { ...after, cash: before.cash } : after,
    ),
  },
  'tells-the-old-balance': {
    story: 'The cash is the balance before the last change.',
    breaks: ['cash'],
    decide: keeping((after, _, { name, data }) =>
      name === 'portfolio.balanceChanged' ? { ...after, cash: Number(data.oldBalance) } : after,
    ),
  },
  'adds-balances-up': {
    story: 'Each new balance is added to the cash.',
    breaks: ['cash'],
    decide: keeping((after, before, { name }) =>
      name === 'portfolio.balanceChanged' ? { ...after, cash: before.cash + after.cash } : after,
    ),
  },
  'forgets-the-cash': {
    story: 'The total is what the positions are worth.',
    breaks: ['total'],
    decide: portfolio((told) => ({ ...told, totalValue: told.positionsValue })),
  },
  'values-at-entry': {
    story: 'Positions are worth what was paid for them.',
    breaks: ['positions-value'],
    disturbs: ['state/quotes-aside'],
    decide: portfolio((told, { positions }) => {
      const positionsValue = [...positions.values()].reduce(
        (sum, { quantity, averageEntryPrice }) => sum + Number(quantity) * Number(averageEntryPrice),
        0,
      );
      return { ...told, positionsValue, totalValue: (told.cashBalance ?? 0) + positionsValue };
    }),
  },
  'knows-no-short-positions': {
    story: 'Positions are worth their price times their quantity without its sign.',
    breaks: ['positions-value'],
    disturbs: ['state/quotes-aside'],
    decide: portfolio((told, { positions }) => {
      const positionsValue = [...positions.values()].reduce(
        (sum, { quantity, currentPrice }) => sum + Math.abs(Number(quantity)) * Number(currentPrice),
        0,
      );
      return { ...told, positionsValue, totalValue: (told.cashBalance ?? 0) + positionsValue };
    }),
  },
  'five-positions-at-the-most': {
    story: 'Of more than five positions the first five are told.',
    breaks: ['positions'],
    disturbs: ['state/updates'],
    decide: listed('positions', (items) => items.slice(0, 5)),
  },
  'no-conditional-orders': {
    story: 'Trades that wait for two prices are not told.',
    breaks: ['pending'],
    disturbs: ['state/partly-filled'],
    decide: listed('pendingTrades', (items) => items.filter(({ orderType }) => orderType !== 'stop_limit')),
  },
  'forgets-a-position': {
    story: 'Of several positions the last is not told.',
    breaks: ['positions'],
    disturbs: ['state/updates'],
    decide: listed('positions', (items) => (items.length > 1 ? items.slice(0, -1) : items)),
  },
  'remembers-one-position': {
    story: 'A new position takes the place of the one before.',
    breaks: ['positions'],
    disturbs: ['state/updates', 'state/positions-value', 'state/quotes-aside', 'pacing/*'],
    decide: keeping((after, _, { name, data }) => {
      const added = data.position as Fields | undefined;
      return name === 'portfolio.positionAdded' && added
        ? { ...after, positions: new Map([[String(added.id), added]]) }
        : after;
    }),
  },
  'ignores-updates': {
    story: 'Positions are told as they were added.',
    breaks: ['updates'],
    disturbs: ['state/positions-value', 'state/quotes-aside'],
    decide: deaf('portfolio.positionUpdated'),
  },
  'updates-the-price-alone': {
    story: 'Of an update only the price is applied.',
    breaks: ['updates'],
    disturbs: ['state/positions-value', 'state/quotes-aside'],
    decide: keeping((after, before, { name, data }) => {
      const position = before.positions.get(String(data.positionId));
      const { currentPrice = position?.currentPrice } = (data.updates ?? {}) as Fields;
      return name === 'portfolio.positionUpdated' && position
        ? {
            ...after,
            positions: new Map(after.positions).set(String(data.positionId), { ...position, currentPrice }),
          }
        : after;
    }),
  },
  'keeps-closed-positions': {
    story: 'A position that was closed is told all the same.',
    breaks: ['closed'],
    disturbs: ['state/positions-value', 'state/quotes-aside', 'pacing/*'],
    decide: keeping((after, before, { name }) =>
      name === 'portfolio.positionClosed' ? { ...after, positions: before.positions } : after,
    ),
  },
  'keeps-filled-trades': {
    story: 'A trade stays pending when it has been filled.',
    breaks: ['over'],
    decide: keeping((after, before, { name }) =>
      name === 'trade.filled' ? { ...after, pending: before.pending } : after,
    ),
  },
  'keeps-rejected-trades': {
    story: 'A trade stays pending when it has been rejected.',
    breaks: ['over'],
    decide: keeping((after, before, { name }) =>
      name === 'trade.rejected' ? { ...after, pending: before.pending } : after,
    ),
  },
  'keeps-cancelled-trades': {
    story: 'A trade stays pending when it has been cancelled.',
    breaks: ['over'],
    decide: keeping((after, before, { name }) =>
      name === 'trade.cancelled' ? { ...after, pending: before.pending } : after,
    ),
  },
  'keeps-what-was-filled-in-part': {
    story: 'A trade that was filled in part stays pending when it is cancelled.',
    breaks: ['over'],
    decide: (() => {
      const partly = new Set<string>();
      return keeping((after, before, { name, data }) => {
        if (name === 'trade.partialFill') partly.add(String(data.tradeId));
        const stays = name === 'trade.cancelled' && partly.has(String(data.tradeId));
        return stays ? { ...after, pending: before.pending } : after;
      });
    })(),
  },
  'ignores-a-balance-of-nothing': {
    story: 'A new balance of 0 does not count.',
    breaks: ['cash'],
    decide: keeping((after, before, { name }) =>
      name === 'portfolio.balanceChanged' ? { ...after, cash: after.cash || before.cash } : after,
    ),
  },
  'ignores-updates-to-nothing': {
    story: 'Of an update, what becomes 0 does not count.',
    breaks: ['updates'],
    disturbs: ['state/positions-value', 'state/quotes-aside'],
    decide: keeping((after, before, { name, data }) => {
      if (name !== 'portfolio.positionUpdated') return after;
      const id = String(data.positionId);
      const some = Object.entries((data.updates ?? {}) as Fields).filter(([, value]) => value !== 0);
      const position = { ...before.positions.get(id), ...Object.fromEntries(some) };
      return { ...after, positions: new Map(after.positions).set(id, position) };
    }),
  },
  'drops-partly-filled-trades': {
    story: 'A trade is pending no more when it has been filled in part.',
    breaks: ['partly-filled'],
    decide: keeping((after, _, { name, data }) => {
      if (name !== 'trade.partialFill') return after;
      const pending = new Map(after.pending);
      pending.delete(String(data.tradeId));
      return { ...after, pending };
    }),
  },
  'reduces-partly-filled-trades': {
    story: 'When a trade has been filled in part, what remains is told as its quantity.',
    breaks: ['partly-filled'],
    decide: keeping((after, before, { name, data }) => {
      const trade = before.pending.get(String(data.tradeId));
      return name === 'trade.partialFill' && trade
        ? {
            ...after,
            pending: new Map(after.pending).set(String(data.tradeId), { ...trade, quantity: data.remainingQuantity }),
          }
        : after;
    }),
  },
  'one-pending-trade': {
    story: 'No more than one pending trade is told.',
    breaks: ['pending'],
    disturbs: ['state/partly-filled'],
    decide: listed('pendingTrades', (items) => items.slice(-1)),
  },
  'tells-a-position-twice': {
    story: 'The first position is told twice.',
    breaks: ['own'],
    decide: listed('positions', (items) => [...items, ...items.slice(0, 1)]),
  },
} as const satisfies Readonly<Record<string, Fault>>;
