/** Counts and epochs behind an end of all connections, on histories told by hand. */
import { expect, it } from 'vitest';
import { told, type Told } from '../../self-test/told.ts';

const trade = (seq: number) => ({
  ...{ type: 'trade', domain: 'x.eth', price: 1, chain: 'ethereum' },
  ...{ seq, ts: 1_762_344_000_000 + seq },
});

/** Everybody is ended after number 11; then somebody comes, is told this, and gets an event of that number. */
const afterwards = (greeting: { readonly seq: number; readonly epoch: string }, next: number): Told =>
  told('marketplace')
    .opens('a', {}, { seq: 10, epoch: 'one' })
    .gets('a', trade(11))
    .asksToEnd('shutdown')
    .says()
    .closes('a', 1001)
    .opens('b', {}, greeting)
    .gets('b', trade(next))
    .ends();

it('goes on with the next number, and the same epoch', () => {
  const judged = afterwards({ seq: 11, epoch: 'one' }, 12).judge('sequence/goes-on');
  expect(judged.broken).toEqual([]);
  expect(judged.held).toBeGreaterThan(0);
});

it('does not go on where a number is skipped, or the epoch is another', () => {
  expect(afterwards({ seq: 11, epoch: 'one' }, 13).judge('sequence/goes-on').broken).toHaveLength(1);
  expect(afterwards({ seq: 11, epoch: 'two' }, 12).judge('sequence/goes-on').broken).toHaveLength(1);
});

it('does not go on where the count begins anew, whatever the epoch is', () => {
  for (const epoch of ['one', 'two'])
    expect(afterwards({ seq: 0, epoch }, 1).judge('sequence/goes-on').broken[0]).toContain(
      'it tells 0, and 11 had been seen',
    );
});
