/** Facts, on histories told by hand. */
import { dispute, order, rating } from '../self-test/commerce-frames.ts';
import { type Cases, judging } from '../self-test/judging.ts';
import { told } from '../self-test/told.ts';

const other = { buyerDid: 'did:x' };
const market = () =>
  told().opens('a').watches('a', 'user:did:a').publishes('order.created', order).receives('a', 'order.created', order);

const parties = (event: string, fields: Readonly<Record<string, unknown>>): Cases => ({
  holds: {
    'the parties are those of the order': market().publishes(event, fields).receives('a', event, fields).ends(),
    'the event comes before the hook has answered': market()
      .asks(event, fields)
      .receives('a', event, fields)
      .says()
      .ends(),
  },
  breaks: {
    'another buyer is named': market()
      .publishes(event, fields)
      .receives('a', event, { ...fields, ...other })
      .ends(),
    'the parties have changed places': market()
      .publishes(event, fields)
      .receives('a', event, { ...fields, buyerDid: 'did:b', vendorDid: 'did:a' })
      .ends(),
  },
  passesOver: {
    'nobody knows the order': told()
      .opens('a')
      .watches('a', 'user:did:a')
      .receives('a', event, { ...fields, orderId: 'elsewhere', ...other })
      .ends(),
    'no event comes': told().opens('a').watches('a', 'user:did:a').ends(),
  },
});

judging('facts', {
  'dispute-parties': parties('dispute.filed', dispute),
  'rating-parties': parties('rating.submitted', rating),
  'order-parties': parties('order.paid', order),
});
