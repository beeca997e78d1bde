/** What subscriptions come to, given up, repeated and kept, on histories told by hand. */
import {
  malformed,
  notAuthorized,
  order,
  subscribe,
  subscribed,
  unsubscribe,
  unsubscribed,
} from '../self-test/commerce-frames.ts';
import { judging } from '../self-test/judging.ts';
import { told, type Told } from '../self-test/told.ts';

const own = 'user:did:a';
const born = () => told().publishes('order.created', order).opens('a');
const watching = (...channels: readonly string[]) => born().watches('a', ...(channels.length > 0 ? channels : [own]));
const paid = (history: Told) => history.publishes('order.paid', order).receives('a', 'order.paid', order);

judging(
  'delivery',
  {
    'every-connection': {
      holds: {
        'both connections get it': paid(watching().opens('b', { user: 'did:a' }).watches('b', own))
          .receives('b', 'order.paid', order)
          .ends(),
      },
      breaks: {
        'only one gets it': paid(watching().opens('b', { user: 'did:a' }).watches('b', own))
          .fences('b')
          .ends(),
      },
      passesOver: {
        'the other is not subscribed': paid(watching().opens('b', { user: 'did:a' }))
          .fences('b')
          .ends(),
        'the other has left': paid(
          watching().opens('b', { user: 'did:a' }).watches('b', own).leaves('b').closes('b', 1000),
        )
          .fences('a')
          .ends(),
        'the other leaves before it comes': watching()
          .opens('b', { user: 'did:a' })
          .watches('b', own)
          .publishes('order.paid', order)
          .leaves('b')
          .receives('a', 'order.paid', order)
          .closes('b', 1000)
          .ends(),
      },
    },
    'repeated-subscribe': {
      holds: {
        'it is confirmed again': told().opens('a').watches('a', own, own).ends(),
        'it is confirmed again without waiting': told()
          .opens('a')
          .sends('a', subscribe(own))
          .sends('a', subscribe(own))
          .gets('a', subscribed(own))
          .gets('a', subscribed(own))
          .ends(),
      },
      breaks: {
        'it is an error the second time': told()
          .opens('a')
          .watches('a', own)
          .sends('a', subscribe(own))
          .gets('a', notAuthorized(own))
          .ends(),
      },
      passesOver: {
        'it was given up in between': told()
          .opens('a')
          .watches('a', own)
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .watches('a', own)
          .ends(),
      },
    },
    'repeated-unsubscribe': {
      holds: {
        'what was never subscribed to is confirmed': told()
          .opens('a')
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .ends(),
        'what was given up already is confirmed': watching()
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .ends(),
        'what was refused is confirmed': told()
          .opens('c')
          .sends('c', subscribe(own))
          .gets('c', notAuthorized(own))
          .sends('c', unsubscribe(own))
          .gets('c', unsubscribed(own))
          .ends(),
      },
      breaks: {
        'what was never subscribed to is an error': told()
          .opens('a')
          .sends('a', unsubscribe(own))
          .gets('a', malformed(own))
          .ends(),
        'what was given up already is an error': watching()
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .sends('a', unsubscribe(own))
          .gets('a', malformed(own))
          .ends(),
      },
      passesOver: {
        'it is given up for the first time': watching()
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .ends(),
        'it is badly formed': told()
          .opens('a')
          .sends('a', unsubscribe('order:a b'))
          .gets('a', malformed('order:a b'))
          .ends(),
      },
    },
    'keeps-other-channels': {
      holds: {
        'the event comes by the channel that was kept': paid(
          watching(own, 'order:o').sends('a', unsubscribe(own)).gets('a', unsubscribed(own)),
        ).ends(),
      },
      breaks: {
        'the event does not come by the channel that was kept': watching(own, 'order:o')
          .sends('a', unsubscribe(own))
          .gets('a', unsubscribed(own))
          .publishes('order.paid', order)
          .fences('a')
          .ends(),
      },
      passesOver: {
        'nothing was given up': paid(watching(own, 'order:o')).ends(),
        'what was given up was subscribed to again': paid(
          watching().sends('a', unsubscribe(own)).gets('a', unsubscribed(own)).watches('a', own),
        ).ends(),
      },
    },
    'live-only': {
      holds: {
        'what is published later comes, and nothing from before': paid(watching()).fences('a').ends(),
        'what came from before came by another channel': paid(watching('order:o').watches('a', own)).fences('a').ends(),
      },
      breaks: {
        'what was published before comes': born()
          .publishes('order.paid', order)
          .watches('a', own)
          .receives('a', 'order.paid', order)
          .ends(),
      },
      passesOver: {
        'nothing is published later': watching().fences('a').ends(),
        'nothing was published before': paid(
          told().opens('a').watches('a', own).publishes('order.created', order).receives('a', 'order.created', order),
        )
          .fences('a')
          .ends(),
        'nothing shows yet that nothing from before comes': paid(watching()).ends(),
        'it was published while the subscribe was under way': born()
          .sends('a', subscribe(own))
          .publishes('order.paid', order)
          .gets('a', subscribed(own))
          .receives('a', 'order.paid', order)
          .ends(),
        'it was being published when the subscribe was sent': born()
          .asks('order.paid', order)
          .sends('a', subscribe(own))
          .says()
          .gets('a', subscribed(own))
          .receives('a', 'order.paid', order)
          .ends(),
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
    'only-subscribed',
    'silent-after-unsubscribe',
    'entitled',
  ],
);
