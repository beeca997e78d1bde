/** A wrapper that knows which subscription each event comes by, and whether the event is an old one. */
import { countOf, numberIn } from '../scene/numbers.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { RecoveryPromise } from '../../schemas/promises/recovery.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { Output } from '../../schemas/server.ts';
import { parsed } from '../scene/json.ts';
import { at, itemsAt } from '../scene/pointer.ts';
import type { Wrap } from './wrap.ts';

/** A message to one connection. */
export type Message = Extract<Output, { readonly do: 'message' }>;

/** A subscription to one count, as its answer tells it. */
export interface Subscription {
  readonly count: string;
  readonly from: unknown;
  /** Whether it lists values. */
  readonly narrow: boolean;
  readonly again: boolean;
  readonly first: number;
  /** The highest number that had been sent to anybody when it was answered. */
  readonly boundary: number;
  /** What it has brought so far: old events and live ones. */
  old: number;
  live: number;
}

/** An event on its way. */
export interface Passing {
  readonly message: Message;
  readonly number: number;
  readonly isOld: boolean;
  readonly by: Subscription;
}

/** What a fault does with what passes. */
export interface Meddling {
  readonly event?: (passing: Passing) => readonly Output[];
  /** With the answer that begins subscriptions; `known` is what was ever sent of a count, by number. */
  readonly answer?: (
    message: Message,
    begun: readonly Subscription[],
    known: (count: string) => ReadonlyMap<number, unknown>,
  ) => readonly Output[];
}

/** Meddles with subscriptions. */
export const replaying =
  (
    { promises }: Pick<Protocol, 'promises'>,
    reader: Reader,
    replay: NonNullable<RecoveryPromise['replay']>,
    { event = ({ message }) => [message], answer = (message) => [message] }: Meddling,
  ): Wrap =>
  (server) => {
    const { filters, sequence, replies } = promises;
    const { answer: confirmation, echoes = [] } = replies?.to[replay.command] ?? {};
    const keyOf = (connection: string, frame: unknown): string =>
      `${connection} ${echoes.map((echo) => String(at(frame, echo)))}`;
    const commands = new Map<string, unknown>();
    const held = new Map<string, Subscription>();
    const sent = new Map<string, Map<number, unknown>>();
    const known = (count: string): Map<number, unknown> => {
      const numbers = sent.get(count) ?? new Map<number, unknown>();
      sent.set(count, numbers);
      return numbers;
    };

    const begin = (connection: string, command: unknown, body: unknown): readonly Subscription[] =>
      itemsAt(command, filters?.names.at ?? '').flatMap((name) => {
        const [count, first] = [String(name), at(at(body, replay.next), `/${String(name)}`)];
        if (typeof first !== 'number') return [];
        const narrow = Object.values(filters?.values ?? {}).some(({ at: where }) => itemsAt(command, where).length > 0);
        const from = at(command, replay.from);
        const again = held.has(`${connection} ${count}`);
        const boundary = Math.max(0, ...known(count).keys());
        const begun: Subscription = { count, from, narrow, again, first, boundary, old: 0, live: 0 };
        held.set(`${connection} ${count}`, begun);
        return [begun];
      });

    const pass = (output: Output): readonly Output[] => {
      if (output.do !== 'message') return [output];
      const reading = reader.read(output.message, 'server');
      if (reading?.name === confirmation) {
        const key = keyOf(output.connection, output.message);
        const begun = begin(output.connection, commands.get(key), reading?.body);
        commands.delete(key);
        return answer(output, begun, known);
      }
      const numbered = reading?.kind === 'event' && sequence && numberIn(sequence, reading.name, output.message);
      if (!numbered || !sequence) return [output];
      const by = held.get(`${output.connection} ${countOf(sequence, output.message)}`);
      known(numbered.count).set(numbered.number, output.message);
      if (!by) return [output];
      const isOld = numbered.number <= by.boundary;
      if (isOld) by.old++;
      else by.live++;
      return event({ message: output, number: numbered.number, isOld, by });
    };

    return {
      ...server,
      receive: (input, now) => {
        const frame = input.do === 'text' ? parsed(input.text) : undefined;
        const reading = frame === undefined ? undefined : reader.read(frame, 'client');
        if (input.do === 'text' && reading?.name === replay.command)
          commands.set(keyOf(input.connection, frame), reading.body);
        return server.receive(input, now).flatMap(pass);
      },
    };
  };

/** Changes the commands that ask for a replay before the server sees them. */
export const asking =
  (
    reader: Reader,
    replay: NonNullable<RecoveryPromise['replay']>,
    change: (body: Readonly<Record<string, unknown>>, connection: string) => Readonly<Record<string, unknown>>,
  ): Wrap =>
  (server) => ({
    ...server,
    receive: (input, now) => {
      const frame = input.do === 'text' ? parsed(input.text) : undefined;
      const reading = frame === undefined ? undefined : reader.read(frame, 'client');
      if (input.do !== 'text' || reading?.name !== replay.command) return server.receive(input, now);
      // A frame that is read is an object.
      const changed = change(frame as Readonly<Record<string, unknown>>, input.connection);
      return server.receive({ ...input, text: JSON.stringify(changed) }, now);
    },
  });
