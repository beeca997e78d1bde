/** The events of a rating: submitted under cover, revealed once both sides have rated or the time is up. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Exactly, Id } from '../types.ts';
import { happened, OrderId, parties } from './fields.ts';

const rating = {
  ratingId: Id('The rating this is about; both events of the rating carry the same id.'),
  orderId: OrderId,
  ...parties,
};

const Stars = (description: string) => Type.Number({ minimum: 1, maximum: 5, description });

const seeds = {
  ratingId: 'uuid',
  orderId: 'uuid',
  buyerDid: 'did:rangkai:...',
  vendorDid: 'did:rangkai:...',
};
const another = {
  ratingId: 'rating-5',
  orderId: '0b0e7f5c-6d7a-4a5e-9a4e-1f6f4f0c9b11',
  buyerDid: 'did:rangkai:buyer-7',
  vendorDid: 'did:rangkai:vendor-3',
};

const submitted = { ...seeds, revealed: false, timestamp: '2025-11-05T16:00:00Z' } as const;
const revealed = { ...seeds, revealed: true, timestamp: '2025-11-12T16:00:00Z' } as const;

/** Both events of a rating, by name. */
export const ratings = {
  'rating.submitted': message(
    'One party of an order has rated the other; what was said stays hidden for now.',
    Type.Object({ ...rating, revealed: Exactly(false, 'The rating is hidden still.'), ...happened }),
    {
      examples: [submitted, { ...submitted, ...another }],
      invalid: [
        { body: { ...submitted, revealed: true }, at: '/revealed', keyword: 'const' },
        { body: { ...submitted, ratingId: '' }, at: '/ratingId', keyword: 'minLength' },
      ],
    },
  ),
  'rating.revealed': message(
    'A rating has become visible: both parties have rated, or seven days have passed. Nothing follows it.',
    Type.Object({
      ...rating,
      revealed: Exactly(true, 'The rating is visible now.'),
      buyerRating: Type.Optional(Stars('What the buyer gave, from 1 to 5.')),
      vendorRating: Type.Optional(Stars('What the vendor gave, from 1 to 5.')),
      ...happened,
    }),
    {
      examples: [revealed, { ...revealed, ...another, buyerRating: 5, vendorRating: 4.5 }],
      invalid: [
        { body: { ...revealed, buyerRating: 6 }, at: '/buyerRating', keyword: 'maximum' },
        { body: { ...revealed, vendorRating: 0 }, at: '/vendorRating', keyword: 'minimum' },
        { body: { ...revealed, revealed: 'true' }, at: '/revealed', keyword: 'type' },
      ],
    },
  ),
};
