/** Whole histories of a server in this process, as data, and what each requirement makes of them, whole or in part. */
import fc from 'fast-check';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Server } from '../../schemas/server.ts';
import { inProcess } from '../drivers/in-process.ts';
import type { Entry } from '../engine/history.ts';
import { createJudge, type Tally } from '../engine/judge.ts';
import type { Oracle } from '../engine/oracle.ts';
import { createPerformer } from '../engine/performer.ts';
import type { Plan } from '../engine/plan.ts';
import type { Listed } from '../engine/requirement.ts';
import { randomPlans } from '../plans/random.ts';
import { thrifty } from '../plans/thrift.ts';
import { suiteOf } from '../suites/index.ts';

/** What one plan brought about, in order. */
export type History = readonly Entry[];

const PATIENCE = 10_000;

/** A requirement that demands nothing and writes down what it is fed. */
const scribe = (entries: Entry[]): Listed => ({
  id: 'scribe',
  family: 'scribe',
  level: 'MAY',
  statement: '',
  source: '',
  check: function* (): ReturnType<Oracle> {
    for (;;) entries.push((yield).entry);
  },
});

/** The histories of servers of one protocol. */
export const historiesOf = (protocol: Protocol) => {
  const suite = suiteOf(protocol);

  const judgeOf = (requirements: readonly Listed[]) =>
    createJudge({ protocol, reader: suite.reader, requirements, resolution: () => 0 });

  /** What each requirement makes of a history. */
  const judged = (history: History, requirements = suite.requirements): ReadonlyMap<string, Tally> => {
    const judge = judgeOf(requirements);
    for (const entry of history) judge.hear(entry);
    return judge.tallies;
  };

  return {
    judged,

    /** Performs plans one after the other, and gives what came of each. */
    perform: async (server: Server, plans: readonly Plan[]): Promise<readonly History[]> => {
      const driver = inProcess({ server, protocol });
      const about = { target: 'a server of the self-tests', seed: 1, startedAt: '', nonce: 'histories1' };
      const performer = createPerformer(suite, { protocol, driver, ...about }, PATIENCE);
      const histories: History[] = [];
      for (const plan of plans) {
        const entries: Entry[] = [];
        await performer.perform(plan, [scribe(entries)]);
        histories.push(entries);
      }
      return histories;
    },

    /** Each requirement's own plan, and some random ones. */
    somePlans: (random: number): readonly Plan[] => [
      ...suite.requirements
        .flatMap(({ given }) => (given ? fc.sample(given, { numRuns: 1, seed: 1 }) : []))
        .map((plan) => thrifty(protocol, plan)),
      ...fc
        .sample(randomPlans(protocol, suite.reader), { numRuns: random, seed: 1 })
        .map((plan) => thrifty(protocol, plan, true)),
    ],

    /** How often each requirement held in some histories together. */
    holding: (histories: readonly History[]): ReadonlyMap<string, number> => {
      const sums = new Map<string, number>();
      for (const history of histories)
        for (const [id, { held }] of judged(history)) if (held > 0) sums.set(id, (sums.get(id) ?? 0) + held);
      return sums;
    },

    /** The entries at which one requirement found that something held. */
    judgedAt: (history: History, requirement: Listed): ReadonlySet<Entry> => {
      const judge = judgeOf([requirement]);
      let before = 0;
      return new Set(
        history.filter((entry) => {
          judge.hear(entry);
          const { held = 0 } = judge.tallies.get(requirement.id) ?? {};
          const found = held > before;
          before = held;
          return found;
        }),
      );
    },
  };
};
