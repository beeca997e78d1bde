/** The one count of the server: hello, numbers, times, the chain, and what a reset does to them. */
import { describe, expect, it } from 'vitest';
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { type EventName, framesTo, market, payload, START } from '../testing/market.ts';
import { status } from '../testing/trial.ts';

const hello = (outputs: Parameters<typeof framesTo>[1]) => framesTo('c', outputs)[0];

describe('hello', () => {
  it('tells the number used last, the time and the epoch, and uses up no number', () => {
    const { connect, publish, pass } = market();
    expect(framesTo('c', connect('c'))).toEqual([{ type: 'hello', seq: 0, ts: START, epoch: expect.any(String) }]);
    publish('trade');
    publish('trade');
    pass(5);
    expect(hello(connect('c'))).toMatchObject({ seq: 2, ts: START + 5 });
    expect(framesTo('c', publish('trade'))).toMatchObject([{ seq: 3, prev_seq: 2 }]);
  });

  it('has an epoch that lasts until a reset, and is the same for equal inputs', () => {
    const epochs = () => {
      const { connect, publish, hook, pass } = market();
      const told = () => hello(connect('c'))?.epoch;
      const first = told();
      publish('trade');
      pass(60_000);
      const again = told();
      hook('reset');
      return [first, again, told()];
    };
    const [first, again, after] = epochs();
    expect(again).toBe(first);
    expect(after).not.toBe(first);
    expect(epochs()).toEqual([first, again, after]);
  });
});

describe('a business event', () => {
  it('bears its fields as published, and what the server adds', () => {
    const { connect, hook } = market();
    connect('c');
    const extra = { type: 'x', seq: 'x', ts: 'x', prev_seq: 'x', extra: [{ deep: null }] };
    const published = hook('publish', { event: 'trade', payload: payload('trade', extra) });
    expect(framesTo('c', published)).toEqual([
      { ...payload('trade'), extra: [{ deep: null }], type: 'trade', seq: 1, ts: START, prev_seq: 0 },
    ]);
    expect(published.at(-1)).toEqual({ do: 'answer', id: 'h', status: 202, body: {} });
  });

  it('bears the next number, seen or not, and control messages use up none', () => {
    const { connect, publish, send } = market();
    connect('a');
    publish('trade');
    connect('c', { events: 'nav_update' });
    for (const action of ['PING', 'SUB', 'UNSUB', 'SUB', 'NONSENSE']) send('a', { action });
    publish('trade');
    expect(framesTo('c', publish('nav_update'))).toMatchObject([{ seq: 3, prev_seq: 1 }]);
    expect(framesTo('a', publish('nav_update'))).toMatchObject([{ seq: 4, prev_seq: 3 }]);
  });

  it('uses up no number where it is refused', () => {
    const { connect, publish, hook } = market();
    connect('c');
    expect(status(publish('listing_filled', { id: 'none' }))).toBe(409);
    expect(status(hook('publish', { event: 'trade', payload: {} }))).toBe(400);
    expect(framesTo('c', publish('trade'))).toMatchObject([{ seq: 1 }]);
  });

  it('continues the chain of its connection over changes of the filter', () => {
    const { connect, publish, send } = market();
    connect('c');
    const chain = (event: EventName) => framesTo('c', publish(event)).map(({ seq, prev_seq }) => [prev_seq, seq]);
    expect(chain('trade')).toEqual([[0, 1]]);
    send('c', { action: 'UNSUB' });
    expect(chain('trade')).toEqual([]);
    send('c', { action: 'SUB', events: ['nav_update'] });
    expect(chain('trade')).toEqual([]);
    expect(chain('nav_update')).toEqual([[1, 4]]);
  });

  it('is dated by the server, never falling, in whole milliseconds', () => {
    const { connect, publish, pass } = market();
    connect('c');
    const times = [10.5, 0, -100].map((ms) => {
      pass(ms);
      return framesTo('c', publish('trade'))[0]?.ts;
    });
    expect(times).toEqual([START + 10, START + 10, START + 10]);
  });

  it('fits its schema, whichever it is', () => {
    const { problems, undeclared } = reader(marketplace);
    const { connect, publish } = market();
    connect('c');
    for (const event of Object.keys(marketplace.events) as EventName[]) {
      // The examples fill listing-1 and accept offer-1, so that another one is needed to be cancelled.
      const cancels = event.endsWith('_cancelled') ? { id: 'x' } : {};
      if (event === 'listing_cancelled') publish('listing_created', cancels);
      if (event === 'offer_cancelled') publish('offer_created', cancels);
      const [frame] = framesTo('c', publish(event, cancels));
      expect(problems('event', event, frame)).toEqual([]);
      expect(undeclared('event', event, frame)).toEqual([]);
    }
  });
});

describe('a reset', () => {
  it('ends connections, and forgets the numbers, the listings and the offers', () => {
    const { connect, publish, hook, fetch, pass } = market();
    connect('c');
    publish('listing_created');
    publish('offer_created');
    pass(1000);
    expect(hook('reset')).toEqual([
      { do: 'close', connection: 'c', code: 1001, reason: expect.any(String) },
      { do: 'answer', id: 'h', status: 204 },
    ]);
    for (const path of ['/api/v1/listings', '/api/v1/offers'])
      expect(fetch(path)).toEqual({ status: 200, body: { seq: 0, items: [] } });
    expect(hello(connect('c'))).toMatchObject({ seq: 0, ts: START + 1000 });
    expect(framesTo('c', publish('listing_created'))).toMatchObject([{ seq: 1, prev_seq: 0 }]);
  });
});

describe('the close hook', () => {
  it.each([
    [{ reason: 'shutdown' }, 202, 1],
    [{ reason: 'shutdown', subject: 'somebody' }, 202, 0],
    [{ reason: 'logout' }, 400, 0],
    [{ reason: 'shutdown', subject: 7 }, 400, 0],
    [undefined, 400, 0],
  ])('is answered: %j', (body, answer, closed) => {
    const { connect, hook } = market();
    connect('c');
    const outputs = hook('close', body);
    expect(status(outputs)).toBe(answer);
    expect(outputs.filter((output) => output.do === 'close')).toHaveLength(closed);
  });

  it('leaves the epoch, the numbers and the listings as they are', () => {
    const { connect, hook, publish, fetch } = market();
    const before = hello(connect('c'))?.epoch;
    publish('listing_created');
    hook('close', { reason: 'shutdown' });
    expect(hello(connect('c'))).toMatchObject({ seq: 1, epoch: before });
    expect(fetch('/api/v1/listings').body).toMatchObject({ items: [{ id: 'listing-1' }] });
  });
});

it('has nothing to do at any time of its own, and leaves clock and keys to the host', () => {
  const { due, feed, hook, connect } = market();
  connect('c');
  expect(due()).toBeUndefined();
  expect([...feed({ do: 'tick' }), ...feed({ do: 'pong', connection: 'c' })]).toEqual([]);
  expect([status(hook('token')), status(hook('advance'))]).toEqual([404, 404]);
});
