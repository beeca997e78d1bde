/** What is fetched over HTTP, and the law that a client which was cut off catches up by it. */
import { describe, expect, it } from 'vitest';
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import { framesTo, market, payload } from '../testing/market.ts';

const LISTINGS = '/api/v1/listings';
const OFFERS = '/api/v1/offers';

describe('the catalog', () => {
  it('holds the business events, the planned ones included', () => {
    const { fetch } = market();
    const { status, body } = fetch('/events/schema');
    expect([status, body]).toEqual([200, { version: expect.any(Number), events: Object.keys(marketplace.events) }]);
    expect(body.version).toSatisfy(Number.isInteger);
    expect(body.events).toHaveLength(18);
  });
});

describe('a backfill', () => {
  /** Listings 1 to 3 at the numbers 1 to 3, an offer at 4; listing 1 cancelled at 5, listing 2 filled at 6. */
  const traded = () => {
    const scene = market();
    for (const id of ['1', '2', '3']) scene.publish('listing_created', { id });
    scene.publish('offer_created', { id: '1', extra: true });
    scene.publish('listing_cancelled', { id: '1' });
    scene.publish('listing_filled', { id: '2', price: 7, buyer: 'b' });
    return scene;
  };
  const ids = ({ body }: { readonly body: Readonly<Record<string, unknown>> }) =>
    (body.items as readonly { readonly id: string }[]).map(({ id }) => id); // as the server writes them

  it('tells everything that was created or changed, with the fields it was created with', () => {
    const { fetch } = traded();
    const created = payload('listing_created');
    expect(fetch(LISTINGS, { since_seq: '0' })).toEqual({
      status: 200,
      body: {
        seq: 6,
        items: [
          { ...created, id: '1', status: 'cancelled', seq: 1, updated_seq: 5 },
          { ...created, id: '2', status: 'filled', seq: 2, updated_seq: 6 },
          { ...created, id: '3', status: 'active', seq: 3, updated_seq: 3 },
        ],
      },
    });
    expect(fetch(OFFERS)).toEqual({
      status: 200,
      body: {
        seq: 6,
        items: [{ ...payload('offer_created'), extra: true, id: '1', status: 'active', seq: 4, updated_seq: 4 }],
      },
    });
  });

  it.each([
    [undefined, ['1', '2', '3']],
    ['0', ['1', '2', '3']],
    ['1', ['1', '2', '3']],
    ['2', ['1', '2', '3']],
    ['3', ['1', '2']],
    ['5', ['2']],
    ['6', []],
    ['7', []],
    ['9007199254740993', []],
  ])('since %s tells of %j', (since_seq, expected) => {
    const { fetch } = traded();
    expect(ids(fetch(LISTINGS, since_seq === undefined ? {} : { since_seq }))).toEqual(expected);
  });

  it.each(['', ' ', '-1', '+1', '1.5', '1e1', '0x1', 'NaN', 'null', '1,2', '１'])(
    'refuses since_seq=%j',
    (since_seq) => {
      const { fetch } = traded();
      for (const path of [LISTINGS, OFFERS])
        expect(fetch(path, { since_seq })).toEqual({ status: 400, body: { error: expect.any(String) } });
    },
  );

  it('brings a client that was cut off at any number to the same statuses as one that was not', () => {
    const { fetch, connect, publish } = traded();
    connect('c');
    const live = framesTo('c', publish('listing_cancelled', { id: '3' }));
    const whole = { '1': 'cancelled', '2': 'filled', '3': 'cancelled' };
    // What a client knew at each number, by the events up to it.
    const known = [{}, { 1: 'active' }, { 1: 'active', 2: 'active' }, { 1: 'active', 2: 'active', 3: 'active' }];
    for (let since = 0; since <= 6; since += 1) {
      const before = { ...known[Math.min(since, 3)], ...(since >= 5 && { 1: 'cancelled' }) };
      const { items } = fetch(LISTINGS, { since_seq: `${since}` }).body;
      const told = (items as { id: string; status: string }[]).map(({ id, status }) => [id, status]);
      const after = { ...before, ...Object.fromEntries(told), ...(since >= 6 && { 2: 'filled' }) };
      const ended = live.map(({ id }) => [id, 'cancelled']);
      expect({ ...after, ...Object.fromEntries(ended) }).toEqual(whole);
    }
  });
});

describe('a request', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/ws', 404],
    ['GET', '/events/schema/', 404],
    ['GET', '/api/v1/listing', 404],
    ['GET', '/constructor', 404],
    ['POST', '/nothing', 404],
    ['POST', '/events/schema', 405],
    ['POST', LISTINGS, 405],
    ['HEAD', OFFERS, 405],
    ['DELETE', OFFERS, 405],
  ])('%s %s is refused with %d', (method, path, status) => {
    expect(market().fetch(path, {}, method)).toEqual({ status, body: { error: expect.any(String) } });
  });
});
