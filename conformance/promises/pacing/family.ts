/** Pacing: how often what is told at a pace goes out, and that it is the newest there is. */
import fc from 'fast-check';
import type { Pace } from '../../../schemas/promises/pacing.ts';
import type { Plan } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { toConnect } from '../needs.ts';
import { pacingFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import { pacingPlans } from './plans.ts';

const sentence = (event: string, pace: Pace): string => {
  if (pace.kind === 'steady')
    return `\`${event}\` comes once in every ${pace.every} ms while it is wanted and there is a value, the first within ${pace.every} ms, and carries the newest.`;
  const whole = `\`${event}\` comes at most once in any ${pace.every} ms${pace.key ? `, for each ${pace.key.map((key) => `\`${key.slice(1)}\``).join(' and ')} by itself` : ''}`;
  return `${whole}${pace.atOnce ? ', the first at once' : ''}; what is published meanwhile is held, the newest takes the place of what was held before, and comes within ${pace.every} ms.`;
};

/** The family of the `pacing` promise. */
export const pacing = family('pacing', 'Pacing', (setting) => {
  const { protocol, promises, promise } = setting;
  const source = `${protocol.id}#pacing`;
  const { flowing, dropping, brief, beating, holding, watching, staying, spaced, steady } = pacingPlans(setting);
  const [isSpaced, isSteady] = [spaced.length > 0, steady.length > 0];
  const namesOf = (some: readonly { readonly event: string }[]): string => some.map(({ event }) => event).join(', ');

  const isHeld = isSpaced && promises.delivery?.holding !== undefined;
  const must = (
    statement: string,
    given: Plan,
    check: Requirement['check'],
    more: Partial<Requirement> = {},
  ): Requirement => ({
    ...{ level: 'MUST', statement, source, needs: [...toConnect(promises), 'publish'] },
    ...{ given: fc.constant(given), check, timed: true },
    // One plan shows all of them, where things are held that of these.
    ...(given !== beating && { more: fc.constant(isHeld ? holding : brief) }),
    ...more,
  });

  return {
    paragraph: [
      ...Object.entries(promise).flatMap(([event, pace]) => (pace ? [sentence(event, pace)] : [])),
      'Each connection has a pace of its own. What is held for a connection that no longer wants it is dropped.',
    ].join(' '),
    requirements: {
      spaced: must(
        `No connection gets ${namesOf(spaced)} more often than once in a period.`,
        flowing,
        oracles.spaced(setting),
        { applies: isSpaced, reach: 'connection' },
      ),
      newest: must(
        `Within a period of a change ${namesOf(spaced)} tells it, or something newer.`,
        watching ?? flowing,
        oracles.newest(setting),
        { applies: isSpaced },
      ),
      'at-once': must(
        `Where ${namesOf(spaced)} has not come for a period, a change is told at once.`,
        flowing,
        oracles.atOnce(setting),
        { applies: spaced.some(({ pace }) => pace.kind === 'spaced' && pace.atOnce === true) },
      ),
      'never-back': must(
        'Nothing older follows what is newer, or comes first where that was there already.',
        isSpaced ? (staying ?? flowing) : beating,
        oracles.neverBack(setting),
      ),
      steady: must(
        `While it is wanted, ${namesOf(steady)} comes once in each period.`,
        beating,
        oracles.steady(setting),
        { applies: isSteady },
      ),
      starts: must(
        `${namesOf(steady)} begins within a period of being wanted and of there being a value.`,
        beating,
        oracles.starts(setting),
        { applies: isSteady },
      ),
      'carries-newest': must(`${namesOf(steady)} carries the newest value.`, beating, oracles.carriesNewest(setting), {
        applies: isSteady,
      }),
      unchanged: must(
        'Values come as they were published, instants of their own included.',
        isSteady ? beating : flowing,
        oracles.unchanged(setting),
        { timed: false },
      ),
      held: must(
        `${namesOf(spaced)} reaches also those who have not asked for it, and hold what it tells of.`,
        holding,
        oracles.heldFor(setting),
        { applies: isHeld },
      ),
      unwanted: must(
        'What is told at a pace does not come where it is not wanted, or not any more.',
        isSpaced ? dropping : beating,
        oracles.unwanted(setting),
      ),
    },
    faults: pacingFaults(setting),
  };
});
