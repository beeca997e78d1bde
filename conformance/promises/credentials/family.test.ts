/** Who is let in, and what expiry does, on histories told by hand. */
import type { TokenKind } from '../../engine/plan.ts';
import {
  badInput,
  connected,
  malformed,
  notAuthorized,
  ping,
  pong,
  subscribe,
  unauthenticated,
} from '../../self-test/commerce-frames.ts';
import { type Cases, judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

const late = 500;
const tolerance = 1000;
const secret = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
/** What is no part of it: a token of another body, and a header alone. */
const [alike, header] = [`${secret.slice(0, 30)}AA.c2ln`, secret.slice(0, 20)];

/** The same users are let in with good tokens. */
const letIn = (history: Told) => history.opens('y', { user: 'did:a' }).opens('z', { user: 'did:b' }).ends();

const refuses = (token: TokenKind, other: TokenKind): Cases => ({
  holds: {
    'it is closed with 4001 after an error': told().knocks('a', { token }).gets('a', unauthenticated).closes('a', 4001),
    'it is refused between two good ones': told()
      .opens('a')
      .knocks('b', { token })
      .gets('b', unauthenticated)
      .closes('b', 4001)
      .opens('c'),
  },
  beside: letIn,
  breaks: {
    'it is greeted': told().opens('a', { token }).ends(),
    'it is closed with another code': told().knocks('a', { token }).closes('a', 1008).ends(),
    'it is cut without a close frame': told().knocks('a', { token }).closes('a').ends(),
    'it is refused before the upgrade': told().isRefused('a', { token }).ends(),
    'it stays open': told().knocks('a', { token }).gets('a', unauthenticated).silence('a').ends(),
  },
  passesOver: {
    'the token is bad in another way': told()
      .knocks('a', { token: other })
      .gets('a', unauthenticated)
      .closes('a', 4001)
      .ends(),
    'time has run out before it was refused': told().knocks('a', { token }).ends(true),
  },
});

/** Two connections of one user; only the token of one of them expires. */
const expiring = () => told().opens('z', { user: 'did:a' }).opens('a', { lives: 2000 });

judging('credentials', {
  'refuses-missing': refuses('missing', 'malformed'),
  'refuses-malformed': refuses('malformed', 'missing'),
  'refuses-bad-signature': refuses('bad signature', 'unsigned'),
  'refuses-unsigned': refuses('unsigned', 'bad signature'),
  'refuses-expired': refuses({ expiresIn: -2500 }, 'missing'),
  'accepts-good': {
    holds: {
      'it is greeted': told().opens('a').ends(),
      'its token is short of life': told().opens('a', { lives: 50 }).passes(50).closes('a', 4001).ends(),
    },
    breaks: {
      'it is closed with 4001': told().knocks('a').gets('a', unauthenticated).closes('a', 4001).ends(),
      'the upgrade is refused': told().isRefused('a').ends(),
    },
    passesOver: {
      'its token expires before it is greeted': told().knocks('a', { lives: 50 }).passes(50).closes('a', 4001).ends(),
    },
  },
  'says-why': {
    holds: {
      'the error comes before the close': told()
        .knocks('a', { token: 'missing' })
        .gets('a', unauthenticated)
        .closes('a', 4001)
        .ends(),
      'it carries no code': told()
        .knocks('a', { token: 'unsigned' })
        .gets('a', { type: 'error', message: 'Authentication required' })
        .closes('a', 4001)
        .ends(),
    },
    breaks: {
      'nothing comes before the close': told().knocks('a', { token: 'missing' }).closes('a', 4001).ends(),
      'another error comes': told().knocks('a', { token: 'missing' }).gets('a', badInput).closes('a', 4001).ends(),
    },
    passesOver: {
      'the client leaves before it is refused': told()
        .knocks('a', { token: 'missing' })
        .leaves('a')
        .closes('a', 1000)
        .ends(),
    },
  },
  'nothing-else': {
    holds: {
      'one error comes': told().knocks('a', { token: 'missing' }).gets('a', unauthenticated).closes('a', 4001),
    },
    beside: letIn,
    breaks: {
      'the error comes twice': told()
        .knocks('a', { token: 'missing' })
        .gets('a', unauthenticated)
        .gets('a', unauthenticated)
        .closes('a', 4001)
        .ends(),
      'it is greeted, then closed': told()
        .knocks('a', { token: 'missing' })
        .gets('a', connected('did:a'))
        .gets('a', unauthenticated)
        .closes('a', 4001)
        .ends(),
      'an event comes': told()
        .knocks('a', { token: 'missing' })
        .receives('a', 'proposal.created')
        .closes('a', 4001)
        .ends(),
    },
    passesOver: { 'its tokens are good': told().opens('a').ends() },
    ignores: {
      'it is let stay in silence until it leaves': told().knocks('a', { token: 'missing' }).silence('a').ends(),
    },
  },
  'expiry-closes': {
    holds: {
      'it is closed at the very instant': expiring().passes(2000).closes('a', 4001),
      'an error comes before the close': expiring().passes(2000).gets('a', unauthenticated).closes('a', 4001),
      'an error in words of its own comes before the close': expiring()
        .passes(2000)
        .gets('a', { type: 'error', message: 'Token expired' })
        .closes('a', 4001),
      'its instant was rounded down': expiring()
        .passes(2000 - tolerance)
        .closes('a', 4001),
      'its instant was rounded up, and the timer was late': expiring()
        .passes(2000 + tolerance + late)
        .closes('a', 4001),
      'a command is still unanswered': expiring()
        .passes(2000)
        .sends('a', ping)
        .gets('a', unauthenticated)
        .closes('a', 4001),
      'an answer comes between the error and the close': expiring()
        .sends('a', ping)
        .passes(2000)
        .gets('a', unauthenticated)
        .gets('a', pong)
        .closes('a', 4001),
      'a refusal and the error come one after the other': expiring()
        .sends('a', subscribe('order:wp:nobody'))
        .passes(2000)
        .gets('a', notAuthorized('order:wp:nobody'))
        .gets('a', unauthenticated)
        .closes('a', 4001),
    },
    beside: (history) => history.fences('z').ends(),
    breaks: {
      'it is closed too late': told()
        .opens('a', { lives: 2000 })
        .passes(2001 + tolerance + late)
        .closes('a', 4001)
        .ends(),
      'it is never closed': told()
        .opens('a', { lives: 2000 })
        .passes(2001 + tolerance + late)
        .fences('a')
        .ends(),
      'it is closed with another code': told().opens('a', { lives: 2000 }).passes(2000).closes('a', 1000).ends(),
    },
    passesOver: {
      'the client leaves before it is due': told()
        .opens('a', { lives: 2000 })
        .passes(2000 + tolerance)
        .ends(),
      'it answers hardly later than can be told': told('commerce', 100)
        .opens('z', { user: 'did:a' })
        .opens('a', { lives: 2000 })
        .passes(2000 + tolerance + late + 50)
        .fences('a')
        .fences('z')
        .ends(),
      'its token has no end': told().opens('a').passes(20_000).ends(),
    },
  },
  'not-before-expiry': {
    holds: {
      'it is closed at the very instant': told().opens('a', { lives: 2000 }).passes(2000).closes('a', 4001).ends(),
      'its instant was rounded down': told()
        .opens('a', { lives: 2000 })
        .passes(2000 - tolerance)
        .closes('a', 4001)
        .ends(),
    },
    breaks: {
      'it is closed earlier': told()
        .opens('a', { lives: 2000 })
        .passes(1999 - tolerance)
        .closes('a', 4001)
        .ends(),
    },
    passesOver: {
      'a shutdown comes first': told()
        .opens('a', { lives: 2000 })
        .asksToEnd('shutdown')
        .closes('a', 1001)
        .says()
        .ends(),
    },
  },
  'token-secret': {
    holds: {
      'messages come that do not hold it': told().opens('a', { secret }).fences('a').ends(),
      'another begins as it does': told()
        .opens('a', { secret })
        .sends('a', subscribe(alike))
        .gets('a', malformed(alike))
        .ends(),
      'only its header comes': told()
        .opens('a', { secret })
        .sends('a', subscribe(header))
        .gets('a', malformed(header))
        .ends(),
    },
    breaks: {
      'the greeting repeats it': told()
        .knocks('a', { secret })
        .gets('a', { ...connected('did:a'), url: `/ws?token=${secret}` })
        .ends(),
      'its beginning comes': told()
        .opens('a', { secret })
        .gets('a', `"${secret.slice(0, 34)}..."`)
        .ends(),
      'somebody else gets it': told().opens('a', { secret }).opens('b').gets('b', `"${secret}"`).ends(),
    },
    passesOver: {
      'no token is known': told().opens('a').ends(),
      'the only token shown is good for nothing': told()
        .knocks('a', { secret, token: 'malformed' })
        .gets('a', unauthenticated)
        .closes('a', 4001)
        .ends(),
    },
  },
});
