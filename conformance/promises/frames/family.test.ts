/** Tests of pings and of messages in several frames, on histories told by hand. */
import { badInput, notAuthorized, ping, pong, subscribe } from '../../self-test/commerce-frames.ts';
import { judging } from '../../self-test/judging.ts';
import { told } from '../../self-test/told.ts';

const isIn = () => told().opens('a');
const own = 'user:did:a';
const strange = 'order:wp:nobody';

judging('frames', {
  'answers-pings': {
    holds: {
      'the pong holds the same': isIn().asksBack('a', 'x').getsPong('a', 'x').ends(),
      'it holds nothing, like the ping': isIn().asksBack('a', '').getsPong('a', '').ends(),
      'pongs come that nobody asked for': isIn()
        .getsPong('a', 'y')
        .asksBack('a', 'x')
        .getsPong('a', '')
        .getsPong('a', 'x')
        .getsPong('a', 'x')
        .ends(),
      'the latest of several is answered alone': isIn().asksBack('a', 'x').asksBack('a', 'y').getsPong('a', 'y').ends(),
      'equal ones are answered once': isIn().asksBack('a', 'x').asksBack('a', 'x').getsPong('a', 'x').ends(),
      'the next one has no pong yet as the client leaves': isIn()
        .asksBack('a', 'x')
        .getsPong('a', 'x')
        .asksBack('a', 'y')
        .ends(),
    },
    breaks: {
      'no pong comes': isIn().asksBack('a', 'x').missesPong('a'),
      'the pong holds something else': isIn().asksBack('a', 'x').getsPong('a', '').missesPong('a'),
      'an earlier one alone is answered': isIn()
        .asksBack('a', 'x')
        .asksBack('a', 'y')
        .getsPong('a', 'x')
        .missesPong('a'),
      'the connection ends over it': isIn().asksBack('a', 'x').closes('a', 1002),
    },
    passesOver: {
      'nobody pings': isIn().fences('a').ends(),
      'the server pings': isIn().pings('a').ends(),
      'the server goes away meanwhile': isIn().asksBack('a', 'x').closes('a', 1001).ends(),
      'a frame was broken before': isIn().breaks('a', 'reserved bits').asksBack('a', 'x').missesPong('a').ends(),
    },
    ignores: {
      'the connection ends over a command': isIn().sends('a', ping).asksBack('a', 'x').closes('a', 1011),
    },
  },
  'in-fragments': {
    holds: {
      'it is answered': isIn().sendsInFrames('a', ping, 2).gets('a', pong).ends(),
      'it is refused, and another is taken': isIn()
        .sendsInFrames('a', subscribe(strange), 3)
        .gets('a', notAuthorized(strange))
        .watches('a', own)
        .ends(),
    },
    breaks: {
      'it is bad input': isIn().sendsInFrames('a', ping, 2).gets('a', badInput).ends(),
      'it has no answer': isIn().sendsInFrames('a', ping, 2).silence('a').ends(),
      'it is closed': isIn().sendsInFrames('a', ping, 2).closes('a', 1003),
    },
    passesOver: {
      'all is sent in one frame': isIn().fences('a').ends(),
      'what is sent so is no command': isIn().sendsInFrames('a', [], 2).gets('a', badInput).fences('a').ends(),
    },
  },
});
