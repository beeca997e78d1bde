/** The second server of marketplace without any freedom: what the text says of it, sentence by sentence. */
import { expect, it } from 'vitest';
import type { Input } from '../../../../schemas/server.ts';
import { eventNames } from './catalog.ts';
import {
  answersIn,
  BEGINNING,
  connect,
  drive,
  framesTo,
  get,
  hook,
  LISTING,
  OFFER,
  publish,
  text,
  TRADE,
} from './driving.ts';
import { makeSecondMarketplace } from './server.ts';

/** A server, what it tells connection `a`, and what it answers. */
const plain = () => {
  const give = drive(makeSecondMarketplace({ freedoms: [] }));
  return {
    give,
    heard: (...inputs: readonly Input[]) => framesTo('a', give(...inputs)),
    answered: (...inputs: readonly Input[]) => answersIn(give(...inputs)),
  };
};

const WORDS = { error: expect.any(String) };

it('counts events from 1, and nothing else', () => {
  const { give, heard } = plain();
  expect(heard(connect('a'))).toMatchObject([{ type: 'hello', seq: 0, ts: BEGINNING }]);
  heard(text('a', { action: 'PING' }), text('a', 'x'), publish('listing_filled', { id: 'unknown' }));
  const events = heard(publish('trade', { ...TRADE, ts: 1, seq: 9 }), publish('nav_update', { more: [1] }));
  expect(events).toMatchObject([
    { ...TRADE, seq: 1, ts: BEGINNING + 200 },
    { seq: 2, more: [1], prev_seq: 1 },
  ]);
  expect(framesTo('b', give(connect('b')))).toMatchObject([{ type: 'hello', seq: 2 }]);
});

it.each([
  [undefined, 1],
  [null, 1],
  ['7', 1],
  [7, 1],
  ['07', 0],
  [8, 0],
])('filtered for competition 7, an event of competition %j comes %i times', (competition, times) => {
  const { give, heard } = plain();
  give(connect('a', { competitions: '7' }));
  const scope = competition === undefined ? {} : { competition_id: competition };
  expect(heard(publish('listing_created', { ...LISTING, ...scope }))).toHaveLength(times);
});

it('takes a query that names an unknown event for all events, and says so behind the greeting', () => {
  const { heard } = plain();
  expect(heard(connect('a', { events: 'trade,nope,hello', competitions: 'c,,d' }))).toMatchObject([
    { type: 'hello' },
    { type: 'error', code: 'UNKNOWN_EVENT' },
  ]);
  expect(heard(publish('nav_update', {}))).toHaveLength(1);
  expect(heard(publish('epoch_distributed', { epoch_id: 'e', competition_id: 'e', reward_pool: 1 }))).toEqual([]);
});

it('replaces the whole filter with each SUB, and keeps it when a SUB is wrong', () => {
  const { give, heard } = plain();
  give(connect('a', { events: 'trade', competitions: 'c' }));
  expect(heard(text('a', { action: 'SUB', competitions: ['d'], events: [], more: 1 }))).toEqual([
    { type: 'subscribed', events: [], competitions: ['d'] },
  ]);
  give(text('a', { action: 'SUB', events: ['nope'] }), text('a', { action: 'SUB', events: null }));
  expect(heard(publish('listing_created', { ...LISTING, competition_id: 'c' }))).toEqual([]);
  expect(heard(publish('nav_update', {}))).toMatchObject([{ seq: 2, prev_seq: 0 }]);
});

it.each([
  ['{', 'INVALID_JSON'],
  ['', 'INVALID_JSON'],
  ['null', 'INVALID_COMMAND'],
  ['[{"action":"PING"}]', 'INVALID_COMMAND'],
  ['{"action":null}', 'INVALID_COMMAND'],
  ['{"Action":"PING"}', 'INVALID_COMMAND'],
  ['{"action":"ping"}', 'UNKNOWN_COMMAND'],
  ['{"action":"SUB","events":["trade",""]}', 'INVALID_COMMAND'],
  ['{"action":"SUB","competitions":[7]}', 'INVALID_COMMAND'],
  ['{"action":"SUB","events":["trade","constructor"]}', 'UNKNOWN_EVENT'],
])('answers %s with %s, once', (bad, code) => {
  const { give, heard } = plain();
  give(connect('a'));
  expect(heard(text('a', bad))).toEqual([{ type: 'error', code, message: expect.any(String) }]);
});

