/** Tokens that have expired, and the leave taken of those that expire, on histories told by hand. */
import { telemetry } from '../../../schemas/telemetry/protocol.ts';
import type { Guest, Told } from '../../self-test/told.ts';
import { judging } from '../../self-test/judging.ts';
import { error, goodbye, refusal, subscribe } from '../../self-test/telemetry-frames.ts';
import { told } from '../../self-test/told.ts';

const expired: Guest = { token: { expiresIn: -2500 } };
const missing: Guest = { token: 'missing' };
const refused = (guest: Guest, code: string) =>
  told(telemetry).knocks('a', guest).gets('a', refusal(code)).closes('a', 4001);
const expiring = () => told(telemetry).opens('a', { lives: 2000 }).passes(2000);
const letIn = (history: Told) => history.opens('z', { user: 'did:a' }).ends();

judging(
  'credentials',
  {
    'says-why': {
      holds: { 'the session is missing': refused(missing, 'AUTH_REQUIRED').ends() },
      breaks: {
        'nothing is said': told(telemetry).knocks('a', missing).closes('a', 4001).ends(),
        'it is said to have expired': refused(missing, 'SESSION_EXPIRED').ends(),
        'it is said by the usual error': told(telemetry)
          .knocks('a', missing)
          .gets('a', error('AUTH_REQUIRED'))
          .closes('a', 4001)
          .ends(),
      },
      passesOver: { 'it has expired': refused(expired, 'SESSION_EXPIRED').ends() },
    },
    'says-expired': {
      holds: { 'it is said to have expired': refused(expired, 'SESSION_EXPIRED').ends() },
      breaks: {
        'it is said to be bad': refused(expired, 'AUTH_REQUIRED').ends(),
        'nothing is said': told(telemetry).knocks('a', expired).closes('a', 4001).ends(),
      },
      passesOver: { 'the session is missing': refused(missing, 'AUTH_REQUIRED').ends() },
    },
    'nothing-else': {
      holds: { 'one error comes': refused(expired, 'SESSION_EXPIRED') },
      beside: letIn,
      breaks: {
        'leave is taken as well': told(telemetry)
          .knocks('a', missing)
          .gets('a', refusal('AUTH_REQUIRED'))
          .gets('a', goodbye('session_expired'))
          .closes('a', 4001)
          .ends(),
      },
    },
    'expiry-says-goodbye': {
      holds: {
        'leave is taken before the close': expiring().gets('a', goodbye('session_expired')).closes('a', 4001).ends(),
        'a command is still unanswered': expiring()
          .sends('a', subscribe('orders'))
          .gets('a', goodbye('session_expired'))
          .closes('a', 4001)
          .ends(),
      },
      breaks: {
        'no leave is taken': expiring().closes('a', 4001).ends(),
        'another reason is told': expiring().gets('a', goodbye('error')).closes('a', 4001).ends(),
      },
      passesOver: {
        'it expires before it is greeted, and is told so': told(telemetry)
          .knocks('a', { lives: 50 })
          .passes(50)
          .gets('a', refusal('SESSION_EXPIRED'))
          .closes('a', 4001)
          .ends(),
        'the server is asked to end it for that reason': told(telemetry)
          .opens('a', { lives: 60_000 })
          .asksToEnd('session_expired')
          .gets('a', goodbye('session_expired'))
          .closes('a', 4001)
          .says()
          .ends(),
      },
    },
  },
  [
    ...['refuses-missing', 'refuses-malformed', 'refuses-bad-signature', 'refuses-unsigned', 'refuses-expired'],
    ...['accepts-good', 'expiry-closes', 'not-before-expiry', 'token-secret'],
  ],
  telemetry,
);
