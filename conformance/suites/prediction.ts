/** What is peculiar to `prediction`: how markets stand, the chain of their states, and the ids of commands. */
import { always, type Requirement } from '../engine/requirement.ts';
import { predictionFaults } from './prediction-faults.ts';
import * as oracles from './prediction-oracles.ts';
import { predictionPlans } from './prediction-plans.ts';
import * as summaries from './prediction-summaries.ts';

/** The family of what only `prediction` says about its markets. */
export const prediction = always('markets', 'Markets', (setting) => {
  const { protocol, promises } = setting;
  const plans = predictionPlans(setting);
  const about = {
    level: 'MUST',
    source: `${protocol.id}#events`,
    needs: ['publish'],
    given: plans.standing,
    more: plans.again,
  } as const satisfies Partial<Requirement>;
  const glanced = { ...about, more: plans.glances };

  return {
    paragraph:
      'Subscribing to `markets.snapshots` brings one summary of each market that is known and passes the filter, and more whenever the server likes. ' +
      'A summary equals what the streams add up to: the state, the last trade, the best prices of each book; all but the state may be left out. ' +
      'Each `market.state.updated` begins in the state in which the one before it ended, and `markets.updated` never carries a state. ' +
      'An answer, or an error, carries the id of its command; `null` stands only where a message could not be read.',
    requirements: {
      'snapshot-per-market': {
        ...glanced,
        statement: 'Subscribing to markets.snapshots brings one of each known market that passes the filter.',
        given: plans.everything,
        check: summaries.snapshotPerMarket,
      },
      'snapshot-state': {
        ...glanced,
        statement: 'A summary tells the state that its market is in.',
        check: summaries.snapshotState(promises),
      },
      'snapshot-trade': {
        ...glanced,
        statement: 'A summary that tells of a last trade tells of the last trade in its market.',
        check: summaries.snapshotTrade(promises),
      },
      'snapshot-best': {
        ...glanced,
        statement: 'A summary that tells best prices tells those of the books as they are.',
        check: summaries.snapshotBest(promises),
      },
      chain: {
        ...about,
        statement: 'Each step of a market begins in the state in which the step before it ended.',
        given: plans.stepping,
        more: plans.again,
        reach: 'connection',
        check: oracles.chain,
      },
      correlated: {
        ...about,
        source: `${protocol.id}#commands`,
        statement: 'Answers and errors carry the id of their command.',
        given: plans.asking,
        reach: 'connection',
        check: oracles.correlated,
      },
      'updated-without-state': {
        ...about,
        statement: 'A markets.updated never carries a state.',
        reach: 'message',
        check: oracles.updatedWithoutState,
      },
    },
    faults: predictionFaults(setting),
  };
});
