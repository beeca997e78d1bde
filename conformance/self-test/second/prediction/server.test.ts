/** The second prediction server keeps the rules of the text: inputs in, outputs out. */
import { expect, it } from 'vitest';
import { life } from './elsewhere.ts';
import { type FreedomName, together } from './freedoms.ts';
import {
  connect,
  delta,
  event,
  hook,
  level,
  market,
  move,
  opened,
  OURS,
  perform,
  publish,
  say,
  subscribe,
  trade,
  type Seen,
} from './rehearsal.ts';

/** What stands out of a message: its kind and its number. */
const brief = ({ op, stream, offset, data }: Seen): string => `${op ?? stream} ${offset ?? ''}`.trim() + numberOf(data);
const numberOf = (data: unknown): string => {
  const { sequence_start: start } = (data ?? {}) as { readonly sequence_start?: number };
  return start === undefined ? '' : ` from ${start}`;
};

it('says where a subscription begins, and goes on from there', () => {
  const on = opened();
  expect(on.told(say('a', subscribe(['events.discovered', 'trades.executed', 'markets.snapshots'])))).toEqual([
    {
      op: 'subscribed',
      id: 's',
      streams: ['events.discovered', 'trades.executed', 'markets.snapshots'],
      next: { 'events.discovered': 2, 'trades.executed': 1 },
    },
    { stream: 'markets.snapshots', data: { market_id: 'market-x', market_state: 'PRE_OPEN', outcomes: [] } },
  ]);
  expect(on.told(publish('trades.executed', trade('1')))).toEqual([
    { stream: 'trades.executed', offset: 1, data: trade('1') },
  ]);
  expect(on.told(publish('market.state.updated', move('PRE_OPEN', 'OPEN')))).toEqual([]);
});

it('sends a book before its first delta, empty if it is born later', () => {
  const on = opened();
  on.told(publish('orders.delta', delta('yes', level('add', 'bid', '0.4', '1'), level('add', 'bid', '0.45', '2'))));
  expect(on.told(say('a', subscribe(['orders.delta'], OURS)))[1]).toEqual({
    stream: 'orders.snapshot',
    data: {
      market_id: 'market-x',
      outcome_id: 'yes',
      bids: [
        ['0.45', '2'],
        ['0.4', '1'],
      ],
      asks: [],
      sequence_start: 1,
    },
  });
  expect(on.told(publish('orders.delta', delta('no', level('add', 'ask', '0.6', '1')))).map(brief)).toEqual([
    'orders.snapshot from 0',
    'orders.delta 2',
  ]);
});

it.each<[FreedomName[], string[]]>([
  [[], ['orders.snapshot from 1', 'orders.snapshot from 0', 'orders.delta 2', 'orders.delta 3', 'orders.delta 4']],
  [
    ['books-just-in-time'],
    ['orders.snapshot from 0', 'orders.delta 2', 'orders.snapshot from 1', 'orders.delta 3', 'orders.delta 4'],
  ],
])('replays a book from where it was, with %j', (freedoms, expected) => {
  const on = opened(freedoms);
  on.told(publish('orders.delta', delta('yes', level('add', 'bid', '0.4', '1'))));
  on.told(publish('orders.delta', delta('no', level('add', 'bid', '0.3', '1'))));
  on.told(publish('orders.delta', delta('yes', level('modify', 'bid', '0.4', '3'))));
  on.told(publish('orders.delta', delta('no', level('remove', 'bid', '0.3'))));
  const told = on.told(say('a', subscribe(['orders.delta'], { ...OURS, from: { offset: 2 } })));
  expect(told.map(brief)).toEqual(['subscribed', ...expected]);
});

it('replays without a hole or an overlap while records come in', () => {
  const on = opened(['replays-by-and-by']);
  for (let nth = 1; nth <= 20; nth += 1) on.told(publish('trades.executed', trade(`${nth}`)));
  const first = on.give(say('a', subscribe(['trades.executed'], { from: 'earliest' })));
  const second = on.give(publish('trades.executed', trade('21')));
  const third = [...on.wait(on.now() + 15), ...on.give(publish('trades.executed', trade('22')))];
  const rest = on.wait(on.now() + 250);
  const offsets = [...first, ...second, ...third, ...rest].flatMap((one) =>
    one.do === 'message' ? [(one.message as Seen)['offset']] : [],
  );
  expect(first).toHaveLength(4);
  expect(offsets).toEqual([undefined, ...Array.from({ length: 22 }, (_, nth) => nth + 1)]);
});

