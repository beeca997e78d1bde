/** States of accounts in which somebody else has a part, on histories told by hand. */
import { expect, it } from 'vitest';
import { told } from '../self-test/told.ts';

const timestamp = '2026-01-01T00:00:00.000Z';
const user = 'did:a';
const state = (cashBalance: number) => {
  const portfolio = { cashBalance, positionsValue: 0, totalValue: cashBalance };
  return { event: 'state.sync', data: { userId: user, portfolio, timestamp } };
};
const deposit = (newBalance: number) => {
  const data = { userId: user, previousBalance: 0, newBalance, change: newBalance, reason: 'deposit', timestamp };
  return { event: 'portfolio.balanceChanged', data };
};
/** Two devices of one user, the first of which is told of a thousand that nobody here has paid in. */
const surprised = () =>
  told('trading')
    .opens('a')
    .opens('b', { user })
    .sends('a', { event: 'state.requestSync', data: { syncTypes: ['portfolio'] } })
    .gets('a', state(1000));

it('is wrong where nobody has heard of what it tells, until all is over', () => {
  expect(surprised().ends().judge('state/cash')).toMatchObject({ held: 0, broken: [expect.stringContaining('1000')] });
});

it('is not judged where it comes before what others have done to the account', () => {
  const history = surprised().gets('b', deposit(1000)).ends();
  expect(history.judge('state/cash')).toMatchObject({ held: 0, broken: [] });
});

it('is wrong where others have done something to another account', () => {
  const other = { ...deposit(1000), data: { ...deposit(1000).data, userId: 'did:b' } };
  expect(surprised().gets('b', other).ends().judge('state/cash').broken).toHaveLength(1);
});
