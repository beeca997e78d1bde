/** Filters: set by the query and by commands, told as they are in force, and kept to by every event. */
import { describe, expect, it } from 'vitest';
import { type EventName, framesTo, market } from '../testing/market.ts';

const types = (frames: readonly Readonly<Record<string, unknown>>[]) => frames.map(({ type }) => type);

describe('a filter', () => {
  it('is told as it is now in force, an empty list for all', () => {
    const { connect, send } = market();
    connect('c');
    const set = (lists: object) => framesTo('c', send('c', { action: 'SUB', ...lists }));
    expect(set({ events: ['trade', 'trade'], competitions: ['7'] })).toEqual([
      { type: 'subscribed', events: ['trade'], competitions: ['7'] },
    ]);
    // The whole of it is replaced: what is left out means all.
    expect(set({ events: ['anomaly_score'] })).toEqual([
      { type: 'subscribed', events: ['anomaly_score'], competitions: [] },
    ]);
    expect(set({ competitions: [] })).toEqual([{ type: 'subscribed', events: [], competitions: [] }]);
  });

  it('lets the named events pass and no others', () => {
    const { connect, send, publish } = market();
    connect('all');
    connect('some');
    send('some', { action: 'SUB', events: ['nav_update', 'dispute_opened'] });
    const published: readonly EventName[] = ['trade', 'nav_update', 'risk_flag', 'dispute_opened'];
    const outputs = published.flatMap((event) => publish(event));
    expect(types(framesTo('some', outputs))).toEqual(['nav_update', 'dispute_opened']);
    expect(types(framesTo('all', outputs))).toEqual(published);
  });

  it.each([
    [undefined, true],
    [null, true],
    ['7', true],
    [7, true],
    [0, false],
    ['07', false],
    ['77', false],
    ['comp', false],
    ['comp1', true],
    ['COMP1', false],
    ['__proto__', false],
  ])('of competitions 7 and comp1 judges the id %j: %s', (competition_id, comes) => {
    const { connect, send, publish } = market();
    connect('c');
    send('c', { action: 'SUB', competitions: ['7', 'comp1'] });
    expect(framesTo('c', publish('listing_created', { competition_id }))).toHaveLength(comes ? 1 : 0);
  });

  it('lets an event that counts in no competition pass whatever is listed', () => {
    const { connect, send, publish } = market();
    connect('c');
    send('c', { action: 'SUB', competitions: ['x'] });
    expect(types(framesTo('c', [...publish('trade'), ...publish('leaderboard_delta')]))).toEqual([
      ...['trade', 'leaderboard_delta'],
    ]);
  });

  it('has both of its lists kept to', () => {
    const { connect, send, publish } = market();
    connect('c');
    send('c', { action: 'SUB', events: ['offer_created'], competitions: ['x'] });
    expect(framesTo('c', publish('listing_created', { competition_id: 'x' }))).toEqual([]);
    expect(framesTo('c', publish('offer_created', { competition_id: 'y' }))).toEqual([]);
    expect(framesTo('c', publish('offer_created', { id: 'o', competition_id: 'x' }))).toHaveLength(1);
  });

  it('is silenced by UNSUB until the next SUB, which owes nothing to the one before', () => {
    const { connect, send, publish } = market();
    connect('c', { events: 'trade' });
    expect(framesTo('c', send('c', { action: 'UNSUB' }))).toEqual([{ type: 'unsubscribed' }]);
    expect(framesTo('c', [...publish('trade'), ...publish('nav_update')])).toEqual([]);
    send('c', { action: 'SUB', events: ['no_such_event'] });
    expect(framesTo('c', publish('trade'))).toEqual([]);
    send('c', { action: 'SUB' });
    expect(framesTo('c', publish('nav_update'))).toHaveLength(1);
  });

  it('is one for each connection', () => {
    const { connect, send, publish } = market();
    connect('a');
    connect('b');
    send('a', { action: 'UNSUB' });
    expect(framesTo('b', publish('trade'))).toHaveLength(1);
  });
});

describe('the query', () => {
  it('sets the filter before the hello', () => {
    const { connect, publish } = market();
    const greeted = connect('c', { events: 'trade,listing_created', competitions: 'x,7' });
    expect(types(framesTo('c', greeted))).toEqual(['hello']);
    const outputs = [
      ...publish('trade'),
      ...publish('nav_update'),
      ...publish('listing_created', { competition_id: 'y' }),
      ...publish('listing_created', { id: 'l', competition_id: 7 }),
    ];
    expect(types(framesTo('c', outputs))).toEqual(['trade', 'listing_created']);
  });

  it('with an unknown event brings a hello, one error, all events, and the competitions as given', () => {
    const { connect, publish } = market();
    const greeted = framesTo('c', connect('c', { events: 'trade,nonsense,hello', competitions: 'x' }));
    expect(greeted).toMatchObject([
      { type: 'hello', seq: 0 },
      { type: 'error', code: 'UNKNOWN_EVENT' },
    ]);
    expect(framesTo('c', publish('nav_update'))).toHaveLength(1);
    expect(framesTo('c', publish('listing_created', { competition_id: 'y' }))).toEqual([]);
  });

  it('may be empty, or hold empty elements', () => {
    const { connect, publish } = market();
    connect('a', { events: '', competitions: '' });
    connect('b', { events: ',trade,,' });
    const outputs = [...publish('trade'), ...publish('nav_update')];
    expect(types(framesTo('a', outputs))).toEqual(['trade', 'nav_update']);
    expect(types(framesTo('b', outputs))).toEqual(['trade']);
  });
});
