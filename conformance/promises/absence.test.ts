/** Who does not get which event, on histories told by hand. */
import { order, proposal, subscribe, subscribed, unsubscribe, unsubscribed } from '../self-test/commerce-frames.ts';
import { judging } from '../self-test/judging.ts';
import { told, type Told } from '../self-test/told.ts';

const own = 'user:did:a';
const born = () => told().publishes('order.created', order).opens('a');
const watching = (...channels: readonly string[]) => born().watches('a', ...(channels.length > 0 ? channels : [own]));
const paid = (history: Told) => history.publishes('order.paid', order).receives('a', 'order.paid', order);

judging(
  'delivery',
  {
    'only-subscribed': {
      holds: {
        'it has not come when a later command is answered': watching()
          .opens('b')
          .publishes('order.paid', order)
          .fences('b'),
        'another connection of the user gets it': watching()
          .opens('b', { user: 'did:a' })
          .publishes('order.paid', order)
          .fences('b'),
      },
      beside: (history) => history.receives('a', 'order.paid', order).ends(),
      breaks: {
        'it comes all the same': born().publishes('order.paid', order).receives('a', 'order.paid', order).ends(),
        'it comes before the hook has answered': born()
          .asks('order.paid', order)
          .receives('a', 'order.paid', order)
          .says()
          .ends(),
        'it comes by a channel of another order': watching('global')
          .publishes('order.paid', order)
          .receives('a', 'order.paid', order)
          .ends(),
      },
      passesOver: {
        'nothing proves that it has not come': born().publishes('order.paid', order).ends(),
        'its channel is asked for when it is published, and it comes': born()
          .sends('a', subscribe(own))
          .asks('order.paid', order)
          .receives('a', 'order.paid', order)
          .says()
          .gets('a', subscribed(own))
          .fences('a')
          .ends(),
        'its channel is asked for while it is published, and it comes': born()
          .asks('order.paid', order)
          .sends('a', subscribe(own))
          .receives('a', 'order.paid', order)
          .says()
          .gets('a', subscribed(own))
          .fences('a')
          .ends(),
        'its channel is asked for while it is published, and it does not come': born()
          .asks('order.paid', order)
          .sends('a', subscribe(own))
          .says()
          .gets('a', subscribed(own))
          .fences('a')
          .ends(),
      },
    },
    'silent-after-unsubscribe': {
      holds: {
        'it has not come when a later command is answered': paid(watching())
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .publishes('order.shipped', order)
          .fences('a')
          .ends(),
      },
      breaks: {
        'it comes all the same': watching()
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .publishes('order.paid', order)
          .receives('a', 'order.paid', order)
          .ends(),
      },
      passesOver: {
        'its channel never brought anything': watching()
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .publishes('order.paid', order)
          .fences('a')
          .ends(),
        'it is published before the answer, and comes': watching()
          .sends('a', unsubscribe(own))
          .asks('order.paid', order)
          .receives('a', 'order.paid', order)
          .gets('a', unsubscribed(own))
          .says()
          .fences('a')
          .ends(),
        'it is published before the answer, and does not come': watching()
          .sends('a', unsubscribe(own))
          .asks('order.paid', order)
          .gets('a', unsubscribed(own))
          .says()
          .fences('a')
          .ends(),
        'its other channel is kept': paid(
          watching(own, 'order:o').sends('a', unsubscribe(own)).gets('a', unsubscribed(own)),
        )
          .fences('a')
          .ends(),
        'it is subscribed to again': paid(
          watching().sends('a', unsubscribe(own)).gets('a', unsubscribed(own)).watches('a', own),
        )
          .fences('a')
          .ends(),
      },
    },
    entitled: {
      holds: {
        'it has not come when a later command is answered': watching()
          .opens('c')
          .publishes('order.paid', order)
          .fences('c'),
      },
      beside: (history) => history.receives('a', 'order.paid', order).ends(),
      breaks: {
        'it comes to a stranger': born()
          .opens('c')
          .publishes('order.paid', order)
          .receives('c', 'order.paid', order)
          .ends(),
      },
      passesOver: {
        'the connection has a right to it': born().publishes('order.paid', order).fences('a').ends(),
        'anybody has a right to it': told().opens('c').publishes('proposal.created', proposal).fences('c').ends(),
      },
    },
  },
  [
    'order',
    'dispute',
    'shipment',
    'rating',
    'proposal',
    'once',
    'once-across-channels',
    'ordered',
    'unchanged',
    'every-connection',
    'repeated-subscribe',
    'repeated-unsubscribe',
    'keeps-other-channels',
    'live-only',
  ],
);
