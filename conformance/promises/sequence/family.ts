/** Sequence: events bear numbers by which a client knows what it has missed. */
import fc from 'fast-check';
import type { Plan } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { tour } from '../../plans/tour.ts';
import { promptReasons } from '../../scene/farewells.ts';
import { isShared, perSubscription } from '../../scene/numbers.ts';
import { toConnect } from '../needs.ts';
import { sequenceFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import { sequencePlans } from './plans.ts';

/** The family of the `sequence` promise. */
export const sequence = family('sequence', 'Numbers', (setting) => {
  const { protocol, promises, promise, kit } = setting;
  const source = `${protocol.id}#numbers`;
  const needs = [...toConnect(promises), 'publish'] as const;
  const plans = sequencePlans(setting);
  const number = promise.number.slice(1);
  const { origin } = promise;
  const own = perSubscription(promise);
  const counted = oracles.counting(setting);
  const everywhere = isShared(promise);
  const scope =
    promise.scope === 'server'
      ? 'one count for the whole server'
      : promise.scope === 'connection'
        ? 'a count for each connection'
        : 'subscription' in promise.scope
          ? `a count for each subscription, which \`${promise.scope.subscription.slice(1)}\` names`
          : `a count for each ${promise.scope.map((pointer) => pointer.slice(1)).join(' and ')}`;

  const must = (
    statement: string,
    given: readonly Plan[],
    check: Requirement['check'],
    more: Partial<Requirement> = {},
  ): Requirement => ({
    ...{ level: 'MUST', statement, source, needs, given: fc.constantFrom(...given), check },
    ...more,
  });

  return {
    paragraph: [
      `Every event bears its number in \`${number}\`: ${scope}, from ${promise.first}, one more with each.`,
      own
        ? `A subscription begins with each \`${promises.filters?.set ?? promises.delivery?.subscribe}\` that is confirmed; what it brings is counted, and nothing else.`
        : 'Whoever filters nothing out gets every number; whoever does gets fewer, still in order.',
      origin
        ? `\`${origin.message}\` tells the number of the last event before it${origin.epoch ? `, and may tell an epoch, which lasts exactly as long as the count` : ''}.`
        : '',
      promise.previous
        ? `An event may tell in \`${promise.previous.slice(1)}\` the number delivered before it on the same connection; then every event does.`
        : '',
      promise.time ? `\`${promise.time.slice(1)}\` never falls as numbers grow.` : '',
      promise.unnumbered
        ? `${promise.unnumbered.map((name) => `\`${name}\``).join(' and ')} are made for one client, and bear no number.`
        : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    requirements: {
      dense: must(
        own
          ? 'Of each subscription of a connection every number comes, each one more than the one before.'
          : 'A connection that filters nothing out gets every number, each one more than the one before.',
        [plans.between, plans.atOnce],
        oracles.dense(counted),
        { reach: 'connection' },
      ),
      'dense-in-a-storm': must(
        'Numbers have no holes in a storm of events either.',
        [plans.storm],
        oracles.dense(counted),
        { more: fc.constant(plans.atOnce), reach: 'connection' },
      ),
      begins: must(
        `The numbers of each subscription begin at ${promise.first}, whatever else its connection has got.`,
        [plans.filtered, plans.between],
        oracles.begins(setting),
        { applies: own !== undefined, reach: 'connection' },
      ),
      named: must(
        'An event bears the name of the subscription that its connection was told of last for what it is.',
        [plans.filtered, plans.between],
        oracles.named(setting),
        { applies: own?.told !== undefined, reach: 'connection' },
      ),
      increasing: must(
        'The numbers of one connection grow, whatever it filters out.',
        [plans.filtered, plans.between],
        oracles.increasing(counted),
        { reach: 'connection' },
      ),
      origin: must(
        `${origin?.message} tells the number of the last event before it, and the next event has the next number.`,
        [plans.between],
        oracles.origin(setting),
        { applies: origin !== undefined, reach: 'connection' },
      ),
      linked: must(
        'Where events tell the number delivered before them on their connection, all do, and it is that number.',
        [plans.filtered],
        oracles.linked(setting),
        { applies: promise.previous !== undefined, reach: 'connection' },
      ),
      time: must(
        'The time of events does not fall as their numbers grow.',
        [plans.between, plans.atOnce],
        oracles.timed(setting),
        { applies: promise.time !== undefined, reach: 'connection' },
      ),
      'same-for-all': must(
        'A number stands for one event, whoever gets it.',
        [plans.between, plans.atOnce],
        oracles.sameForAll(setting),
        { applies: everywhere },
      ),
      unnumbered: must(
        'What is made for one client bears no number.',
        [tour(protocol, kit)],
        oracles.unnumbered(setting),
        { applies: promise.unnumbered !== undefined, reach: 'message' },
      ),
      epoch: must(
        'An epoch stays the same exactly as long as the count goes on.',
        [plans.anew, plans.between],
        oracles.epochs(setting),
        { applies: origin?.epoch !== undefined, needs: [...toConnect(promises), 'publish', 'reset'] },
      ),
      'goes-on': must(
        'When connections are ended, the count goes on with those who come afterwards, and so does its epoch.',
        [plans.ended],
        oracles.goesOn(setting),
        {
          applies: origin !== undefined && promptReasons(promises).length > 0,
          needs: [...toConnect(promises), 'publish', 'close'],
        },
      ),
      restarts: must('When everything is forgotten, numbers begin anew.', [plans.anew], oracles.restarts(setting), {
        applies: everywhere,
        needs: [...toConnect(promises), 'publish', 'reset'],
      }),
    },
    faults: sequenceFaults(setting),
  };
});
