/** Why and how connections end, on histories told by hand. */
import { ping, unauthenticated } from '../../self-test/commerce-frames.ts';
import { judging } from '../../self-test/judging.ts';
import { told } from '../../self-test/told.ts';

judging('closing', {
  shutdown: {
    holds: {
      'the close comes before the answer to the hook': told()
        .opens('a')
        .asksToEnd('shutdown')
        .closes('a', 1001)
        .says()
        .ends(),
      'the close comes after the answer to the hook': told()
        .opens('a')
        .asksToEnd('shutdown')
        .says()
        .passes(900)
        .closes('a', 1001)
        .ends(),
      'all connections of the one user are closed': told()
        .opens('a')
        .opens('b', { user: 'did:a' })
        .opens('c')
        .asksToEnd('shutdown', 'did:a')
        .says()
        .closes('a', 1001)
        .closes('b', 1001)
        .ends(),
      'answers that were due are dropped': told()
        .opens('a')
        .sends('a', ping)
        .asksToEnd('shutdown')
        .closes('a', 1001)
        .says()
        .ends(),
    },
    breaks: {
      'another code comes': told().opens('a').asksToEnd('shutdown').says().closes('a', 1000).ends(),
      'no close frame comes': told().opens('a').asksToEnd('shutdown').says().closes('a').ends(),
      'the connection stays': told().opens('a').asksToEnd('shutdown').says().passes(10_000).ends(),
      'a second connection of the user stays': told()
        .opens('a')
        .opens('b', { user: 'did:a' })
        .asksToEnd('shutdown', 'did:a')
        .says()
        .closes('a', 1001)
        .passes(10_000)
        .ends(),
    },
    passesOver: {
      'nobody asked for it': told().opens('a').fences('a').ends(),
      'the server does it of its own accord, which its code alone tells': told().opens('a').closes('a', 1001).ends(),
      'it was asked for another user': told().opens('a').asksToEnd('shutdown', 'did:b').says().ends(),
      'the hook refuses to do it': told()
        .opens('a')
        .asksToEnd('shutdown')
        .says({ status: 'refused', code: 400, error: 'not now' })
        .fences('a')
        .ends(),
      'the hook fails': told()
        .opens('a')
        .asksToEnd('shutdown')
        .says({ status: 'failed', error: 'status 500' })
        .fences('a')
        .ends(),
      'time has run out before it could be done': told().opens('a').asksToEnd('shutdown').says().ends(true),
    },
  },
  'stays-open': {
    holds: {
      'the client leaves': told().opens('a').ends(),
      'the client cuts the connection': told().opens('a').leaves('a', true).closes('a').ends(),
      'another connection is ended for a reason': told()
        .opens('a')
        .opens('b', { lives: 1000 })
        .passes(1000)
        .closes('b', 4001)
        .ends(),
      'the server shuts down of its own accord when it has outlived the end of somebody else': told()
        .opens('a')
        .opens('b')
        .opens('c')
        .asksToEnd('shutdown', 'did:b')
        .says()
        .closes('b', 1001)
        .fences('a')
        .closes('a', 1001)
        .ends(),
      'a command is still unanswered when the client leaves': told()
        .opens('a')
        .sends('a', ping)
        .leaves('a')
        .closes('a', 1000)
        .ends(),
    },
    breaks: {
      'the server closes it for no reason': told().opens('a').closes('a', 1000).ends(),
      'it is cut for no reason': told().opens('a').fences('a').closes('a').ends(),
      'it ends with the connection of somebody else': told()
        .opens('a')
        .opens('b')
        .asksToEnd('shutdown', 'did:b')
        .says()
        .closes('b', 1001)
        .closes('a', 1001)
        .ends(),
      'it ends at once for what the hook has refused': told()
        .opens('a')
        .asksToEnd('shutdown')
        .says({ status: 'refused', code: 400, error: 'not now' })
        .closes('a', 1001)
        .ends(),
      'a shutdown comes before the greeting': told().knocks('a').closes('a', 1001).ends(),
      'it is closed long before its token expires': told()
        .opens('a', { lives: 60_000 })
        .passes(1000)
        .closes('a', 4001)
        .ends(),
    },
    passesOver: {
      'its token is bad': told()
        .knocks('a', { token: 'malformed' })
        .gets('a', unauthenticated)
        .closes('a', 4001)
        .ends(),
      'its token expires': told().opens('a', { lives: 1000 }).passes(1000).closes('a', 4001).ends(),
      'the server shuts down of its own accord': told().opens('a').sends('a', ping).closes('a', 1001).ends(),
      'it breaks the transport': told().opens('a').breaks('a', 'unmasked').closes('a', 1002).ends(),
      'its text was not UTF-8': told().opens('a').breaks('a', 'invalid utf-8').closes('a', 1007).ends(),
      'its message was too large': told().opens('a').sends('a', ping, 65_537).closes('a', 1009).ends(),
      'it misses a pong': told()
        .opens('a', { pongs: false })
        .passes(30_000)
        .pings('a')
        .passes(30_000)
        .closes('a')
        .ends(),
    },
  },
  'answers-the-close': {
    holds: { 'a close frame comes back': told().opens('a').leaves('a').closes('a', 1000).ends() },
    breaks: { 'the connection is cut instead': told().opens('a').leaves('a').closes('a').ends() },
    passesOver: {
      'the client cuts the connection': told().opens('a').leaves('a', true).closes('a').ends(),
      'the server closes it first': told().opens('a').asksToEnd('shutdown').says().closes('a', 1001).ends(),
      'time has run out': told().opens('a').ends(true),
    },
  },
});
