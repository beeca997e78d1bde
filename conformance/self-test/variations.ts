/** Legal variations: servers that do the same as another, later or slower. None of them breaks a promise. */
import type { Output, Server } from '../../schemas/server.ts';

interface Waiting {
  readonly at: number;
  readonly output: Output;
}

/** Holds what goes over connections back until an instant, in order; hooks are answered at once. */
const holding =
  (when: (now: number, latest: number) => number) =>
  (server: Server): Server => {
    const waiting: Waiting[] = [];
    const latest = new Map<string, number>();

    const hold = (output: Output, now: number): readonly Output[] => {
      if (output.do === 'answer') return [output];
      const at = when(now, latest.get(output.connection) ?? Number.NEGATIVE_INFINITY);
      latest.set(output.connection, at);
      waiting.push({ at, output });
      waiting.sort((a, b) => a.at - b.at);
      return [];
    };
    const release = (now: number): readonly Output[] => {
      const count = waiting.findIndex(({ at }) => at > now);
      return waiting.splice(0, count < 0 ? waiting.length : count).map(({ output }) => output);
    };

    return {
      receive: (input, now) => [
        ...release(now),
        ...server.receive(input, now).flatMap((output) => hold(output, now)),
        ...release(now),
      ],
      due: () => {
        const instants = [server.due(), waiting[0]?.at].filter((instant) => instant !== undefined);
        return instants.length === 0 ? undefined : Math.min(...instants);
      },
    };
  };

/** Everything comes so many ms late. */
export const late = (ms: number) => holding((now, latest) => Math.max(latest, now + ms));

/** A connection gets one message in so many ms, however many are due. */
export const throttled = (ms: number) => holding((now, latest) => Math.max(now, latest + ms));
