/** What may be published when: schemas (400), lifecycles and the fact about valuations (409). */
import { describe, expect, it } from 'vitest';
import { type EventName, market } from '../testing/market.ts';
import { status } from '../testing/trial.ts';

/** Publishes events of one id, given as `listing: created, filled`; gives the answers. */
const walk = (path: string): readonly unknown[] => {
  const [kind = '', steps = ''] = path.split(': ');
  const { publish } = market();
  return steps.split(', ').map((what) => status(publish(`${kind}_${what}` as EventName, { id: '__proto__' })));
};

describe('a lifecycle', () => {
  it.each([
    'listing: created, filled',
    'listing: created, cancelled',
    'offer: created, accepted',
    'offer: created, cancelled',
  ])('takes %s', (path) => expect(walk(path)).toEqual([202, 202]));

  it.each([
    'listing: filled',
    'listing: cancelled',
    'listing: created, created',
    'listing: created, filled, filled',
    'listing: created, filled, cancelled',
    'listing: created, cancelled, filled',
    'listing: created, cancelled, created',
    'offer: accepted',
    'offer: created, accepted, created',
    'offer: created, cancelled, accepted',
  ])('refuses the last of %s', (path) => {
    const answers = walk(path);
    expect(answers.at(-1)).toBe(409);
    expect(answers.slice(0, -1)).not.toContain(409);
  });

  it('has ids of its own for each kind', () => {
    const { publish } = market();
    const published = ['listing_created', 'offer_created', 'listing_filled', 'offer_cancelled'] as const;
    expect(published.map((event) => status(publish(event, { id: 'same' })))).toEqual([202, 202, 202, 202]);
  });

  it('binds nobody else', () => {
    const { publish } = market();
    expect([1, 2].map(() => status(publish('dispute_resolved')))).toEqual([202, 202]);
  });
});

describe('a valuation', () => {
  it.each([
    [{ value: 110 }, 202],
    [{ value: 110, previous_value: 0 }, 202],
    [{ value: 110, previous_value: 100 }, 202],
    [{ value: 110, previous_value: 100, change_pct: 10 }, 202],
    [{ value: 110, previous_value: 100, change_pct: 10.009 }, 202],
    [{ value: 0, previous_value: 3, change_pct: -100 }, 202],
    [{ value: 1e9, previous_value: 1, change_pct: 99_999_999_950 }, 202],
    [{ value: 110, previous_value: 100, change_pct: 10.02 }, 409],
    [{ value: 110, previous_value: 100, change_pct: 0.1 }, 409],
    [{ value: 110, previous_value: 100, change_pct: -10 }, 409],
    [{ value: 110, previous_value: 0, change_pct: 0 }, 409],
    [{ value: 110, change_pct: 10 }, 409],
    [{ value: 1e308, previous_value: 5e-324, change_pct: 1e308 }, 409],
    [{ value: -1 }, 400],
  ])('of %j is answered with %d', (fields, answer) => {
    expect(status(market().publish('valuation_update', fields))).toBe(answer);
  });
});

describe('a publication', () => {
  it.each([
    [undefined],
    [{ event: 'trade' }],
    [{ event: 'hello', payload: { seq: 1 } }],
    [{ event: 'constructor', payload: {} }],
    [{ event: 'nav_update', payload: [] }],
    [{ event: 'nav_update', payload: { nav: '1' } }],
    [{ event: 'nav_update', payload: {}, subject: 7 }],
    // A guess of the client's never comes from a server.
    [{ event: 'nav_update', payload: { _optimistic: true } }],
    [{ event: 'leaderboard_delta', payload: { user: 'u', rank: 1 } }],
  ])('is answered with 400: %j', (body) => expect(status(market().hook('publish', body))).toBe(400));
});
