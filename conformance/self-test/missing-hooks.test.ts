/** What a missing hook leaves unseen is untested, and names the hook; it is never passed. */
import { expect, it } from 'vitest';
import { type HookName, HOOKS } from '../../schemas/hooks.ts';
import { suiteOf } from '../suites/index.ts';
import { SHOWN_OTHERWISE } from './left.ts';
import { examineHere } from './servers.ts';
import { allSubjects } from './subjects.ts';

const needing = (id: string) => (requirement: { readonly needs?: readonly string[] }) =>
  requirement.needs?.includes(id) === true;

/** Each protocol without some of the hooks that it has a use for, another for each in turn. */
const cases = allSubjects.flatMap((subject, turn) => {
  const { requirements } = suiteOf(subject.protocol);
  const used = HOOKS.filter((hook) => requirements.some(needing(hook))).filter((_, nth) => nth % 2 === turn % 2);
  return used.map((missing) => ({ ...subject, requirements, missing }));
});

it.each(cases)('$id without the hook $missing', async ({ id: subject, protocol, reference, requirements, missing }) => {
  const hooks = HOOKS.filter((hook) => hook !== missing);
  const report = await examineHere(protocol, reference(), { seed: 8, runs: 0 }, undefined, hooks);
  const blind = requirements.filter(needing(missing)).flatMap(({ id }) => {
    return SHOWN_OTHERWISE[subject].test(id.slice(subject.length + 1)) ? [] : [id];
  });
  const passed = report.requirements.filter(({ status }) => status === 'pass').map(({ id }) => id);
  expect(blind.filter((id) => passed.includes(id))).toEqual([]);
  const rest = report.requirements.filter(({ status }) => status !== 'pass');
  expect(rest.filter(({ status }) => status !== 'untested').map(({ id, status }) => [id, status])).toEqual([]);
  expect(rest.filter((one) => !one.missing?.includes(missing)).map(({ id }) => id)).toEqual([]);
  expect(passed.length).toBeGreaterThan(3);
  expect(report.verdict).toBe('incomplete');
});

/** Each protocol with some of the subsets of the hooks, others for each in turn; none is among them, and all but one. */
const subsets = allSubjects.flatMap((subject, turn) =>
  Array.from({ length: 2 ** HOOKS.length }, (_, mask) => mask)
    .filter((mask) => mask === 0 || mask % 8 === (turn + 1) % 8)
    .map((mask) => ({ ...subject, hooks: HOOKS.filter((_, nth) => ((mask >> nth) & 1) === 1) })),
);

it.each(subsets)('$id with no hooks but $hooks', async ({ id: subject, protocol, reference, hooks }) => {
  const report = await examineHere(protocol, reference(), { seed: 8, runs: 0 }, undefined, hooks);
  const { requirements } = suiteOf(protocol);
  const lacks = ({ needs = [] }: { readonly needs?: readonly HookName[] | undefined }) =>
    needs.filter((hook) => !hooks.includes(hook));
  const passed = requirements.filter(({ id }) =>
    report.requirements.some((one) => one.id === id && one.status === 'pass'),
  );
  const unseen = passed.filter((one) => lacks(one).length > 0);
  expect(
    unseen.map(({ id }) => id).filter((id) => !SHOWN_OTHERWISE[subject].test(id.slice(subject.length + 1))),
  ).toEqual([]);
  const rest = report.requirements.filter(({ status }) => status !== 'pass');
  expect(rest.filter(({ status }) => status !== 'untested').map(({ id, status }) => [id, status])).toEqual([]);
  // What is untested names hooks that would open it, and none that there is.
  expect(
    rest.filter(({ missing = [] }) => missing.length === 0 || missing.some((hook) => hooks.includes(hook))),
  ).toEqual([]);
  expect(passed.length).toBeGreaterThan(3);
  expect(report.verdict).toBe(rest.length === 0 ? 'conformant' : 'incomplete');
});
