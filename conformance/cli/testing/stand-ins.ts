/** A world and a kit for the tests of the command line: nothing in them listens, waits or examines. */
import { commerce } from '../../../schemas/commerce/protocol.ts';
import { reader } from '../../../schemas/reader.ts';
import type { Server } from '../../../schemas/server.ts';
import type { Driver } from '../../engine/driver.ts';
import { createExamination, type Examination } from '../../engine/examination.ts';
import type { Reached } from '../../engine/coverage.ts';
import type { ExamineOptions } from '../../engine/examine-options.ts';
import type { Report, RequirementReport, Status } from '../../engine/report.ts';
import type { Listed, ListedFault } from '../../engine/requirement.ts';
import type { Suite } from '../../suites/suite.ts';
import type { ExitCode, Io } from '../io.ts';
import type { ConnectOptions, HostOptions, Kit } from '../kit.ts';
import { run } from '../program.ts';

const listed = (id: string, level: Listed['level'] = 'MUST'): Listed => ({
  ...{ id, level, family: id.split('/')[1] ?? '', statement: `What ${id} says.`, source: 'commerce#here' },
  check: function* () {},
});

/** The requirements of the stand-in suite. */
export const LISTED = [
  listed('commerce/rights/no-leak'),
  listed('commerce/rights/owner'),
  listed('commerce/errors/code', 'SHOULD'),
];

const fault = (id: string, more: Partial<ListedFault>): ListedFault => ({
  ...{ id, story: `The story of ${id}.`, breaks: ['commerce/rights/no-leak'], disturbs: [] },
  ...more,
});

const idle: Server = { receive: () => [], due: () => undefined };

/** The faults of the stand-in suite. */
export const FAULTS = [
  fault('rights/leaks', { decide: { may: () => () => true } }),
  fault('size/swallows', { host: { maxMessage: 1 }, wrap: (server) => ({ ...server, due: () => 5 }) }),
];

const suite: Suite = {
  ...{ protocol: commerce, reader: reader(commerce), requirements: LISTED, faults: FAULTS, paragraphs: [] },
  unobservable: [{ statement: 'Nothing is stored.', reason: 'No examiner sees a disk.' }],
};

const driver: Driver = {
  clock: {
    ...{
      kind: 'real',
      watch: () => 0,
      stopped: () => false,
      now: () => 0,
      resolution: () => 0,
      passes: () => 0,
      enter: () => {},
      leave: () => {},
      stop: () => {},
    },
    until: () => Promise.resolve(),
    patiently: () => Promise.resolve(true),
  },
  hooks: new Set(),
  fetch: () => Promise.resolve({ status: 404, text: '' }),
  connect: () => ({
    text: () => {},
    ping: () => {},
    framed: () => true,
    binary: () => {},
    break: () => {},
    pong: () => {},
    giveUp: () => {},
    close: () => {},
    drop: () => {},
  }),
  call: () => Promise.resolve({ status: 'done', answer: {} }),
  spoil: () => undefined,
  onStall: () => {},
  giveUp: () => {},
  close: () => Promise.resolve(),
};

/** The outcome of one requirement. */
export const outcome = (id: string, status: Status, more: Partial<RequirementReport> = {}): RequirementReport => ({
  ...{ id, level: 'MUST', statement: 'It does.', source: 'commerce#it', status, judgements: 1, histories: 1 },
  ...more,
});

const none: Reached = { reached: 0, of: 0, missing: [] };

/** A report of these outcomes. */
export const reportOf = (
  options: Pick<ExamineOptions, 'target' | 'seed' | 'startedAt'>,
  requirements: readonly RequirementReport[],
): Report => {
  const musts = requirements.filter(({ level }) => level === 'MUST').map(({ status }) => status);
  const open = musts.some((status) => status !== 'pass' && status !== 'notApplicable');
  const { target, seed, startedAt } = options;
  return {
    ...{
      kit: { name: 'wireproof', version: '9.9.9' },
      protocol: 'commerce',
      target,
      seed,
      startedAt,
      durationMs: 5,
      clock: 'real',
    },
    verdict: musts.includes('fail') ? 'nonconformant' : open ? 'incomplete' : 'conformant',
    counts: { pass: 0, fail: 0, unexercised: 0, untested: 0, inconclusive: 0, notApplicable: 0 },
    ...{ requirements, effort: { plans: 1, entries: 2, shrinking: 0 }, notes: [] },
    coverage: { states: none, transitions: none, pairs: none },
  };
};

/** An examination that comes to this at once, or to nothing for this reason. */
export const examined = (came: Report | Error): Examination =>
  createExamination(({ tell }) => {
    if (came instanceof Error) return Promise.reject(came);
    came.requirements.forEach(tell);
    return Promise.resolve(came);
  });

/** What a command did and said. */
export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  readonly connected: readonly ConnectOptions[];
  readonly examined: readonly ExamineOptions[];
  readonly hosted: readonly HostOptions[];
  /** How many drivers and servers were closed. */
  readonly closed: number;
}

/** What differs from a world in which every server keeps every promise. */
export interface Differently {
  readonly kit?: Partial<Kit>;
  readonly io?: Partial<Io>;
  readonly requirements?: readonly RequirementReport[];
}

/** Runs a command line in the stand-in world. */
export const wireproof = async (line: string, { kit, io, requirements }: Differently = {}): Promise<Ran> => {
  const said = { out: '', err: '' };
  const connected: ConnectOptions[] = [];
  const asked: ExamineOptions[] = [];
  const hosted: HostOptions[] = [];
  let closed = 0;
  const close = () => {
    closed++;
    return Promise.resolve();
  };
  const standIn: Kit = {
    ...{
      version: '9.9.9',
      protocols: { commerce },
      restore: () => ({ protocol: commerce }),
      suiteOf: () => suite,
      familiar: [],
    },
    expectation: () => ({ plans: 3, ms: 4000 }),
    examine: (options) => {
      asked.push(options);
      options.onProgress?.({ phase: 'begin', plans: 3, expectedMs: 4000, budgetMs: 8000 });
      options.onProgress?.({ phase: 'plan', done: 1, of: 3, broken: 1 });
      return examined(reportOf(options, requirements ?? LISTED.map(({ id, level }) => outcome(id, 'pass', { level }))));
    },
    connect: (options) => {
      connected.push(options);
      return Promise.resolve({ driver: { ...driver, close } });
    },
    dial: ({ listener }) => {
      listener({ kind: 'refused', because: 'nobody is there' });
      return { ...driver.connect(undefined, listener, false), over: Promise.resolve(), drained: (done) => done(false) };
    },
    references: { commerce: () => idle },
    serve: (options) => {
      hosted.push(options);
      return Promise.resolve({
        url: 'ws://127.0.0.1:4321/ws',
        ...(options.control && { controlUrl: 'http://127.0.0.1:4321/control' }),
        close,
      });
    },
    ...kit,
  };
  const world: Io = {
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
    env: {},
    // Whatever goes on until it is stopped is stopped at once; no examination is.
    stopped: () => (line.startsWith('test') ? new Promise(() => {}) : Promise.resolve()),
    ...io,
  };
  const code = await run(
    line.split(' ').filter((word) => word !== ''),
    world,
    standIn,
  );
  return { code, ...said, connected, examined: asked, hosted, closed };
};
