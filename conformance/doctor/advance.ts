/** Checks of `advance`. Since the first call stops the server's time for good, they are run only where that is wanted. */
import type { Asking } from './asking.ts';
import { type Bench, checksOf, type Outcome, skipped, SOUND } from './check.ts';
import { ANY_REFUSAL, demand, demandEach, either, inWords, objectIn, type Wanted, wrongly } from './demand.ts';
import { admit } from './token-witness.ts';
import { endInWords } from './witness.ts';

const advance = (ms: unknown): Asking => ({ method: 'POST', hook: 'advance', body: ms === undefined ? {} : { ms } });

const MOVED: Wanted = {
  words: '200 with {"now":unix_ms}, a whole number',
  holds: ({ status, text }) => status === 200 && Number.isInteger(objectIn(text)?.now),
};

/** How far time is moved at once, in ms. */
const STRIDE = 1000;
/** How long time is left alone between two calls, in real ms. */
const PAUSE = 200;
/** What rounding to whole ms may make of the time between two instants. */
const ROUNDING = 1;
/** Timers may be late by half a second, or by a twentieth of their period. */
const lateness = (every: number): number => Math.max(500, every / 20);

/** Moves time; gives the instant it came to. */
const move = async ({ ask }: Bench, ms: number): Promise<number | undefined> => {
  const came = await ask(advance(ms));
  const now = came.status === 200 ? objectIn(came.text)?.now : undefined;
  return typeof now === 'number' ? now : undefined;
};

/** How much more than asked for two advances came to: with a pause between them, and without. */
const measure = async (bench: Bench): Promise<{ readonly idle: number; readonly busy: number } | undefined> => {
  const before = await move(bench, STRIDE);
  await bench.clock.until(bench.clock.now() + PAUSE);
  const between = await move(bench, STRIDE);
  const after = await move(bench, STRIDE);
  if (before === undefined || between === undefined || after === undefined) return undefined;
  return { idle: between - before - STRIDE, busy: after - between - STRIDE };
};

const UNMOVED = skipped('doctor/advance/answers does not hold');

/** The checks. */
export const ADVANCE_CHECKS = checksOf('advance', {
  answers: {
    statement: 'Time can be moved on, and the answer says to which instant.',
    says: 'advance',
    mend: 'answer 200 {"now":..} with the unix ms to which the clock came.',
    run: async ({ ask }) => (await demand(ask, advance(STRIDE), MOVED)) ?? SOUND,
  },
  'stands-still': {
    statement: 'Time stands still between two calls.',
    says: 'stands',
    mend: 'take the clock from the calls alone, from the first of them on.',
    run: async (bench): Promise<Outcome> => {
      const found = await measure(bench);
      if (!found) return UNMOVED;
      if (found.idle - found.busy < PAUSE / 2) return SOUND;
      return {
        ...{ status: 'wrong', asked: `${inWords(advance(STRIDE))}, ${PAUSE} ms later the same` },
        ...{ came: `instants ${STRIDE + found.idle} ms apart`, wanted: `${STRIDE} ms apart` },
      };
    },
  },
  'adds-up': {
    statement: 'Time moves by exactly the ms that were asked for.',
    says: 'advance',
    mend: 'add ms to the instant of the last call; ms are milliseconds.',
    run: async (bench): Promise<Outcome> => {
      const found = await measure(bench);
      if (!found) return UNMOVED;
      if (Math.abs(found.busy) <= ROUNDING) return SOUND;
      if (found.idle - found.busy >= PAUSE / 2) return skipped('doctor/advance/stands-still does not hold');
      return {
        ...{ status: 'wrong', asked: `${inWords(advance(STRIDE))}, then the same` },
        ...{ came: `instants ${STRIDE + found.busy} ms apart`, wanted: `${STRIDE} ms apart` },
      };
    },
  },
  'refuses-misfits': {
    statement: 'What is no number of ms, or would turn time back, is refused with a 4xx and a JSON error.',
    says: 'errors',
    mend: 'take ms only where it is a number from 0 up; answer 400 otherwise.',
    run: async ({ ask }) =>
      (await demandEach(ask, [-1, -1e300, 'soon', [], undefined].map(advance), ANY_REFUSAL)) ??
      // Whether moving by nothing is a move is free.
      (await demand(ask, advance(0), either(MOVED, ANY_REFUSAL))) ??
      SOUND,
  },
  'sends-what-is-due': {
    statement: 'What was due in those ms has happened and has been sent: a heartbeat has arrived.',
    says: 'advance',
    mend: 'fire every timer that is due, in the order of due times, before the answer. If there is no heartbeat without the hook either, it is the server that is to blame: `wireproof test --clock real` tells.',
    needs: ['token'],
    witness: true,
    run: async (bench): Promise<Outcome> => {
      const { heartbeat } = bench.protocol.promises;
      if (!heartbeat) return skipped('the protocol has no heartbeat to see it by');
      const witness = await admit(bench, bench.naming()('⟨user1⟩'));
      if ('status' in witness) return witness;
      try {
        const before = witness.beats();
        // The first beat is due within one period and owes no answer until the second, so nobody is cut off.
        for (const ms of [heartbeat.every, lateness(heartbeat.every)]) {
          const asking = advance(Math.ceil(ms));
          const came = await bench.ask(asking);
          if (came.status !== 200) return wrongly(asking, came, MOVED.words);
          if (await witness.until(() => witness.beats() > before)) return SOUND;
        }
        const came = witness.ended() ? endInWords(witness.ended()) : `no ${heartbeat.send}`;
        return { status: 'wrong', asked: inWords(advance(heartbeat.every)), came, wanted: `a ${heartbeat.send}` };
      } finally {
        witness.leave();
      }
    },
  },
});
