/** Credentials: who is let in, who is refused and how, and what a token's expiry does to an open connection. */
import fc from 'fast-check';
import type { Ending } from '../../../schemas/promises/endings.ts';
import { lateness } from '../../engine/durations.ts';
import { plan, type TokenKind } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { isExpired } from '../../scene/connection.ts';
import { errorMessage } from '../../scene/error-kinds.ts';
import { NO_EXPIRY } from '../../scene/lifetime.ts';
import * as expiries from './expiry-oracles.ts';
import { credentialsFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import * as warnings from './warning-oracles.ts';
import { credentialsWords, endWords, saying } from '../ending-words.ts';
import { TOKEN } from '../needs.ts';

/** How long ago an expired token of a directed plan ended, in ms; nearer than that is a matter of rounding. */
const AGO = 2500;
/** Long enough, in ms, that half of it is more than tolerance and the strides of a virtual clock explain. */
const LONGER = 3 * expiries.LIFETIME;

/** Forty days, in ms. */
const LONG = 40 * 24 * 60 * 60 * 1000;
/** How many connections a user has beside others. */
const SEVERAL = 10;

/** What stands in the place of a warning where none is promised; what is said of it does not apply. */
const NO_WARNING = { message: 'a warning', before: 0, seconds: '' } as const;

/** The family of the `credentials` promise. */
export const credentials = family('credentials', 'Credentials', (setting) => {
  const { protocol, promises, promise, kit } = setting;
  const { refusal, expired = refusal, warning = NO_WARNING } = promise;
  const expiry: Ending & { readonly tolerance: number } = promise.expiry ?? NO_EXPIRY;
  const ends = promise.expiry !== undefined;
  const source = `${protocol.id}#credentials`;

  /** Each probe has its twin: the same user is let in with a good token, before and after. */
  const refused = (token: TokenKind) =>
    plan(kit.connect('a'), kit.connect('b', '⟨user1⟩', { token }), kit.connect('c'), kit.fence('a'), kit.fence('c'));
  /** A good token is good for as many connections as there are, one after the other and at once. */
  const accepted = fc.constant(
    plan(
      kit.connect('a'),
      kit.settle(),
      kit.connect('b', '⟨user1⟩', { again: true }),
      kit.connect('c', '⟨user1⟩', { again: true }),
      kit.fence('a'),
      kit.settle(),
      { do: 'leave', client: 'a' },
      kit.connect('d', '⟨user1⟩', { again: true }),
      // Others of the same user, with tokens of their own, one of which outlives what timers of 32 bits can count.
      ...Array.from({ length: SEVERAL }, (_, nth) => kit.connect(`m${nth}`)),
      kit.connect('l', '⟨user1⟩', { token: { expiresIn: LONG } }),
      ...['b', 'c', 'd', 'l', 'm0'].map(kit.fence),
      kit.settle(),
      { do: 'wait', ms: 100 },
      kit.fence('l'),
      kit.settle(),
    ),
  );

  /** Every way in which a token can be bad, between two good ones. */
  const everyWay = (['missing', 'malformed', { expiresIn: -AGO }, 'bad signature', 'unsigned'] as const).map(
    (token, index) => kit.connect(`b${index}`, '⟨user1⟩', { token }),
  );
  const allRefused = fc.constant(plan(kit.connect('a'), ...everyWay, kit.connect('c'), kit.fence('a'), kit.fence('c')));

  const refuses = (what: string, token: TokenKind, ending: Ending = refusal): Requirement => ({
    level: 'MUST',
    statement: `A connection with ${what} is ${endWords(ending)}.`,
    source,
    needs: TOKEN,
    given: fc.constant(refused(token)),
    more: allRefused,
    check: oracles.refuses(setting, token),
  });

  /** A token of so many ms expires while its connection is open, and another of the same at once; a twin with a lasting one goes on. */
  const expiring = (lifetime: number) =>
    fc.constant(
      plan(
        kit.connect('a', '⟨user1⟩', { token: { expiresIn: lifetime } }),
        kit.connect('c', '⟨user1⟩', { token: { expiresIn: lifetime } }),
        kit.connect('b'),
        // Each ends for its own token, whoever else shows it or another.
        kit.connect('e', '⟨user1⟩', { token: { expiresIn: lifetime }, again: true }),
        kit.connect('d', '⟨user1⟩', { token: { expiresIn: lifetime } }),
        kit.listen('a'),
        kit.settle(),
        { do: 'wait', ms: lifetime + expiry.tolerance + lateness(lifetime) + 2500 },
        kit.fence('b'),
        // The very token that was good before.
        kit.connect('f', '⟨user1⟩', { token: { expiresIn: lifetime }, again: true }),
        kit.fence('b'),
      ),
    );

  /** Two are warned at once, and their twin with a lasting token is not; two more are warned when it is time. */
  const aboutToExpire = fc.constant(
    plan(
      kit.connect('a', '⟨user1⟩', { token: { expiresIn: expiries.LIFETIME } }),
      kit.connect('b'),
      kit.connect('c', '⟨user1⟩', { token: { expiresIn: warning.before + 2 * expiries.LIFETIME } }),
      kit.connect('d', '⟨user1⟩', { token: { expiresIn: expiries.LIFETIME } }),
      kit.connect('e', '⟨user1⟩', { token: { expiresIn: warning.before + 2 * expiries.LIFETIME } }),
      kit.settle(),
      { do: 'wait', ms: 2 * expiries.LIFETIME + expiry.tolerance + lateness(expiries.LIFETIME) + 2500 },
      kit.fence('b'),
      kit.fence('c'),
      kit.fence('e'),
      kit.settle(),
    ),
  );
  const { message, before, seconds } = warning;
  const warns = (statement: string, check: Requirement['check'], timed = true): Requirement => ({
    ...{ applies: promise.warning !== undefined, level: 'MUST', timed },
    ...{ statement, source, needs: TOKEN, given: aboutToExpire, check },
  });

  return {
    paragraph: credentialsWords(promise),
    requirements: {
      'refuses-missing': refuses('no token', 'missing'),
      'refuses-malformed': refuses('a token that is no JWT', 'malformed'),
      'refuses-bad-signature': refuses('a badly signed token', 'bad signature'),
      'refuses-unsigned': refuses('an unsigned token (alg none)', 'unsigned'),
      'refuses-expired': refuses('an expired token', { expiresIn: -AGO }, expired),
      'accepts-good': {
        level: 'MUST',
        statement: 'A connection with a good token is let in.',
        source,
        needs: TOKEN,
        given: accepted,
        more: allRefused,
        check: oracles.acceptsGood(setting),
      },
      'says-why': {
        applies: refusal.error !== undefined,
        level: refusal.error?.level ?? 'SHOULD',
        statement: `Before it refuses a token, the server says why in ${promises.errors && refusal.error ? errorMessage(promises.errors, refusal.error.kind) : 'an error'}.`,
        source,
        given: allRefused,
        check: oracles.saysWhy(setting, (connection) => !promise.expired || !isExpired(connection)),
      },
      'says-expired': {
        applies: promise.expired?.error !== undefined,
        level: promise.expired?.error?.level ?? 'SHOULD',
        statement: 'Before it refuses a token that has expired, the server says that this is why.',
        source,
        needs: TOKEN,
        given: allRefused,
        check: oracles.saysWhy(setting, isExpired),
      },
      'refused-in-time': {
        applies: refusal.within !== undefined,
        level: 'MUST',
        timed: true,
        statement: `A refused connection has ended within ${refusal.within} ms.`,
        source,
        needs: TOKEN,
        given: fc.constant(plan(kit.connect('a'), ...everyWay, { do: 'wait', ms: 1000 }, kit.fence('a'))),
        check: oracles.inTime(setting, refusal.within ?? 0),
      },
      'nothing-else': {
        level: 'MUST',
        statement: `A refused connection gets nothing but one error${refusal.farewell ? `, ${refusal.farewell.message}` : ''} and the close.`,
        source,
        needs: TOKEN,
        given: allRefused,
        check: oracles.nothingElse(setting),
      },
      'expiry-closes': {
        applies: ends,
        level: 'MUST',
        timed: true,
        statement: `When its token expires, an open connection is ${endWords(expiry)}.`,
        source,
        needs: TOKEN,
        given: expiring(expiries.LIFETIME),
        check: expiries.expires(setting),
      },
      'expiry-says-goodbye': {
        applies: expiry.farewell !== undefined,
        level: expiry.farewell?.level ?? 'SHOULD',
        statement: `Before that end the connection gets ${expiry.farewell?.message}${saying(expiry.farewell ?? {})}.`,
        source,
        needs: TOKEN,
        given: expiring(expiries.LIFETIME),
        check: expiries.saysGoodbye(setting),
      },
      'not-before-expiry': {
        applies: ends,
        level: 'MUST',
        timed: true,
        statement: `No connection is ${endWords(expiry)} ${expiry.close === undefined ? 'for its token ' : ''}before its token expires.`,
        source,
        needs: TOKEN,
        given: expiring(LONGER),
        check: expiries.notBefore(setting),
      },
      warns: warns(
        `${before} ms before its own token expires, or at once if fewer are left, a connection gets ${message}.`,
        warnings.warns(setting, warning),
      ),
      'warns-not-before': warns(`No connection gets ${message} before that.`, warnings.notTooEarly(setting, warning)),
      'warning-tells': warns(
        `${message} tells at ${seconds} how many seconds are left.`,
        warnings.truthful(setting, warning),
      ),
      'warns-once': warns(`A connection gets ${message} once.`, warnings.warnsOnce(warning), false),
      'token-secret': {
        level: 'MUST',
        statement: 'No message holds a token.',
        source,
        needs: TOKEN,
        given: ends ? expiring(expiries.LIFETIME) : allRefused,
        check: oracles.secret,
      },
    },
    faults: credentialsFaults(setting),
    unobservable: [
      {
        statement: 'A token never appears in a log line.',
        reason: "An examiner sees what goes over the connection, not the server's logs.",
      },
    ],
  };
});
