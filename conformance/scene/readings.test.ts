/** Readings: what many clients get alike is read once, and what is remembered stays little. */
import { expect, it } from 'vitest';
import { prediction } from '../../schemas/prediction/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { createReadings } from './readings.ts';

/** Readings, and how many frames were recognised for them. */
const counted = () => {
  const real = reader(prediction);
  let reads = 0;
  const read = createReadings(
    {
      ...real,
      read: (...frame) => {
        reads++;
        return real.read(...frame);
      },
    },
    prediction.promises,
  );
  return { read, reads: () => reads };
};

const tradeOf = (n: number, more = {}): string =>
  JSON.stringify({ stream: 'trades.executed', offset: n, payload: { market_id: 'one', ...more } });

it('says of a text what its frame is, what is wrong with it, and where it stands', () => {
  const { read } = counted();
  const { json, message, problems, numbered } = read(tradeOf(7));
  expect(json).toEqual(JSON.parse(tradeOf(7)));
  expect(message).toMatchObject({ kind: 'event', name: 'trades.executed' });
  expect(problems?.length).toBeGreaterThan(0);
  expect(numbered?.number).toBe(7);
});

it('says nothing of what the protocol does not know, and of what is no JSON', () => {
  const { read } = counted();
  expect(read('{"a":1}')).toEqual({ json: { a: 1 } });
  expect(read('{"a":')).toEqual({ json: undefined });
});

it('reads a text once that comes to many, and one after the other to each', () => {
  const { read, reads } = counted();
  for (let client = 0; client < 5; client++) for (let n = 0; n < 50; n++) read(tradeOf(n));
  expect(reads()).toBe(50);
  expect(read(tradeOf(3))).toBe(read(tradeOf(3)));
});

it('forgets what came long ago', () => {
  const { read, reads } = counted();
  for (let n = 0; n < 1000; n++) read(tradeOf(n));
  read(tradeOf(0));
  expect(reads()).toBe(1001);
});

it('remembers nothing that is long', () => {
  const { read, reads } = counted();
  const long = tradeOf(1, { note: 'x'.repeat(100_000) });
  expect(read(long)).toEqual(read(long));
  expect(reads()).toBe(2);
});
