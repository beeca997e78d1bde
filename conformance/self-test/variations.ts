/** Legal variations of any server, at its seam: it does the same, later, slower or in other company. None breaks a promise. */
import type { Input, Output, Server } from '../../schemas/server.ts';
import { createDice } from './dice.ts';

/** Makes another server of one, that keeps the same promises. */
export type Vary = (server: Server) => Server;

interface Waiting<Held> {
  readonly at: number;
  readonly held: Held;
}

/** Says when something that comes now may pass, given when the one before it on its connection may. */
type When = (now: number, before: number) => number;

/** Things that wait for their instants, in order; what waits for one instant leaves in the order in which it came. */
const createHold = <Held>() => {
  const waiting: Waiting<Held>[] = [];
  const latest = new Map<string, number>();
  return {
    keep: (connection: string, held: Held, when: When, now: number): void => {
      const before = latest.get(connection) ?? Number.NEGATIVE_INFINITY;
      const at = Math.max(before, when(now, before));
      latest.set(connection, at);
      const place = waiting.findIndex((other) => other.at > at);
      waiting.splice(place < 0 ? waiting.length : place, 0, { at, held });
    },
    release: (now: number): readonly Held[] => {
      const count = waiting.findIndex(({ at }) => at > now);
      return waiting.splice(0, count < 0 ? waiting.length : count).map(({ held }) => held);
    },
    next: (): number | undefined => waiting[0]?.at,
  };
};

const earliest = (...instants: readonly (number | undefined)[]): number | undefined => {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** Holds what goes over connections back until an instant, in order; hooks are answered at once. */
const speaking =
  (when: When): Vary =>
  (server) => {
    const hold = createHold<Output>();
    const pass = (output: Output, now: number): readonly Output[] => {
      if (output.do === 'answer') return [output];
      hold.keep(output.connection, output, when, now);
      return [];
    };
    return {
      receive: (input, now) => [
        ...hold.release(now),
        ...server.receive(input, now).flatMap((output) => pass(output, now)),
        ...hold.release(now),
      ],
      due: () => earliest(server.due(), hold.next()),
    };
  };

/** Everything that the server sends comes so many ms late. */
export const late = (ms: number): Vary => speaking((now) => now + ms);

/** A connection gets one message in so many ms, however many are due; but nothing waits longer than `most` ms. */
export const throttled = (ms: number, most: number): Vary =>
  speaking((now, before) => Math.min(now + most, Math.max(now, before + ms)));

/** Everything that the server sends comes between so many and so many ms late; equal seeds, equal lateness. */
export const jitter = (seed: number, least: number, most: number): Vary => {
  const dice = createDice(seed);
  return speaking((now) => now + dice(least, most));
};

/** What the server sends waits for the next of the instants that are so many ms apart, and leaves together. */
export const coalesced = (ms: number): Vary => speaking((now) => Math.ceil(now / ms) * ms);

/** What clients do reaches the server so many ms late; what hooks do, at once. */
export const heardLate =
  (ms: number): Vary =>
  (server) => {
    const hold = createHold<Input>();
    const hear = (now: number): readonly Output[] => hold.release(now).flatMap((held) => server.receive(held, now));
    return {
      receive: (input, now) => {
        const heard = hear(now);
        if (!('connection' in input)) return [...heard, ...server.receive(input, now)];
        hold.keep(input.connection, input, () => now + ms, now);
        return [...heard, ...hear(now)];
      },
      due: () => earliest(server.due(), hold.next()),
    };
  };

/** Hooks are answered so many ms after they were called and did their work. */
export const answersHooksLate =
  (ms: number): Vary =>
  (server) => {
    const hold = createHold<Output>();
    return {
      receive: (input, now) => [
        ...server.receive(input, now).flatMap((output) => {
          if (output.do !== 'answer') return [output];
          hold.keep('', output, () => now + ms, now);
          return [];
        }),
        ...hold.release(now),
      ],
      due: () => earliest(server.due(), hold.next()),
    };
  };

/** What follows from one input reaches the last connection first; each connection gets its own in order. */
export const lastConnectionFirst: Vary = (server) => ({
  ...server,
  receive: (input, now) => {
    const shares = new Map<string, Output[]>();
    for (const output of server.receive(input, now)) {
      const to = output.do === 'answer' ? '' : output.connection;
      const share = shares.get(to);
      if (share) share.push(output);
      else shares.set(to, [output]);
    }
    const answers = shares.get('') ?? [];
    shares.delete('');
    return [...[...shares.values()].reverse().flat(), ...answers];
  },
});
