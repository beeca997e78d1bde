/** Connections that are to end: gathered, asked for, and looked after. */
import type { Asking } from './asking.ts';
import { lateness } from '../engine/durations.ts';
import { endingsOf, isFarewell } from '../scene/farewells.ts';
import { at } from '../scene/pointer.ts';
import { type Bench, type Outcome, skipped, SOUND } from './check.ts';
import { demand, inWords } from './demand.ts';
import { admit } from './token-witness.ts';
import { endInWords, type Witness } from './witness.ts';

/** Witnesses of these users, all of them greeted; or why that cannot be had. */
const gather = async (bench: Bench, users: readonly string[]): Promise<readonly Witness[] | Outcome> => {
  const witnesses: Witness[] = [];
  for (const user of users) {
    const witness = await admit(bench, user);
    if ('status' in witness) {
      for (const other of witnesses) other.leave();
      return witness;
    }
    witnesses.push(witness);
  }
  return witnesses;
};

/** Has witnesses of these users, asks for an end, and judges what became of them. */
export const ending = async (
  bench: Bench,
  users: readonly string[],
  asking: Asking,
  judge: (witnesses: readonly Witness[]) => Promise<Outcome>,
): Promise<Outcome> => {
  const witnesses = await gather(bench, users);
  if (!('length' in witnesses)) return witnesses;
  try {
    const wrong = await demand(bench.ask, asking, {
      words: 'a 2xx',
      holds: ({ status }) => status >= 200 && status < 300,
    });
    return wrong ? skipped('the hook did not take the request') : await judge(witnesses);
  } finally {
    for (const witness of witnesses) witness.leave();
  }
};

/** How long after a close was announced it may come, in ms; 0 where it comes at once. */
const announced = ({ protocol: { promises } }: Bench, witness: Witness): number => {
  const farewells = endingsOf(promises).flatMap(({ farewell }) => farewell ?? []);
  const delays = witness.read().flatMap((read) => {
    const mine = farewells.find((farewell) => isFarewell(farewell, read));
    const delay = mine?.delay === undefined ? undefined : at(read.body, mine.delay);
    return typeof delay === 'number' ? [delay + lateness(delay)] : [];
  });
  return Math.min(LONGEST, Math.max(0, ...delays));
};

/** The longest announced delay that is waited for, in ms. */
const LONGEST = 60_000;

/** Waits for the end of a connection, as long as it was announced to take; time is moved on where it may be. */
const awaitEnd = async (bench: Bench, witness: Witness): Promise<void> => {
  const hasEnded = () => witness.ended() !== undefined;
  await witness.until(() => hasEnded() || announced(bench, witness) > 0);
  const delay = announced(bench, witness);
  if (hasEnded() || delay === 0) return;
  if (bench.mayAdvance && bench.hooks.has('advance'))
    await bench.ask({ method: 'POST', hook: 'advance', body: { ms: Math.ceil(delay) } });
  await witness.until(hasEnded, Math.max(delay, bench.patience));
};

/** Whether all of these have ended, with the code if one is given. */
export const haveEnded = async (
  bench: Bench,
  witnesses: readonly Witness[],
  asking: Asking,
  code?: number,
): Promise<Outcome> => {
  for (const witness of witnesses) {
    await awaitEnd(bench, witness);
    const ended = witness.ended();
    const right = ended?.kind === 'closed' && (code === undefined || ended.code === code);
    if (!right) {
      return {
        ...{ status: 'wrong', asked: inWords(asking), came: endInWords(ended) },
        wanted: code === undefined ? 'the end of the connection' : `a close with ${code}`,
      };
    }
  }
  return SOUND;
};
