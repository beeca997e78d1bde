/**
 * Edge bodies: what an event may say that careless code takes for something else - numbers beyond 32 bits, noughts,
 * nothing at all, and texts, lists and instants that seldom come back as they were.
 */
import { bodySchema, type JsonSchema } from '../../schemas/json-schema.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { type Reader, reader as createReader } from '../../schemas/reader.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What takes more than 32 bits, with a sign or without one. */
const LARGE = 5_000_000_000;
/** From here on a number is an instant, and stays as it is. */
const INSTANTS = 1e11;

/** What an object may hold of which nothing is declared: members that are there, and say nothing. */
const HOLLOW: Fields = { none: null, empty: '', list: [], object: {}, zero: 0, no: false };

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isQuantity = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < INSTANTS;

/** Whether it stands for a number that a name will be given in every run. */
const isMark = (value: unknown): boolean => isObject(value) && Object.hasOwn(value, '⟨number⟩');

/** The same with a number where something stands for one. */
const numbered = (value: unknown): unknown => {
  if (isMark(value)) return LARGE;
  if (Array.isArray(value)) return value.map(numbered);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbered(inner)]))
    : value;
};

/** A copy in which each value within, the innermost first, is what `change` makes of it. */
const changed = (value: unknown, change: (inner: unknown) => unknown): unknown => {
  if (isMark(value)) return value;
  if (Array.isArray(value)) return change(value.map((item) => changed(item, change)));
  if (!isObject(value)) return change(value);
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changed(inner, change)])));
};

/** Whether a schema says of an object nothing but that it is one. */
const isOpen = ({ type, properties, additionalProperties = {} }: JsonSchema): boolean =>
  type === 'object' && properties === undefined && Object.keys(additionalProperties).length === 0;

/** Schemas are compiled once for each protocol. */
const readers = new WeakMap<Protocol, Reader>();

/** What is trimmed, folded, composed, escaped, cut, or taken for something else. */
const TEXTS = [
  ' two  blanks ',
  'e\u0301 and \u00e9',
  '<b>&amp;</b>',
  '\u{1f3b2}\u{1f1ea}\u{1f1fa}',
  `${'long '.repeat(80)}end`,
  'a\\b"c\'d/e\u2028f\tg\nh',
  'null',
  'MiXed Case',
  '0012.50',
] as const;
const LISTS = [[], ['b', 'a', 'B', ' a '], ['only']] as const;
/** With no fraction of a second, and with more or fewer digits than most clocks show. */
const STAMPS = ['2026-01-01T00:00:00Z', '2026-02-28T23:59:59.5Z', '2026-01-01T00:00:00.123456Z'] as const;

const pick = <T>(some: readonly T[], n: number): T | undefined => some[n % some.length];

/** What a field may say that is odd; undefined where its schema leaves no choice. */
const oddValue = (schema: JsonSchema, n: number): unknown => {
  const { type, const: only, enum: some, pattern, format, items, minItems, minimum, maximum } = schema;
  if (only !== undefined || some !== undefined || pattern !== undefined) return undefined;
  if (type === 'string') return format === 'date-time' ? pick(STAMPS, n) : format ? undefined : pick(TEXTS, n);
  if (type === 'number' && minimum === 0 && maximum === 1) return 0.123456789;
  const isTexts = type === 'array' && items && items.type === 'string' && minItems === undefined && !schema.uniqueItems;
  return isTexts && items.enum === undefined && items.pattern === undefined ? pick(LISTS, n) : undefined;
};

/** Tells edges of one event from a body that fits its schema; each place is changed only where the whole still fits. */
export const edgesOf = (protocol: Protocol, event: string) => {
  const reader = readers.get(protocol) ?? createReader(protocol);
  readers.set(protocol, reader);
  const { beside = {} } = protocol.envelope.event;
  /** What the server puts beside the body; a number is as good as any other. */
  const around = Object.fromEntries(Object.keys(beside).map((key) => [key, 1]));
  const fits = (body: Fields): boolean =>
    reader.problems('event', event, { ...around, ...reader.frame('event', event, numbered(body) as Fields) }).length ===
    0;
  /** The body with each of its members by itself replaced, as far as it fits then. */
  const wherever = (body: Fields, change: (inner: unknown) => unknown): Fields =>
    replaced(
      body,
      Object.keys(body).map((key) => [key, changed(body[key], change)]),
    );
  /** The body with each of these members, as far as it fits then. */
  const replaced = (body: Fields, members: readonly (readonly [string, unknown])[]): Fields => {
    let made = body;
    for (const [key, value] of members) {
      const next = { ...made, [key]: value };
      if (fits(next)) made = next;
    }
    return made;
  };

  return {
    /** With odd values wherever it may have them; each `nth` has others. */
    odd: (body: Fields, nth: number): Fields => {
      const { properties = {} } = bodySchema(protocol, 'event', event);
      const odd = Object.entries(body).map(([field, value], index) => {
        const schema = Object.hasOwn(properties, field) ? properties[field] : undefined;
        return [field, (schema && oddValue(schema, nth + index)) ?? value] as const;
      });
      return Object.fromEntries(odd);
    },
    /** Every number beyond 32 bits. */
    large: (body: Fields): Fields => wherever(body, (inner) => (isQuantity(inner) ? LARGE : inner)),
    /** Every number 0; what may hold anything holds what says nothing. */
    hollow: (body: Fields): Fields => {
      const { properties = {} } = bodySchema(protocol, 'event', event);
      const noughts = wherever(body, (inner) => (isQuantity(inner) ? 0 : inner));
      const open = Object.entries(properties).filter(([, schema]) => isOpen(schema));
      return replaced(
        noughts,
        open.map(([key]) => [key, HOLLOW]),
      );
    },
    /** Every list empty; undefined where it has none that may be. */
    empty: (body: Fields): Fields | undefined => {
      let emptied = false;
      const made = wherever(body, (inner) => (Array.isArray(inner) ? [] : inner));
      changed(made, (inner) => {
        emptied ||= Array.isArray(inner) && inner.length === 0;
        return inner;
      });
      return emptied ? made : undefined;
    },
    /** Every list of objects with one more, whose numbers are all 0 and whose texts are others, as far as it fits; undefined where it has none. */
    nought: (body: Fields): Fields | undefined => {
      let added = false;
      const more = (inner: unknown): unknown => {
        const [first] = Array.isArray(inner) ? inner : [];
        if (!Array.isArray(inner) || !isObject(first)) return inner;
        added = true;
        return [...inner, nothingOf(first)];
      };
      const made = wherever(body, more);
      return added && made !== body ? made : undefined;
    },
  };
};

/** An object like another, with noughts for its numbers and another text in the place of its first one. */
const nothingOf = (object: Fields): Fields => {
  const [named] = Object.keys(object).filter((key) => typeof object[key] === 'string');
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      if (key === named) return [key, 'NOUGHT'];
      return [key, isMark(value) || isQuantity(value) ? 0 : value];
    }),
  );
};
