/** Replay: the requirements of subscriptions that begin with what was before. */
import type { Requirement, Setting } from '../../engine/requirement.ts';
import { toConnect } from '../needs.ts';
import type { Replay } from './commands.ts';
import { rangeOracles } from './range-oracles.ts';
import { replayOracles } from './replay-oracles.ts';
import { replayPlans } from './replay-plans.ts';

/** The requirements of in-band recovery. */
export const replay = (setting: Setting<unknown>, promise: Replay) => {
  const { protocol, promises } = setting;
  const { command, earliest, latest, outOfRange } = promise;
  const first = promises.sequence?.first ?? 1;
  const about = { level: 'MUST', source: `${protocol.id}#recovery` } as const;
  const needs = [...toConnect(promises), 'publish' as const];
  const plans = replayPlans(setting, promise);
  const oracles = replayOracles(protocol, promise);
  const ranges = rangeOracles(protocol, promise);
  return {
    next: {
      ...{ ...about, needs },
      statement: `The answer to ${command} tells the first number that it covers for each numbered name of the command, and for nothing else: ${first} for ${earliest}, the number asked for, or, for ${latest}, one above all that was there before.`,
      given: plans.joining,
      check: oracles.next,
    },
    seam: {
      ...{ ...about, needs },
      statement:
        'From the number that its answer tells, a subscription brings old events and then live ones, in order, without a hole or an overlap; with a filter the numbers only grow.',
      given: plans.joining,
      more: plans.random,
      check: oracles.seam,
    },
    'old-unchanged': {
      ...{ ...about, needs },
      statement: 'An event is the same whenever, and to whomever, it is replayed.',
      given: plans.joining,
      more: plans.random,
      check: oracles.oldUnchanged,
    },
    replays: {
      ...{ ...about, needs },
      statement: 'A subscription that begins with what was before brings all of it that passes its filter.',
      given: plans.joining,
      more: plans.random,
      check: oracles.replays,
    },
    filtered: {
      applies: Object.keys(promises.filters?.values ?? {}).length > 0,
      ...{ ...about, needs },
      statement: 'A filter holds for old events as it does for live ones.',
      given: plans.filtered,
      check: oracles.filtered,
    },
    repositions: {
      ...{ ...about, needs },
      statement: `Repeating ${command} begins anew where it says, whatever came before: numbers go on, and from ${earliest} everything comes again.`,
      given: plans.anew,
      more: plans.again,
      check: oracles.repositions,
    },
    'out-of-range': {
      ...{ ...about, needs },
      statement: `A number that is neither there nor the next is refused as ${outOfRange}, and nothing of the ${command} takes effect; the next one is taken.`,
      given: plans.outside,
      check: ranges.outOfRange,
    },
    unnumbered: {
      ...{ ...about, needs },
      statement:
        'A number for several counts at once, or for what is not numbered, is refused, and nothing of it takes effect.',
      given: plans.uncounted,
      check: ranges.unnumbered,
    },
  } as const satisfies Readonly<Record<string, Requirement>>;
};
