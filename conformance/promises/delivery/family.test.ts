/** Who gets which event, on histories told by hand. */
import {
  order,
  proposal,
  rating,
  shipment,
  subscribe,
  subscribed,
  unsubscribe,
  unsubscribed,
} from '../../self-test/commerce-frames.ts';
import { type Cases, judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

type Fields = Readonly<Record<string, unknown>>;

const own = 'user:did:a';
const born = () => told().publishes('order.created', order).opens('a');
const watching = (...channels: readonly string[]) => born().watches('a', ...(channels.length > 0 ? channels : [own]));
const paid = (history: Told) => history.publishes('order.paid', order).receives('a', 'order.paid', order);

/** The events of one pattern, of which the last is published before the eyes of those who watch its channels. */
const reaches = (
  channels: readonly string[],
  before: readonly (readonly [string, Fields])[],
  event: string,
  fields: Fields,
): Cases => {
  const present = () =>
    before.reduce<Told>(
      (history, [earlier, body]) => history.publishes(earlier, body),
      born().opens('s', { roles: ['signer'] }),
    );
  const ready = (channel: string) => present().watches('s', channel);
  const [channel = ''] = channels;
  return {
    holds: {
      ...Object.fromEntries(
        channels.map((one) => [
          `it comes by ${one}`,
          ready(one).publishes(event, fields).receives('s', event, fields).fences('s').ends(),
        ]),
      ),
      'it comes before the hook has answered': ready(channel)
        .asks(event, fields)
        .receives('s', event, fields)
        .says()
        .fences('s')
        .ends(),
      'it comes between a command and its answer': ready(channel)
        .sends('s', unsubscribe('global'))
        .publishes(event, fields)
        .receives('s', event, fields)
        .gets('s', unsubscribed('global'))
        .ends(),
      'it comes on a channel being given up, published before': ready(channel)
        .publishes(event, fields)
        .sends('s', unsubscribe(channel))
        .receives('s', event, fields)
        .gets('s', unsubscribed(channel))
        .ends(),
    },
    breaks: {
      'a later command is answered, and it has not come': ready(channel).publishes(event, fields).fences('s').ends(),
      'its channel is given up, and it has not come': ready(channel)
        .publishes(event, fields)
        .sends('s', unsubscribe(channel))
        .gets('s', unsubscribed(channel))
        .ends(),
    },
    passesOver: {
      'a command sent earlier is answered, and it has not come': ready(channel)
        .sends('s', { type: 'ping' })
        .publishes(event, fields)
        .gets('s', { type: 'pong', timestamp: '2026-01-01T00:00:00Z' })
        .ends(),
      'the hook refuses to publish it': ready(channel)
        .asks(event, fields)
        .says({ status: 'refused', code: 409, error: 'no' })
        .fences('s')
        .ends(),
      'the client leaves before it comes': ready(channel).publishes(event, fields).leaves('s').closes('s', 1000).ends(),
      'its channel is given up while it is published': ready(channel)
        .asks(event, fields)
        .sends('s', unsubscribe(channel))
        .gets('s', unsubscribed(channel))
        .says()
        .fences('s')
        .ends(),
      'its channel is asked for, and it does not come': present()
        .sends('s', subscribe(channel))
        .asks(event, fields)
        .gets('s', subscribed(channel))
        .says()
        .fences('s')
        .ends(),
      'its channel is asked for, and it comes': present()
        .sends('s', subscribe(channel))
        .asks(event, fields)
        .receives('s', event, fields)
        .gets('s', subscribed(channel))
        .says()
        .fences('s')
        .ends(),
    },
  };
};

const signed: Fields = { ...order, buyerDid: 'did:s', orderId: 'o2' };
const signedOrder: readonly [string, Fields] = ['order.created', signed];

judging(
  'delivery',
  {
    order: reaches(['order:o2', 'user:did:s'], [signedOrder], 'order.paid', signed),
    dispute: reaches(
      ['dispute:d', 'user:did:s'],
      [signedOrder, ['dispute.filed', { ...signed, disputeId: 'd' }]],
      'dispute.resolved',
      { ...signed, disputeId: 'd' },
    ),
    shipment: reaches(
      ['shipment:s', 'user:did:s'],
      [signedOrder, ['shipment.created', { ...shipment, orderId: 'o2' }]],
      'shipment.delivered',
      { ...shipment, orderId: 'o2' },
    ),
    rating: reaches(['user:did:s'], [signedOrder], 'rating.submitted', { ...signed, ratingId: 'r' }),
    proposal: reaches(['proposal:p', 'global'], [['proposal.created', proposal]], 'proposal.voted', proposal),
    once: {
      holds: {
        'it comes once': paid(watching()).fences('a').ends(),
        'two equal events come': watching('global')
          .publishes('proposal.created', proposal)
          .publishes('proposal.voted', proposal)
          .publishes('proposal.voted', proposal)
          .receives('a', 'proposal.created', proposal)
          .receives('a', 'proposal.voted', proposal)
          .receives('a', 'proposal.voted', proposal)
          .fences('a')
          .ends(),
        'each of two connections gets it': paid(watching().opens('b').watches('b', 'user:did:b'))
          .receives('b', 'order.paid', order)
          .fences('a')
          .fences('b')
          .ends(),
      },
      breaks: {
        'it comes again': paid(watching()).receives('a', 'order.paid', order).ends(),
        'it comes again after its channel was given up': paid(watching())
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .receives('a', 'order.paid', order)
          .ends(),
      },
      passesOver: {
        'nothing shows yet that it does not come again': paid(watching()).ends(),
        'somebody else caused it': watching('global')
          .receives('a', 'proposal.voted')
          .receives('a', 'proposal.voted')
          .ends(),
      },
    },
    'once-across-channels': {
      holds: { 'two of its channels match, and it comes once': paid(watching(own, 'order:o')).fences('a').ends() },
      breaks: {
        'it comes once by each of its channels': paid(watching(own, 'order:o'))
          .receives('a', 'order.paid', order)
          .ends(),
      },
      passesOver: { 'one of its channels matches': paid(watching()).fences('a').ends() },
    },
    ordered: {
      holds: {
        'events come as they were published': paid(watching())
          .publishes('order.shipped', order)
          .receives('a', 'order.shipped', order)
          .ends(),
        'events come late, all at once': watching()
          .publishes('order.paid', order)
          .publishes('order.shipped', order)
          .receives('a', 'order.paid', order)
          .receives('a', 'order.shipped', order)
          .ends(),
        'events are published at once': watching('global', own)
          .asks('order.paid', order)
          .asks('proposal.created', proposal)
          .says()
          .says()
          .receives('a', 'proposal.created', proposal)
          .receives('a', 'order.paid', order)
          .ends(),
        'an event of somebody else comes in between': paid(watching(own, 'global'))
          .receives('a', 'proposal.voted', { proposalId: 'elsewhere' })
          .publishes('order.shipped', order)
          .receives('a', 'order.shipped', order)
          .ends(),
      },
      breaks: {
        'the second overtakes the first': watching()
          .publishes('order.paid', order)
          .publishes('rating.submitted', rating)
          .receives('a', 'rating.submitted', rating)
          .receives('a', 'order.paid', order)
          .ends(),
      },
      passesOver: { 'there is but one': paid(watching()).ends() },
    },
    unchanged: {
      holds: {
        'it comes as it was published': paid(watching()).ends(),
        'a number has lost what no amount is exact to': watching()
          .publishes('order.created', { ...order, orderId: 'o2', total: { amount: 0.1 + 0.2, currency: 'EUR' } })
          .receives('a', 'order.created', { ...order, orderId: 'o2', total: { amount: 0.3, currency: 'EUR' } })
          .ends(),
      },
      breaks: {
        'a text is another': watching()
          .publishes('order.paid', order)
          .receives('a', 'order.paid', { ...order, orderNumber: 'ORD' })
          .fences('a')
          .ends(),
        'a field is left out': watching()
          .publishes('order.cancelled', { ...order, reason: 'none' })
          .receives('a', 'order.cancelled', order)
          .fences('a')
          .ends(),
        'an amount is another': watching()
          .publishes('order.created', { ...order, orderId: 'o2' })
          .receives('a', 'order.created', { ...order, orderId: 'o2', total: { amount: 101, currency: 'USD' } })
          .fences('a')
          .ends(),
      },
      passesOver: { 'somebody else caused it': watching('global').receives('a', 'proposal.voted').ends() },
      ignores: { 'it does not come': watching().publishes('order.paid', order).fences('a').ends() },
    },
  },
  [
    'only-subscribed',
    'silent-after-unsubscribe',
    'entitled',
    'every-connection',
    'repeated-subscribe',
    'repeated-unsubscribe',
    'keeps-other-channels',
    'live-only',
  ],
);
