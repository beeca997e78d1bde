/** Checks of `close`: whose connections end, and how. */
import type { Asking } from './asking.ts';
import { type Bench, checksOf, type Outcome, skipped, SOUND } from './check.ts';
import { demand, demandEach, inWords, refusal, statusIs } from './demand.ts';
import { ending, haveEnded } from './ending.ts';
import { endInWords } from './witness.ts';

const close = (body: unknown): Asking => ({ method: 'POST', hook: 'close', body });
const SAYS_NO_CLOSING = 'the protocol names no reasons to close for';

const reasonsOf = ({ protocol }: Bench) => Object.entries(protocol.promises.closing?.reasons ?? {});

/** Runs a check for each reason of the protocol. */
const forEachReason = async (
  bench: Bench,
  run: (reason: string, code: number | undefined) => Promise<Outcome>,
): Promise<Outcome> => {
  const reasons = reasonsOf(bench);
  if (reasons.length === 0) return skipped(SAYS_NO_CLOSING);
  for (const [reason, { close: code }] of reasons) {
    const outcome = await run(reason, code);
    if (outcome.status !== 'sound') return outcome;
  }
  return SOUND;
};

/** The checks of `close`. */
export const CLOSE_CHECKS = checksOf('close', {
  'takes-each-reason': {
    statement: 'Each reason of the protocol is taken with 202, also for a user who is not connected.',
    says: 'close',
    mend: 'answer 202 whether or not there was anything to close.',
    run: (bench) =>
      forEachReason(bench, async (reason) => {
        const subject = bench.naming()('⟨user1⟩');
        return (await demand(bench.ask, close({ subject, reason }), statusIs(202))) ?? SOUND;
      }),
  },
  'refuses-other-reasons': {
    statement: 'Any other reason is refused with 400 and a JSON error.',
    says: 'reason',
    mend: "compare the reason with the protocol's own before anything is closed.",
    run: async ({ ask, naming }) => {
      const subject = naming()('⟨user1⟩');
      const reasons = [{ reason: 'no-such-reason' }, { reason: 'toString' }, { reason: '' }, { reason: 5 }, {}];
      return (
        (await demandEach(
          ask,
          reasons.map((reason) => close({ subject, ...reason })),
          refusal(400),
        )) ?? SOUND
      );
    },
  },
  'ends-the-subject': {
    statement: "All connections of the subject end, with the reason's own close code.",
    says: 'close',
    mend: 'close every connection of that user, on all devices, with the code that the protocol gives the reason.',
    needs: ['token'],
    witness: true,
    run: async (bench) => {
      if (!bench.protocol.promises.credentials) return skipped('the protocol has no users');
      return forEachReason(bench, (reason, code) => {
        const user = bench.naming()('⟨user1⟩');
        const asking = close({ subject: user, reason });
        return ending(bench, [user, user], asking, (all) => haveEnded(bench, all, asking, code));
      });
    },
  },
  'spares-the-others': {
    statement: 'Connections of other users live on, and all of them where there are no users.',
    says: 'close',
    mend: 'compare the whole subject, exactly: one name may begin with another; in a protocol without users nobody has any name.',
    needs: ['token'],
    witness: true,
    run: (bench) =>
      forEachReason(bench, (reason) => {
        const name = bench.naming();
        // The second begins with the first.
        const asking = close({ subject: name('⟨user1⟩'), reason });
        return ending(bench, [name('⟨user2⟩')], asking, async ([other]) =>
          !other || (await other.fence()) !== undefined
            ? SOUND
            : {
                ...{
                  status: 'wrong',
                  asked: inWords(asking),
                  came: `of ${name('⟨user2⟩')}: ${endInWords(other.ended())}`,
                },
                wanted: 'nothing, for somebody else',
              },
        );
      }),
  },
  'ends-all': {
    statement: 'Without a subject the connections of all end.',
    says: 'close',
    mend: 'close every connection where subject is left out.',
    needs: ['token'],
    witness: true,
    run: (bench) =>
      forEachReason(bench, (reason, code) => {
        const name = bench.naming();
        const asking = close({ reason });
        return ending(bench, [name('⟨user1⟩'), name('⟨user2⟩')], asking, (all) => haveEnded(bench, all, asking, code));
      }),
  },
});
