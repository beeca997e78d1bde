/** Whole frames out of the examples that messages give for their bodies. */
import { catalogOf, type Kind, type Protocol } from '../../schemas/protocol.ts';
import { reader } from '../../schemas/reader.ts';

/** What stands beside an example's body: the body's own member of that name, else what the envelope's schema gives. */
const beside = (protocol: Protocol, kind: Kind, example: unknown): Record<string, unknown> => {
  const members = typeof example === 'object' && example !== null ? new Map(Object.entries(example)) : new Map();
  return Object.fromEntries(
    Object.entries(protocol.envelope[kind].beside ?? {}).map(([name, { examples, ...schema }]) => [
      name,
      members.get(name) ?? (Array.isArray(examples) ? examples[0] : (schema['const'] ?? schema['default'])),
    ]),
  );
};

/** The examples of one message, as frames. */
export const exampleFrames = (protocol: Protocol, kind: Kind, name: string): readonly Record<string, unknown>[] => {
  const { frame } = reader(protocol);
  const examples = catalogOf(protocol, kind)[name]?.examples ?? [];
  return examples.map((example) => frame(kind, name, example, beside(protocol, kind, example)));
};
