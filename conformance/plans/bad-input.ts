/** Bad input for directed plans: commands that are wrong in exactly one respect, and text that is no JSON at all. */
import type { JsonSchema } from '../../schemas/json-schema.ts';
import type { Message, Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { type NearMiss, nearMisses } from '../arbitraries/near-miss.ts';
import type { Step } from '../engine/plan.ts';
import { at } from '../scene/pointer.ts';
import type { Kit } from './kit.ts';

type Fields = Readonly<Record<string, unknown>>;

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
      const isGood = (body: Fields): boolean => reader.problems('command', name, kit.frame(name, body)).length === 0;
      const bodies = (misses: readonly Pick<NearMiss, 'value' | 'wrong'>[]): readonly string[] =>
        misses.flatMap(({ wrong: how, value }) => (how === wrong ? [JSON.stringify(value)] : []));
      const safe = kit.safe(name);
      const wrongs = protocol.promises.filters
        ? new Set(bodies([...nearMisses(schema, safe), ...missesBeyond(schema, message, safe, isGood)]))
        : bodies(message.examples.flatMap((example) => nearMisses(schema, example)));
      return [...wrongs].map((body) => send(kit.frame(name, JSON.parse(body) as Fields)));
    });
  };

/** What is wrong where a schema's keyword is not kept. */
const wrongBy = (keyword: string, value: unknown): NearMiss['wrong'] => {
  if (value === null) return 'null';
  return keyword === 'minItems' || keyword === 'minLength' ? 'empty' : 'type';
};

/**
 * What is wrong in members as the catalog's examples have them, good and bad ones, each beside what is safe in every other:
 * of a list, the first item alone, so that none is left in it which may not exist.
 */
const missesBeyond = (
  schema: JsonSchema,
  { examples, invalid }: Message,
  safe: Fields,
  isGood: (body: Fields) => boolean,
): readonly Pick<NearMiss, 'value' | 'wrong'>[] => {
  const members = examples.flatMap((example) =>
    Object.entries(example as Fields).filter(([member]) => !Object.hasOwn(safe, member)),
  );
  const within = members.flatMap(([member, value]) => {
    const whole = { ...safe, [member]: Array.isArray(value) ? value.slice(0, 1) : value };
    return isGood(whole) ? nearMisses(schema, whole).filter((miss) => miss.at.startsWith(`/${member}/`)) : [];
  });
  const told = invalid.flatMap(({ body, at: where, keyword }) => {
    const member = where.split('/')[1];
    const value = member === undefined ? undefined : at(body, `/${member}`);
    if (member === undefined || value === undefined || (Array.isArray(value) && value.length > 0)) return [];
    const whole = { ...safe, [member]: value };
    return isGood(whole) ? [] : [{ value: whole, wrong: wrongBy(keyword, value) }];
  });
  return [...within, ...told];
};
