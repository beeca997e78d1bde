/** Answers to commands, on histories told by hand. */
import {
  badInput,
  malformed,
  notAuthorized,
  ping,
  pong,
  subscribe,
  subscribed,
  unsubscribe,
  unsubscribed,
} from '../../self-test/commerce-frames.ts';
import { judging } from '../../self-test/judging.ts';
import { told } from '../../self-test/told.ts';

const own = 'user:did:a';
const strange = 'order:wp:nobody';

judging('replies', {
  subscribe: {
    holds: {
      'it is confirmed': told().opens('a').sends('a', subscribe(own)).gets('a', subscribed(own)).ends(),
      'it is refused where another is confirmed': told()
        .opens('a')
        .sends('a', subscribe(strange))
        .gets('a', notAuthorized(strange))
        .watches('a', own)
        .ends(),
      'its answer is late': told().opens('a').sends('a', subscribe(own)).passes(9999).gets('a', subscribed(own)).ends(),
      'an event comes between it and its answer': told()
        .opens('a')
        .watches('a', 'global')
        .sends('a', subscribe(own))
        .receives('a', 'proposal.created')
        .gets('a', subscribed(own))
        .ends(),
    },
    breaks: {
      'the answer names another channel': told()
        .opens('a')
        .sends('a', subscribe(own))
        .gets('a', subscribed('user:did:b'))
        .ends(),
      'no answer comes': told().opens('a').sends('a', subscribe(own)).silence('a').ends(),
    },
    passesOver: {
      'no subscribe is confirmed': told()
        .opens('a')
        .sends('a', subscribe(strange))
        .gets('a', notAuthorized(strange))
        .ends(),
      'the client leaves before the answer': told()
        .opens('a')
        .sends('a', subscribe(own))
        .leaves('a')
        .closes('a', 1000)
        .ends(),
      'it is bad input': told().opens('a').sends('a', { type: 'subscribe' }).gets('a', badInput).ends(),
    },
  },
  unsubscribe: {
    holds: {
      'it is confirmed': told().opens('a').sends('a', unsubscribe(own)).gets('a', unsubscribed(own)).ends(),
      'its channel is badly formed, where another is confirmed': told()
        .opens('a')
        .sends('a', unsubscribe('nonsense'))
        .gets('a', malformed('nonsense'))
        .sends('a', unsubscribe(own))
        .gets('a', unsubscribed(own))
        .ends(),
    },
    breaks: {
      'the answer names another channel': told()
        .opens('a')
        .sends('a', unsubscribe(own))
        .gets('a', unsubscribed('global'))
        .ends(),
      'no answer comes': told().opens('a').sends('a', unsubscribe(own)).silence('a').ends(),
    },
  },
  ping: {
    holds: {
      'a pong comes': told().opens('a').fences('a').ends(),
      'pongs come in a row': told().opens('a').sends('a', ping).sends('a', ping).gets('a', pong).gets('a', pong).ends(),
    },
    breaks: {
      'an error comes': told().opens('a').sends('a', ping).gets('a', badInput).ends(),
      'no answer comes': told().opens('a').sends('a', ping).silence('a').ends(),
    },
  },
  answered: {
    holds: {
      'answers come': told().opens('a').watches('a', own).fences('a').ends(),
      'answers come late, all at once': told()
        .opens('a')
        .sends('a', subscribe(own))
        .sends('a', ping)
        .passes(9000)
        .gets('a', subscribed(own))
        .gets('a', pong)
        .ends(),
    },
    breaks: {
      'the connection ends instead, for no reason': told().opens('a').sends('a', ping).closes('a').ends(),
      'our patience ends': told()
        .opens('a')
        .sends('a', ping)
        .sends('a', subscribe(own))
        .gets('a', pong)
        .silence('a')
        .ends(),
    },
    ignores: {
      'the connection ends for bad input that came first': told()
        .opens('a')
        .sends('a', '{')
        .sends('a', ping)
        .closes('a', 1003)
        .ends(),
    },
    passesOver: {
      'the token expires before the answer': told()
        .opens('a', { lives: 9 })
        .sends('a', ping)
        .passes(9)
        .closes('a', 4001)
        .ends(),
      'the client leaves before the answer': told().opens('a').sends('a', ping).leaves('a').closes('a', 1000).ends(),
      'time has run out': told().opens('a').sends('a', ping).ends(true),
      'the server shuts down before the answer': told()
        .opens('a')
        .sends('a', ping)
        .asksToEnd('shutdown')
        .closes('a', 1001)
        .says()
        .ends(),
    },
  },
  'in-order': {
    holds: {
      'two commands are answered one after the other': told()
        .opens('a')
        .sends('a', subscribe(own))
        .sends('a', ping)
        .gets('a', subscribed(own))
        .gets('a', pong)
        .ends(),
      'events and pings come in between': told()
        .opens('a')
        .sends('a', subscribe('global'))
        .sends('a', ping)
        .gets('a', subscribed('global'))
        .pings('a')
        .receives('a', 'proposal.voted')
        .gets('a', pong)
        .ends(),
      'another connection is answered first': told()
        .opens('a')
        .opens('b')
        .sends('a', subscribe(own))
        .sends('a', ping)
        .sends('b', ping)
        .gets('b', pong)
        .gets('a', subscribed(own))
        .gets('a', pong)
        .ends(),
      'equal commands are answered': told()
        .opens('a')
        .sends('a', subscribe(own))
        .sends('a', unsubscribe(own))
        .sends('a', subscribe(own))
        .gets('a', subscribed(own))
        .gets('a', unsubscribed(own))
        .gets('a', subscribed(own))
        .ends(),
    },
    breaks: {
      'the second answer overtakes the first': told()
        .opens('a')
        .sends('a', subscribe(own))
        .sends('a', ping)
        .gets('a', pong)
        .gets('a', subscribed(own))
        .ends(),
      'an error overtakes an answer': told()
        .opens('a')
        .sends('a', ping)
        .sends('a', 'no json')
        .gets('a', badInput)
        .gets('a', pong)
        .ends(),
    },
    passesOver: {
      'all are alike, so that nobody can tell': told()
        .opens('a')
        .sends('a', ping)
        .sends('a', ping)
        .gets('a', pong)
        .gets('a', pong)
        .ends(),
      'the client waits for each answer': told().opens('a').watches('a', own).fences('a').ends(),
    },
  },
  once: {
    holds: { 'each command has one answer': told().opens('a').watches('a', own).fences('a').ends() },
    breaks: {
      'an answer comes twice': told().opens('a').fences('a').gets('a', pong).ends(),
      'an answer comes that nobody asked for': told().opens('a').gets('a', unsubscribed(own)).ends(),
      'a confirmation follows a refusal': told()
        .opens('a')
        .sends('a', subscribe(strange))
        .gets('a', notAuthorized(strange))
        .gets('a', subscribed(strange))
        .ends(),
    },
    passesOver: {
      'commands are only refused': told()
        .opens('a')
        .sends('a', subscribe(strange))
        .gets('a', notAuthorized(strange))
        .ends(),
    },
  },
  'each-item': {
    holds: {
      'the answers keep the order of the list': told()
        .opens('a')
        .sends('a', subscribe(own, strange, 'global'))
        .gets('a', subscribed(own))
        .gets('a', notAuthorized(strange))
        .gets('a', subscribed('global'))
        .ends(),
      'an item is listed twice': told()
        .opens('a')
        .sends('a', subscribe(own, own))
        .gets('a', subscribed(own))
        .gets('a', subscribed(own))
        .ends(),
      'what is listed twice is answered once': told()
        .opens('a')
        .sends('a', subscribe(own, own, 'global'))
        .gets('a', subscribed(own))
        .gets('a', subscribed('global'))
        .ends(),
      'an event comes between two answers': told()
        .opens('a')
        .sends('a', subscribe('global', own))
        .gets('a', subscribed('global'))
        .receives('a', 'proposal.created')
        .gets('a', subscribed(own))
        .ends(),
    },
    breaks: {
      'the answers change places': told()
        .opens('a')
        .sends('a', subscribe(own, 'global'))
        .gets('a', subscribed('global'))
        .gets('a', subscribed(own))
        .ends(),
      'an item is passed over': told()
        .opens('a')
        .sends('a', unsubscribe(own, 'global'))
        .gets('a', unsubscribed('global'))
        .ends(),
    },
    passesOver: {
      'a list has one item': told()
        .opens('a')
        .sends('a', { type: 'subscribe', channels: [own] })
        .gets('a', subscribed(own))
        .ends(),
    },
  },
  'ignores-extra-fields': {
    holds: {
      'a field is ignored': told()
        .opens('a')
        .sends('a', { ...ping, extra: { deep: [1] } })
        .gets('a', pong)
        .ends(),
      'a field is ignored, and the channel refused': told()
        .opens('a')
        .sends('a', { ...subscribe(strange), toString: 'x' })
        .gets('a', notAuthorized(strange))
        .watches('a', own)
        .ends(),
    },
    breaks: {
      'the command is bad input for it': told()
        .opens('a')
        .sends('a', { ...ping, extra: 1 })
        .gets('a', badInput)
        .ends(),
      'the command has no answer for it': told()
        .opens('a')
        .sends('a', { ...ping, extra: 1 })
        .silence('a')
        .ends(),
    },
    passesOver: { 'no field is unknown': told().opens('a').fences('a').ends() },
  },
  'however-written': {
    holds: {
      'there is white space': told().opens('a').sends('a', ' { "type": "ping" }\n').gets('a', pong).ends(),
      'the name comes last, and the channel is refused': told()
        .opens('a')
        .sends('a', { channel: strange, type: 'subscribe' })
        .gets('a', notAuthorized(strange))
        .watches('a', own)
        .ends(),
    },
    breaks: {
      'the command is bad input for it': told()
        .opens('a')
        .sends('a', '{"type":"\\u0070ing"}')
        .gets('a', badInput)
        .ends(),
      'the command has no answer for it': told().opens('a').sends('a', '{"type": "ping"}').silence('a').ends(),
    },
    passesOver: {
      'all is written as usual': told().opens('a').fences('a').ends(),
      'it is no JSON': told().opens('a').sends('a', '{ "type": "ping"').gets('a', badInput).fences('a').ends(),
    },
  },
});
