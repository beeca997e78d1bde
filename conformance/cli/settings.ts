/** Turns the flags of `wireproof test` into what is to be examined; flags that contradict each other are refused. */
import { randomInt } from 'node:crypto';
import { addressOf } from '../drivers/addresses.ts';
import { Trouble } from '../engine/trouble.ts';
import type { Invocation } from '../reports/again.ts';
import type { Examination } from './examination.ts';
import { checkWritable } from './files.ts';
import { LARGEST_SEED, type ReportTarget } from './flags.ts';
import type { Io } from './io.ts';
import type { Kit } from './kit.ts';
import { type Known, readKnown } from './known.ts';
import { checkNamed } from './named.ts';
import { readDriver } from './driver-file.ts';
import { identityOf, type ReachFlags, reachOf } from './reach-flags.ts';
import { functionControl } from '../drivers/function-control.ts';
import { readPlan } from './plan-file.ts';
import { protocolOf } from './protocols.ts';
import type { Judging } from './verdict.ts';

/** The flags as they were read. Durations in ms. */
export interface TestFlags extends ReachFlags {
  readonly protocol: string;
  readonly control?: string;
  readonly driver?: string;
  readonly controlSecret?: string;
  readonly clock?: 'real' | 'virtual';
  readonly only?: readonly string[];
  readonly seed?: number;
  readonly path?: string;
  readonly plan?: string;
  readonly runs?: number;
  readonly budget?: number;
  readonly observe?: number;
  readonly patience: number;
  readonly report?: readonly ReportTarget[];
  readonly capture?: string;
  readonly known?: string;
  /** False: failures are neither kept, nor tried first where they were. */
  readonly keep?: boolean;
  readonly strict?: true;
  readonly acceptUntested?: true;
}

/** What is to be examined, and what is made of the outcome. */
export interface Settings {
  readonly examination: Examination;
  readonly judging: Judging;
  readonly known: Known;
  /** Whether failures are kept, and those that were are tried first. */
  readonly keep: boolean;
  readonly reports: readonly ReportTarget[];
  /** Where the capture of the examination goes. */
  readonly capture?: string;
  readonly invocation: Invocation;
}

/** How long a missing answer is waited for unless something else is said, in ms. */
export const PATIENCE = 10_000;

/** Pairs of flags that exclude each other, and flags that need another, each with the reason. */
const contradiction = (flags: TestFlags): string | undefined => {
  if (flags.path !== undefined && flags.seed === undefined) {
    return '--path leads somewhere only from a seed; give --seed as well.';
  }
  if (flags.plan !== undefined && (flags.path ?? flags.seed ?? flags.runs) !== undefined) {
    return '--plan runs one plan as it is; leave out --seed, --path and --runs.';
  }
  if (
    flags.observe !== undefined &&
    (flags.path ?? flags.plan ?? flags.seed ?? flags.runs ?? flags.clock) !== undefined
  ) {
    return '--observe does nothing but listen, in real time; leave out --seed, --path, --plan, --runs and --clock.';
  }
  if (flags.controlSecret !== undefined && flags.control === undefined) {
    return '--control-secret is for the control interface; give --control URL as well.';
  }
  if (flags.control !== undefined && flags.driver !== undefined) {
    return '--control and --driver both say where the hooks are; leave one of them out.';
  }
  if (flags.clock === 'virtual' && (flags.control ?? flags.driver) === undefined) {
    return "--clock virtual takes the server's advance hook; give --control URL, or --driver FILE, as well.";
  }
  return undefined;
};

/** Members that have a value. */
const given = <T extends object>(members: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    // Only values that are not undefined are left.
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** Checks all that can be checked before anything runs. */
export const settingsOf = async (url: string, flags: TestFlags, kit: Kit, env: Io['env']): Promise<Settings> => {
  const wrong = contradiction(flags);
  if (wrong !== undefined) throw new Trouble('USAGE', wrong);
  const { control, only, path, runs, budget, observe, patience, report: reports = [] } = flags;
  const clock = observe === undefined ? flags.clock : 'real';
  const protocol = await protocolOf(flags.protocol, kit);
  addressOf(url, protocol);
  const ids = kit.suiteOf(protocol).requirements.map(({ id }) => id);
  if (only) checkNamed('--only', only, ids, protocol.id);
  const known = await readKnown(flags.known, ids);
  const plan = flags.plan === undefined ? undefined : await readPlan(flags.plan);
  const driver = flags.driver === undefined ? undefined : await readDriver(flags.driver, protocol.id);
  const hooks = driver ? functionControl(driver, protocol.id, patience) : control;
  const reach = await reachOf(flags);
  const identity = identityOf(flags, env);
  for (const { file } of reports) if (file !== '-') await checkWritable('--report', file);
  if (flags.capture !== undefined) await checkWritable('--capture', flags.capture);
  const secret = control === undefined ? undefined : (flags.controlSecret ?? (env.WIREPROOF_SECRET || undefined));
  return {
    examination: {
      ...{ url, protocol, patience, clock: clock ?? 'auto', seed: flags.seed ?? randomInt(LARGEST_SEED) },
      ...given({ control: hooks, secret, only, path, plan, runs, budget, observe, identity }),
      ...(Object.keys(reach).length > 0 && { reach }),
    },
    known,
    // One plan run again is no examination: what it shows, or no longer shows, decides nothing.
    keep: flags.keep !== false && path === undefined && plan === undefined && observe === undefined,
    judging: { known: known.ids, strict: flags.strict ?? false, acceptUntested: flags.acceptUntested ?? false },
    reports,
    ...given({ capture: flags.capture }),
    invocation: {
      ...{ target: url, protocol: flags.protocol, secret: secret !== undefined },
      ...given({ control, driver: flags.driver, runs, plan: flags.plan, path, clock, user: flags.user }),
      ...given({ subprotocols: reach.subprotocols, ca: flags.ca, insecure: flags.insecure }),
      ...(reach.headers && { headers: Object.keys(reach.headers) }),
      ...(identity && { token: true }),
      ...(patience === PATIENCE ? {} : { patience }),
    },
  };
};
