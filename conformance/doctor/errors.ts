/** Checks of what becomes of requests that nobody should send, and of the secret. */
import type { HookName } from '../../schemas/hooks.ts';
import { ABOUT } from './about.ts';
import type { Asking } from './asking.ts';
import { type Bench, checksOf, skipped, SOUND } from './check.ts';
import { ANY_REFUSAL, demandEach, refusal, statusIs } from './demand.ts';
import { callable, plainly } from './offers.ts';

/** Bodies that no hook can take. */
const GARBAGE = ['{"event":', 'null', '[]', '"text"', '42'];

const offered = (bench: Bench): readonly HookName[] => callable(bench).filter((hook) => bench.hooks.has(hook));

/** The checks of what cannot be answered otherwise than with an error. */
export const ERROR_CHECKS = checksOf('errors', {
  'unknown-hook': {
    statement: 'A hook that there is not is refused with 404 and a JSON error.',
    says: 'errors',
    mend: 'answer every other path below the base URL with 404 and {"error":".."}.',
    run: async ({ ask }) =>
      (await demandEach(ask, [{ method: 'POST', hook: 'no-such-hook', body: {} }], refusal(404))) ?? SOUND,
  },
  'garbage-body': {
    statement: 'A body that is no JSON object is refused with a 4xx and a JSON error.',
    says: 'errors',
    mend: 'catch what goes wrong in reading the body, and answer 400 with {"error":".."}, also where a framework would answer in its own way.',
    run: async (bench) => {
      // `reset` takes no body, so it may ignore one.
      const hooks = offered(bench).filter((hook) => hook !== 'reset');
      const askings = hooks.flatMap((hook) => GARBAGE.map((raw): Asking => ({ method: 'POST', hook, raw })));
      if (askings.length === 0) return skipped('no hook that takes a body is offered');
      return (await demandEach(bench.ask, askings, ANY_REFUSAL)) ?? SOUND;
    },
  },
  'wrong-method': {
    statement: 'A hook that is asked with GET is refused with a 4xx and a JSON error.',
    says: 'errors',
    mend: 'take POST only, and answer other methods with 405 and {"error":".."}.',
    run: async (bench) => {
      const askings = offered(bench).map((hook): Asking => ({ method: 'GET', hook }));
      if (askings.length === 0) return skipped('no hook is offered');
      return (await demandEach(bench.ask, askings, ANY_REFUSAL)) ?? SOUND;
    },
  },
});

/** The last check of all. */
export const LAST_CHECKS = checksOf('errors', {
  'lives-on': {
    statement: 'After all that was asked, the control interface still answers.',
    says: 'errors',
    mend: 'find what the request before did to the server: an error in a hook must be answered, and never end the process.',
    run: async ({ ask }) => (await demandEach(ask, [ABOUT], statusIs(200))) ?? SOUND,
  },
});

const guarded = (bench: Bench, how: Pick<Asking, 'bare' | 'secret'>): readonly Asking[] => [
  { ...ABOUT, ...how },
  ...offered(bench).map((hook) => ({ ...plainly(hook, bench), ...how })),
];

/** The checks of the secret. */
export const SECRET_CHECKS = checksOf('secret', {
  'wants-one': {
    statement: 'A request without the secret is refused with 401.',
    says: 'secret',
    mend: 'compare the Authorization header before anything else, on every path.',
    run: async (bench) => {
      if (bench.secret === undefined) return skipped('no --control-secret was given');
      return (await demandEach(bench.ask, guarded(bench, { bare: true }), statusIs(401))) ?? SOUND;
    },
  },
  'wants-the-right-one': {
    statement: 'A request with another secret is refused with 401.',
    says: 'secret',
    mend: 'compare the whole of what follows "Bearer " with the secret, not only its beginning.',
    run: async (bench) => {
      if (bench.secret === undefined) return skipped('no --control-secret was given');
      const longer = guarded(bench, { secret: `${bench.secret}x` });
      const other = guarded(bench, { secret: 'another' });
      return (await demandEach(bench.ask, [...longer, ...other], statusIs(401))) ?? SOUND;
    },
  },
});
