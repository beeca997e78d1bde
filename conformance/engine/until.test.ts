/** Tests of waiting: for whom time goes on meanwhile, and until when. */
import { expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { createScene } from '../scene/scene.ts';
import type { Happening } from './history.ts';
import { lasting } from './patience.ts';
import { createUntil, type UntilOptions } from './until.ts';

const PATIENCE = 500;

/** One connection to which some things have happened, and waiting that a test ends; tells for whom time goes on. */
const make = (token: 'good' | 'missing', ...happenings: readonly Happening[]) => {
  const scene = createScene({ protocol: commerce, reader: reader(commerce), resolution: () => 0 });
  const badge = { client: 'a', user: 'did:a', roles: [], token, pongs: true };
  let seq = 0;
  const add = (happening: Happening): void => {
    scene.take({ seq: seq++, at: 0, plan: 1, ...happening });
    changed();
  };
  const goesOn: string[] = [];
  let spent = () => {};
  let changed = () => {};
  for (const happening of [{ kind: 'opening', connection: 1, badge } as const, ...happenings]) add(happening);
  let now = 0;
  let stopped = false;
  const clock: UntilOptions['clock'] = {
    now: () => now,
    watch: () => 0,
    stopped: () => stopped,
    patiently: (_, watch) =>
      new Promise((resolve) => {
        spent = () => resolve(false);
        watch(() => resolve(true));
      }),
    goOn: (timed) => {
      goesOn.push(timed ? 'timed' : 'not timed');
      return () => void goesOn.push('no more');
    },
  };
  const track = {
    watch: (listener: () => void) => {
      changed = listener;
      return () => {};
    },
  };
  const until = createUntil({ clock, track, patience: lasting(PATIENCE), timed: false });
  const lacking = () => [...scene.connections.values()];
  /** Patience ends, and everybody hears of it. */
  const spend = async (): Promise<void> => {
    spent();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const pass = (ms: number): void => {
    now += ms;
  };
  const stop = (): void => {
    stopped = true;
  };
  return { until, lacking, goesOn, add, spend, pass, stop };
};

const opened: Happening = { kind: 'opened', connection: 1 };
const leaving: Happening = { kind: 'leaving', connection: 1, abruptly: false };
const closed: Happening = { kind: 'closed', connection: 1, code: 4001, reason: '' };

it('lets time go on for the end of a connection that must be refused, and no longer than for it', async () => {
  const { until, lacking, goesOn, add } = make('missing');
  const waiting = until(() => lacking().every(({ state }) => state === 'closed'), PATIENCE, lacking);
  expect(goesOn).toEqual([]);
  add(opened);
  expect(goesOn).toEqual(['not timed']);
  add(closed);
  expect(await waiting).toBe(true);
  expect(goesOn).toEqual(['not timed', 'no more']);
});

it('lets time go on no longer than patience lasts', async () => {
  const { until, lacking, goesOn, spend, pass } = make('missing', opened);
  const waiting = until(() => false, PATIENCE, lacking);
  pass(PATIENCE);
  await spend();
  expect(await waiting).toBe(false);
  expect(goesOn).toEqual(['not timed', 'no more']);
});

it('is as patient by the time of the server, which others may hold up', async () => {
  const { until, lacking, goesOn, spend, pass } = make('missing', opened);
  const waiting = until(() => false, PATIENCE, lacking);
  await spend();
  pass(PATIENCE - 1);
  await spend();
  expect(goesOn).toEqual(['not timed']);
  pass(1);
  await spend();
  expect(await waiting).toBe(false);
});

it('waits no longer once time is stopped', async () => {
  const { until, lacking, spend, stop } = make('missing', opened);
  const waiting = until(() => false, PATIENCE, lacking);
  stop();
  await spend();
  expect(await waiting).toBe(false);
});

it('is not held up by anybody where no end is awaited', async () => {
  const { until, lacking, spend } = make('good', opened);
  const waiting = until(() => false, PATIENCE, lacking);
  await spend();
  expect(await waiting).toBe(false);
});

it.each([
  ['whoever is to be refused', make('missing', opened), ['not timed']],
  ['whoever has not come in yet', make('missing'), []],
  ['a greeting', make('good', opened), []],
  ['whoever leaves', make('missing', opened, leaving), []],
  ['whoever is refused already', make('missing', opened, closed), []],
] as const)('knows whether time goes on for %s', (_, { until, lacking, goesOn }, expected) => {
  void until(() => false, PATIENCE, lacking);
  expect(goesOn).toEqual(expected);
});

it('lets no time go on for whoever lacks nothing, nor where all is so already', async () => {
  const { until, lacking, goesOn } = make('missing', opened);
  void until(() => false);
  expect(await until(() => true, PATIENCE, lacking)).toBe(true);
  expect(goesOn).toEqual([]);
});
