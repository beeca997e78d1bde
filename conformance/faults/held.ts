/** Outputs held back: until so many ms are over, or until something else happens than that time passes. */
import type { Output } from '../../schemas/server.ts';
import type { Choose, Wrap } from './wrap.ts';

/** Holds chosen outputs back for so many ms. */
export const delayed =
  (choose: Choose, ms: number): Wrap =>
  (server) => {
    let queue: { readonly at: number; readonly output: Output }[] = [];
    return {
      due: () => {
        const due = server.due();
        const [first] = queue;
        return first ? Math.min(first.at, due ?? first.at) : due;
      },
      receive: (input, now) => {
        const ready = queue.filter(({ at }) => at <= now).map(({ output }) => output);
        queue = queue.filter(({ at }) => at > now);
        return [
          ...ready,
          ...server.receive(input, now).filter((output) => {
            const isHeld = choose(output);
            if (isHeld) queue.push({ at: now + ms, output });
            return !isHeld;
          }),
        ];
      },
    };
  };

/** Holds chosen outputs of ticks back until anything else is heard. */
export const untilStirred =
  (choose: Choose): Wrap =>
  (server) => {
    let kept: Output[] = [];
    return {
      ...server,
      receive: (input, now) => {
        const outputs = server.receive(input, now);
        if (input.do !== 'tick') return [...kept.splice(0), ...outputs];
        kept = [...kept, ...outputs.filter(choose)];
        return outputs.filter((output) => !choose(output));
      },
    };
  };
