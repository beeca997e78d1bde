/** The greeting, on histories told by hand. */
import { connected, ping, pong, unauthenticated } from '../self-test/commerce-frames.ts';
import { judging } from '../self-test/judging.ts';
import { told } from '../self-test/told.ts';

const late = 9000;

judging('handshake', {
  'first-message': {
    holds: {
      'the greeting comes first': told().opens('a').ends(),
      'the greeting comes late': told().knocks('a').passes(late).gets('a', connected('did:a')).ends(),
      'a ping comes before the greeting': told().knocks('a').pings('a').gets('a', connected('did:a')).ends(),
      'the greeting holds more than it must': told()
        .knocks('a')
        .gets('a', { ...connected('did:a'), timestamp: '2026-01-01T00:00:00.000001Z' })
        .ends(),
    },
    breaks: {
      'an answer comes first': told().knocks('a').sends('a', ping).gets('a', pong).gets('a', connected('did:a')).ends(),
      'an error comes first, long before the token expires': told()
        .knocks('a', { lives: 60_000 })
        .gets('a', unauthenticated)
        .ends(),
      'an error comes first': told().knocks('a').gets('a', unauthenticated).ends(),
      'garbage comes first': told().knocks('a').gets('a', 'welcome').ends(),
      'a binary frame comes first': told()
        .knocks('a')
        .getsBinary('a', JSON.stringify(connected('did:a')))
        .ends(),
      'nothing ever comes': told().knocks('a').silence('a').ends(),
      'the upgrade is refused': told().isRefused('a').ends(),
    },
    passesOver: {
      'the token expires before the greeting': told()
        .knocks('a', { lives: 50 })
        .passes(50)
        .gets('a', unauthenticated)
        .closes('a', 4001)
        .ends(),
      'the token is missing': told()
        .knocks('a', { token: 'missing' })
        .gets('a', unauthenticated)
        .closes('a', 4001)
        .ends(),
    },
  },
  once: {
    holds: {
      'an answer has come, and no second greeting before it': told().opens('a').fences('a').ends(),
      'each of two connections is greeted once': told().opens('a').opens('b').fences('a').fences('b').ends(),
    },
    breaks: {
      'the greeting comes again': told().opens('a').gets('a', connected('did:a')).ends(),
      'the greeting comes again after an answer': told().opens('a').fences('a').gets('a', connected('did:a')).ends(),
    },
    passesOver: { 'nothing has been asked yet': told().opens('a').ends() },
  },
  'names-the-user': {
    holds: {
      'it is the user of the token': told().opens('a', { user: 'did:wp:Ünï:1' }).ends(),
    },
    breaks: {
      'it is another user': told().knocks('a').gets('a', connected('did:b')).ends(),
      'it is the user in another case': told().knocks('a').gets('a', connected('DID:A')).ends(),
      'it is nobody': told()
        .knocks('a')
        .gets('a', { ...connected('did:a'), userId: undefined })
        .ends(),
    },
    passesOver: {
      'the token is bad': told()
        .knocks('a', { token: 'malformed' })
        .gets('a', unauthenticated)
        .closes('a', 4001)
        .ends(),
    },
  },
});
