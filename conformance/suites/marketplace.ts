/** What is peculiar to `marketplace`: a page that lists its events, ids of competitions of two types, a leaderboard of two shapes. */
import fc from 'fast-check';
import type { MarketplaceControls, MarketplaceEvents, Marketplace } from '../../schemas/marketplace/protocol.ts';
import { broken, each, type Finding, hearing, held, judge, type Oracle, quote } from '../engine/oracle.ts';
import { numeral, symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import { always, type Requirement } from '../engine/requirement.ts';
import type { EntryOf } from '../engine/history.ts';
import { at } from '../scene/pointer.ts';
import { parsed } from '../scene/json.ts';
import { catalogFaults, competitionFaults } from './marketplace-faults.ts';

type EventName = keyof Marketplace['events'];

/** The page that lists the events. */
export const SCHEMA = '/events/schema';
const FILTERED = 'competitions' satisfies keyof MarketplaceControls['subscribed'];
const LEADERBOARD = 'leaderboard_delta' satisfies EventName;
/** The event that holds nothing but a number. */
const NAV = 'nav_update' satisfies EventName;
const ID = 'competition_id' satisfies keyof MarketplaceEvents['listing_created'];

const { [ID]: _, ...listing } = {
  ...{ id: '', domain: 'example.com', price: 1200, seller: '0xseller', competition_id: null },
} satisfies MarketplaceEvents['listing_created'];
const score = { user: 'alice', score: 120, delta: -5 } satisfies MarketplaceEvents[typeof LEADERBOARD];
const rank = {
  ...{ competition_id: null, user_id: 'user-7', portfolio_value: 10_250.5, rank: 3 },
} satisfies MarketplaceEvents[typeof LEADERBOARD];

/** The family of the page that lists the events. */
export const catalog = always('catalog', 'Catalog', ({ protocol, kit }) => {
  const names = Object.keys(protocol.events);
  /** Judges what the page says; that it was not answered at all, when that is certain. */
  const page = (find: (body: unknown, entry: EntryOf<'fetched'>) => Finding): Oracle =>
    hearing(() => {
      let unanswered: EntryOf<'fetched'> | undefined;
      return ({ entry }) => {
        if (entry.kind === 'end' && !entry.cut && unanswered) return broken('it was not answered', unanswered.seq);
        if (entry.kind !== 'fetched' || entry.path !== SCHEMA) return undefined;
        if (entry.status !== undefined) return find(entry.status === 200 ? parsed(entry.text) : undefined, entry);
        unanswered = entry;
        return undefined;
      };
    }, ['fetched', 'end']);
  const reading: Omit<Requirement, 'statement' | 'check'> = {
    level: 'MUST',
    source: `${protocol.id}#catalog`,
    given: fc.constant(plan(kit.connect('a'), { do: 'fetch', client: 'a', path: SCHEMA }, kit.settle())),
  };
  return {
    paragraph: `GET \`${SCHEMA}\` tells the names of all business events, and the version of this catalog, an integer.`,
    requirements: {
      names: {
        ...reading,
        statement: `GET ${SCHEMA} lists the names of the catalog, all of them and no others, in any order.`,
        check: page((body, { status, text }) => {
          const listed = at(body, '/events');
          if (!Array.isArray(listed)) return broken(`it was answered with ${status}: ${quote(text)}`);
          const missing = names.find((name) => !listed.includes(name));
          const stray = listed.find((name) => !names.some((known) => known === name));
          if (missing !== undefined) return broken(`it does not list ${missing}`);
          return judge(stray === undefined, () => `it lists ${quote(stray)}, which is no event`);
        }),
      },
      version: {
        ...reading,
        statement: `GET ${SCHEMA} tells the version of the catalog as an integer.`,
        check: page((body) =>
          judge(Number.isSafeInteger(at(body, '/version')), () => `the version is ${quote(at(body, '/version'))}`),
        ),
      },
    },
    faults: catalogFaults,
  };
});

/** The family of competitions. */
export const competitions = always('competitions', 'Competitions', ({ protocol, kit }) => {
  const source = `${protocol.id}#competitions`;
  const [number, text] = [symbol('number', 1), symbol('competition', 1)];
  const others = [symbol('number', 2), symbol('competition', 5)];

  /** Judges the events, of those whom a filter of competitions concerns, whose id is of one kind. */
  const passes = (is: (id: unknown) => boolean): Oracle =>
    each(
      ({ connection, delivery, lost, message }) => {
        const isMeant = (event: string, body: unknown): boolean =>
          connection?.interest?.wish(event).wish?.values[FILTERED] !== undefined && is(at(body, `/${ID}`));
        const missing = lost?.find(({ event, body }) => isMeant(event, body));
        if (missing) return broken(`${missing.event} with the id ${quote(at(missing.body, `/${ID}`))} did not come`);
        if (!delivery?.of || !message || !isMeant(message.name, message.body)) return undefined;
        if (connection?.interest?.passes(message.name, message.body) === 'no')
          return broken(`${message.name} came with the id ${quote(at(message.body, `/${ID}`))}, which is not listed`);
        return delivery.due ? held : undefined;
      },
      ['delivery', 'lost'],
    );
  const shaped = (field: string): Oracle =>
    each(
      ({ delivery, lost }) => {
        const isMeant = ({ event, body }: { readonly event: string; readonly body: unknown }): boolean =>
          event === LEADERBOARD && at(body, `/${field}`) !== undefined;
        if (lost?.some(isMeant)) return broken(`a ${LEADERBOARD} with ${field} did not come`);
        return delivery?.due && delivery.of && isMeant(delivery.of) ? held : undefined;
      },
      ['delivery', 'lost'],
    );

  /** Judges that the event of which nothing but a number can be known comes, with this number. */
  const valued: Oracle = each(
    ({ delivery, lost }) => {
      const isMeant = ({ event, body }: { readonly event: string; readonly body: unknown }): boolean =>
        event === NAV && at(body, '/nav') !== undefined;
      if (lost?.some(isMeant)) return broken(`a ${NAV} did not come as it was published`);
      return delivery?.due && delivery.of && isMeant(delivery.of) ? held : undefined;
    },
    ['delivery', 'lost'],
  );

  const story = kit.story();
  let told = 0;
  const publish = (event: EventName, body: Readonly<Record<string, unknown>>): Step | undefined =>
    story.publish(event, ++told, { body });
  const ids = [{ [ID]: numeral(1) }, { [ID]: text }, { [ID]: null }, {}];
  const requirement = { level: 'MUST', source, needs: ['publish'] } as const;
  const watching: Omit<Requirement, 'statement' | 'check'> = {
    ...requirement,
    given: fc.constant(
      plan(
        kit.connect('a', undefined, { query: { competitions: `${number},${text}` } }),
        kit.connect('b'),
        kit.connect('c', undefined, { query: { competitions: others.join(',') } }),
        kit.listen('b', undefined, { values: [text, number] }),
        kit.settle(),
        ...kit.steps(
          ...ids.map((id) => publish('listing_created', { ...listing, ...id })),
          ...ids.slice(0, 3).map((id) => publish(LEADERBOARD, { ...rank, ...id })),
          publish(LEADERBOARD, score),
          publish('listing_filled', { id: '' }),
        ),
        kit.settle(),
      ),
    ),
  };
  /** By themselves: two plans at once might take each other's numbers, which are equal within a millionth, for their own. */
  const valuing: Plan = {
    ...plan(
      kit.connect('a'),
      kit.connect('b', undefined, { query: { competitions: others.join(',') } }),
      kit.listen('b', undefined, { names: [NAV, LEADERBOARD] }),
      kit.settle(),
      ...kit.steps(publish(NAV, { nav: numeral(1) }), publish(LEADERBOARD, score), publish(NAV, { nav: numeral(2) })),
      kit.settle(),
    ),
    alone: true,
  };
  return {
    paragraph:
      'The id of a competition is a text or an integer, and a filter compares it as text: `"7"` lists 7 as well. An event without one, or with null, passes every filter of competitions. ' +
      'A leaderboard changes in two ways, in a score or in a rank, told by events of one name and two shapes.',
    requirements: {
      number: {
        ...watching,
        statement: 'An id of a competition that is a number passes a filter which lists its digits, and no other.',
        check: passes((id) => typeof id === 'number'),
      },
      text: {
        ...watching,
        statement: 'An id of a competition that is a text passes a filter which lists it, and no other.',
        check: passes((id) => typeof id === 'string'),
      },
      null: {
        ...watching,
        statement: 'An event whose competition is null passes every filter of competitions.',
        check: passes((id) => id === null),
      },
      absent: {
        ...watching,
        statement: 'An event without a competition passes every filter of competitions.',
        check: passes((id) => id === undefined),
      },
      score: {
        ...watching,
        statement: `A ${LEADERBOARD} that tells of a score is delivered.`,
        check: shaped('score'),
      },
      rank: {
        ...watching,
        statement: `A ${LEADERBOARD} that tells of a rank is delivered.`,
        check: shaped('rank'),
      },
      nav: {
        ...requirement,
        statement: `A ${NAV} comes with the value that it was published with.`,
        given: fc.constant(valuing),
        check: valued,
      },
    },
    faults: competitionFaults,
  };
});
