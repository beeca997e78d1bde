/** The one examination of a conformance test: starts the server, examines it within bounds, and stops it, however that ends. */
import { randomInt } from 'node:crypto';
import { findProtocol } from '../../schemas/index.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { prepare } from '../cli/examination.ts';
import { checkNamed } from '../cli/named.ts';
import { secretsIn } from '../cli/reach-flags.ts';
import { functionControl } from '../drivers/function-control.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine } from '../engine/examine.ts';
import type { Report } from '../engine/report.ts';
import type { Listed } from '../engine/requirement.ts';
import { wanted } from '../engine/schedule.ts';
import { Trouble } from '../engine/trouble.ts';
import type { Invocation } from '../reports/again.ts';
import { type Telling, tellingOf } from '../reports/telling.ts';
import { suiteOf } from '../suites/index.ts';
import type { ConformanceOptions, Started } from './options.ts';

/** How long a missing answer is waited for unless something else is said, in ms. */
const PATIENCE = 10_000;
/** How long a server may take to start, in ms. */
const STARTING = 60_000;
/** How long after its budget an examination must have ended, in ms: the budget ends all that waits. */
const GRACE = 30_000;
const LARGEST_SEED = 2 ** 31 - 1;

/** A report, and what it is told with. */
export interface Examined {
  readonly report: Report;
  readonly telling: Telling;
}

/** What a test is about. */
export interface Subject {
  readonly protocol: Protocol;
  /** What is to be judged, in the order of the suite. */
  readonly requirements: readonly Listed[];
}

/** Finds what a test is about; throws {@link Trouble} `USAGE` for names of nothing. */
export const subjectOf = ({ protocol: named, only = [], known = [], driver, control }: ConformanceOptions): Subject => {
  const protocol = typeof named === 'string' ? findProtocol(named) : named;
  if (!protocol)
    throw new Trouble('USAGE', `protocol names ${JSON.stringify(named)}, which does not ship with wireproof.`);
  if (driver && control !== undefined)
    throw new Trouble('USAGE', 'control and driver both say where the hooks are; leave one of them out.');
  const { requirements } = suiteOf(protocol);
  const ids = requirements.map(({ id }) => id);
  checkNamed('only', only, ids, protocol.id);
  checkNamed('known', known, ids, protocol.id);
  return { protocol, requirements: requirements.filter(({ id }) => wanted(only)(id)) };
};

/** Waits for something, but no longer than so many ms. */
const within = async <T>(ms: number, why: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const spent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Trouble('UNREACHABLE', why)), ms);
  });
  try {
    return await Promise.race([work, spent]);
  } finally {
    clearTimeout(timer);
  }
};

const start = async ({ target }: ConformanceOptions): Promise<Started> => {
  if (typeof target === 'string') return { url: target };
  const why = `The server that target starts was not there within ${STARTING / 1000} s; its function must give the URL once it listens.`;
  const started = await within(STARTING, why, Promise.resolve(target()));
  return typeof started === 'string' ? { url: started } : started;
};

/** How the command line would be asked for the same; it cannot be where something in it is no text. */
const invocationOf = (
  { protocol, path, runs, reach = {}, identity, patience }: ConformanceOptions,
  { url, control, driver }: Started,
  secret: string | undefined,
  clock: 'real' | 'virtual',
): Invocation | undefined => {
  if (typeof protocol !== 'string' || driver || reach.ca !== undefined) return undefined;
  return {
    ...{ target: url, protocol, secret: secret !== undefined },
    ...(control !== undefined && { control, clock }),
    ...(path !== undefined && { path }),
    ...(runs !== undefined && { runs }),
    ...(reach.headers && { headers: Object.keys(reach.headers) }),
    ...(reach.subprotocols && { subprotocols: reach.subprotocols }),
    ...(reach.insecure && { insecure: true }),
    ...(identity && { token: true, user: identity.user }),
    ...(patience !== undefined && patience !== PATIENCE && { patience }),
  };
};

const examineStarted = async (
  options: ConformanceOptions,
  { protocol }: Subject,
  started: Started,
): Promise<Examined> => {
  const {
    seed = randomInt(LARGEST_SEED),
    patience = PATIENCE,
    clock = 'auto',
    reach,
    identity,
    only,
    path,
    runs,
    budget,
  } = options;
  const { url, control, driver } = started;
  const secret = control === undefined ? undefined : options.secret;
  const hooks = driver ? functionControl(driver, protocol.id, patience) : control;
  const prepared = await prepare(
    {
      ...{ url, protocol, clock, seed, patience },
      ...(hooks !== undefined && { control: hooks }),
      ...(secret !== undefined && { secret }),
      ...(reach && { reach }),
      ...(identity && { identity }),
      ...(only && { only }),
      ...(path !== undefined && { path }),
      ...(runs !== undefined && { runs }),
      ...(budget !== undefined && { budget }),
    },
    { kit: { connect: websocketDriver } },
  );
  const overdue = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    const report = await examine({
      ...prepared.options,
      signal: overdue.signal,
      onProgress: (progress) => {
        if (progress.phase !== 'begin') return;
        const why = new Error(
          `The examination had not ended ${GRACE / 1000} s after its budget of ${progress.budgetMs} ms.`,
        );
        timer = setTimeout(() => overdue.abort(why), progress.budgetMs + GRACE);
      },
    });
    const whole = { ...report, notes: [...prepared.notes(), ...report.notes] };
    const invocation = invocationOf(options, started, secret, report.clock === 'advance' ? 'virtual' : 'real');
    const telling = tellingOf(whole, {
      protocol: prepared.options.protocol,
      known: new Set(options.known),
      secrets: [
        ...(secret === undefined ? [] : [secret]),
        ...(identity ? [identity.token] : []),
        ...secretsIn(reach ?? {}),
      ],
      ...(invocation && { invocation }),
    });
    return { report: whole, telling };
  } finally {
    clearTimeout(timer);
    await prepared.options.driver.close();
  }
};

/** Starts, examines and stops. */
export const examined = async (options: ConformanceOptions, subject: Subject): Promise<Examined> => {
  const { control, driver } = options;
  const given = await start(options);
  const own = given.control !== undefined || given.driver !== undefined;
  try {
    return await examineStarted(options, subject, {
      ...given,
      ...(!own && control !== undefined && { control }),
      ...(!own && driver && { driver }),
    });
  } finally {
    await given.stop?.();
  }
};
