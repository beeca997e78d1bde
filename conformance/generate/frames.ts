/** Whole frames out of the examples that messages give for their bodies. */
import { catalogOf, envelopeOf, type Kind, type Protocol } from '../../schemas/protocol.ts';
import { reader } from '../../schemas/reader.ts';

type Members = Readonly<Record<string, unknown>>;
type Schemas = Readonly<Record<string, Members>>;

/** What stands beside an example's body: the body's own member of that name, else what the envelope's schema gives. */
const members = (schemas: Schemas, example: unknown): Members => {
  const own = typeof example === 'object' && example !== null ? new Map(Object.entries(example)) : new Map();
  const all = Object.entries(schemas).map(([name, { examples, ...schema }]) => [
    name,
    own.get(name) ?? (Array.isArray(examples) ? examples[0] : (schema['const'] ?? schema['default'])),
  ]);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
};

/** The examples of one message, as frames; the first of them shows what may be left out as well. */
export const exampleFrames = (protocol: Protocol, kind: Kind, name: string): readonly Record<string, unknown>[] => {
  const { frame } = reader(protocol);
  const { beside = {}, optional = {} } = envelopeOf(protocol, kind, name);
  const examples = catalogOf(protocol, kind)[name]?.examples ?? [];
  return examples.map((example, index) =>
    frame(kind, name, example, members(index === 0 ? { ...beside, ...optional } : beside, example)),
  );
};
