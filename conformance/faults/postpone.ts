/** A wrapper that holds chosen outputs back, whatever else goes on, until so many ms have passed. */
import type { Output } from '../../schemas/server.ts';
import type { Choose, Wrap } from './wrap.ts';

/** Holds chosen outputs back for as many ms as are said of each. */
export const postpone =
  (choose: Choose, ms: (output: Output) => number): Wrap =>
  (server) => {
    let held: { readonly at: number; readonly output: Output }[] = [];
    const release = (now: number): readonly Output[] => {
      const ripe = held.filter(({ at }) => at <= now);
      held = held.filter(({ at }) => at > now);
      return ripe.map(({ output }) => output);
    };
    return {
      receive: (input, now) => {
        const ripe = release(now);
        const outputs = server.receive(input, now).filter((output) => {
          if (!choose(output)) return true;
          held.push({ at: now + ms(output), output });
          return false;
        });
        return [...ripe, ...outputs];
      },
      due: () => {
        const instants = [server.due(), ...held.map(({ at }) => at)].filter((instant) => instant !== undefined);
        return instants.length === 0 ? undefined : Math.min(...instants);
      },
    };
  };
