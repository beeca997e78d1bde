/** What is peculiar to marketplace, on histories told by hand. */
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import { type Cases, judging } from '../self-test/judging.ts';
import { told, type Told } from '../self-test/told.ts';

type Fields = Readonly<Record<string, unknown>>;

const names = Object.keys(marketplace.events);
const asking = (): Told => told(marketplace).opens('a').fetches('a', '/events/schema');
const answered = (body: unknown, status?: number | 'none'): Told => asking().fetched(body, status).ends();

judging(
  'catalog',
  {
    names: {
      holds: {
        'all are listed': answered({ version: 1, events: names }),
        'they come in another order': answered({ version: 1, events: names.toReversed() }),
        'one is listed twice': answered({ version: 1, events: [...names, names[0]] }),
      },
      breaks: {
        'one is missing': answered({ version: 1, events: names.slice(1) }),
        'one is none': answered({ version: 1, events: [...names, 'hello'] }),
        'there is no list': answered({ version: 1 }),
        'it is refused': answered({ error: 'no' }, 404),
        'it is not answered': answered('', 'none'),
      },
      passesOver: { 'time has run out': asking().fetched('', 'none').ends(true) },
    },
    version: {
      holds: { 'it is an integer': answered({ version: 7, events: names }) },
      breaks: {
        'it is a text': answered({ version: '1', events: names }),
        'it is a fraction': answered({ version: 1.5, events: names }),
        'there is none': answered({ events: names }),
      },
      passesOver: { 'time has run out': asking().fetched('', 'none').ends(true) },
    },
  },
  [],
  marketplace,
);

const query = { competitions: 'c1,7' };
/** A listing is created, in a competition or in none; a comes to know of it, or does not. */
const listed = (competition: Fields, comes: boolean, opened = told(marketplace).opens('a', { query })): Told => {
  const { competition_id: _, ...example } = marketplace.events.listing_created.examples[0] as Fields;
  // The whole body, where an example would put in what is left out.
  const body = { ...example, id: 'l', competition_id: undefined, ...competition };
  const asked = opened.asks('listing_created', body);
  return (comes ? asked.gets('a', { type: 'listing_created', ...body, seq: 1, ts: 1_762_344_000_000 }) : asked)
    .says()
    .fences('a')
    .ends();
};

const passing = (competition: Fields, others: readonly Fields[] = []): Cases => ({
  holds: {
    'it comes, by the filter of an address': listed(competition, true),
    'it comes, by a filter that was set': listed(
      competition,
      true,
      told(marketplace)
        .opens('a')
        .sends('a', { action: 'SUB', competitions: ['7', 'c1'] })
        .gets('a', { type: 'subscribed', events: [], competitions: ['c1', '7'] }),
    ),
  },
  breaks: {
    'it does not come': listed(competition, false),
    ...Object.fromEntries(others.map((other) => [`${JSON.stringify(other)} comes`, listed(other, true)])),
  },
  passesOver: {
    'there is no filter': listed(competition, true, told(marketplace).opens('a')),
    ...Object.fromEntries(others.map((other) => [`${JSON.stringify(other)} does not come`, listed(other, false)])),
  },
});

/** A leaderboard changes, or something else of which an event tells. */
const changed = (body: Fields, type = 'leaderboard_delta'): Cases => {
  const published = () => told(marketplace).opens('a').asks(type, body);
  const marked = { type, ...body, seq: 1, ts: 1_762_344_000_000 };
  return {
    holds: { 'it comes': published().gets('a', marked).says().fences('a').ends() },
    breaks: { 'it does not come': published().says().fences('a').ends() },
    passesOver: { 'nothing shows yet that it does not come': published().says().ends() },
  };
};
/** The fields of the other shape, which the first example puts in, are taken out. */
const neither = { user: undefined, score: undefined, delta: undefined };

judging(
  'competitions',
  {
    number: passing({ competition_id: 7 }, [{ competition_id: 77 }]),
    text: passing({ competition_id: 'c1' }, [{ competition_id: 'c' }, { competition_id: 'C1' }]),
    null: passing({ competition_id: null }),
    absent: passing({}),
    score: changed({ user: 'wp:somebody', score: 3, delta: 1 }),
    nav: changed({ nav: 5 * 2 ** 32 }, 'nav_update'),
    rank: changed({ ...neither, competition_id: 7, user_id: 'wp:somebody', portfolio_value: 1, rank: 2 }),
  },
  [],
  marketplace,
);
