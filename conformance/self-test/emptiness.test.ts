/** A pass is made of judgements: what a server is not seen doing earns none, whatever else it is seen doing. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../engine/history.ts';
import { listen } from '../engine/oracle.ts';
import type { Listed } from '../engine/requirement.ts';
import { createScene } from '../scene/scene.ts';
import { suiteOf } from '../suites/index.ts';
import { type History, historiesOf } from './histories.ts';
import { LEFT, SHOWN_OTHERWISE } from './left.ts';
import { sayings, type StripName, stripsOf, twinsOf, unpublished } from './strips.ts';
import { allSubjects } from './subjects.ts';

const RANDOM = 6;

describe.each(allSubjects)('$id', ({ id: subject, protocol, reference }) => {
  const suite = suiteOf(protocol);
  const { requirements, reader } = suite;
  const { holding, judged, judgedAt, perform, somePlans } = historiesOf(protocol);
  const { isGreeting } = sayings(suite);
  const nameOf = ({ id }: Listed) => id.slice(protocol.id.length + 1);

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
      const scene = createScene({ protocol, reader, resolution: () => 0 });
      const oracles = requirements.map(({ id, check }) => ({ id, hear: listen(check) }));
      for (const entry of history) {
        const moment = scene.take(entry);
        const naming = oracles.filter(({ hear }) => hear(moment).some((finding) => 'twin' in finding));
        expect(naming.map(({ id }) => id)).toEqual([]);
      }
    }
  });

  describe('nothing is judged, where', () => {
    const names = Object.keys(LEFT) as StripName[]; // its keys are all it has
    const cases = names.flatMap((name) => {
      const may = LEFT[name][subject];
      return may ? [[name, may] as const] : [];
    });
    it.each(cases)('%s', (name, may) => {
      const held = holding(histories.map(stripsOf(suite)[name]));
      expect(requirements.filter(({ id }) => held.has(id)).map(nameOf)).toEqual(
        requirements.map(nameOf).filter((one) => may.test(one)),
      );
    });

    it('nothing was published, but for what needs no publication', () => {
      const held = holding(histories.map(unpublished(suite)));
      const shown = requirements.filter(({ id }) => held.has(id)).map(nameOf);
      const needless = requirements.filter(({ needs = [] }) => !needs.includes('publish')).map(nameOf);
      expect(shown.filter((name) => needless.includes(name))).toEqual(needless);
      expect(shown.filter((name) => !needless.includes(name) && !SHOWN_OTHERWISE[subject].test(name))).toEqual([]);
    });
  });

  describe('a probe is not earned without its twin, which is', () => {
    const cases = Object.entries(twinsOf(suite)).flatMap(([name, [strip, probes]]) => {
      const concerned = requirements.filter((requirement) => probes.test(nameOf(requirement)));
      return concerned.length > 0 ? [{ name, strip, concerned }] : [];
    });
    it.each(cases)('$name', ({ strip, concerned }) => {
      const held = holding(histories.map(strip));
      expect(concerned.filter(({ id }) => held.has(id)).map(nameOf)).toEqual([]);
    });
  });

  /** What the server did, of what a requirement judged at an entry. */
  const doing = (history: History, entry: Entry): Entry | undefined => {
    // That a connection stays open is judged when its client leaves; what is judged then began with the greeting.
    if (entry.kind === 'leaving') {
      const own = history.filter((one) => 'connection' in one && one.connection === entry.connection);
      return own.find(isGreeting) ?? own.find(({ kind }) => kind === 'opened');
    }
    // That a hook refuses what breaks a rule is all that there is to see of the rule.
    if (entry.kind === 'told') return entry.refused ? entry : undefined;
    // Resources, and books, are judged when all that bears upon them is known; what was told last goes first.
    if (entry.kind === 'end')
      return history.findLast(({ kind }) => kind === 'fetched') ?? history.findLast(({ kind }) => kind === 'received');
    return ['received', 'fetched', 'ping', 'ponged', 'closed'].includes(entry.kind) ? entry : undefined;
  };

  describe('without what it judged, and what would be judged in its place, nothing passes', () => {
    it.each(requirements.map((requirement) => [nameOf(requirement), requirement] as const))('%s', (_, requirement) => {
      const exercised = exercising.get(requirement.id) ?? [];
      expect(exercised.length).toBeGreaterThan(0);
      for (const whole of new Set([...exercised.slice(0, 2), ...exercised.slice(-2)])) {
        let history = whole;
        for (let found = judgedAt(history, requirement); found.size > 0; found = judgedAt(history, requirement)) {
          const left = history;
          const done = new Set([...found].map((entry) => doing(left, entry)));
          // What the server did is there to be taken away: nothing is earned by what clients and hooks did.
          expect(done.has(undefined)).toBe(false);
          history = left.filter((entry) => !done.has(entry));
          expect(history.length).toBeLessThan(left.length);
        }
        expect(judged(history, [requirement]).get(requirement.id)?.held ?? 0).toBe(0);
      }
    });
  });
});
