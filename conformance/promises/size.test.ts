/** How large a message may be, on histories told by hand. */
import {
  badInput,
  notAuthorized,
  ping,
  pong,
  subscribe,
  subscribed,
  unsubscribe,
} from '../self-test/commerce-frames.ts';
import { judging } from '../self-test/judging.ts';
import { told } from '../self-test/told.ts';

const takes = 61_440;
const refuses = 65_536;

judging('size', {
  takes: {
    holds: {
      'a message just so large is answered': told().opens('a').sends('a', ping, takes).gets('a', pong).ends(),
      'its answer comes late, behind others': told()
        .opens('a')
        .sends('a', ping)
        .sends('a', ping, takes)
        .gets('a', pong)
        .passes(9000)
        .gets('a', pong)
        .ends(),
      'it is refused for what it asks, not for its size': told()
        .opens('a')
        .sends('a', subscribe('order:wp:nobody'), takes)
        .gets('a', notAuthorized('order:wp:nobody'))
        .ends(),
      'it is bad input, and is told so': told()
        .opens('a')
        .sends('a', { type: 'subscribe' }, takes)
        .gets('a', badInput)
        .ends(),
    },
    breaks: {
      'it is bad input for its size': told().opens('a').sends('a', ping, takes).gets('a', badInput).ends(),
      'the connection is closed with 1009': told().opens('a').sends('a', ping, takes).closes('a', 1009).ends(),
      'it has no answer': told().opens('a').sends('a', ping, takes).silence('a').ends(),
    },
    passesOver: {
      'no message is so large': told()
        .opens('a')
        .sends('a', ping, takes - 2000)
        .gets('a', pong)
        .ends(),
      'it is larger, and taken': told()
        .opens('a')
        .sends('a', ping, takes + 1)
        .gets('a', pong)
        .ends(),
      'it is larger, and refused': told()
        .opens('a')
        .sends('a', ping, takes + 1)
        .closes('a', 1009)
        .ends(),
      'the client leaves before the answer': told()
        .opens('a')
        .sends('a', ping, takes)
        .leaves('a')
        .closes('a', 1000)
        .ends(),
      'a shutdown comes before the answer': told()
        .opens('a')
        .sends('a', ping, takes)
        .asksToEnd('shutdown')
        .closes('a', 1001)
        .says()
        .ends(),
      'time runs out before the answer': told().opens('a').sends('a', ping, takes).ends(true),
    },
  },
  refuses: {
    holds: {
      'it is closed with 1009': told()
        .opens('a')
        .fences('a')
        .sends('a', ping, refuses + 1)
        .closes('a', 1009)
        .ends(),
      'answers to what came before it are still sent': told()
        .opens('a')
        .sends('a', ping)
        .sends('a', ping, refuses + 1)
        .gets('a', pong)
        .closes('a', 1009)
        .ends(),
      'another connection lives on': told()
        .opens('a')
        .fences('a')
        .opens('b')
        .sends('a', ping, 16 * refuses)
        .closes('a', 1009)
        .fences('b')
        .ends(),
    },
    breaks: {
      'another code comes': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .closes('a', 1011)
        .ends(),
      'it is cut without a close frame': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .closes('a')
        .ends(),
      'it is answered': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .gets('a', pong)
        .passes(10_000)
        .ends(),
    },
    passesOver: {
      'nothing smaller was taken': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .closes('a', 1009)
        .ends(),
      'the client leaves at once': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .leaves('a')
        .closes('a', 1000)
        .ends(),
      'it is exactly at the limit, and taken': told().opens('a').sends('a', ping, refuses).gets('a', pong).ends(),
      'time has run out before it could be done': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .ends(true),
    },
  },
  silently: {
    holds: {
      'nothing comes before the close': told()
        .opens('a')
        .fences('a')
        .sends('a', ping, refuses + 1)
        .closes('a', 1009)
        .ends(),
      'an answer comes that was due': told()
        .opens('a')
        .sends('a', subscribe('user:did:a'))
        .sends('a', ping, refuses + 1)
        .gets('a', subscribed('user:did:a'))
        .closes('a', 1009)
        .ends(),
    },
    breaks: {
      'an error comes first': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .gets('a', badInput)
        .closes('a', 1009)
        .ends(),
      'its answer comes first': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .gets('a', pong)
        .closes('a', 1009)
        .ends(),
    },
    passesOver: {
      'nothing smaller was taken': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .closes('a', 1009)
        .ends(),
      'it is closed with another code': told()
        .opens('a')
        .fences('a')
        .asksToEnd('shutdown')
        .closes('a', 1001)
        .says()
        .ends(),
      'no message is so large': told().opens('a').sends('a', unsubscribe('global'), refuses).closes('a', 1009).ends(),
    },
    ignores: {
      'the connection is cut without a close frame': told()
        .opens('a')
        .sends('a', ping, refuses + 1)
        .closes('a')
        .ends(),
    },
  },
});
