/** Bad input for directed plans: commands that are wrong in exactly one respect, and text that is no JSON at all. */
import type { JsonSchema } from '../../schemas/json-schema.ts';
import type { Message, Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { type NearMiss, nearMisses } from '../arbitraries/near-miss.ts';
import { symbol } from '../engine/names.ts';
import type { Step } from '../engine/plan.ts';
import { at } from '../scene/pointer.ts';
import type { Kit } from './kit.ts';

/** How many of the messages that are a server's to say are said to it. */
const SOME = 6;

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

/**
 * An otherwise good command as lenient parsers take it, and as no JSON is written: numbers that there are none of, commas
 * too many, other quotes, comments, bare control characters, two commands behind each other.
 */
export const nearlyJson = (frame: Fields): readonly string[] => {
  const text = JSON.stringify(frame);
  const open = text.slice(0, -1);
  const more = (value: string): string => `${open},"x":${value}}`;
  return [
    ...['NaN', 'Infinity', '-Infinity', '[1,]', '01', "'x'", '"a\tb"'].map(more),
    `${open},}`,
    `${open},x:1}`,
    `${open}/* x */}`,
    `${text} // x`,
    text.replaceAll('"', "'"),
    `${text}${text}`,
    `${text}\n${text}`,
  ];
};

/** The ways in which a command can be wrong. */
export type Wrong = 'unknown' | 'missing' | 'type' | 'word' | 'null' | 'empty' | 'huge';

/** What stands in place of a body that is none, by the way in which that is wrong; where it is missing nothing does. */
const BODILESS: Readonly<Record<Wrong, readonly (readonly unknown[])[]>> = {
  ...{ unknown: [], word: [], empty: [], huge: [] },
  missing: [[]],
  type: [[[]], ['none']],
  null: [[null]],
};

/** Commands of a protocol wrong in one way, as steps of a client. */
export const badCommands =
  (protocol: Protocol, reader: Reader, kit: Kit, client: string) =>
  (wrong: Wrong): readonly Step[] => {
    const { tag } = protocol.envelope.command;
    const send = (frame: unknown): Step => ({ do: 'send', client, frame });
    if (wrong === 'unknown') {
      const bare = ['no-such-command', 'constructor', '__proto__', ''].map((name): Fields => ({ [tag]: name }));
      const said = (kind: 'control' | 'event', names: readonly string[]): readonly Fields[] =>
        names.map((name) => ({
          ...reader.frame(kind, name, (protocol[`${kind}s`][name]?.examples[0] ?? {}) as Fields),
          // No server says that of itself, so that it is known again where it comes back.
          said: symbol('mark', 1),
        }));
      // What only a server says; where bad input ends a connection, the code for what is known may be another.
      const own = protocol.promises.errors
        ? [
            ...said('control', Object.keys(protocol.controls).slice(0, SOME)),
            ...said('event', Object.keys(protocol.events).slice(0, 1)),
          ]
        : [];
      const good = Object.keys(protocol.commands).map((name) => kit.frame(name, kit.safe(name)));
      return [...bare, {}, ...own, ...unnamed(tag, kit.harmless()), ...good.flatMap((frame) => misnamed(tag, frame))]
        .filter((frame) => reader.read(frame, 'client') === undefined)
        .map(send);
    }
    const { body: place } = protocol.envelope.command;
    /** Commands whose body is none, where it stands in a member of its own. */
    const bodiless = (name: string): readonly Step[] =>
      place === undefined
        ? []
        : BODILESS[wrong]
            .map((bodies): Fields => ({ [tag]: name, ...bodies.map((body) => ({ [place]: body }))[0] }))
            .filter((frame) => reader.problems('command', name, frame).length > 0)
            .map(send);
    return Object.entries(protocol.commands).flatMap(([name, message]) => {
      const schema = reader.bodySchema('command', name);
      // What asks for something that may not exist is wrong in more than one respect.
      const isGood = (body: Fields): boolean => reader.problems('command', name, kit.frame(name, body)).length === 0;
      const bodies = (those: readonly Pick<NearMiss, 'value' | 'wrong'>[]): readonly string[] =>
        those.flatMap(({ wrong: how, value }) => (how === wrong ? [JSON.stringify(value)] : []));
      const safe = kit.safe(name);
      const { filters } = protocol.promises;
      const misses = filters
        ? [
            ...nearMisses(schema, safe),
            ...missesBehind(schema, safe, filters.names.at, kit.called(kit.names.slice(0, 2))),
            ...missesBeyond(schema, message, safe, isGood),
          ]
        : message.examples.flatMap((example) => nearMisses(schema, example));
      const wrongs = new Set(wrong === 'word' ? misspelt(message).map((body) => JSON.stringify(body)) : bodies(misses));
      return [...[...wrongs].map((body) => send(kit.frame(name, JSON.parse(body) as Fields))), ...bodiless(name)];
    });
  };

/** A good command with something in the place of its name that is no text, or an empty one. */
const unnamed = (tag: string, frame: Fields): readonly Fields[] =>
  [[], {}, 7, true, null, ''].map((name) => ({ ...frame, [tag]: name }));

/** A good command with its name in the other case, with a blank behind it, and in a list. */
export const misnamed = (tag: string, frame: Fields): readonly Fields[] => {
  const name = String(frame[tag]);
  const other = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
  return [other, `${name} `, [name]].map((said) => ({ ...frame, [tag]: said }));
};

/** What the catalog tells to be wrong because a word is none of those that there are. */
const misspelt = ({ invalid }: Message): readonly unknown[] =>
  invalid.flatMap(({ body, keyword }) => (keyword === 'enum' ? [body] : []));

/** What is wrong with the last of these names, where a command lists names: it stands behind good ones. */
const missesBehind = (
  schema: JsonSchema,
  safe: Fields,
  place: string,
  names: readonly string[],
): readonly Pick<NearMiss, 'value' | 'wrong'>[] => {
  const member = place.slice(1);
  if (!Object.hasOwn(safe, member) || names.length < 2) return [];
  const last = `${place}/${names.length - 1}`;
  return nearMisses(schema, { ...safe, [member]: names }).filter((miss) => miss.at === last);
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
