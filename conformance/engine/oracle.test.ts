/** What counts only beside a twin: before it, after it, without it, and when there is too much to remember. */
import { expect, it } from 'vitest';
import { told } from '../self-test/told.ts';
import { broken, each, earned, type Finding, held, heldBeside, listen, type Twins, unlessHeld } from './oracle.ts';

const [moment] = told().opens('a').moments();

/** Feeds an oracle that finds these in turn, beside the twins that are shown in turn; gives what counts. */
const counted = (findings: readonly (Finding | undefined)[], shown: readonly (readonly string[])[]) => {
  let [found, seen] = [0, 0];
  const twins: Twins = () => () => shown[seen++] ?? [];
  const hear = listen(
    earned(
      twins,
      each(() => findings[found++]),
    ),
  );
  if (!moment) throw new Error('There is no moment to feed.');
  return findings.map(() => hear(moment));
};

it('counts what held when its twin was seen before', () => {
  expect(counted([undefined, heldBeside('t')], [['t'], []])).toEqual([[], [held]]);
});

it('counts what held, as often as it did, when its twin is seen later', () => {
  expect(counted([heldBeside('t'), heldBeside('t'), undefined], [[], [], ['t']])).toEqual([[], [], [held, held]]);
});

it('counts nothing beside the twin of another', () => {
  expect(counted([heldBeside('t'), undefined], [[], ['u']])).toEqual([[], []]);
});

it('withholds neither a breach nor what held by itself', () => {
  const breach = broken('no');
  expect(counted([breach, held], [[], []])).toEqual([[breach], [held]]);
});

it('forgets the oldest of too many, so that they do not count', () => {
  const many = Array.from({ length: 10_001 }, (_, n) => heldBeside(String(n)));
  const shown = [...many.map(() => []), ['0'], ['10000']];
  expect(counted([...many, undefined, undefined], shown).slice(-2)).toEqual([[], [held]]);
});

it('takes what went on for too short a time for no proof', () => {
  const breach = broken('no');
  expect([unlessHeld(held), unlessHeld(breach)]).toEqual([undefined, breach]);
});
