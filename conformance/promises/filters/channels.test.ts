/** Filters by what clients call events, and lists that say nothing, on histories told by hand. */
import { telemetry } from '../../../schemas/telemetry/protocol.ts';
import { judging } from '../../self-test/judging.ts';
import { error, order, subscribe, subscribed, unsubscribe, unsubscribed } from '../../self-test/telemetry-frames.ts';
import { told } from '../../self-test/told.ts';

const one = order('1');
const both = () =>
  told(telemetry)
    .opens('a')
    .opens('b')
    .sends('a', subscribe('orders'))
    .gets('a', subscribed('orders'))
    .sends('b', subscribe('activity', 'orders'))
    .gets('b', subscribed('orders', 'activity'));
const asksForNothing = () =>
  both().sends('a', subscribe()).gets('a', subscribed()).sends('a', unsubscribe()).gets('a', unsubscribed());
const log = { id: 'wp:selftest-log' };

judging(
  'filters',
  {
    'by-name': {
      holds: {
        'what is on its channel comes': both()
          .publishes('orders:update', one)
          .receives('a', 'orders:update', one)
          .receives('b', 'orders:update', one)
          .fences('a')
          .ends(),
      },
      breaks: {
        'what is on its channel does not come': both().publishes('orders:update', one).fences('a').ends(),
        'what is on another channel comes': both()
          .publishes('activity:log', log)
          .receives('a', 'activity:log', log)
          .ends(),
      },
    },
    withholds: {
      holds: {
        'what is on another channel stays away': both()
          .publishes('activity:log', log)
          .receives('b', 'activity:log', log)
          .fences('a')
          .ends(),
      },
      breaks: {
        'what is paced comes on a channel not asked for': both()
          .publishes('account:update')
          .receives('a', 'account:update')
          .ends(),
      },
    },
    unknown: {
      holds: {
        'an unknown channel is refused': both()
          .sends('a', subscribe('orders', 'weather'))
          .gets('a', error('SUBSCRIPTION_ERROR'))
          .ends(),
      },
      breaks: {
        'the name of an event is taken for a channel': both()
          .sends('a', subscribe('orders:update'))
          .gets('a', subscribed('orders:update'))
          .ends(),
      },
    },
    known: {
      holds: {
        'channels are confirmed': both().ends(),
        'they are ended': told(telemetry)
          .opens('a')
          .sends('a', unsubscribe('orders', 'activity'))
          .gets('a', unsubscribed('orders', 'activity'))
          .ends(),
      },
      breaks: {
        'a channel is refused': told(telemetry)
          .opens('a')
          .sends('a', subscribe('activity'))
          .gets('a', error('SUBSCRIPTION_ERROR'))
          .ends(),
        'a channel cannot be ended': both()
          .sends('a', unsubscribe('orders'))
          .gets('a', error('SUBSCRIPTION_ERROR'))
          .ends(),
      },
      passesOver: {
        'an unknown channel is refused': told(telemetry)
          .opens('a')
          .sends('a', subscribe('orders', 'weather'))
          .gets('a', error('SUBSCRIPTION_ERROR'))
          .ends(),
        'there is no answer yet': told(telemetry).opens('a').sends('a', subscribe('orders')).ends(),
      },
      ignores: {
        'it is refused for a limit': told(telemetry)
          .opens('a')
          .sends('a', subscribe('orders'))
          .gets('a', error('RATE_LIMITED'))
          .ends(),
      },
    },
    'empty-changes-nothing': {
      holds: {
        'what was asked for before comes, and nothing else': asksForNothing()
          .publishes('orders:update', one)
          .receives('a', 'orders:update', one)
          .receives('b', 'orders:update', one)
          .publishes('activity:log', log)
          .receives('b', 'activity:log', log)
          .fences('a')
          .fences('b')
          .ends(),
      },
      breaks: {
        'nothing comes any more': asksForNothing().publishes('orders:update', one).fences('a').ends(),
        'everything comes': asksForNothing().publishes('activity:log', log).receives('a', 'activity:log', log).ends(),
        'it is refused': both().sends('a', subscribe()).gets('a', error('INVALID_MESSAGE')).ends(),
      },
      passesOver: { 'nobody lists nothing': both().publishes('account:update').ends() },
    },
  },
  ['passes', 'silent', 'kept-when-refused', 'many-at-once', 'unchanged', 'once', 'ordered'],
  telemetry,
);
