/** Generic faults: wrappers around a server's seam that drop, repeat, reorder or alter what it does. */
import type { Reader } from '../../schemas/reader.ts';
import type { Input, Output, Server } from '../../schemas/server.ts';

/** Chooses outputs. */
export type Choose = (output: Output) => boolean;

/** Wraps a server. */
export type Wrap = (server: Server) => Server;

/** Chooses messages by their name. */
export const messages =
  (reader: Reader, chosen: (name: string, body: unknown) => boolean): Choose =>
  (output) => {
    if (output.do !== 'message') return false;
    const reading = reader.read(output.message, 'server');
    return reading !== undefined && chosen(reading.name, reading.body);
  };

/** Puts others in the place of chosen outputs; `nth` counts the chosen ones from 1. */
export const replace =
  (choose: Choose, put: (output: Output, nth: number) => readonly Output[]): Wrap =>
  (server) => {
    let nth = 0;
    return {
      ...server,
      receive: (input, now) =>
        server.receive(input, now).flatMap((output) => (choose(output) ? put(output, ++nth) : [output])),
    };
  };

/** Loses chosen outputs: all, or every so many. */
export const drop = (choose: Choose, every = 1): Wrap =>
  replace(choose, (output, nth) => (nth % every === 0 ? [] : [output]));

/** Sends chosen outputs twice: all, or every so many. */
export const twice = (choose: Choose, every = 1): Wrap =>
  replace(choose, (output, nth) => (nth % every === 0 ? [output, output] : [output]));

/** Changes chosen messages: all, or every so many. */
export const alter = (
  choose: Choose,
  change: (message: Readonly<Record<string, unknown>>) => unknown,
  every = 1,
): Wrap =>
  replace(choose, (output, nth) =>
    output.do === 'message' && nth % every === 0
      ? [{ ...output, message: change(output.message as Readonly<Record<string, unknown>>) }]
      : [output],
  );

/** Holds every so many of the chosen messages back until the next message to the same connection has gone. */
export const overtake =
  (choose: Choose, every = 2): Wrap =>
  (server) => {
    const kept = new Map<string, Output>();
    let nth = 0;
    const pass = (output: Output): readonly Output[] => {
      if (output.do !== 'message') return [output];
      const waiting = kept.get(output.connection);
      kept.delete(output.connection);
      if (!waiting && choose(output) && ++nth % every === 0) {
        kept.set(output.connection, output);
        return [];
      }
      return waiting ? [output, waiting] : [output];
    };
    return { ...server, receive: (input, now) => server.receive(input, now).flatMap(pass) };
  };

/** Changes, multiplies or drops inputs before the server sees them. */
export const hear =
  (change: (input: Input) => readonly Input[]): Wrap =>
  (server) => ({
    ...server,
    receive: (input, now) => change(input).flatMap((changed) => server.receive(changed, now)),
  });

/** One wrapper after the other, the first innermost. */
export const both =
  (...wraps: readonly Wrap[]): Wrap =>
  (server) =>
    wraps.reduce((wrapped, wrap) => wrap(wrapped), server);