it('replaces markets and position when a stream is subscribed to again', () => {
  const on = opened();
  on.told(publish('markets.discovered', { ...market, market_id: 'other' }));
  on.told(say('a', subscribe(['trades.executed'], { markets: ['other'], from: 'earliest' })));
  expect(on.told(publish('trades.executed', trade('1')))).toEqual([]);
  const again = on.told(say('a', subscribe(['trades.executed'], { from: { offset: 1 } })));
  expect(again.map(brief)).toEqual(['subscribed', 'trades.executed 1']);
  expect(on.told(publish('trades.executed', trade('2')))).toHaveLength(1);
  expect(on.told(say('a', { op: 'unsubscribe', id: 'u', streams: ['trades.executed'] }))).toHaveLength(1);
  expect(on.told(publish('trades.executed', trade('3')))).toEqual([]);
});

it.each<[string, unknown, string | null, string]>([
  ['text that is no JSON', '{', null, 'INVALID_MESSAGE'],
  ['a list', [{ op: 'ping', id: '1' }], null, 'INVALID_MESSAGE'],
  ['an id that is no string', { op: 'ping', id: 1 }, null, 'INVALID_MESSAGE'],
  ['an unknown command', { op: 'constructor', id: '1' }, '1', 'INVALID_MESSAGE'],
  ['an empty list', subscribe([]), 's', 'INVALID_MESSAGE'],
  ['deltas of all markets', subscribe(['orders.delta']), 's', 'INVALID_MESSAGE'],
  ['books by themselves', subscribe(['orders.snapshot'], OURS), 's', 'UNKNOWN_STREAM'],
  ['an unknown market', subscribe(['orders.delta'], { markets: ['nowhere'] }), 's', 'UNKNOWN_MARKET'],
  ['too late', subscribe(['events.discovered'], { from: { offset: 3 } }), 's', 'OFFSET_OUT_OF_RANGE'],
  ['too early', subscribe(['events.discovered'], { from: { offset: 0 } }), 's', 'OFFSET_OUT_OF_RANGE'],
  ['no book', { op: 'resync', id: 'r', market_id: 'market-x', outcome_id: 'yes' }, 'r', 'UNKNOWN_MARKET'],
])('answers %s with one error, and changes nothing', (_, command, id, code) => {
  const on = opened();
  on.told(say('a', subscribe(['trades.executed'])));
  expect(on.told(say('a', command))).toEqual([{ op: 'error', id, code, message: expect.stringMatching(/./) }]);
  expect(on.told(publish('trades.executed', trade('1')))).toHaveLength(1);
  expect(on.told(publish('events.discovered', event))).toEqual([]);
});

it('answers a binary frame with an error', () => {
  const told = opened().told({ do: 'binary', connection: 'a', size: 2 });
  expect(told).toMatchObject([{ op: 'error', id: null, code: 'INVALID_MESSAGE' }]);
});

it('gives a book afresh to whoever asks, with the id', () => {
  const on = opened();
  on.told(publish('orders.delta', delta('yes', level('add', 'ask', '1', '1'), level('add', 'ask', '0.05', '0.5'))));
  const [book] = on.told(say('a', { op: 'resync', id: 'r', market_id: 'market-x', outcome_id: 'yes' }));
  const asks = [
    ['0.05', '0.5'],
    ['1', '1'],
  ];
  expect(book).toMatchObject({ stream: 'orders.snapshot', id: 'r', data: { bids: [], asks, sequence_start: 1 } });
});

