/** Odd values: events whose texts, lists, numbers and instants are as legal as any, and seldom come back as they were. */
import { bodySchema, type JsonSchema } from '../../schemas/json-schema.ts';
import type { Protocol } from '../../schemas/protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

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
const INSTANTS = ['2026-01-01T00:00:00Z', '2026-02-28T23:59:59.5Z', '2026-01-01T00:00:00.123456Z'] as const;

const pick = <T>(some: readonly T[], n: number): T | undefined => some[n % some.length];

/** What a field may say that is odd; undefined where its schema leaves no choice. */
const oddValue = (schema: JsonSchema, n: number): unknown => {
  const { type, const: only, enum: some, pattern, format, items, minItems, minimum, maximum } = schema;
  if (only !== undefined || some !== undefined || pattern !== undefined) return undefined;
  if (type === 'string') return format === 'date-time' ? pick(INSTANTS, n) : format ? undefined : pick(TEXTS, n);
  if (type === 'number' && minimum === 0 && maximum === 1) return 0.123456789;
  const isTexts = type === 'array' && items && items.type === 'string' && minItems === undefined && !schema.uniqueItems;
  return isTexts && items.enum === undefined && items.pattern === undefined ? pick(LISTS, n) : undefined;
};

/** The first example of an event with odd values wherever it may have them; each `nth` has others. */
export const oddBody = (protocol: Protocol, event: string, nth: number): Fields => {
  // Examples of events are objects.
  const example = (protocol.events[event]?.examples[0] ?? {}) as Fields;
  const { properties = {} } = bodySchema(protocol, 'event', event);
  const odd = Object.entries(example).map(([field, value], index) => {
    const schema = Object.hasOwn(properties, field) ? properties[field] : undefined;
    return [field, (schema && oddValue(schema, nth + index)) ?? value] as const;
  });
  return Object.fromEntries(odd);
};
