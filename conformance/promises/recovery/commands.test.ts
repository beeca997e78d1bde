/** How far counts go: known of what was seen, in protocols that count from 0 as well. */
import { expect, it } from 'vitest';
import { prediction } from '../../../schemas/prediction/protocol.ts';
import type { Protocol } from '../../../schemas/protocol.ts';
import type { Command } from '../../scene/exchanges.ts';
import type { Moment } from '../../scene/scene.ts';
import { replayCommands } from './commands.ts';

const STREAM = 'trades.executed';
const { promises } = prediction;
const { sequence = expect.fail(), recovery: { replay = expect.fail() } = {} } = promises;

/** Numbers that were seen, some of them on a connection that was there before everything was forgotten. */
interface Seen {
  readonly now: readonly number[];
  readonly late?: readonly number[];
}

/** The highest number that a command for a stream finds, where counts begin with one, after some were seen. */
const found = (first: number, { now, late = [] }: Seen): number | undefined => {
  const protocol: Protocol = { ...prediction, promises: { ...promises, sequence: { ...sequence, first } } };
  const highest = replayCommands(protocol, replay).createHighest();
  // Of moments and commands only this is looked at.
  const moment = (about: object) => ({ entry: { kind: 'received' }, ...about }) as unknown as Moment;
  const command = {
    ...{ name: 'subscribe', body: { streams: [STREAM] }, bad: [] },
    entry: { seq: 1 },
  } as unknown as Command;
  const hear = (number: number, outdated: boolean) =>
    highest.hear(moment({ numbered: { count: STREAM, number }, connection: { outdated } }));
  for (const number of now) hear(number, false);
  for (const number of late) hear(number, true);
  highest.hear(moment({ command }));
  return highest.before(command)?.get(STREAM);
};

it.each([0, 1])('counts that begin with %i have come to the number before it, where nothing was seen', (first) => {
  expect(found(first, { now: [] })).toBe(first - 1);
});

it.each([0, 1])('counts that begin with %i have come to it, once it was seen', (first) => {
  expect(found(first, { now: [first] })).toBe(first);
});

it('counts have come to the highest number, in whatever order these were seen', () => {
  expect(found(1, { now: [3, 7, 5] })).toBe(7);
});

it('what comes late of before everything was forgotten counts for nothing', () => {
  expect(found(1, { now: [2], late: [15] })).toBe(2);
});
