/** Carries out one task of the proof. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Manners, Server } from '../../schemas/server.ts';
import { serve } from '../../reference-server/host.ts';
import { inProcess } from '../drivers/in-process.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import type { Driver } from '../engine/driver.ts';
import { examine } from '../engine/examine.ts';
import type { Plan } from '../engine/plan.ts';
import type { Report } from '../engine/report.ts';
import type { Listed } from '../engine/requirement.ts';
import { inThisProcess, onSockets, variations } from '../self-test/matrix.ts';
import { type CorrectServer, subjects } from '../self-test/subjects.ts';
import { suiteOf } from '../suites/index.ts';
import type { Suite } from '../suites/suite.ts';
import { alphabetLike, alphabetOf, lengthOf } from './alphabet.ts';
import { isCovered, type Outcome, type ShortestOutcome } from './outcomes.ts';
import { searchShortest } from './shortest.ts';
import type { Task } from './tasks.ts';

const PATIENCE = 10_000;
/** The search for shorter counterexamples ends after so many executions. */
const MOST = 15_000;
/** Plans of up to so many steps are searched whole, whatever the counterexample is made of. */
const WHOLE = 2;

/** How hard the examinations of the proof are. */
export interface Effort {
  /** Random plans, and histories of each requirement. */
  readonly runs: number;
}

let examinations = 0;

const examined = async (
  protocol: Protocol,
  driver: Driver,
  seed: number,
  more: Partial<Parameters<typeof examine>[0]>,
): Promise<Report> => {
  try {
    return await examine({
      ...{ protocol, driver, seed, target: 'a server of the proof', startedAt: '', budget: 600_000 },
      nonce: `proof${process.pid.toString(36)}x${(++examinations).toString(36)}x`,
      ...more,
    });
  } finally {
    await driver.close();
  }
};

const live = async (
  protocol: Protocol,
  { url, controlUrl }: { readonly url: string; readonly controlUrl?: string },
  clock: 'auto' | 'real',
): Promise<Driver> => {
  const control = controlUrl === undefined ? {} : { control: controlUrl };
  return (await websocketDriver({ url, protocol, ...control, clock, patience: PATIENCE })).driver;
};

const found = <Named extends object>(all: readonly Named[], key: keyof Named, name: string): Named => {
  const one = all.find((candidate) => candidate[key] === name);
  if (!one) throw new Error(`the proof knows nothing called ${name}`);
  return one;
};

const carryOutFault = async (task: Extract<Task, { kind: 'fault' }>, { runs }: Effort): Promise<Outcome> => {
  const { protocol, reference } = subjects[task.protocol];
  const fault = found(suiteOf(protocol).faults, 'id', task.fault);
  const manners = fault.host ?? {};
  const options = { runs, shrinking: 0 };
  const there =
    task.where === 'over sockets' && (await serve({ server: reference(fault), protocol, control: true, manners }));
  try {
    const driver = there
      ? await live(protocol, there, 'auto')
      : inProcess({ server: reference(fault), protocol, manners });
    const report = await examined(protocol, driver, task.seed, options);
    const failed = report.requirements.filter(({ status }) => status === 'fail').map(({ id }) => id);
    return {
      ...{ kind: 'fault', task, covered: isCovered(report) },
      missed: fault.breaks.filter((id) => !failed.includes(id)),
      beyond: failed.filter((id) => !fault.breaks.includes(id) && !fault.disturbs.includes(id)),
    };
  } finally {
    if (there) await there.close();
  }
};

/** What a server may leave out, and does, is no alarm, and neither is what a variation hides, or a leave cuts short. */
const alarmsIn = (report: Report, { warns, leaves }: CorrectServer, hidden: RegExp | undefined): readonly string[] => [
  ...report.requirements.flatMap(({ id, status, finding, note }) =>
    status === 'pass' ||
    status === 'notApplicable' ||
    (status === 'fail' && warns.includes(id)) ||
    (status !== 'fail' && leaves?.includes(id)) ||
    (status === 'unexercised' && hidden?.test(id))
      ? []
      : [`${id}: ${status}, ${finding?.because ?? note ?? ''}`],
  ),
  ...report.notes
    .filter(({ about }) => !leaves || about !== 'server')
    .map(({ about, text }) => `note on the ${about}: ${text}`),
];

