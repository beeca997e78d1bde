/** Warnings of expiry, and refusals by the transport and in time, on histories told by hand of a protocol that has them. */
import { Type } from '@sinclair/typebox';
import { commerce } from '../../../schemas/commerce/protocol.ts';
import { message, type Protocol } from '../../../schemas/protocol.ts';
import { unauthenticated } from '../../self-test/commerce-frames.ts';
import { type Cases, judging } from '../../self-test/judging.ts';
import { type Guest, told, type Told } from '../../self-test/told.ts';

const { promises } = commerce;
const { credentials } = promises;
if (!credentials) throw new Error('commerce lets nobody in without a token');
/** Commerce, with a warning five minutes before a token expires; refused connections may end in any way, and must in time. */
const protocol: Protocol = {
  ...commerce,
  controls: {
    ...commerce.controls,
    expiring: message('Warns.', Type.Object({ seconds: Type.Integer() }), {
      examples: [{ seconds: 300 }],
      invalid: [],
    }),
  },
  promises: {
    ...promises,
    credentials: {
      ...credentials,
      refusal: { error: { kind: 'unauthenticated', level: 'MUST' }, within: 5000, instead: { code: '/code' } },
      warning: { message: 'expiring', before: 300_000, seconds: '/seconds' },
    },
  },
};

const warning = (seconds: number) => ({ type: 'expiring', seconds });
const lasting = () => told(protocol).opens('a', { lives: 310_000 });
const short = () => told(protocol).opens('a', { lives: 2000 });
const { tolerance = 0 } = credentials.expiry ?? {};
const missing: Guest = { token: 'missing' };
const letIn = (history: Told) => history.opens('z', { user: 'did:a' }).ends();

const refused: Cases = {
  holds: {
    'it is closed without a close frame': told(protocol).knocks('a', missing).gets('a', unauthenticated).closes('a'),
  },
  beside: letIn,
  breaks: { 'it is let in': told(protocol).opens('a', missing).ends() },
};

judging(
  'credentials',
  {
    'refuses-missing': refused,
    'refused-in-time': {
      holds: {
        'it is gone at the last moment': told(protocol)
          .knocks('a', missing)
          .gets('a', unauthenticated)
          .passes(5000)
          .closes('a', 4001),
      },
      beside: letIn,
      breaks: {
        'it ends later': told(protocol).knocks('a', missing).passes(5001).closes('a', 4001).ends(),
        'it is still there': told(protocol).knocks('a', missing).passes(5001).silence('a').ends(),
      },
      passesOver: { 'its token is good': told(protocol).opens('a').passes(6000).ends() },
    },
    warns: {
      holds: {
        'it comes when it is time': lasting().passes(10_000).gets('a', warning(300)).ends(),
        'it comes at once where less is left': short().gets('a', warning(2)).ends(),
        'a timer is late': lasting()
          .passes(10_000 + tolerance + 500)
          .gets('a', warning(299))
          .ends(),
      },
      breaks: {
        'it comes too late': lasting()
          .passes(10_501 + tolerance)
          .gets('a', warning(298))
          .ends(),
        'something asked long after it was due is answered': lasting()
          .passes(10_501 + tolerance)
          .fences('a')
          .ends(),
        'the token expires without it': short().passes(2000).closes('a', 4001).ends(),
      },
      passesOver: {
        'the token lasts': told(protocol).opens('a').passes(20_000).fences('a').ends(),
        'the client leaves first': lasting().passes(9000).ends(),
      },
    },
    'warns-not-before': {
      holds: {
        'it comes when it is time': lasting().passes(10_000).gets('a', warning(300)).ends(),
        'the instant was rounded': lasting()
          .passes(10_000 - tolerance)
          .gets('a', warning(301))
          .ends(),
      },
      breaks: {
        'it comes too early': lasting()
          .passes(9999 - tolerance)
          .gets('a', warning(301))
          .ends(),
        'it comes to another connection of the user': told(protocol)
          .opens('a', { lives: 2000 })
          .opens('b', { user: 'did:a' })
          .gets('b', warning(2))
          .ends(),
      },
    },
    'warning-tells': {
      holds: {
        'it tells the seconds that are left': lasting().passes(10_000).gets('a', warning(300)).ends(),
        'it was rounded up, and so was the instant': short().gets('a', warning(4)).ends(),
      },
      breaks: {
        'it tells what the warning is meant for': short().gets('a', warning(300)).ends(),
        'it tells milliseconds': short().gets('a', warning(2000)).ends(),
        'it tells that nothing is left': lasting().passes(10_000).gets('a', warning(0)).ends(),
      },
    },
    'warns-once': {
      holds: { 'an answer comes after it': short().gets('a', warning(2)).fences('a').ends() },
      breaks: { 'it comes again': short().gets('a', warning(2)).passes(1000).gets('a', warning(1)).ends() },
      passesOver: { 'none has come yet': lasting().fences('a').ends() },
    },
  },
  [
    ...['refuses-malformed', 'refuses-bad-signature', 'refuses-unsigned', 'refuses-expired', 'accepts-good'],
    ...['says-why', 'nothing-else', 'expiry-closes', 'not-before-expiry', 'token-secret'],
  ],
  protocol,
);
