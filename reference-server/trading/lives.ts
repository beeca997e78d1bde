/** The lives of trades and positions: which event may follow which. */
import { type Account, type Happening, positionIdIn, positionIn, tradeIdIn } from './accounts.ts';

const trade = ({ pending, over }: Account, { name, data }: Happening): string | undefined => {
  const id = tradeIdIn(data);
  if (over.has(id)) return 'This trade is over.';
  const begins = name === 'trade.submitted';
  if (begins && pending.has(id)) return 'This trade has been submitted.';
  // It may be rejected outright.
  return begins || name === 'trade.rejected' || pending.has(id) ? undefined : 'There is no such trade.';
};

const position = ({ positions, closed }: Account, { name, data }: Happening): string | undefined => {
  const begins = name === 'portfolio.positionAdded';
  const id = begins ? (positionIn(data).id as string) : positionIdIn(data);
  if (closed.has(id)) return 'This position is closed.';
  if (begins) return positions.has(id) ? 'This position is open.' : undefined;
  return positions.has(id) ? undefined : 'There is no such position.';
};

/** Why an event cannot happen to an account, or `undefined` where it can. */
export const objectionTo = (account: Account, event: Happening): string | undefined => {
  if (event.name.startsWith('trade.')) return trade(account, event);
  return event.name.startsWith('portfolio.position') ? position(account, event) : undefined;
};
