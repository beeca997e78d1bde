/** The fields that several messages of the marketplace share, each with its one meaning. */
import { Type } from '@sinclair/typebox';
import { Amount, Int, OneOf, Text, UnixMillis } from '../types.ts';

/** What the server adds to every business event. */
export const numbered = {
  seq: Int('The number of the event in the one count of the server, which rises by 1 with each business event.', {
    examples: [42],
  }),
  ts: UnixMillis('When the server published the event; it never falls as the numbers rise.', {
    examples: [1_762_344_000_000],
  }),
};

/** What the server may add to every business event, and then adds to all of them. */
export const linked = {
  prev_seq: Int(
    'The number of the business event that this connection was sent last before, or that of its hello: whoever holds another one has missed something.',
    { examples: [41] },
  ),
};

/** Guesses that a client makes ahead of the server bear this mark; nothing that the server sends does. */
export const authoritative = {
  not: { type: 'object', properties: { _optimistic: {} }, required: ['_optimistic'] },
} as const;

/** The domain that an event is about. */
export const Domain = Text('The domain this is about, such as `example.com`.');

/** A price. */
export const Price = (description: string) => Amount(`${description} In whole units of the currency.`);

/** The side of whoever started a trade. */
export const Side = OneOf(['buy', 'sell'], { description: 'The side of whoever started the trade.' });

/** The competition that an event counts in. */
export const CompetitionId = Type.Union(
  [Type.String({ minLength: 1 }), Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.Null()],
  {
    description:
      'The competition in which this counts. A filter compares it as a string; without one, or with null, the event passes every filter of competitions.',
  },
);

/** The competition, where an event may do without one. */
export const scoped = { competition_id: Type.Optional(CompetitionId) };
