/** Connections that are to end: gathered, asked for, and looked after. */
import type { Asking } from './asking.ts';
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

/** Whether all of these have ended, with the code if one is given. */
export const haveEnded = async (witnesses: readonly Witness[], asking: Asking, code?: number): Promise<Outcome> => {
  for (const witness of witnesses) {
    await witness.until(() => witness.ended() !== undefined);
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