it.each<[string, string, unknown]>([
  ['a market of no event', 'markets.discovered', { ...market, market_id: 'n', event_id: 'n' }],
  ['a market again', 'markets.discovered', market],
  ['a state out of turn', 'market.state.updated', move('PRE_OPEN', 'HALTED')],
  ['a state that was not', 'market.state.updated', move('HALTED', 'OPEN')],
  ['a trade again', 'trades.executed', trade('0')],
  ['a trade in no market', 'trades.executed', { ...trade('1'), market_id: 'nowhere' }],
  ['a level again', 'orders.delta', delta('yes', level('add', 'bid', '0.4', '1'))],
  ['a level that is not there', 'orders.delta', delta('yes', level('modify', 'ask', '0.4', '1'))],
  ['half a delta', 'orders.delta', delta('yes', level('remove', 'bid', '0.4'), level('remove', 'bid', '0.4'))],
  ['a level of nought', 'orders.delta', delta('yes', level('modify', 'bid', '0.4', '0'))],
  ['a state among metadata', 'markets.updated', { market_id: 'market-x', market_type: 't', market_state: 'OPEN' }],
])('refuses %s, and uses up no offset', (_, name, payload) => {
  const on = opened();
  on.told(publish('trades.executed', trade('0')));
  on.told(publish('orders.delta', delta('yes', level('add', 'bid', '0.4', '1'))));
  on.told(say('a', subscribe(['trades.executed', 'orders.delta', 'market.state.updated'], OURS)));
  expect(on.status(publish(name, payload))).toBe(409);
  expect(on.told(publish('trades.executed', trade('9'))).map(brief)).toEqual(['trades.executed 2']);
  const next = delta('yes', level('modify', 'bid', '0.4', '2'));
  expect(on.told(publish('orders.delta', next))).toMatchObject([{ offset: 2, data: { sequence_number: 2 } }]);
  expect(on.told(publish('market.state.updated', move('PRE_OPEN', 'OPEN')))).toMatchObject([{ offset: 1 }]);
});

it.each<[string, string, unknown]>([
  ['an unknown event', 'markets.closed', {}],
  ['a snapshot', 'markets.snapshots', { market_id: 'market-x', market_state: 'OPEN' }],
  ['a superfluous zero', 'trades.executed', { ...trade('1'), price: '0.50' }],
  ['a price above 1', 'trades.executed', { ...trade('1'), price: '1.5' }],
  ['no mutation', 'orders.delta', delta('yes')],
  ['an instant that is none', 'trades.executed', { ...trade('1'), timestamp: '2026-13-01T00:00:00Z' }],
  ['an update of nothing', 'markets.updated', { market_id: 'market-x' }],
])('takes %s for what does not fit', (_, name, payload) => {
  expect(opened().status(publish(name, payload))).toBe(400);
});

it('takes lives that keep the rules to their end, and no trade where they are over', () => {
  const on = perform();
  for (const { stream, data } of life('x', 3)) expect(on.status(publish(stream, data))).toBe(202);
  expect(on.status(publish('trades.executed', trade('late')))).toBe(409);
  expect(on.status(publish('orders.delta', delta('late', level('add', 'bid', '0', '1'))))).toBe(409);
  expect(on.status(publish('events.resolved', life('x', 0).at(-1)?.data))).toBe(409);
  expect(on.status(publish('events.discovered', event))).toBe(202);
});

it('answers only once what it publishes has left', () => {
  const on = opened(['sends-in-batches', 'replays-by-and-by']);
  on.told(say('a', subscribe(['trades.executed'])));
  on.wait(on.now() + 3);
  const outputs = [...on.give(publish('trades.executed', trade('1'))), ...on.wait(on.now() + 50)];
  expect(outputs.map((one) => one.do)).toEqual(['message', 'answer']);
});

it('closes everybody on a shutdown, and nobody for any other reason or by name', () => {
  const on = opened();
  expect(on.status(hook('close', { reason: 'boredom' }))).toBe(400);
  expect(on.give(hook('close', { reason: 'shutdown', subject: 'somebody' }))).toMatchObject([{ status: 202 }]);
  expect(on.give(hook('close', { reason: 'shutdown' }))).toMatchObject([{ status: 202 }, { do: 'close', code: 1001 }]);
  expect(on.told(say('a', { op: 'ping', id: 'p' }))).toEqual([]);
});

it('is as new after a reset, and knows no hook of its host', () => {
  const on = opened(together);
  expect(on.status(hook('token', { subject: 'a' }))).toBe(404);
  expect(on.status(hook('reset'))).toBe(204);
  expect(on.status(publish('trades.executed', trade('1')))).toBe(409);
});

it('numbers a past from 1 and replays it whole', () => {
  const on = perform(['has-a-long-past']);
  on.told(connect('a'));
  const told = on.told(say('a', subscribe(['trades.executed'], { from: 'earliest' })));
  expect(told.slice(1).map(({ offset }) => offset)).toEqual(told.slice(1).map((_, nth) => nth + 1));
  expect(told.length).toBeGreaterThan(3000);
});
