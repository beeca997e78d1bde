/** Filters: a connection gets what passes the filter it has set, all of it, and nothing else. */
import fc from 'fast-check';
import { all } from '../../engine/oracle.ts';
import { type Plan, plan } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import type { Wish } from '../../scene/interest.ts';
import { at } from '../../scene/pointer.ts';
import { once, ordered } from '../delivery/oracles.ts';
import { bygone } from './bygone.ts';
import { eachPlans } from './each-plans.ts';
import { filtersFaults } from './faults.ts';
import { knownIn, mayTellEnds } from './known.ts';
import * as oracles from './oracles.ts';
import { likenessPlans } from './likeness-plans.ts';
import { filtersPlans } from './plans.ts';
import { filtersUnsetFaults } from './unset-faults.ts';
import { valuePlans } from './value-plans.ts';
import { toConnect } from '../needs.ts';

/** What an empty list of names means. */
const EMPTY = {
  all: 'A list that is left out or empty means all.',
  nothing: 'An empty list is confirmed, and changes nothing.',
  refused: '',
} as const;

/** The family of the `filters` promise. */
export const filters = family('filters', 'Filters', (setting) => {
  const { protocol, promises, promise, kit } = setting;
  const source = `${protocol.id}#filters`;
  const needs = [...toConnect(promises), 'publish'] as const;
  const plans = filtersPlans(setting);
  const each = eachPlans(setting);
  const likeness = likenessPlans(setting);
  const values = valuePlans(setting);
  const { one, two } = plans.names;
  const lists = Object.values(promise.values);
  const [list] = lists;
  const queries = [promise.names, ...lists].flatMap(({ query }) => query ?? []);
  const known = knownIn(setting);
  const field = list?.field.slice(1) ?? '';
  const lacks = (body: unknown): boolean => (at(body, list?.field ?? '') ?? null) === null;
  const listsValues = (wish: Wish | undefined): boolean => wish?.isValued === true;

  const must = (
    statement: string,
    given: Plan,
    check: Requirement['check'],
    more: Partial<Requirement> = {},
  ): Requirement => ({
    ...{ level: 'MUST', statement, source, needs, given: fc.constant(given), check },
    ...more,
  });

  const [unknownValue] = lists.flatMap(({ unknown }) => unknown ?? []);
  const [firstScoped] = promise.scoped ?? [];

  return {
    paragraph: [
      promise.replaces === 'whole'
        ? `\`${promise.set}\` replaces the whole filter of its connection.`
        : `\`${promise.set}\` sets the filter of the names that it lists, and leaves the others as they are.`,
      EMPTY[promise.names.empty],
      list === undefined
        ? `An event passes whose ${promise.called ? 'channel' : 'name'} is listed.`
        : `An event passes whose name is listed and, where values are listed too, whose \`${field}\` is among them as a string, or is absent or null.`,
      `\`${promise.unset}\` ends it.`,
      queries.length > 0
        ? `The query parameters ${queries.map((query) => `\`${query}\``).join(' and ')} are the same filter, in force before the first message.`
        : '',
      'A filter is in force once its answer has been received.',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    requirements: {
      passes: must(
        'Every event that passes the filter of a connection reaches it.',
        plans.both,
        oracles.passes(() => true),
        { more: fc.constantFrom(plans.byName, plans.byValue, plans.both, plans.replaced) },
      ),
      withholds: must(
        'No event reaches a connection whose filter it does not pass.',
        plans.replaced,
        all(
          oracles.withholds(() => true),
          bygone(setting),
        ),
        { reach: 'connection', more: fc.constantFrom(plans.byName, plans.byValue, plans.both, plans.replaced) },
      ),
      'by-name': must(
        'Where names alone are listed, the events of these names come, and no others.',
        each.asked(),
        // Where there are no values to list, whoever has not asked for a name has listed names alone as well.
        oracles.exact((_event, _body, wish) => list === undefined || (wish !== undefined && !listsValues(wish))),
        { more: fc.constant(plans.byName) },
      ),
      'by-value': must(
        `Where values are listed, events come whose ${field} is one of them, and none with another.`,
        plans.byValue,
        oracles.exact((_event, body, wish) => listsValues(wish) && !lacks(body)),
        { applies: list !== undefined },
      ),
      'by-each-value': must(
        `However many values are listed, each counts, and lets nothing pass whose ${field} only resembles it.`,
        values.asked(),
        oracles.exact((_event, body, wish) => listsValues(wish) && !lacks(body)),
        { applies: list !== undefined, more: fc.constant(plans.byValue) },
      ),
      'by-number': must(
        `A ${field} that is a number is compared as a string.`,
        plans.byNumber,
        oracles.passes((_event, body, wish) => listsValues(wish) && typeof at(body, list?.field ?? '') === 'number'),
        { applies: plans.numbers },
      ),
      'without-value': must(
        `An event without ${field} passes whatever values are listed.`,
        plans.lacking,
        oracles.passes((_event, body, wish) => listsValues(wish) && lacks(body)),
        { applies: list !== undefined && plans.lacks },
      ),
      replaced: must(
        promise.replaces === 'whole'
          ? `${promise.set} replaces the whole filter.`
          : `${promise.set} replaces what was asked for a name before.`,
        plans.replaced,
        oracles.exact((_event, _body, _wish, connection) => connection.settled >= 0),
        // Where names alone are listed one by one, there is nothing to replace.
        { applies: promise.replaces === 'whole' || list !== undefined },
      ),
      'left-out': must(
        `A list that ${promise.set} leaves out, or that is empty, means all, whatever was listed before.`,
        plans.leftOut,
        oracles.leftOut(setting),
        {
          applies: promise.replaces === 'whole' && promise.names.empty === 'all' && list !== undefined,
          more: fc.constantFrom(...plans.leftOutOnce),
        },
      ),
      silent: must(
        `After the answer to ${promise.unset} nothing of what it ends comes until the next ${promise.set}.`,
        plans.silenced,
        oracles.withholds((_event, _body, wish) => wish === undefined),
      ),
      ended: must(
        `Where the answer to ${promise.unset} tells names, these are those that were listed.`,
        plans.silenced,
        oracles.ended(setting),
        // Nothing is said of what such names are.
        { level: 'SHOULD', applies: mayTellEnds(setting), needs: toConnect(promises), reach: 'connection' },
      ),
      told: must(
        `The answer to ${promise.set} tells the filter that is now in force.`,
        plans.replaced,
        oracles.told(setting),
        { applies: promise.told === true, needs: toConnect(promises), reach: 'connection' },
      ),
      unknown: must(
        `${promise.set} naming what cannot be named gets an error of the kind ${promise.unknown}.`,
        plans.unknown,
        oracles.refusesUnknown(promise.unknown, known.namesUnknown),
        { needs: toConnect(promises), reach: 'connection' },
      ),
      known: must(
        promise.replaces === 'whole'
          ? `${promise.set} that names only what there is is confirmed, and so is ${promise.unset}.`
          : `${promise.set} and ${promise.unset} that name only what there is are confirmed.`,
        plans.known,
        oracles.confirmsKnown(setting, known.isGood),
        { applies: promises.replies?.to[promise.set] !== undefined, needs: toConnect(promises), reach: 'connection' },
      ),
      'unknown-value': must(
        `${promise.set} with a value that nothing bears gets an error of the kind ${unknownValue}.`,
        plans.unknownValue,
        oracles.refusesUnknown(unknownValue ?? '', known.valuesUnknown),
        { applies: unknownValue !== undefined },
      ),
      'kept-when-refused': must(
        `A ${promise.set} that is refused leaves the filter as it was.`,
        plans.unknown,
        oracles.keptWhenRefused(setting),
      ),
      'empty-changes-nothing': must(
        `${promise.set} and ${promise.unset} with an empty list are confirmed, and change nothing.`,
        plans.nothing,
        oracles.nothingAsked(setting),
        { applies: promise.names.empty === 'nothing' },
      ),
      'from-address': must(
        'The query parameters of the address are a filter from the first message on.',
        each.addressed(),
        oracles.exact(
          (_event, _body, _wish, { settled, badge }) => settled < 0 && Object.keys(badge.query ?? {}).length > 0,
        ),
        {
          applies: queries.length > 1,
          more: fc.constantFrom(
            plans.address({ [promise.names.query ?? '']: one, [list?.query ?? '']: plans.listed(1) }),
            plans.address({ [promise.names.query ?? '']: `${one},${two}` }),
            plans.address({ [list?.query ?? '']: `${plans.listed(1)},${plans.listed(2)}` }),
          ),
        },
      ),
      'each-value-of-address': must(
        `However many values an address lists, each counts, and lets nothing pass whose ${field} only resembles it.`,
        values.addressed(),
        oracles.exact(
          (_event, body, wish, { settled, badge }) =>
            settled < 0 && badge.query?.[list?.query ?? ''] !== undefined && listsValues(wish) && !lacks(body),
        ),
        {
          applies: list?.query !== undefined,
          more: fc.constant(plans.address({ [list?.query ?? '']: `${plans.listed(1)},${plans.listed(2)}` })),
        },
      ),
      'unknown-in-address': must(
        'An address that names what cannot be named is greeted, told so by one error, and gets all names, within the values given.',
        plans.address({
          [promise.names.query ?? '']: `no-such-event,${one},nor-such-a-one`,
          [list?.query ?? '']: plans.listed(1),
        }),
        oracles.unknownInAddress(setting),
        { applies: promise.names.query !== undefined, needs: toConnect(promises) },
      ),
      scoped: must(
        `${(promise.scoped ?? []).join(', ')} cannot be asked for without values.`,
        plan(
          kit.connect('a'),
          kit.listen('a', undefined, { names: [one] }),
          kit.listen('a', undefined, { names: [firstScoped ?? one] }),
          kit.settle(),
          kit.fence('a'),
        ),
        oracles.scoped(setting),
        { applies: firstScoped !== undefined, needs: toConnect(promises) },
      ),
      'many-at-once': must(
        'What happens in a storm comes as completely as anything else.',
        plans.storm(80),
        oracles.passes((_event, _body, wish) => !listsValues(wish)),
        // Where it comes up again, a shorter storm will do.
        { more: fc.constant(plans.storm(16)) },
      ),
      unchanged: must('An event is delivered as it was published.', likeness.edges(), oracles.unchanged, {
        more: fc.constant(plans.byName),
      }),
      once: must('A connection gets an event once.', likeness.namedTwice(), once, {
        more: fc.constant(plans.byName),
      }),
      ordered: must('Events reach a connection in the order in which they were published.', likeness.alike(), ordered, {
        more: fc.constantFrom(plans.byName, plans.byValue),
      }),
    },
    faults: { ...filtersFaults(setting), ...filtersUnsetFaults(setting) },
    unobservable: [
      {
        statement: `What becomes of a ${field} on an event that declares none is free.`,
        reason: 'It is never published by an examiner, and never judged.',
      },
      {
        statement: 'Empty elements and repeated parameters in an address are free.',
        reason: 'Either is right, so that the examiner never sends them.',
      },
    ],
  };
});
