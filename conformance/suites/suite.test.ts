/** Suites: families put together for one protocol. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { fromContract, toContract } from '../../schemas/contract.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { each, held } from '../engine/oracle.ts';
import { always, type Fault, type Requirement } from '../engine/requirement.ts';
import { families, suiteOf } from './index.ts';
import { assemble } from './suite.ts';

const protocol: Protocol = commerce;
const suite = suiteOf(protocol);
const familiar = families.map(({ name }) => name);
const requirement: Requirement = { level: 'MUST', statement: 'All is well.', source: 'x#x', check: each(() => held) };
const made = (fault: Partial<Fault>, more: Readonly<Record<string, Requirement>> = {}) => {
  const requirements: Readonly<Record<string, Requirement>> = { 'is-well': requirement, ...more };
  return assemble(protocol, [
    always('mine', 'Mine', () => ({
      paragraph: '',
      requirements,
      faults: { fault: { story: 'It is not.', breaks: ['is-well'], ...fault } },
    })),
    always('yours', 'Yours', () => ({
      paragraph: '',
      requirements: { 'is-well': requirement, 'is-better': requirement },
    })),
  ]);
};

describe('a suite', () => {
  it('gives every requirement an id of its own, with protocol and family', () => {
    const ids = suite.requirements.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, family } of suite.requirements) expect(id).toMatch(new RegExp(`^commerce/${family}/[a-z0-9-]+$`));
  });
  it('gives every fault requirements that it breaks, by their full ids', () => {
    const ids = new Set(suite.requirements.map(({ id }) => id));
    for (const { id, breaks, disturbs } of suite.faults) {
      expect([id, breaks.length]).not.toEqual([id, 0]);
      expect([...breaks, ...disturbs].filter((broken) => !ids.has(broken))).toEqual([]);
    }
  });
  it('leaves out what does not apply, with the faults that break nothing else', () => {
    expect(made({ breaks: ['never'] }, { never: { ...requirement, applies: false } })).toMatchObject({
      faults: [],
      requirements: [{ id: 'commerce/mine/is-well' }, {}, {}],
    });
  });
  it('takes a star for all that begins so', () => {
    const [fault] = made({ breaksToo: ['yours/is-better'], disturbs: ['yours/*', 'nobody/*'] }).faults;
    expect(fault?.breaks).toEqual(['commerce/mine/is-well', 'commerce/yours/is-better']);
    expect(fault?.disturbs).toEqual(['commerce/yours/is-well', 'commerce/yours/is-better']);
  });
  it.each<[string, Partial<Fault>]>([
    ['breaks', { breaksToo: ['yours/is-worse'] }],
    ['disturbs', { disturbs: ['mine/is-worse'] }],
  ])('throws when a fault %s a requirement that nobody knows', (_, fault) => {
    expect(() => made(fault)).toThrow('is-worse');
  });
});

describe('the suite of a protocol restored from its contract', () => {
  const restored = suiteOf(fromContract(JSON.parse(JSON.stringify(toContract(protocol)))));
  const told = ({ requirements }: typeof suite) =>
    requirements
      .filter(({ family }) => familiar.includes(family))
      .map(({ id, level, statement, source, needs, timed, given }) => ({
        id,
        level,
        statement,
        source,
        needs,
        timed,
        planned: given !== undefined,
      }));

  it('has the same requirements in every family', () => expect(told(restored)).toEqual(told(suite)));
  it('has the same paragraphs and the same faults', () => {
    expect(restored.paragraphs).toEqual(suite.paragraphs);
    expect(restored.faults.map(({ id, breaks, disturbs }) => ({ id, breaks, disturbs }))).toEqual(
      suite.faults.map(({ id, breaks, disturbs }) => ({ id, breaks, disturbs })),
    );
  });
  it('under another id has the families alone, with ids of its own', () => {
    const renamed = suiteOf({ ...protocol, id: 'trade' });
    expect(renamed.requirements.map(({ id }) => id)).toEqual(
      suite.requirements
        .filter(({ family }) => familiar.includes(family))
        .map(({ id }) => id.replace(/^commerce/, 'trade')),
    );
  });
});
