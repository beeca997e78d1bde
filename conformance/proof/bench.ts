/** `npm run bench`: how long whole examinations take, as a table; ratios are within this one run. */
import { HOOKS } from '../../schemas/hooks.ts';
import { serve } from '../../reference-server/host.ts';
import { inProcess } from '../drivers/in-process.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import type { Driver } from '../engine/driver.ts';
import { examine } from '../engine/examine.ts';
import { waits } from '../engine/plan.ts';
import { createPool } from '../engine/pool.ts';
import { table } from '../reports/table.ts';
import { lateBytes, relayTo } from '../self-test/relay.ts';
import { type Subject, subjects } from '../self-test/subjects.ts';
import { suiteOf } from '../suites/index.ts';
import { carryOutAll } from './crew.ts';
import { judgingTable } from './judging.ts';
import { isGood } from './outcomes.ts';
import type { Task } from './tasks.ts';

const SEED = 7;
const PATIENCE = 10_000;
const BUDGET = 600_000;

interface Measured {
  readonly name: string;
  readonly ms: number;
  /** What it is divided by for its ratio. */
  readonly beside?: number;
  readonly bound: string;
  readonly entries: number;
  readonly passed: string;
  readonly histories: number;
  /** The most memory that the process had at its end, server included, in MB. */
  readonly memory: number;
}

const measure = async (
  name: string,
  bound: string,
  { protocol }: Subject,
  driver: Driver,
  more: { readonly beside?: number; readonly from?: number } = {},
): Promise<Measured> => {
  const began = more.from ?? performance.now();
  const nonce = `bench${began.toString(36).replaceAll('.', '')}`;
  const report = await examine({
    ...{ protocol, driver, seed: SEED, target: name, startedAt: '', nonce, budget: BUDGET },
  });
  await driver.close();
  const passed = report.requirements.filter(({ status }) => status === 'pass');
  return {
    ...{ name, bound, ms: performance.now() - began, entries: report.effort.entries },
    ...(more.beside === undefined ? {} : { beside: more.beside }),
    passed: `${passed.length} of ${report.requirements.length}`,
    histories: Math.min(...passed.map(({ histories }) => histories)),
    memory: process.memoryUsage().rss / 2 ** 20,
  };
};

/** Examines the reference server of a protocol in this process, with a hundred runs. */
const here = async (name: string, bound: string, subject: Subject): Promise<Measured> => {
  const { protocol, reference } = subject;
  return measure(name, bound, subject, inProcess({ server: reference(), protocol }));
};

/** Examines the reference servers of protocols at once, in a thread each, with a hundred runs; gives how long that takes, in ms. */
const atOnce = async (pair: readonly Subject[]): Promise<number> => {
  const began = performance.now();
  const tasks = pair.map(({ id }): Task => {
    return {
      kind: 'server',
      protocol: id,
      server: 'reference',
      variation: 'as it is',
      where: 'in process',
      seed: SEED,
    };
  });
  const outcomes = await carryOutAll(tasks, { runs: 100 }, () => {});
  if (!outcomes.every(isGood)) throw new Error(`A reference server was accused: ${JSON.stringify(outcomes)}`);
  return performance.now() - began;
};

/** Examines the reference server of commerce over sockets, so many ms late. */
const live = async (
  name: string,
  bound: string,
  late: number,
  clock: 'auto' | 'real',
  beside?: number,
): Promise<Measured> => {
  const { protocol, reference } = subjects.commerce;
  const served = await serve({ server: reference(), protocol, control: true });
  const between = late > 0 ? await relayTo(Number(new URL(served.url).port), lateBytes(late / 2)) : undefined;
  const url = new URL(served.url);
  if (between) url.port = String(between.port);
  const from = performance.now();
  const control = served.controlUrl === undefined ? {} : { control: served.controlUrl };
  const { driver } = await websocketDriver({ url: url.href, protocol, ...control, clock, patience: PATIENCE });
  const measured = await measure(name, bound, subjects.commerce, driver, {
    from,
    ...(beside === undefined ? {} : { beside }),
  });
  await between?.close();
  await served.close();
  return measured;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const row = ({ name, ms, beside, bound, entries, passed, histories, memory }: Measured): readonly string[] => [
  name,
  seconds(ms),
  beside === undefined ? '' : `${(ms / beside).toFixed(1)} x`,
  bound,
  `${Math.round(entries / (ms / 1000))} entries/s`,
  `${passed} passed`,
  `>= ${histories} histories`,
  `${Math.round(memory)} MB`,
];

const say = (text: string) => process.stdout.write(`${text}\n`);

const bench = async (): Promise<void> => {
  const { commerce, marketplace, prediction, telemetry, trading } = subjects;
  say('about three minutes, one of them real time that the protocol itself forces');
  const rows: Measured[] = [];
  const add = (measured: Measured): Measured => {
    rows.push(measured);
    say(`${measured.name}: ${seconds(measured.ms)}`);
    return measured;
  };
  add(await here('in process, cold', 'under 3 s', commerce));
  add(await here('in process, warm', 'under 3 s', commerce));
  for (const pair of [
    [marketplace, prediction],
    [telemetry, trading],
  ]) {
    for (const subject of pair) add(await here(`${subject.id}, in process`, 'both under 10 s', subject));
    const ms = await atOnce(pair);
    say(`${pair.map(({ id }) => id).join(' and ')} at once, in a thread each: ${seconds(ms)}`);
  }
  const quick = add(await live('over sockets, advance', 'under 15 s', 0, 'auto'));
  add(await live('the same, 300 ms late', 'at most 2 x', 300, 'auto', quick.ms));
  add(await live('the same, 1 s late', 'at most 4 x', 1000, 'auto', quick.ms));
  const pool = createPool(suiteOf(commerce.protocol), SEED, new Set(HOOKS));
  const longest = Math.max(...pool.chosen(() => true, 100).map(({ plan }) => waits(plan.steps)));
  add(await live('over sockets, real time', `${seconds(longest)} of waiting + 10 s`, 0, 'real'));
  say('');
  for (const line of table(rows.map(row))) say(line);
  say('');
  for (const line of judgingTable()) say(line);
};

await bench();