it('names the 18 events', () => {
  const answer = { status: 200, body: { version: 1, events: eventNames } };
  expect(plain().answered(get('/events/schema'))).toEqual([answer]);
  expect(new Set(eventNames).size).toBe(18);
});

it('backfills what was created or changed after a number', () => {
  const { give, answered } = plain();
  give(publish('offer_created', OFFER), publish('offer_accepted', { id: 'l', seller: 's' }));
  const item = { ...OFFER, status: 'accepted', seq: 1, updated_seq: 2 };
  expect(answered(get('/api/v1/offers', { since_seq: '1' }))).toEqual([
    { status: 200, body: { seq: 2, items: [item] } },
  ]);
  expect(answered(get('/api/v1/offers', { since_seq: '3' }))).toMatchObject([{ body: { seq: 2, items: [] } }]);
  expect(answered(get('/api/v1/listings'))).toMatchObject([{ body: { seq: 2, items: [] } }]);
});

it.each(['-1', '1.5', 'x', ''])('refuses to backfill since "%s"', (since) => {
  expect(plain().answered(get('/api/v1/listings', { since_seq: since }))).toEqual([{ status: 400, body: WORDS }]);
});

it('knows no other path', () => {
  expect(plain().answered(get('/api/v1/listings/'))).toEqual([{ status: 404, body: WORDS }]);
});

it.each([
  ['trade', { ...TRADE, side: 'hold' }, 400],
  ['trade', { ...TRADE, price: -1 }, 400],
  ['nav_update', [], 400],
  ['nav_update', { _optimistic: true }, 400],
  ['listing_created', { ...LISTING, competition_id: '' }, 400],
  ['leaderboard_delta', { user_id: 'u', portfolio_value: 1, rank: 1 }, 400],
  ['leaderboard_delta', { user_id: 'u', portfolio_value: 1, rank: 1, competition_id: null }, 202],
  ['leaderboard_delta', { user: 'u', score: 1, delta: -1 }, 202],
  ['listing_cancelled', { id: 'never' }, 409],
  ['valuation_update', { domain: 'd', value: 3, model_version: 'm', previous_value: 2, change_pct: 50 }, 202],
  ['valuation_update', { domain: 'd', value: 3, model_version: 'm', previous_value: 2, change_pct: 51 }, 409],
  ['hello', { seq: 1 }, 400],
  ['toString', {}, 400],
])('publishing %s %j is answered with %i', (event, payload, status) => {
  expect(plain().answered(publish(event, payload))).toMatchObject([{ status }]);
});

it('names the numbering anew when it begins anew, and only then', () => {
  const { give, heard, answered } = plain();
  const [first] = heard(connect('a'), publish('listing_created', LISTING));
  expect(framesTo('b', give(connect('b')))).toMatchObject([{ epoch: first?.['epoch'] }]);
  expect(give(hook('reset')).map(({ output }) => output.do)).toEqual(['close', 'close', 'answer']);
  const [anew] = heard(connect('a'));
  expect(anew).toMatchObject({ seq: 0 });
  expect(anew?.['epoch']).not.toBe(first?.['epoch']);
  expect(answered(get('/api/v1/listings'))).toMatchObject([{ body: { seq: 0, items: [] } }]);
  expect(answered(publish('listing_created', LISTING))).toMatchObject([{ status: 202 }]);
});

it('closes with 1001 when it shuts down, and for no other reason', () => {
  const { give, answered } = plain();
  give(connect('a'));
  expect(answered(hook('close', { reason: 'boredom' }))).toEqual([{ status: 400, body: WORDS }]);
  const closed = give(hook('close', { reason: 'shutdown' })).map(({ output }) => output);
  expect(closed).toContainEqual(expect.objectContaining({ do: 'close', connection: 'a', code: 1001 }));
  expect(closed).toContainEqual({ do: 'answer', id: 'close', status: 202, body: {} });
});
