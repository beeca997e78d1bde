/** Failures that are kept: the plan of each in a file of its own, to be tried first the next time. No file of it is a must. */
import { mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Protocol } from '../../schemas/protocol.ts';
import { flatten, type Plan } from '../engine/plan.ts';
import type { Progress, RequirementReport } from '../engine/report.ts';
import { keptName } from '../reports/kept-name.ts';
import { count } from '../reports/words.ts';
import { whyNot } from './files.ts';
import { planIn } from './plan-file.ts';

/** Files larger than this are none of ours, in bytes. */
const LARGEST = 4 * 1024 * 1024;

/** What was kept of one protocol. */
export interface Kept {
  /** Where, as it is told. */
  readonly folder: string;
  /** The plans, by the requirement whose failure they showed. */
  readonly plans: ReadonlyMap<string, Plan>;
  /** What is to be told before anything is tried. */
  readonly sentences: readonly string[];
}

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown }).code;

/** Why a plan cannot be of this protocol as it is now. */
const foreign = ({ steps }: Plan, { id, events }: Protocol): string | undefined => {
  for (const step of flatten(steps))
    if (step.do === 'publish' && !Object.hasOwn(events, step.event))
      return `it publishes ${JSON.stringify(step.event)}, which is no event of ${id}`;
  return undefined;
};

const planFrom = async (
  file: string,
  protocol: Protocol,
): Promise<{ readonly plan: Plan } | { readonly flaw: string }> => {
  try {
    if ((await stat(file)).size > LARGEST) return { flaw: 'it is larger than 4 MiB' };
    const read = planIn(JSON.parse(await readFile(file, 'utf8')));
    if ('flaw' in read) return read;
    const flaw = foreign(read.plan, protocol);
    return flaw === undefined ? read : { flaw };
  } catch (error) {
    return { flaw: error instanceof SyntaxError ? 'it is not JSON' : whyNot(error) };
  }
};

/** Reads what was kept in a folder for these requirements of a protocol; what cannot be used is told, and left where it is. */
export const readKept = async (within: string, protocol: Protocol, ids: readonly string[]): Promise<Kept> => {
  const folder = join(within, protocol.id);
  const plans = new Map<string, Plan>();
  const sentences: string[] = [];
  let names: readonly string[] = [];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') sentences.push(`kept failures cannot be read from ${folder}: ${whyNot(error)}.`);
  }
  for (const id of ids) {
    const file = join(folder, keptName(id));
    if (!names.includes(keptName(id))) continue;
    const read = await planFrom(file, protocol);
    if ('plan' in read) plans.set(id, read.plan);
    else sentences.push(`${file} is left out, for it holds no plan that can be tried: ${read.flaw}; delete it.`);
  }
  if (plans.size > 0) sentences.push(`first ${count(plans.size, 'kept failure')} of ${folder}`);
  return { folder, plans, sentences };
};

/** What came of a plan that was tried first. */
export type Tried = Extract<Progress, { readonly phase: 'first' }>;

/** Removes a folder that holds nothing. */
const tidy = async (folder: string): Promise<void> => {
  await rmdir(folder).catch(() => {});
};

/**
 * Keeps the failures that there are now, one for each requirement, and removes those that were tried in vain while their
 * requirement passed. Gives what is to be told.
 */
export const keepFailures = async (
  within: string,
  { folder, plans }: Kept,
  requirements: readonly RequirementReport[],
  tried: readonly Tried[],
): Promise<readonly string[]> => {
  const gone = requirements.filter(({ id, status }) => {
    const came = tried.find(({ plan }) => plan === plans.get(id));
    return status === 'pass' && came?.whole === true && !came.broken.includes(id);
  });
  const failures = requirements.filter(({ status, replay }) => status === 'fail' && replay);
  const sentences: string[] = [];
  try {
    if (failures.length > 0) await mkdir(folder, { recursive: true });
    for (const { id, replay } of failures)
      await writeFile(join(folder, keptName(id)), `${JSON.stringify(replay?.plan, null, 2)}\n`);
    for (const { id } of gone) {
      await rm(join(folder, keptName(id)), { force: true });
      sentences.push(`${id} no longer fails by the plan that was kept of it, which is removed.`);
    }
    if (gone.length > 0) for (const each of [folder, within]) await tidy(each);
  } catch (error) {
    sentences.push(`failures could not be kept in ${folder}: ${whyNot(error)}; --no-keep leaves that out.`);
  }
  return sentences;
};
