/** The JSON Schema files: one per message for its whole frame, and one bundle of them all. */
import { frameSchema, type JsonSchema } from '../../schemas/json-schema.ts';
import { catalogOf, type Kind, KINDS, type Protocol } from '../../schemas/protocol.ts';
import { exampleFrames } from './frames.ts';
import { fileName, jsonFile } from './text.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const HOME = 'https://wireproof.dev';

/** Where a message's schema is, below the folder of its protocol. */
export const schemaPath = (kind: Kind, name: string): string => `schemas/${kind}/${fileName(name)}.schema.json`;

const schemaId = (protocol: Protocol, kind: Kind, name: string): string =>
  `${HOME}/${protocol.id}/${kind}/${fileName(name)}.schema.json`;

const withId = (protocol: Protocol, kind: Kind, name: string): JsonSchema => ({
  $id: schemaId(protocol, kind, name),
  title: name,
  ...frameSchema(protocol, kind, name),
});

/** All messages in one schema, which takes any frame of the protocol. */
const bundle = (protocol: Protocol): JsonSchema => {
  const names = (kind: Kind) => Object.keys(catalogOf(protocol, kind));
  const kinds = KINDS.filter((kind) => names(kind).length > 0);
  const any = kinds.map((kind) => [
    kind,
    { description: `Any ${kind}.`, oneOf: names(kind).map((name) => ({ $ref: schemaId(protocol, kind, name) })) },
  ]);
  const each = kinds.flatMap((kind) => names(kind).map((name) => [`${kind}.${name}`, withId(protocol, kind, name)]));
  return {
    $schema: DIALECT,
    $id: `${HOME}/${protocol.id}/bundle.schema.json`,
    title: protocol.title,
    description: 'Any frame of the protocol; the parts can be used by their own addresses.',
    anyOf: kinds.map((kind) => ({ $ref: `#/$defs/${kind}` })),
    $defs: Object.fromEntries([...any, ...each]),
  };
};

/** The schema files of a protocol, by path below its folder. */
export const schemaFiles = (protocol: Protocol): ReadonlyMap<string, string> => {
  const files = new Map([['bundle.schema.json', jsonFile(bundle(protocol))]]);
  for (const kind of KINDS)
    for (const name of Object.keys(catalogOf(protocol, kind)))
      files.set(
        schemaPath(kind, name),
        jsonFile({
          $schema: DIALECT,
          ...withId(protocol, kind, name),
          examples: exampleFrames(protocol, kind, name),
        }),
      );
  return files;
};
