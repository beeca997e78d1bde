/** Checks of `reset`: what ends, what is forgotten, and what stays. */
import type { Asking } from './asking.ts';
import { checksOf, skipped, SOUND } from './check.ts';
import { demand, demandEach, inWords, statusIs } from './demand.ts';
import { ending, haveEnded } from './ending.ts';
import { issue } from './issue.ts';
import { publishing, tell } from './samples.ts';
import { admit } from './token-witness.ts';
import { endInWords, greeting } from './witness.ts';

const RESET: Asking = { method: 'POST', hook: 'reset' };

/** The checks of `reset`. */
export const RESET_CHECKS = checksOf('reset', {
  answers: {
    statement: 'A reset is answered with 204.',
    says: 'reset',
    mend: 'answer 204, without a body, once everything is as freshly started.',
    run: async ({ ask }) => (await demand(ask, RESET, statusIs(204))) ?? SOUND,
  },
  forgets: {
    statement: 'What was published before is forgotten: the same beginnings are accepted again.',
    says: 'reset',
    mend: 'clear everything that publishing has made.',
    needs: ['publish'],
    run: async (bench) => {
      const { births } = tell(bench.protocol, bench.reader, bench.naming());
      const askings = births.map(publishing);
      const accepted = statusIs(202);
      if (await demandEach(bench.ask, askings, accepted))
        return skipped('doctor/publish/accepts-beginnings does not hold');
      if (await demand(bench.ask, RESET, { words: '', holds: ({ status }) => status >= 200 && status < 300 })) {
        return skipped('doctor/reset/answers does not hold');
      }
      return (await demandEach(bench.ask, askings, accepted)) ?? SOUND;
    },
  },
  'ends-connections': {
    statement: 'A reset ends all connections; how is free.',
    says: 'reset',
    mend: 'close or cut every connection.',
    needs: ['token'],
    witness: true,
    run: (bench) => ending(bench, [bench.naming()('⟨user1⟩')], RESET, (all) => haveEnded(bench, all, RESET)),
  },
  'keeps-tokens': {
    statement: 'A token from before a reset is still good.',
    says: 'reset',
    mend: 'keep the key of the tokens, and revoke none.',
    needs: ['token'],
    witness: true,
    run: async (bench) => {
      const { protocol, naming, enter } = bench;
      if (!protocol.promises.credentials) return skipped('the protocol asks for no token');
      const subject = naming()('⟨user1⟩');
      // The twin: what is not let in before a reset says nothing about it.
      const before = await admit(bench, subject);
      if ('status' in before) return before;
      before.leave();
      const issued = await issue(bench, { subject });
      if (!('token' in issued) || !enter) return skipped('doctor/token/hands-out does not hold');
      await bench.ask(RESET);
      const witness = enter(issued.token);
      const greeted = await greeting(witness, protocol);
      witness.leave();
      return greeted
        ? SOUND
        : {
            status: 'wrong',
            asked: `${inWords(RESET)}, then a connection with a token from before`,
            came: endInWords(witness.ended()),
            wanted: 'a greeting',
          };
    },
  },
});
