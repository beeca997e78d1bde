/** One examination over sockets, from connecting to the report. */
import { randomBytes } from 'node:crypto';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Control } from '../drivers/control.ts';
import type { Reach } from '../drivers/reach.ts';
import type { Identity } from '../engine/driver.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import type { Plan } from '../engine/plan.ts';
import type { Progress, Report, RequirementReport } from '../engine/report.ts';
import type { Context, Kit } from './kit.ts';
import { type Difference, withNumbers } from '../engine/merge.ts';
import { tellTo } from './progress.ts';
import type { Tried } from './kept.ts';

/** What to examine, and how. Durations in ms. */
export interface Examination {
  readonly url: string;
  readonly protocol: Protocol;
  /** The URL of the control interface, or the hooks themselves. */
  readonly control?: string | Control;
  readonly secret?: string;
  readonly clock: 'real' | 'virtual' | 'auto';
  readonly only?: readonly string[];
  readonly seed: number;
  readonly path?: string;
  readonly plan?: Plan;
  readonly runs?: number;
  readonly budget?: number;
  readonly observe?: number;
  readonly patience: number;
  readonly reach?: Reach;
  readonly identity?: Identity;
}

/** An examination that can begin: the server has been reached. */
export interface Prepared {
  /** The protocol in them has the numbers of this server's build. */
  readonly options: ExamineOptions;
  /** What is to be added to the report, once it is there. */
  readonly notes: () => Report['notes'];
  /** The numbers of this build, where its server tells any. */
  readonly numbers?: Readonly<Record<string, unknown>>;
}

const aboutDriver = (trouble: string | undefined): Report['notes'] =>
  trouble === undefined ? [] : [{ about: 'driver', text: trouble }];

const aboutNumbers = ({ id }: Protocol, differences: readonly Difference[]): Report['notes'] => {
  if (differences.length === 0) return [];
  const list = differences.map(({ at, from, to }) => `${at} is ${to} instead of ${from}`).join(', ');
  return [{ about: 'server', text: `this build differs from ${id} by its own account: ${list}` }];
};

/** Reaches a server; the driver in the options must be closed by the caller. */
export const prepare = async (
  examination: Examination,
  { kit }: { readonly kit: Pick<Kit, 'connect'> },
): Promise<Prepared> => {
  const { url: target, protocol: declared, control, secret, clock, patience, reach, identity, ...rest } = examination;
  const { driver, about, trouble } = await kit.connect({
    ...{ url: target, protocol: declared, clock, patience: Math.min(patience, rest.budget ?? patience) },
    ...(control !== undefined && { control }),
    ...(secret !== undefined && { secret }),
    ...(reach && { reach }),
    ...(identity && { identity }),
  });
  try {
    const { protocol, differences } = withNumbers(declared, about?.promises);
    const startedAt = new Date().toISOString();
    const nonce = randomBytes(4).toString('hex');
    return {
      options: { ...rest, protocol, driver, target, patience, startedAt, nonce },
      ...(about?.promises && { numbers: about.promises }),
      notes: () => [...aboutNumbers(declared, differences), ...aboutDriver(trouble?.())],
    };
  } catch (error) {
    await driver.close();
    throw error;
  }
};

/** What came of an examination, be it ever so little. */
export interface Outcome {
  /** Left out where it was stopped. */
  readonly report?: Report;
  /** What was final, in the order in which it was. */
  readonly verdicts: readonly RequirementReport[];
  /** What came of the plans that were tried first. */
  readonly tried: readonly Tried[];
  /** The latest that was told of the plans. */
  readonly plans?: Extract<Progress, { readonly phase: 'plan' }>;
}

/** Performs an examination until it is over or stopped, tells how far it has come, and closes its driver. */
export const carryOut = async (
  { options, notes }: Prepared,
  { kit, io }: Pick<Context, 'kit' | 'io'>,
): Promise<Outcome> => {
  const teller = tellTo(io.stderr, options.seed);
  const verdicts: RequirementReport[] = [];
  const tried: Tried[] = [];
  let plans: Outcome['plans'];
  const onProgress = (progress: Progress): void => {
    teller.tell(progress);
    if (progress.phase === 'first') tried.push(progress);
    if (progress.phase === 'plan') plans = progress;
  };
  const far = () => ({ verdicts, tried, ...(plans && { plans }) });
  try {
    const examination = kit.examine({ ...options, onProgress });
    for await (const verdict of examination) verdicts.push(verdict);
    const report = await examination;
    return { ...far(), report: { ...report, notes: [...notes(), ...report.notes] } };
  } catch (error) {
    if (options.signal?.aborted) return far();
    throw error;
  } finally {
    teller.clear();
    await options.driver.close();
  }
};

/** The same for an examination that nothing stops. */
export const complete = async (prepared: Prepared, context: Pick<Context, 'kit' | 'io'>): Promise<Report> => {
  const { report } = await carryOut(prepared, context);
  if (!report) throw new Error('An examination that nothing stops has a report.');
  return report;
};
