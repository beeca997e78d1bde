/** Credentials: who is let in, who is refused and how, and what a token's expiry does to an open connection. */
import fc from 'fast-check';
import { lateness } from '../engine/durations.ts';
import { plan, type TokenKind } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { credentialsFaults } from './credentials-faults.ts';
import * as oracles from './credentials-oracles.ts';
import { TOKEN } from './needs.ts';

/** How long ago an expired token of a directed plan ended, in ms; nearer than that is a matter of rounding. */
const AGO = 2500;
/** Long enough, in ms, that half of it is more than tolerance and the strides of a virtual clock explain. */
const LONGER = 3 * oracles.LIFETIME;

/** The family of the `credentials` promise. */
export const credentials = family('credentials', 'Credentials', (setting) => {
  const { protocol, promises, promise, kit } = setting;
  const { refusal, expiry } = promise;
  const source = `${protocol.id}#credentials`;

  /** Each probe has its twin: the same user is let in with a good token, before and after. */
  const refused = (token: TokenKind) =>
    plan(kit.connect('a'), kit.connect('b', '⟨user1⟩', { token }), kit.connect('c'), kit.fence('a'), kit.fence('c'));

  /** Every way in which a token can be bad, between two good ones. */
  const everyWay = (['missing', 'malformed', { expiresIn: -AGO }, 'bad signature', 'unsigned'] as const).map(
    (token, index) => kit.connect(`b${index}`, '⟨user1⟩', { token }),
  );
  const allRefused = fc.constant(plan(kit.connect('a'), ...everyWay, kit.connect('c'), kit.fence('a'), kit.fence('c')));

  const refuses = (what: string, token: TokenKind): Requirement => ({
    level: 'MUST',
    statement: `A connection with ${what} is closed with ${refusal.close}.`,
    source,
    needs: TOKEN,
    given: fc.constant(refused(token)),
    more: allRefused,
    check: oracles.refuses(setting, token),
  });

  /** A token of so many ms expires while its connection is open; a twin with a lasting one goes on. */
  const expiring = (lifetime: number) =>
    fc.constant(
      plan(
        kit.connect('a', '⟨user1⟩', { token: { expiresIn: lifetime } }),
        kit.connect('b'),
        kit.subscribe('a', kit.ownChannel('⟨user1⟩')),
        kit.settle(),
        { do: 'wait', ms: lifetime + expiry.tolerance + lateness(lifetime) + 2500 },
        kit.fence('b'),
      ),
    );

  return {
    paragraph:
      `The token is a JWT (HS256, claims \`sub\` and \`exp\`) in the query parameter \`${promise.in.query}\`. ` +
      `A missing or bad one closes the connection with ${refusal.close}; so does its expiry on an open connection with ${expiry.close}, ` +
      `by the server's clock, \`exp\` being rounded by at most ${expiry.tolerance} ms. No message ever holds a token.`,
    requirements: {
      'refuses-missing': refuses('no token', 'missing'),
      'refuses-malformed': refuses('a token that is no JWT', 'malformed'),
      'refuses-bad-signature': refuses('a badly signed token', 'bad signature'),
      'refuses-unsigned': refuses('an unsigned token (alg none)', 'unsigned'),
      'refuses-expired': refuses('an expired token', { expiresIn: -AGO }),
      'accepts-good': {
        level: 'MUST',
        statement: 'A connection with a good token is let in.',
        source,
        needs: TOKEN,
        given: allRefused,
        check: oracles.acceptsGood(setting),
      },
      'says-why': {
        applies: refusal.error !== undefined,
        level: refusal.error?.level ?? 'SHOULD',
        statement: `Before it refuses a token, the server says why in ${promises.errors?.message ?? 'an error'}.`,
        source,
        given: allRefused,
        check: oracles.saysWhy(setting),
      },
      'nothing-else': {
        level: 'MUST',
        statement: 'A refused connection gets nothing but one error and the close.',
        source,
        needs: TOKEN,
        given: allRefused,
        check: oracles.nothingElse(setting),
      },
      'expiry-closes': {
        level: 'MUST',
        timed: true,
        statement: `When its token expires, an open connection is closed with ${expiry.close}.`,
        source,
        needs: TOKEN,
        given: expiring(oracles.LIFETIME),
        check: oracles.expires(setting),
      },
      'not-before-expiry': {
        level: 'MUST',
        timed: true,
        statement: `No connection is closed with ${expiry.close} before its token expires.`,
        source,
        needs: TOKEN,
        given: expiring(LONGER),
        check: oracles.notBefore(setting),
      },
      'token-secret': {
        level: 'MUST',
        statement: 'No message holds a token.',
        source,
        needs: TOKEN,
        given: expiring(oracles.LIFETIME),
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
