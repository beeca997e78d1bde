/** The events of the competitions: changes of a leaderboard, and rewards. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Amount, Int, Num, Text } from '../types.ts';
import { authoritative, CompetitionId } from './fields.ts';

const OfSession = Type.Object(
  {
    user: Text('Whose score has changed.'),
    score: Num('The score after the change.'),
    delta: Num('By how much the score has changed.'),
  },
  { description: 'A score, added up over a session; it decides nothing.' },
);

const OfCompetition = Type.Object(
  {
    competition_id: CompetitionId,
    user_id: Text('Whose place has changed.'),
    portfolio_value: Num('What the portfolio is worth now.'),
    rank: Int('The place on the leaderboard now.'),
  },
  { description: 'A place in a competition.' },
);

const scored = { user: 'alice', score: 120, delta: -5 };
const ranked = { competition_id: 'comp123', user_id: 'user-7', portfolio_value: 10_250.5, rank: 3 };
const distributed = { epoch_id: 'epoch-12', competition_id: 'comp123', reward_pool: 5000 };

/** Every event of the competitions, by name. */
export const competitions = {
  leaderboard_delta: message(
    'A leaderboard has changed in one place. The event has two shapes: a score within a session, or a place in a competition.',
    Type.Union([OfSession, OfCompetition], authoritative),
    {
      examples: [scored, ranked, { ...ranked, competition_id: 7, rank: 1 }, { ...ranked, competition_id: null }],
      invalid: [
        { body: { ...scored, score: '120' }, at: '/score', keyword: 'type' },
        { body: { ...ranked, rank: 1.5 }, at: '/rank', keyword: 'type' },
        { body: { user: 'alice', rank: 1 }, at: '', keyword: 'oneOf' },
        { body: { ...scored, _optimistic: false }, at: '', keyword: 'not' },
      ],
    },
  ),
  epoch_distributed: message(
    'The rewards of an epoch of a competition have been handed out.',
    Type.Object(
      {
        epoch_id: Text('The epoch whose rewards these are.'),
        competition_id: CompetitionId,
        reward_pool: Amount('How much was handed out in all.'),
      },
      authoritative,
    ),
    {
      examples: [distributed, { ...distributed, epoch_id: 'epoch-13', competition_id: 7, reward_pool: 0 }],
      invalid: [
        { body: { epoch_id: 'epoch-12', reward_pool: 5000 }, at: '', keyword: 'required' },
        { body: { ...distributed, competition_id: 1.5 }, at: '/competition_id', keyword: 'anyOf' },
        { body: { ...distributed, reward_pool: -1 }, at: '/reward_pool', keyword: 'minimum' },
      ],
    },
  ),
};
