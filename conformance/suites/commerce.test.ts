/** What is peculiar to commerce, on histories told by hand. */
import { badInput, ping, pong, subscribed, unsubscribe, unsubscribed } from '../self-test/commerce-frames.ts';
import { type Cases, judging } from '../self-test/judging.ts';
import { told } from '../self-test/told.ts';

const own = 'user:did:a';

const bad = (fields: object, other: object): Cases => {
  const asked = (type: string) =>
    told()
      .opens('a')
      .sends('a', { type, ...fields });
  return {
    holds: {
      'subscribe gets one error': asked('subscribe').gets('a', badInput).fences('a'),
      'unsubscribe gets one error': asked('unsubscribe').gets('a', badInput).fences('a'),
      'other answers come before the error': told()
        .opens('a')
        .sends('a', ping)
        .sends('a', { type: 'subscribe', ...fields })
        .sends('a', ping)
        .gets('a', pong)
        .gets('a', badInput)
        .gets('a', pong),
      'two are sent without waiting': asked('subscribe')
        .sends('a', { type: 'subscribe', ...fields })
        .gets('a', badInput)
        .gets('a', badInput),
    },
    beside: (history) => history.watches('a', own).sends('a', unsubscribe(own)).gets('a', unsubscribed(own)).ends(),
    breaks: {
      'it is confirmed': asked('subscribe').gets('a', subscribed(own)).ends(),
      'it is given up': asked('unsubscribe').gets('a', unsubscribed(own)).ends(),
      'it is confirmed beside the error': asked('subscribe').gets('a', badInput).gets('a', subscribed(own)).ends(),
      'it has no answer': asked('subscribe').silence('a').ends(),
      'the first of two has no answer': asked('subscribe')
        .sends('a', { type: 'subscribe', ...fields })
        .gets('a', subscribed(own))
        .gets('a', badInput)
        .ends(),
    },
    passesOver: {
      'nothing shows yet that no confirmation follows': told()
        .opens('a')
        .watches('a', own)
        .sends('a', { type: 'subscribe', ...fields })
        .gets('a', badInput)
        .ends(),
      'a command is wrong in another way': told()
        .opens('a')
        .sends('a', { type: 'subscribe', ...other })
        .gets('a', badInput)
        .fences('a')
        .ends(),
      'a command is good': told().opens('a').watches('a', own).ends(),
      'the client leaves before the answer': asked('subscribe').leaves('a').closes('a', 1000).ends(),
    },
  };
};

judging('subscriptions', {
  'not-both': bad({ channel: own, channels: ['global'] }, {}),
  'not-none': bad({}, { channels: [] }),
  'not-empty': bad({ channels: [] }, { channels: [own, ''] }),
  'whole-or-not': bad({ channels: [own, ''] }, { channels: [] }),
});
