/** What bad input is told, and what it leaves behind, on histories told by hand. */
import {
  badInput,
  malformed,
  notAuthorized,
  order,
  ping,
  pong,
  subscribe,
  subscribed,
  unsubscribe,
  unsubscribed,
} from '../self-test/commerce-frames.ts';
import { judging } from '../self-test/judging.ts';
import { told, type Told } from '../self-test/told.ts';

type Send = (history: Told) => Told;

const own = 'user:did:a';
const text =
  (frame: object | string): Send =>
  (history) =>
    history.sends('a', frame);
const begin = () => told().opens('a');

const garbage = text('{"type":"ping"');
/** After bad input, an order is published that `did:a` watches. */
const afterBad = () => begin().watches('a', own).sends('a', { type: 'subscribe', channel: null }).gets('a', badInput);

judging(
  'errors',
  {
    text: {
      holds: {
        'bad input is named so': garbage(begin()).gets('a', badInput).ends(),
        'a refusal names its channel': begin()
          .sends('a', subscribe('order:wp:nobody'))
          .gets('a', notAuthorized('order:wp:nobody'))
          .ends(),
        'a channel looks like a template': begin()
          .sends('a', subscribe('{item}'))
          .gets('a', malformed('{item}'))
          .ends(),
      },
      breaks: {
        'it says something else': garbage(begin())
          .gets('a', { type: 'error', message: 'Bad JSON', code: 'INVALID_MESSAGE' })
          .ends(),
        'it names another channel': begin()
          .sends('a', subscribe('order:wp:nobody'))
          .gets('a', notAuthorized('order:wp:somebody'))
          .ends(),
      },
      passesOver: { 'no error comes': begin().watches('a', own).ends() },
    },
    code: {
      holds: { 'its code is there': garbage(begin()).gets('a', badInput).ends() },
      breaks: {
        'it has none': garbage(begin()).gets('a', { type: 'error', message: 'Invalid message format' }).ends(),
        'it has another': garbage(begin())
          .gets('a', { ...badInput, code: 'INVALID_CHANNEL' })
          .ends(),
        'it belongs to another text': begin()
          .sends('a', subscribe('nonsense'))
          .gets('a', { ...malformed('nonsense'), code: 'NOT_AUTHORIZED' })
          .ends(),
      },
      passesOver: { 'no error comes': begin().watches('a', own).ends() },
    },
    'changes-nothing': {
      holds: {
        'what was subscribed still comes': afterBad()
          .publishes('order.created', order)
          .receives('a', 'order.created', order)
          .fences('a')
          .ends(),
        'it comes before the hook has answered': afterBad()
          .asks('order.created', order)
          .receives('a', 'order.created', order)
          .says()
          .ends(),
      },
      breaks: {
        'what was subscribed comes no more': afterBad().publishes('order.created', order).fences('a').ends(),
        'what was not subscribed comes': begin()
          .sends('a', { type: 'subscribe', channels: [own, null] })
          .gets('a', badInput)
          .publishes('order.created', order)
          .receives('a', 'order.created', order)
          .ends(),
      },
      passesOver: {
        'no event is published': afterBad().fences('a').ends(),
        'an event comes while a subscribe is under way': garbage(begin())
          .gets('a', badInput)
          .sends('a', subscribe(own))
          .asks('order.created', order)
          .receives('a', 'order.created', order)
          .gets('a', subscribed(own))
          .says()
          .ends(),
        'an event comes while an unsubscribe is under way': afterBad()
          .sends('a', unsubscribe(own))
          .asks('order.created', order)
          .receives('a', 'order.created', order)
          .gets('a', unsubscribed(own))
          .says()
          .ends(),
        'no input was bad': begin()
          .watches('a', own)
          .publishes('order.created', order)
          .receives('a', 'order.created', order)
          .ends(),
      },
    },
    'no-echo': {
      holds: { 'other messages follow': text({ type: 'hello' })(begin()).gets('a', badInput).ends() },
      breaks: {
        'it is sent back': text({ type: 'hello' })(begin()).gets('a', { type: 'hello' }).gets('a', badInput).ends(),
      },
      passesOver: { 'all input is good': begin().fences('a').ends() },
    },
    'invalid-utf-8': {
      holds: {
        'an error comes': begin().breaks('a', 'invalid utf-8').gets('a', badInput).fences('a').ends(),
        'it is closed with 1007': begin().fences('a').breaks('a', 'invalid utf-8').closes('a', 1007).ends(),
        'an answer that was due comes before the close': begin()
          .sends('a', ping)
          .breaks('a', 'invalid utf-8')
          .gets('a', pong)
          .closes('a', 1007)
          .ends(),
        'an error comes in its turn': begin()
          .sends('a', ping)
          .breaks('a', 'invalid utf-8')
          .sends('a', ping)
          .gets('a', pong)
          .gets('a', badInput)
          .gets('a', pong)
          .ends(),
      },
      breaks: {
        'it is closed with another code': begin().breaks('a', 'invalid utf-8').closes('a', 1002).ends(),
        'nothing comes of it': begin().breaks('a', 'invalid utf-8').silence('a').ends(),
      },
      passesOver: {
        'nothing that is good was taken': begin().breaks('a', 'invalid utf-8').closes('a', 1007).ends(),
        'the client leaves first': begin().breaks('a', 'invalid utf-8').leaves('a').closes('a', 1000).ends(),
        'another frame is broken': begin().breaks('a', 'unmasked').closes('a', 1002).ends(),
      },
      ignores: {
        'a shutdown comes first': begin()
          .breaks('a', 'invalid utf-8')
          .asksToEnd('shutdown')
          .closes('a', 1001)
          .says()
          .ends(),
      },
    },
    bystanders: {
      holds: {
        'another connection is answered': told()
          .opens('a')
          .opens('b')
          .breaks('a', 'reserved bits')
          .closes('a', 1002)
          .fences('b')
          .ends(),
        'another connection is answered, and the broken one is cut': told()
          .opens('a')
          .opens('b')
          .breaks('a', 'unmasked')
          .closes('a')
          .fences('b')
          .ends(),
        'two connections break, and a third is answered': told()
          .opens('a')
          .opens('b')
          .opens('c')
          .breaks('a', 'unmasked')
          .breaks('b', 'long ping')
          .closes('a', 1002)
          .closes('b', 1002)
          .fences('c')
          .ends(),
      },
      breaks: {
        'another connection ends with it': told()
          .opens('a')
          .opens('b')
          .breaks('a', 'unmasked')
          .closes('a', 1002)
          .closes('b', 1006)
          .ends(),
        'nobody is let in any more': told().opens('a').breaks('a', 'unmasked').closes('a', 1002).isRefused('b').ends(),
      },
      passesOver: {
        'nothing breaks': told().opens('a').opens('b').fences('b').ends(),
        'the others leave': told().opens('a').opens('b').breaks('a', 'unmasked').closes('a', 1002).ends(),
      },
    },
  },
  [
    'not-json',
    'binary',
    'not-object',
    'unknown-command',
    'missing-field',
    'wrong-type',
    'null-field',
    'empty-text',
    'once',
  ],
);
