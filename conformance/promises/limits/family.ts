/** Limits: how many messages are taken, what becomes of one more, and who is warned. */
import fc from 'fast-check';
import type { Plan } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { limitsFaults } from './faults.ts';
import { acknowledgesRefusal, withoutEffect } from './effect-oracles.ts';
import * as oracles from './oracles.ts';
import { limitsPlans } from './plans.ts';
import * as warnings from './warning.ts';
import { toConnect } from '../needs.ts';

/** The family of the `limits` promise. */
export const limits = family('limits', 'Limits', (setting) => {
  const { protocol, promises, promise } = setting;
  const { per, most, within, over, warning, free = [] } = promise;
  const source = `${protocol.id}#limits`;
  const plans = limitsPlans(setting);
  const goesOn = over.connection === 'goes on';
  const cools = over.coolDown !== undefined;
  const whose = per === 'user' ? 'a user' : 'a connection';

  /** Messages enough to be too many are exercise enough for all that they show. */
  const whole =
    goesOn && promises.filters !== undefined
      ? { more: fc.constantFrom(plans.lean, plans.lean, plans.lean, plans.whole) }
      : cools && per === 'user'
        ? { more: fc.constant(plans.ending) }
        : {};

  const must = (
    statement: string,
    given: Plan,
    check: Requirement['check'],
    more: Partial<Requirement> = {},
  ): Requirement => ({
    ...{ level: 'MUST', statement, source, needs: toConnect(promises), given: fc.constant(given), check, timed: true },
    ...more,
  });
  const warned = warning ?? { at: 0, message: '', limit: '', current: '', resets: '' };

  return {
    paragraph: [
      `Of ${whose} ${most} messages are taken in any ${within} ms: one counts from the instant at which it comes until ${within} ms later, exclusive.`,
      per === 'user' ? 'All connections of a user count together.' : '',
      `Whatever a client sends counts, bad input as well${free.length > 0 ? `, save that servers may leave out ${free.join(' and ')}` : ''}.`,
      goesOn
        ? `One more is refused with an error of the kind ${over.error}, has no effect, and counts for nothing; the connection lives on.`
        : `One more gets an error of the kind ${over.error}, has no effect, and ends its connection.`,
      cools
        ? `For ${over.coolDown} ms from then every new connection of its user is refused with the same error; trying does not lengthen it.`
        : '',
      warning
        ? `When the count becomes ${warning.at}, \`${warning.message}\` says so${per === 'user' ? ', on every connection of the user' : ''}.`
        : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    requirements: {
      takes: must(
        `${most} messages of ${whose} are taken in ${within} ms.`,
        per === 'user' ? plans.returning : plans.brim,
        oracles.takes(setting),
        whole,
      ),
      refuses: must(
        `One more is refused with an error of the kind ${over.error}.`,
        plans.sliding,
        oracles.refuses(setting),
        whole,
      ),
      slides: must(
        'A message is taken as soon as the oldest one is no longer within the window, and not before.',
        plans.exactly,
        oracles.slides(setting),
        { more: fc.constantFrom(plans.exactly, plans.sliding, plans.knocking), ...(goesOn && whole) },
      ),
      'forgets-refused': must('What was refused counts for nothing.', plans.refusals, oracles.forgetsRefused(setting), {
        applies: goesOn,
        ...whole,
      }),
      'counts-bad-input': must(
        'Bad input counts like any other message.',
        plans.bad,
        oracles.countsBadInput(setting),
        // Where a connection ends for it, whether bad input was taken for such decides who is let in again: it stays apart from that.
        goesOn ? whole : {},
      ),
      'no-effect': must('A command that is refused has no effect.', plans.effect, withoutEffect(setting), {
        applies: goesOn && promises.filters !== undefined,
        needs: [...toConnect(promises), 'publish'],
        ...whole,
      }),
      'lives-on': must('A connection lives on after a message of it was refused.', plans.knocking, oracles.livesOn, {
        applies: goesOn,
        timed: false,
        ...whole,
      }),
      ends: must(`Whoever sends one more is told so, and its connection ends.`, plans.early, oracles.ends(setting), {
        applies: !goesOn,
        timed: false,
        ...whole,
      }),
      acknowledges: must(
        'Whoever sends one more should be acknowledged that error as well, where the message asks for it.',
        plans.last,
        acknowledgesRefusal(setting),
        // That the end of its connection leaves time for it, no text says.
        {
          level: 'SHOULD',
          applies: !goesOn && promises.replies?.acknowledgement !== undefined,
          timed: false,
          ...whole,
        },
      ),
      apart: must(
        per === 'user'
          ? 'What one user sends does not count for another.'
          : 'What comes on one connection does not count for another.',
        plans.beside,
        oracles.apart(setting),
        whole,
      ),
      shared: must('All connections of a user count together.', plans.shared, oracles.shared(setting), {
        applies: per === 'user',
        ...whole,
      }),
      'cools-down': must(
        `For ${over.coolDown} ms after one message too many every new connection of its user is refused with the same error.`,
        plans.coolDown,
        oracles.coolsDown(setting),
        { applies: cools, ...whole },
      ),
      'cool-down-ends': must(
        'Then the user is let in again, however often it has tried meanwhile.',
        plans.coolDown,
        oracles.coolDownEnds(setting),
        { applies: cools, ...whole },
      ),
      'cool-down-spares-others': must(
        'Meanwhile other users are let in.',
        plans.coolDown,
        oracles.coolDownSparesOthers(setting),
        { applies: cools, ...whole },
      ),
      warns: must(
        `When the count becomes ${warned.at}, ${warned.message} comes.`,
        plans.warningAgain,
        warnings.warns(warned),
        { applies: warning !== undefined },
      ),
      'warns-everywhere': must(
        `${warned.message} comes on every connection of the user, whichever of them has brought it about.`,
        plans.shared,
        warnings.warnsEverywhere(setting, warned),
        { applies: warning !== undefined && per === 'user', ...whole },
      ),
      'warns-not-before': must(
        `${warned.message} does not come before the count is ${warned.at}.`,
        plans.warning,
        warnings.notBefore(warned),
        { applies: warning !== undefined },
      ),
      'warns-truly': must(
        `${warned.message} tells the limit, the count, and when the oldest message leaves it.`,
        plans.warning,
        warnings.truly(setting, warned),
        { applies: warning !== undefined },
      ),
    },
    faults: limitsFaults(setting),
  };
});
