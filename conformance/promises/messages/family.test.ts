/** What frames look like, on histories told by hand. */
import { connected, order, pong, ping, subscribed, subscribe } from '../../self-test/commerce-frames.ts';
import { judging } from '../../self-test/judging.ts';
import { told } from '../../self-test/told.ts';

const own = 'user:did:a';
const watching = () => told().opens('a').watches('a', own);
const extra = () =>
  told()
    .opens('a')
    .sends('a', ping)
    .gets('a', { ...pong, load: 0.5 });

judging('messages', {
  'one-object': {
    holds: { 'the greeting is one': told().opens('a').ends() },
    breaks: {
      'text comes that is no JSON': told().opens('a').gets('a', 'hello').ends(),
      'a list comes': told().opens('a').gets('a', [pong]).ends(),
      'null comes': told().opens('a').gets('a', 'null').ends(),
      'a binary frame comes': told().opens('a').getsBinary('a', '{"type":"pong"}').ends(),
    },
  },
  controls: {
    holds: {
      'the greeting fits': told().opens('a').ends(),
      'an instant has fractions': told()
        .opens('a')
        .sends('a', ping)
        .gets('a', { ...pong, timestamp: '2026-01-01T00:00:00.123456789Z' })
        .ends(),
    },
    breaks: {
      'a field is missing': told().opens('a').sends('a', ping).gets('a', { type: 'pong' }).ends(),
      'an instant is not in UTC': told()
        .knocks('a')
        .gets('a', { ...connected('did:a'), timestamp: '2026-01-01T01:00:00+01:00' })
        .ends(),
      'a text is empty': told().opens('a').gets('a', { type: 'error', message: '' }).ends(),
      'a text is null': told()
        .opens('a')
        .sends('a', subscribe(own))
        .gets('a', { ...subscribed(own), channel: null })
        .ends(),
    },
    passesOver: { 'only a ping frame comes': told().knocks('a').pings('a').ends() },
  },
  events: {
    holds: {
      'an event fits': watching().publishes('order.created', order).receives('a', 'order.created', order).ends(),
      'an event of somebody else fits': told().opens('a').watches('a', 'global').receives('a', 'proposal.voted').ends(),
    },
    breaks: {
      'a field is of another type': watching()
        .publishes('order.created', order)
        .receives('a', 'order.created', { ...order, orderNumber: 7 })
        .ends(),
      'a status is not one of its own': watching()
        .publishes('order.paid', order)
        .receives('a', 'order.paid', { ...order, status: 'created' })
        .ends(),
      'its timestamp is missing': watching()
        .gets('a', {
          event: 'proposal.approved',
          data: { proposalId: 'p', status: 'approved', timestamp: '2026-01-01T00:00:00Z' },
        })
        .ends(),
      'its data is missing': watching().gets('a', { event: 'order.paid', timestamp: '2026-01-01T00:00:00Z' }).ends(),
    },
    passesOver: { 'no event comes': watching().fences('a').ends() },
  },
  declared: {
    holds: { 'the greeting is a message of the protocol': told().opens('a').ends() },
    breaks: {
      'a message has another name': told().opens('a').gets('a', { type: 'welcome' }).ends(),
      'a message has a name that every object inherits': told()
        .opens('a')
        .gets('a', '{"type":"constructor","event":"__proto__"}')
        .ends(),
      'a message has no name': told().opens('a').gets('a', {}).ends(),
    },
    ignores: { 'text comes that is no JSON': told().knocks('a').gets('a', 'hello').ends() },
  },
  'declared-fields': {
    holds: { 'a message holds what it must': told().opens('a').ends() },
    breaks: {
      'an answer holds more': extra().ends(),
      'an event holds more': watching()
        .publishes('order.created', order)
        .receives('a', 'order.created', { ...order, colour: 'red' })
        .ends(),
    },
    ignores: { 'a message is none of the protocol': told().knocks('a').gets('a', { type: 'welcome' }).ends() },
  },
});
