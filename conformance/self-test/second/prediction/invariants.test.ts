/** Whatever freedoms the second prediction server takes: no hole, no overlap, and one content for each state of a book. */
import { expect, it } from 'vitest';
import type { Input, Output } from '../../../../schemas/server.ts';
import { createDice } from '../../dice.ts';
import { life } from './elsewhere.ts';
import { type FreedomName, freedomNames, together } from './freedoms.ts';
import { makeSecondPrediction } from './server.ts';

type Seen = Readonly<Record<string, unknown>>;

const CONNECTIONS = ['a', 'b', 'c'];
const STREAMS = ['events.discovered', 'orders.delta', 'trades.executed', 'markets.snapshots'];
const [event, market] = life('x', 0).map(({ data }) => data);
const traded = life('x', 0).find(({ stream }) => stream === 'trades.executed')?.data;

/** Something that might happen; much of it the server must refuse. */
const chance = (dice: (least: number, most: number) => number, nth: number): Input => {
  const outcome = { market_id: 'market-x', outcome_id: ['yes', 'no', 'maybe'][dice(0, 2)] };
  const mutation = () => {
    const action = ['add', 'modify', 'remove'][dice(0, 2)];
    const where = { action, side: ['bid', 'ask'][dice(0, 1)], price: `0.${dice(1, 3)}` };
    return action === 'remove' ? where : { ...where, quantity: `${dice(1, 9)}` };
  };
  const publish = (name: string, payload: unknown): Input => ({
    do: 'hook',
    id: `${nth}`,
    hook: 'publish',
    body: { event: name, payload },
  });
  const streams = STREAMS.filter(() => dice(0, 1) === 0);
  const from = ['latest', 'earliest', 'latest'][dice(0, 2)];
  const commands = [
    { op: 'subscribe', id: `${nth}`, streams, markets: ['market-x'], from },
    { op: 'unsubscribe', id: `${nth}`, streams },
    { op: 'resync', id: `${nth}`, ...outcome },
  ];
  const what = dice(0, 11);
  if (what < 6) return publish('orders.delta', { ...outcome, mutations: [mutation(), mutation()].slice(dice(0, 1)) });
  if (what < 8) return publish('trades.executed', { ...traded, ...outcome, trade_id: `${nth}` });
  if (what < 9) return publish('events.discovered', event);
  const connection = CONNECTIONS[dice(0, 2)] ?? 'a';
  return { do: 'text', connection, text: JSON.stringify(commands[[0, 0, 1, 2][dice(0, 3)] ?? 0]) };
};

/** All that the connections are told in some ten seconds of chance. */
const history = (freedoms: readonly FreedomName[], seed: number): readonly (readonly [string, Seen])[] => {
  const server = makeSecondPrediction({ freedoms });
  const dice = createDice(seed);
  const outputs: Output[] = [];
  const inputs: Input[] = [
    ...CONNECTIONS.map(
      (connection): Input => ({
        do: 'connect',
        connection,
        path: '/streams',
        query: {},
        credential: { status: 'missing' },
      }),
    ),
    { do: 'hook', id: 'e', hook: 'publish', body: { event: 'events.discovered', payload: event } },
    { do: 'hook', id: 'm', hook: 'publish', body: { event: 'markets.discovered', payload: market } },
    ...Array.from({ length: 500 }, (_, nth) => chance(dice, nth)),
  ];
  let now = 0;
  for (const input of inputs) {
    now += dice(0, 40);
    for (let due = server.due(); due !== undefined && due <= now; due = server.due())
      outputs.push(...server.receive({ do: 'tick' }, due));
    outputs.push(...server.receive(input, now));
  }
  // What this server says is objects.
  return outputs.flatMap((one) => (one.do === 'message' ? [[one.connection, one.message as Seen] as const] : []));
};

interface Level {
  readonly action: string;
  readonly side: string;
  readonly price: string;
  readonly quantity: string;
}

/** Folds books as a client does; each state of each book must have one content, however it was come by. */
const judgeBooks = (told: readonly (readonly [string, Seen])[]): number => {
  const contents = new Map<string, string>();
  const books = new Map<string, { sequence: number; levels: Map<string, string> }>();
  let deltas = 0;
  for (const [connection, { stream, data }] of told) {
    if (stream !== 'orders.snapshot' && stream !== 'orders.delta') continue;
    const body = data as Seen;
    const key = `${connection} ${body['market_id']} ${body['outcome_id']}`;
    const book = books.get(key) ?? { sequence: -1, levels: new Map<string, string>() };
    books.set(key, book);
    if (stream === 'orders.snapshot') {
      const sides = { bid: body['bids'], ask: body['asks'] } as Readonly<Record<string, readonly [string, string][]>>;
      book.levels = new Map(
        Object.entries(sides).flatMap(([side, levels]) => levels.map(([price, quantity]) => [side + price, quantity])),
      );
      book.sequence = Number(body['sequence_start']);
    } else {
      deltas += 1;
      book.sequence += 1;
      expect(body['sequence_number']).toBe(book.sequence);
      for (const { action, side, price, quantity } of body['mutations'] as readonly Level[]) {
        expect(book.levels.has(side + price)).toBe(action !== 'add');
        if (action === 'remove') book.levels.delete(side + price);
        else book.levels.set(side + price, quantity);
      }
    }
    const state = `${body['market_id']} ${body['outcome_id']} ${book.sequence}`;
    const content = JSON.stringify([...book.levels].sort());
    expect(contents.get(state) ?? content).toBe(content);
    contents.set(state, content);
  }
  return deltas;
};

const anything: readonly (readonly [string, readonly FreedomName[]])[] = [
  ['nothing', []],
  ['all that goes together', together],
  ...freedomNames.map((name) => [name, [name]] as const),
];

it.each(anything)('books add up with %s', (_, freedoms) => {
  expect(judgeBooks(history(freedoms, 7))).toBeGreaterThan(100);
});

const FOREIGN: readonly FreedomName[] = ['has-a-past', 'has-a-long-past', 'lively-world'];
const OVERTAKING: readonly FreedomName[] = [
  'in-force-at-once',
  'answers-behind-the-replay',
  'answers-behind-every-third-replay',
];

// Records that overtake their answer are judged by their books alone, and those of others leave holes in ours.
it.each([
  ['all that goes together', together.filter((name) => !FOREIGN.includes(name))] as const,
  ...anything.filter(([name]) => ![...FOREIGN, ...OVERTAKING, 'all that goes together'].some((one) => one === name)),
])('each stream is whole with %s', (_, freedoms) => {
  const expected = new Map<string, number>();
  for (const [connection, { op, next, stream, offset }] of history(freedoms, 8)) {
    if (op === 'subscribed')
      for (const [name, first] of Object.entries(next as Readonly<Record<string, number>>))
        expected.set(`${connection} ${name}`, first);
    if (typeof offset !== 'number') continue;
    expect(offset).toBe(expected.get(`${connection} ${stream}`));
    expected.set(`${connection} ${stream}`, offset + 1);
  }
});
