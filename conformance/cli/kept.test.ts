/** Tests of kept failures: what is written, tried first, removed, and said when a file or the folder cannot be used. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOOKS } from '../../schemas/hooks.ts';
import { protocols } from '../../schemas/index.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import type { Plan } from '../engine/plan.ts';
import { createPool } from '../engine/pool.ts';
import type { RequirementReport } from '../engine/report.ts';
import { keptName } from '../reports/kept-name.ts';
import { suiteOf } from '../suites/index.ts';
import { planIn } from './plan-file.ts';
import { examined, outcome, reportOf, wireproof } from './testing/stand-ins.ts';

const BARE = 'test ws://h:1/ws --protocol commerce';
const TEST = `${BARE} --seed 7`;
const PLAN: Plan = { steps: [{ do: 'connect', client: 'a', user: '⟨user1⟩' }] };
const OTHER: Plan = { steps: [...PLAN.steps, { do: 'settle' }] };
const [LEAK, OWNER] = ['commerce/rights/no-leak', 'commerce/rights/owner'] as const;
const [LEAK_FILE, OWNER_FILE] = ['rights.no-leak.json', 'rights.owner.json'] as const;

const failing = (id: string, plan: Plan = PLAN) =>
  outcome(id, 'fail', { replay: { seed: 7, path: '2:0', plan, executions: 9 } });
const passing = (id: string) => outcome(id, 'pass');

/** A folder for failures, which holds these files until the test is over. */
const folder = (files: Readonly<Record<string, unknown>> = {}) => {
  const parent = mkdtempSync(join(tmpdir(), 'wireproof-kept-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const keeping = join(parent, '.wireproof');
  const own = join(keeping, 'commerce');
  if (Object.keys(files).length > 0) mkdirSync(own, { recursive: true });
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(own, name), typeof content === 'string' ? content : JSON.stringify(content));
  return { keeping, own, holds: () => (existsSync(own) ? readdirSync(own) : []) };
};

/** A kit whose plans that are tried first break this, and whose report is that. */
const kit = (
  requirements: readonly RequirementReport[],
  broken: (plan: Plan) => readonly string[] = () => [],
  whole = true,
) => ({
  examine: (options: ExamineOptions) => {
    const { first = [], onProgress } = options;
    for (const plan of first) onProgress?.({ phase: 'first', plan, of: first.length, broken: broken(plan), whole });
    return examined(reportOf(options, requirements));
  },
});

describe('failures', () => {
  it('are kept as plans, one for each requirement, and nothing is written where nothing fails', async () => {
    const { keeping, own, holds } = folder();
    await wireproof(TEST, { io: { keeping } });
    expect(existsSync(keeping)).toBe(false);
    const requirements = [failing(LEAK), passing(OWNER)];
    const { err } = await wireproof(TEST, { io: { keeping }, requirements });
    expect(err).not.toContain('kept');
    await wireproof(TEST, { io: { keeping }, requirements: [failing(LEAK, OTHER), passing(OWNER)] });
    expect(holds()).toEqual([LEAK_FILE]);
    expect(JSON.parse(readFileSync(join(own, LEAK_FILE), 'utf8'))).toEqual(OTHER);
    const replayed = await wireproof(`${BARE} --plan ${join(own, LEAK_FILE)}`);
    expect(replayed.examined).toMatchObject([{ plan: OTHER }]);
  });

  it('are tried first the next time, which is told in one line; those that are judged, and no others', async () => {
    const { keeping, own } = folder({ [LEAK_FILE]: PLAN, [OWNER_FILE]: OTHER });
    const both = await wireproof(TEST, { io: { keeping } });
    expect(both.examined).toMatchObject([{ seed: 7, first: [PLAN, OTHER] }]);
    expect(both.err).toContain(`wireproof: first 2 kept failures of ${own}\n`);
    const one = await wireproof(`${TEST} --only ${OWNER}`, { io: { keeping } });
    expect(one.examined).toMatchObject([{ first: [OTHER] }]);
    expect(one.err).toContain(`first 1 kept failure of ${own}\n`);
  });

  it('are removed once they are tried in vain and their requirement passes, and that is said', async () => {
    const { keeping, holds } = folder({ [LEAK_FILE]: PLAN, [OWNER_FILE]: OTHER });
    const { err } = await wireproof(TEST, {
      io: { keeping },
      kit: kit([passing(LEAK), failing(OWNER, OTHER)], (plan) => (plan.steps.length > 1 ? [OWNER] : [])),
    });
    expect(err).toContain(`${LEAK} no longer fails by the plan that was kept of it, which is removed.\n`);
    expect(err).not.toContain(`${OWNER} no longer`);
    expect(holds()).toEqual([OWNER_FILE]);
    await wireproof(TEST, { io: { keeping }, kit: kit([passing(LEAK), passing(OWNER)]) });
    expect(existsSync(keeping)).toBe(false);
  });

  it.each([
    ['it still breaks the promise', kit([passing(LEAK)], () => [LEAK])],
    ['it did not come to its end', kit([passing(LEAK)], () => [], false)],
    ['it was not tried', { examine: (options: ExamineOptions) => examined(reportOf(options, [passing(LEAK)])) }],
    ['nobody knows whether the promise is kept', kit([outcome(LEAK, 'inconclusive')])],
    ['the promise was not judged', kit([outcome(LEAK, 'untested', { missing: ['publish'] })])],
  ])('stay where %s', async (_, each) => {
    const { keeping, holds } = folder({ [LEAK_FILE]: PLAN });
    const { err } = await wireproof(TEST, { io: { keeping }, kit: each });
    expect(holds()).toEqual([LEAK_FILE]);
    expect(err).not.toContain('no longer');
  });

  it('are left alone by --no-keep, and where one plan is run again, or nothing is but listened', async () => {
    const { keeping, holds } = folder({ [LEAK_FILE]: PLAN });
    for (const line of [`${TEST} --no-keep`, `${TEST} --path 1`, `${BARE} --observe 1s`]) {
      const { examined: asked, err } = await wireproof(line, { io: { keeping }, requirements: [failing(OWNER)] });
      expect(asked[0]).not.toHaveProperty('first');
      expect(err).not.toContain('kept');
      expect(holds()).toEqual([LEAK_FILE]);
    }
  });

  it('that cannot be used are told in one sentence each, and left where they are', async () => {
    const { keeping, own, holds } = folder({
      [LEAK_FILE]: '{"steps": [',
      [OWNER_FILE]: { steps: [{ do: 'publish', event: 'order.gone', body: {} }] },
      'errors.code.json': { steps: [{ do: 'jump' }] },
      'notes.txt': 'mine',
    });
    const { err, code, examined: asked } = await wireproof(TEST, { io: { keeping } });
    expect(code).toBe(0);
    expect(asked).toMatchObject([{ first: [] }]);
    const left = (name: string) =>
      `wireproof: ${join(own, name)} is left out, for it holds no plan that can be tried: `;
    expect(err).toContain(`${left(LEAK_FILE)}it is not JSON; delete it.\n`);
    expect(err).toContain(`${left(OWNER_FILE)}it publishes "order.gone", which is no event of commerce; delete it.\n`);
    expect(err).toContain(`${left('errors.code.json')}/steps/0/do must be one of connect,`);
    expect(err).not.toContain('first');
    expect(holds()).toHaveLength(4);
  });

  it('that cannot be written are told of, and change nothing about the verdict', async () => {
    const { keeping } = folder();
    writeFileSync(keeping, 'a file in the way');
    const { err, code, out } = await wireproof(TEST, { io: { keeping }, requirements: [failing(LEAK)] });
    expect(code).toBe(1);
    expect(out).toContain('nonconformant');
    expect(err).toContain('kept failures cannot be read from');
    expect(err).toMatch(/failures could not be kept in \S+: .*; --no-keep leaves that out\.\n/u);
  });
});

describe.each(Object.values(protocols))('of $id', (protocol) => {
  const { requirements } = suiteOf(protocol);

  it('every requirement has a file of its own, whatever a file system takes for equal', () => {
    const names = requirements.map(({ id }) => keptName(id));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(requirements.length);
    for (const name of names) expect(name).toMatch(/^[\w.%-]+\.json$/u);
  });

  it('every plan that may fail can be read again, and none holds a token', () => {
    const pool = createPool(suiteOf(protocol), 1, new Set(HOOKS));
    const plans = pool.chosen(() => true, 20).map(({ plan }) => plan);
    for (const plan of plans) expect(planIn(JSON.parse(JSON.stringify(plan)))).toEqual({ plan });
    expect(JSON.stringify(plans)).not.toContain('eyJ');
  });
});
