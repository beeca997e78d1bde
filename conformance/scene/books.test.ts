/** Books: the best price of a side is known without a look at all of them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestAfter, emptyBook, fold } from './books.ts';
import { compare, isPositive } from './decimals.ts';

const SIDES = { sides: { bid: { at: '/bids', best: 'highest' }, ask: { at: '/asks', best: 'lowest' } } } as const;

const mutation = fc.record({
  action: fc.constantFrom('add', 'modify', 'remove'),
  side: fc.constantFrom('bid', 'ask'),
  price: fc.constantFrom('0.1', '0.10', '0.15', '0.2', '1', '1.0', '9', '10'),
  quantity: fc.constantFrom('1', '2.5', '0.01'),
});

it('the best price behind each delta is the best of all that are there', () => {
  fc.assert(
    fc.property(fc.array(fc.array(mutation, { minLength: 1, maxLength: 4 }), { maxLength: 30 }), (deltas) => {
      const book = emptyBook(SIDES);
      const best: Record<'bid' | 'ask', string | undefined> = { bid: undefined, ask: undefined };
      for (const delta of deltas) {
        // What breaks a rule was refused, and is left out.
        const fitting = delta.filter((one) => fold(book, [one]) === undefined);
        for (const side of ['bid', 'ask'] as const) {
          best[side] = bestAfter(SIDES, book, side, best[side], fitting);
          const sorted = [...(book.get(side)?.keys() ?? [])].sort(compare);
          expect(best[side]).toBe(side === 'bid' ? sorted.at(-1) : sorted[0]);
        }
      }
    }),
  );
});

it.each(['0', '0.0', '-1', '-0.5', '-0', '00', '', '0.000'])('a quantity of %j is not above 0', (text) => {
  expect(isPositive(text)).toBe(false);
});

it.each(['1', '0.01', '01', '10', '25.50', '.5', '+3'])('a quantity of %j is above 0', (text) => {
  expect(isPositive(text)).toBe(true);
});
