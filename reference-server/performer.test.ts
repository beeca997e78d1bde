/** Performing a server in time, on servers of three lines. */
import { describe, expect, it } from 'vitest';
import type { Input, Output, Server } from '../schemas/server.ts';
import { makeClock } from './clock.ts';
import { makePerformer } from './performer.ts';

/** A server that is due at the given instants, and at whatever each of them adds. */
const timetable = (instants: number[], adds: Readonly<Record<number, number>> = {}): Server => ({
  receive: (input, now): readonly Output[] => {
    if (input.do !== 'tick') return [];
    const due = instants.filter((instant) => instant <= now);
    instants.splice(0, instants.length, ...instants.filter((instant) => instant > now));
    for (const instant of due) if (adds[instant] !== undefined) instants.push(adds[instant]);
    return due.map((instant) => ({ do: 'terminate', connection: `${instant}@${now}` }));
  },
  due: () => (instants.length > 0 ? Math.min(...instants) : undefined),
});

const perform = (server: Server) => {
  const done: string[] = [];
  const clock = makeClock(() => 100);
  return { clock, done, ...makePerformer(server, clock, ({ connection }) => done.push(connection)) };
};

describe('advancing', () => {
  it('fires what is due in the order of due time, also what came due because of it', () => {
    const { advance, done, clock } = perform(timetable([150, 120, 200], { 120: 130, 130: 160 }));
    expect(advance(60)).toBe(160);
    expect(done).toEqual(['120@120', '130@130', '150@150', '160@160']);
    expect([clock.now(), clock.stands()]).toEqual([160, true]);
  });

  it('catches up on what was due before', () => {
    const { advance, done } = perform(timetable([50]));
    advance(0);
    expect(done).toEqual(['50@100']);
  });

  it('ends with a server that leaves undone what was due', () => {
    const { advance } = perform({ receive: () => [], due: () => 110 });
    expect(advance(20)).toBe(120);
  });

  it('rounds up to whole milliseconds', () => expect(perform(timetable([])).advance(0.5)).toBe(101));
});

describe('a breakdown', () => {
  const broken: Server = {
    receive: () => {
      throw new Error('broken');
    },
    due: () => undefined,
  };

  it('closes the connection it happened on', () => {
    const { feed, done } = perform(broken);
    feed({ do: 'text', connection: 'c', text: '' });
    expect(done).toEqual(['c']);
  });

  it('is answered to a hook', async () => {
    expect(await perform(broken).ask('reset', undefined)).toMatchObject({ status: 500 });
  });

  it('of a tick is thrown', () => expect(() => perform(broken).feed({ do: 'tick' })).toThrow('broken'));
});

it('asks with ids of their own, and gives each answer to who asked', async () => {
  const inputs: Input[] = [];
  const { ask } = perform({
    receive: (input) => {
      inputs.push(input);
      if (input.do !== 'hook' || inputs.length < 2) return [];
      return inputs.flatMap((one): readonly Output[] =>
        one.do === 'hook' ? [{ do: 'answer', id: one.id, status: 200, body: one.body }] : [],
      );
    },
    due: () => undefined,
  });
  const answers = await Promise.all([ask('publish', 'a'), ask('publish', 'b')]);
  expect(answers.map(({ body }) => body)).toEqual(['a', 'b']);
});

it('hands on requests, and tells their answers from those of hooks', async () => {
  const asked = { method: 'GET', path: '/a', query: { b: 'c' } };
  const { ask, request } = perform({
    receive: (input) =>
      input.do === 'hook' || input.do === 'request'
        ? [{ do: 'answer', id: input.id, status: 200, body: { ...input, id: 'any' } }]
        : [],
    due: () => undefined,
  });
  const [answered, reset] = await Promise.all([request(asked), ask('reset', undefined)]);
  expect(answered.body).toEqual({ do: 'request', id: 'any', ...asked });
  expect(reset.body).toMatchObject({ do: 'hook', hook: 'reset' });
});
