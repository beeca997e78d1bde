/** Bad input for directed plans: commands that are wrong in exactly one respect, and text that is no JSON at all. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { nearMisses } from '../arbitraries/near-miss.ts';
import type { Step } from '../engine/plan.ts';
import type { Kit } from './kit.ts';

/** Text that no JSON parser takes. */
export const GARBAGE: readonly string[] = [
  '',
  'ping',
  '{',
  '{"type":"ping"',
  "{'type':'ping'}",
  '{"type":"ping"}}',
  '\u0000',
  '{"type":"ping",}',
];

/** JSON that is no object. */
export const NO_OBJECTS: readonly string[] = ['null', '7', '"ping"', '[]', '[{"type":"ping"}]', 'true'];

/** The ways in which a command can be wrong. */
export type Wrong = 'unknown' | 'missing' | 'type' | 'null' | 'empty' | 'huge';

/** Commands of a protocol wrong in one way, as steps of a client. */
export const badCommands =
  (protocol: Protocol, reader: Reader, kit: Kit, client: string) =>
  (wrong: Wrong): readonly Step[] => {
    const { tag } = protocol.envelope.command;
    const send = (frame: unknown): Step => ({ do: 'send', client, frame });
    if (wrong === 'unknown') {
      return ['no-such-command', 'constructor', '__proto__', '']
        .map((name) => send({ [tag]: name }))
        .concat([send({}), send({ [tag]: 7 })].slice(0, 1));
    }
    return Object.entries(protocol.commands).flatMap(([name, message]) => {
      const schema = reader.bodySchema('command', name);
      // What asks for something that may not exist is wrong in more than one respect.
      const sound = protocol.promises.filters ? [kit.safe(name)] : message.examples;
      return sound.flatMap((example) =>
        nearMisses(schema, example)
          .filter((miss) => miss.wrong === wrong)
          .map((miss) => send(kit.frame(name, miss.value as Readonly<Record<string, unknown>>))),
      );
    });
  };
