/** A wrapper that is slow about a thing which had been silent while many others ended. */
import { keyIn, movesBy, movesOf } from '../../schemas/moves.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import type { Output } from '../../schemas/server.ts';
import type { Setting } from '../engine/requirement.ts';
import { textAt } from '../scene/pointer.ts';
import type { Wrap } from './wrap.ts';

/** What a connection has seen. */
interface Seen {
  /** How many things came to their end. */
  ended: number;
  /** By thing that goes on: how many had ended when it was last heard of. */
  readonly heard: Map<string, number>;
  /** The event that waits for the next message. */
  waiting?: Output;
}

/** Whether an event of a machine leads to where no other begins. */
export const isLast = (machine: Machine, event: string): boolean =>
  movesBy(machine, event).some(({ to }) => !movesOf(machine).some(({ from }) => from.includes(to)));

/**
 * The events of a thing go out behind the next message, to a connection that has seen so many other things end since
 * it last heard of this one.
 */
export const slowToRemember =
  ({ promises, reader }: Omit<Setting<unknown>, 'promise'>, ends: number): Wrap =>
  (server) => {
    const machines = Object.entries(promises.lifecycle ?? {});
    const connections = new Map<string, Seen>();

    const isSlow = (output: Extract<Output, { do: 'message' }>, seen: Seen): boolean => {
      const reading = reader.read(output.message, 'server');
      const found = machines.find(([, { transitions }]) => Object.hasOwn(transitions, reading?.name ?? ''));
      if (!reading || !found) return false;
      const [name, machine] = found;
      const thing = `${name} ${textAt(reading.body, keyIn(machine, reading.name))}`;
      const before = seen.heard.get(thing);
      if (isLast(machine, reading.name)) {
        seen.ended++;
        seen.heard.delete(thing);
      } else seen.heard.set(thing, seen.ended);
      return before !== undefined && seen.ended - before >= ends;
    };

    const pass = (output: Output): readonly Output[] => {
      if (output.do !== 'message') return [output];
      const seen: Seen = connections.get(output.connection) ?? { ended: 0, heard: new Map() };
      connections.set(output.connection, seen);
      const { waiting } = seen;
      delete seen.waiting;
      if (isSlow(output, seen) && !waiting) {
        seen.waiting = output;
        return [];
      }
      return waiting ? [output, waiting] : [output];
    };

    return { ...server, receive: (input, now) => server.receive(input, now).flatMap(pass) };
  };
