/** A pass is made of judgements: what a server is not seen doing earns none, whatever else it is seen doing. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../engine/history.ts';
import { listen } from '../engine/oracle.ts';
import type { Listed } from '../engine/requirement.ts';
import { createScene } from '../scene/scene.ts';
import { suiteOf } from '../suites/index.ts';
import { type History, holding, judged, judgedAt, perform, somePlans } from './histories.ts';
import { protocol, reference } from './servers.ts';
import { isGreeting, STRIPS, TWINS } from './strips.ts';

const { requirements, reader } = suiteOf(protocol);
const nameOf = ({ id }: Listed) => id.slice(protocol.id.length + 1);
const RANDOM = 6;

let histories: readonly History[] = [];
/** The histories in which a requirement holds somewhere, by its id. */
const exercising = new Map<string, History[]>();
beforeAll(async () => {
  histories = await perform(reference(), somePlans(RANDOM));
  for (const history of histories)
    for (const [id, { held }] of judged(history))
      if (held > 0) exercising.set(id, [...(exercising.get(id) ?? []), history]);
});

it('everything holds in the histories as they are, and nothing is broken', () => {
  expect([...holding(histories).keys()].sort()).toEqual(requirements.map(({ id }) => id).sort());
  for (const history of histories)
    expect([...judged(history)].filter(([, { broken }]) => broken).map(([id]) => id)).toEqual([]);
});

it('no finding counts that names a twin which nobody looks for', () => {
  for (const history of histories) {
    const scene = createScene(protocol, reader, () => 0);
    const oracles = requirements.map(({ id, check }) => ({ id, hear: listen(check) }));
    for (const entry of history) {
      const moment = scene.take(entry);
      const naming = oracles.filter(({ hear }) => hear(moment).some((finding) => 'twin' in finding));
      expect(naming.map(({ id }) => id)).toEqual([]);
    }
  }
});

describe('nothing is judged, where', () => {
  it.each(Object.entries(STRIPS))('%s', (_, [strip, may]) => {
    const held = holding(histories.map(strip));
    expect(requirements.filter(({ id }) => held.has(id)).map(nameOf)).toEqual(
      requirements.map(nameOf).filter((name) => may.test(name)),
    );
  });
});

describe('a probe is not earned without its twin, which is', () => {
  it.each(Object.entries(TWINS))('%s', (_, [strip, probes]) => {
    const concerned = requirements.filter((requirement) => probes.test(nameOf(requirement)));
    expect(concerned.length).toBeGreaterThan(0);
    const held = holding(histories.map(strip));
    expect(concerned.filter(({ id }) => held.has(id)).map(nameOf)).toEqual([]);
  });
});

/** What the server did, of what a requirement judged at an entry. */
const doing = (history: History, entry: Entry): Entry | undefined => {
  // That a connection stays open is judged when its client leaves; what is judged then began with the greeting.
  if (entry.kind === 'leaving')
    return history.find((one) => 'connection' in one && one.connection === entry.connection && isGreeting(one));
  return ['received', 'ping', 'closed'].includes(entry.kind) ? entry : undefined;
};

describe('without what it judged, and what would be judged in its place, nothing passes', () => {
  it.each(requirements.map((requirement) => [nameOf(requirement), requirement] as const))('%s', (_, requirement) => {
    const exercised = exercising.get(requirement.id) ?? [];
    expect(exercised.length).toBeGreaterThan(0);
    for (const whole of new Set([...exercised.slice(0, 2), ...exercised.slice(-2)])) {
      let history = whole;
      for (let found = judgedAt(history, requirement); found.size > 0; found = judgedAt(history, requirement)) {
        const done = new Set([...found].map((entry) => doing(whole, entry)));
        // What the server did is there to be taken away: nothing is earned by what clients and hooks did.
        expect(done.has(undefined)).toBe(false);
        const left = history.filter((entry) => !done.has(entry));
        expect(left.length).toBeLessThan(history.length);
        history = left;
      }
      expect(judged(history, [requirement]).get(requirement.id)?.held ?? 0).toBe(0);
    }
  });
});
