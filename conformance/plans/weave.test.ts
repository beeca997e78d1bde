/** Weaving and walking: plans made of plans, and plans that leave no transition out. */
import { movesOf } from '../../schemas/moves.ts';
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { symbolsIn } from '../engine/names.ts';
import { flatten, type Plan, plan } from '../engine/plan.ts';
import { suiteOf } from '../suites/index.ts';
import { createKit } from './kit.ts';
import { legal } from './legal.ts';
import { tour } from './tour.ts';
import { walks } from './walks.ts';
import { weave } from './weave.ts';

const { reader } = suiteOf(commerce);
const kit = createKit(commerce, reader);
const touring = tour(commerce, kit);
const short = plan(kit.connect('a'), kit.subscribe('a', kit.ownChannel('⟨user1⟩')), kit.settle('a'), kit.fence('a'));
const clientsIn = ({ steps }: Plan) =>
  new Set([...flatten(steps)].flatMap((step) => (step.do === 'connect' ? [step.client] : [])));

describe('two plans woven together', () => {
  it('are legal, and the same for the same seed alone', () => {
    const woven = weave(touring, touring, 5);
    expect(legal(commerce, woven.steps)).toEqual(woven);
    expect(weave(touring, touring, 5)).toEqual(woven);
    expect(weave(touring, touring, 6)).not.toEqual(woven);
  });
  it('keep all steps of each, in order, and nothing of one is of the other', () => {
    const woven = weave(touring, short, 9);
    expect(woven.steps).toHaveLength(touring.steps.length + short.steps.length);
    expect(woven.steps.filter((step) => touring.steps.includes(step))).toEqual(touring.steps);
    const others = woven.steps.filter((step) => !touring.steps.includes(step));
    expect(others.map((step) => step.do)).toEqual(short.steps.map((step) => step.do));
    const own = clientsIn(touring);
    expect([...clientsIn({ steps: others })].filter((client) => own.has(client))).toEqual([]);
    expect(new Set(symbolsIn(JSON.stringify(others)))).toEqual(new Set(['⟨user100001⟩']));
  });
  it('look at what their own clients have seen', () => {
    const looking = plan(
      kit.connect('a'),
      { do: 'fetch', client: 'a', path: '/', query: { since: { seen: 'a', plus: 1 } } },
      { do: 'send', client: 'a', frame: { from: { number: { seen: 'a', of: 'count' } } } },
    );
    const [, fetch, send] = weave(plan(kit.connect('a')), looking, 3).steps.filter(
      (step) => 'client' in step && step.client !== 'a',
    );
    expect(fetch).toMatchObject({ client: 'b', query: { since: { seen: 'b', plus: 1 } } });
    expect(send).toMatchObject({ client: 'b', frame: { from: { number: { seen: 'b', of: 'count' } } } });
  });
});

it('walks publish every promised transition, and every pair of them in turn', () => {
  const machines = Object.entries(commerce.promises.lifecycle ?? {});
  for (const [index, walk] of walks(commerce, kit).entries()) {
    expect(legal(commerce, walk.steps)).toEqual(walk);
    const [, machine] = machines[index] ?? [];
    const transitions = movesOf({ transitions: machine?.transitions ?? {} });
    const seen = new Set<string>();
    const last = new Map<string, string>();
    for (const step of walk.steps) {
      if (step.do !== 'publish' || !transitions.some(({ event }) => event === step.event)) continue;
      const thing = String(step.body[machine?.key.slice(1) ?? '']);
      seen.add(`${last.get(thing) ?? ''} ${step.event}`);
      last.set(thing, step.event);
    }
    const promised = transitions.flatMap((one) =>
      transitions.flatMap((two) => (two.from.includes(one.to) ? [`${one.event} ${two.event}`] : [])),
    );
    expect(promised.filter((pair) => !seen.has(pair))).toEqual([]);
  }
});