const carryOutServer = async (task: Extract<Task, { kind: 'server' }>, { runs }: Effort): Promise<Outcome> => {
  const { protocol, correctServers, oneFreedomEach } = subjects[task.protocol];
  const server = found([...correctServers, ...oneFreedomEach], 'name', task.server);
  const variation = found(variations, 'name', task.variation);
  const there = task.where === 'over sockets' && (await onSockets(server, variation, task.seed));
  const here = there ? undefined : inThisProcess(server, variation, task.seed);
  if (!there && !here) throw new Error(`${task.variation} is not to be had ${task.where}`);
  try {
    const driver = there
      ? await live(protocol, there, server.waits ? 'real' : 'auto')
      : inProcess({ server: here as Server, protocol });
    const report = await examined(protocol, driver, task.seed, {
      runs: there && variation.slow ? Math.min(runs, 10) : runs,
    });
    return {
      ...{ kind: 'server', task, verdict: report.verdict, covered: isCovered(report) },
      alarms: alarmsIn(report, server, variation.hides?.[task.protocol]),
    };
  } finally {
    if (there) await there.close();
  }
};

/** What a step of a counterexample is called in a table. */
const called = ({ envelope }: Protocol, { steps }: Plan): readonly string[] =>
  steps.flatMap((step) => {
    switch (step.do) {
      case 'settle':
        return [];
      case 'send': {
        const name = (step.frame as Readonly<Record<string, unknown>> | null)?.[envelope.command.tag];
        return [typeof name === 'string' ? name : 'send'];
      }
      case 'publish':
        return [step.event];
      default:
        return [step.do];
    }
  });

/** What the search for a plan shorter than a counterexample came to. */
type Search = Pick<ShortestOutcome['ways'][number], 'shortest' | 'upTo'>;

/** Searches for plans that show a requirement broken, and are shorter than a counterexample. */
const searched = async (
  suite: Suite,
  requirement: Listed,
  counterexample: Plan,
  from: { readonly make: () => Server; readonly manners: Manners },
): Promise<Search> => {
  // The alphabet has the steps of protocols with channels; what filters can ask for is not in it.
  if (!suite.protocol.promises.delivery) return {};
  const alphabet = alphabetOf(suite);
  const length = lengthOf(counterexample);
  const shared = { ...from, suite, requirements: [requirement], most: MOST };
  const whole = await searchShortest({ ...shared, alphabet, upTo: Math.min(WHOLE, length - 1) });
  const like = alphabetLike(suite, alphabet, counterexample);
  const deep =
    whole.found.has(requirement.id) || length - 1 <= WHOLE
      ? whole
      : await searchShortest({ ...shared, alphabet: like, upTo: length - 1 });
  const shorter = deep.found.get(requirement.id);
  return {
    ...(shorter ? { shortest: lengthOf(shorter) } : deep.upTo >= length - 1 ? { shortest: length } : {}),
    upTo: deep.upTo,
  };
};

const carryOutShortest = async (task: Extract<Task, { kind: 'shortest' }>, { runs }: Effort): Promise<Outcome> => {
  const { protocol, reference } = subjects[task.protocol];
  const suite = suiteOf(protocol);
  const fault = found(suite.faults, 'id', task.fault);
  const manners = fault.host ?? {};
  // One server for finding and for replaying: it remembers all that was done to it.
  const server = reference(fault);
  const drive = () => inProcess({ server, protocol, manners });
  const report = await examined(protocol, drive(), task.seed, { runs: Math.min(runs, 30), only: fault.breaks });
  const ways: ShortestOutcome['ways'][number][] = [];
  for (const { id, replay } of report.requirements) {
    if (replay?.path === undefined) {
      ways.push({ requirement: id, found: 0, executions: 0, steps: [], reproduced: false });
      continue;
    }
    const requirement = found(suite.requirements, 'id', id);
    const search = await searched(suite, requirement, replay.plan, { make: () => reference(fault), manners });
    const replayed = await examined(protocol, drive(), task.seed, { only: [id], path: replay.path, shrinking: 0 });
    ways.push({
      ...{ requirement: id, found: lengthOf(replay.plan), executions: replay.executions, ...search },
      steps: called(protocol, replay.plan),
      reproduced: replayed.requirements.some(({ status }) => status === 'fail'),
    });
  }
  return { kind: 'shortest', task, ways };
};

/** Carries a task out; what goes wrong is its outcome. */
export const carryOut = async (task: Task, effort: Effort): Promise<Outcome> => {
  try {
    switch (task.kind) {
      case 'fault':
        return await carryOutFault(task, effort);
      case 'server':
        return await carryOutServer(task, effort);
      case 'shortest':
        return await carryOutShortest(task, effort);
    }
  } catch (error) {
    return { kind: 'trouble', task, trouble: error instanceof Error ? error.message : String(error) };
  }
};
