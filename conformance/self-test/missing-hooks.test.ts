/** What a missing hook leaves unseen is untested, and names the hook; it is never passed. */
import { expect, it } from 'vitest';
import { HOOKS } from '../../schemas/hooks.ts';
import { suiteOf } from '../suites/index.ts';
import { examineHere, protocol, reference } from './servers.ts';

const { requirements } = suiteOf(protocol);

it.each(['token', 'publish', 'close'] as const)('without the hook %s', async (missing) => {
  const hooks = HOOKS.filter((hook) => hook !== missing);
  const report = await examineHere(reference(), { seed: 8, runs: 10 }, undefined, hooks);
  const needing = requirements.filter(({ needs }) => needs?.includes(missing)).map(({ id }) => id);
  const passed = report.requirements.filter(({ status }) => status === 'pass').map(({ id }) => id);
  expect(needing.filter((id) => passed.includes(id))).toEqual([]);
  const rest = report.requirements.filter(({ status }) => status !== 'pass');
  expect(rest.filter(({ status }) => status !== 'untested').map(({ id, status }) => [id, status])).toEqual([]);
  expect(rest.filter((one) => !one.missing?.includes(missing)).map(({ id }) => id)).toEqual([]);
  expect(passed.length).toBeGreaterThan(3);
  expect(report.verdict).toBe('incomplete');
});
