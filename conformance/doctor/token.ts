/** Checks of `token`: what it hands out, for how long, and to whom it opens the door. */
import type { Asking } from './asking.ts';
import { type Bench, checksOf, type Outcome, skipped, SOUND } from './check.ts';
import { claimsIn } from './claims.ts';
import { ANY_REFUSAL, demand, demandEach, inWords, objectIn, type Wanted } from './demand.ts';
import { issue, isToken } from './issue.ts';
import { letsIn, refusesExpired, takesRoles } from './token-witness.ts';

const ISSUED: Wanted = {
  words: '200 with {"token":".."}, printable ASCII',
  holds: ({ status, text }) => status === 200 && isToken(objectIn(text)?.token),
};
const NO_BREAKDOWN: Wanted = {
  words: '200 with {"token":".."}, or a 4xx with {"error":".."}',
  holds: (came) => ISSUED.holds(came) || ANY_REFUSAL.holds(came),
};

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** How far `exp` may be off from rounding, on each of two tokens, in ms. */
const ROUNDING = 1000;

const asking = (body: unknown): Asking => ({ method: 'POST', hook: 'token', body });
const subjectOf = ({ naming }: Bench): string => naming()('⟨user1⟩');

/** `exp` of a new token in ms; undefined where it cannot be read. */
const expiry = async (bench: Bench, subject: string, expiresIn?: number): Promise<number | undefined> => {
  const issued = await issue(bench, { subject, ...(expiresIn !== undefined && { expiresIn }) });
  const exp = 'token' in issued ? claimsIn(issued.token)?.exp : undefined;
  return typeof exp === 'number' ? exp * 1000 : undefined;
};

const UNREADABLE = 'its tokens are no JWTs that can be read here';

/** How far two tokens' expiries lie apart from what was asked for; the server's own clock drops out. */
const apart = async (
  bench: Bench,
  [one, other]: readonly [number | undefined, number],
  wanted: number,
): Promise<Outcome> => {
  const subject = subjectOf(bench);
  const began = bench.clock.now();
  const [first, second] = [await expiry(bench, subject, one), await expiry(bench, subject, other)];
  if (first === undefined || second === undefined) return skipped(UNREADABLE);
  const elapsed = bench.clock.now() - began;
  // The second token is made later, by at most the time that both calls took.
  const off = second - first - wanted;
  if (off >= -2 * ROUNDING && off <= elapsed + 2 * ROUNDING) return SOUND;
  return {
    status: 'wrong',
    asked: [one, other]
      .map((expiresIn) => inWords(asking({ subject, ...(expiresIn !== undefined && { expiresIn }) })))
      .join(', then '),
    came: `tokens whose exp lie ${Math.round((second - first) / 1000)} s apart`,
    wanted: `${Math.round(wanted / 1000)} s apart`,
  };
};

/** The checks. */
export const TOKEN_CHECKS = checksOf('token', {
  'hands-out': {
    statement: 'A token is handed out for a subject, with and without roles and a lifetime.',
    says: 'token',
    mend: 'answer 200 {"token":".."} with a token that the server itself will take, as one line of ASCII.',
    run: async (bench) => {
      const subject = subjectOf(bench);
      const bodies = [
        { subject },
        { subject, roles: ['signer'] },
        { subject, roles: [] },
        { subject, expiresIn: MINUTE },
      ];
      return (await demandEach(bench.ask, bodies.map(asking), ISSUED)) ?? SOUND;
    },
  },
  'hands-out-expired-ones': {
    statement: 'A negative expiresIn gives a token that has expired already.',
    says: 'token',
    mend: 'set exp to now plus expiresIn, also where that lies in the past.',
    run: async (bench) =>
      (await demand(bench.ask, asking({ subject: subjectOf(bench), expiresIn: -MINUTE }), ISSUED)) ?? SOUND,
  },
  'names-the-subject': {
    statement: 'The token names the subject.',
    says: 'token',
    mend: 'put the subject into the claim sub as it is.',
    run: async (bench) => {
      const subject = subjectOf(bench);
      const issued = await issue(bench, { subject });
      const claims = 'token' in issued ? claimsIn(issued.token) : undefined;
      if (!claims) return skipped('came' in issued ? 'doctor/token/hands-out does not hold' : UNREADABLE);
      if (claims.sub === subject) return SOUND;
      return {
        status: 'wrong',
        asked: inWords(asking({ subject })),
        came: `a token with sub ${JSON.stringify(claims.sub) ?? 'left out'}`,
        wanted: `sub ${JSON.stringify(subject)}`,
      };
    },
  },
  'lives-an-hour': {
    statement: 'A token lives for an hour where expiresIn is left out.',
    says: 'token',
    mend: 'take 3600000 ms where expiresIn is missing.',
    run: (bench) => apart(bench, [undefined, HOUR], 0),
  },
  'lives-as-long-as-told': {
    statement: 'A token lives for as many ms as expiresIn says, from a minute ago to an hour ahead.',
    says: 'token',
    mend: 'expiresIn is in ms, and exp in seconds: exp = (now + expiresIn) / 1000.',
    run: async (bench) => {
      const ahead = await apart(bench, [MINUTE, HOUR], HOUR - MINUTE);
      return ahead.status === 'sound' ? apart(bench, [-MINUTE, MINUTE], 2 * MINUTE) : ahead;
    },
  },
  'refuses-misfits': {
    statement:
      'A request without a subject, or with a field of the wrong type, is refused with a 4xx and a JSON error.',
    says: 'errors',
    mend: 'check subject (a text), roles (a list of texts) and expiresIn (a number) before a token is signed.',
    run: async (bench) => {
      const subject = subjectOf(bench);
      const bodies = [
        {},
        { subject: 5 },
        { subject, roles: 'signer' },
        { subject, expiresIn: 'soon' },
        { subject, expiresIn: [] },
      ];
      return (await demandEach(bench.ask, bodies.map(asking), ANY_REFUSAL)) ?? SOUND;
    },
  },
  'survives-odd-lifetimes': {
    statement: 'A lifetime with a fraction, or beyond all dates, is taken or refused with a 4xx and a JSON error.',
    says: 'errors',
    mend: 'refuse with 400 what cannot be made an exp.',
    run: async (bench) => {
      const subject = subjectOf(bench);
      const lifetimes = [0, 0.5, 1e15, 1e300, -1e300];
      return (
        (await demandEach(
          bench.ask,
          lifetimes.map((expiresIn) => asking({ subject, expiresIn })),
          NO_BREAKDOWN,
        )) ?? SOUND
      );
    },
  },
  'lets-in': {
    statement: 'The server lets a token in, and greets its subject.',
    says: 'token',
    mend: 'sign with the key and the algorithm by which the server verifies, and put the subject into sub.',
    witness: true,
    run: letsIn,
  },
  'expired-ones-are-refused': {
    statement: 'The server refuses a token that was asked for as expired.',
    says: 'token',
    mend: 'set exp to now plus expiresIn, by the clock by which the server judges it.',
    witness: true,
    run: refusesExpired,
  },
  'roles-arrive': {
    statement: 'The roles of a token open what they are for.',
    says: 'token',
    mend: 'put the roles into the token where the server looks for them.',
    needs: ['publish'],
    witness: true,
    run: takesRoles,
  },
});
