/** Asking with attention: to tokens that must not be shown, to the time that is left, and to whether anybody is there. */
import type { Clock } from '../engine/clock.ts';
import type { Ask, Came } from './asking.ts';
import { objectIn } from './demand.ts';

/** Why nothing more is asked. */
export const LATE = 'the time for all of it ran out';

/** The texts in an answer that may be tokens, wherever they stand. */
const textsIn = (text: string): readonly string[] =>
  Object.entries(objectIn(text) ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'error' ? [value] : [],
  );

/** What is asked with, and for how long, in ms. */
export interface AttentiveOptions {
  readonly ask: Ask;
  readonly clock: Pick<Clock, 'now'>;
  readonly budget: number;
}

/** An ask that notes tokens, stops when time runs out, and tells when nobody is there any more. */
export const attentive = ({ ask, clock, budget }: AttentiveOptions) => {
  const deadline = clock.now() + budget;
  const tokens = new Set<string>();
  let gone = false;
  let late = false;
  return {
    tokens,
    gone: () => gone,
    late: () => late,
    ask: async (asking: Parameters<Ask>[0]): Promise<Came> => {
      late ||= clock.now() > deadline;
      if (late) return { status: 'none', because: LATE, reached: true };
      const came = await ask(asking);
      if (came.status === 'none') gone ||= !came.reached;
      else for (const token of textsIn(asking.hook === 'token' ? came.text : '')) tokens.add(token);
      return came;
    },
  };
};
