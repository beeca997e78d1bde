/** The file of TypeScript types: every frame, every payload, their unions and maps. */
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { bodySchema, frameSchema, type JsonSchema } from '../../schemas/json-schema.ts';
import { type Kind, KINDS, type Protocol } from '../../schemas/protocol.ts';
import { NOTE } from './text.ts';
import { KIND_TYPES, type MessageTypes, typeNames } from './type-names.ts';
import { distributed, typeView } from './type-view.ts';

/** The root from which every definition can be reached; it is cut out of the result. */
const ROOT = 'EverythingNamedHere';

const ref = (name: string): JSONSchema => ({ $ref: `#/definitions/${name}` });

const closed = (properties: Readonly<Record<string, JSONSchema>>, description: string): JSONSchema => ({
  description,
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const ofMessage = (
  protocol: Protocol,
  { kind, name, frame, payload }: MessageTypes,
): readonly [string, JSONSchema][] => {
  const { properties = {}, ...rest } = frameSchema(protocol, kind, name);
  const nested = protocol.envelope[kind].body;
  const members = Object.entries(properties).map(([member, schema]): [string, JsonSchema] =>
    member === nested ? [member, { tsType: payload }] : [member, schema],
  );
  const whole = typeView(distributed({ ...rest, properties: Object.fromEntries(members) }));
  const body = typeView(bodySchema(protocol, kind, name));
  return [
    [frame, whole],
    [payload, { ...body, description: `The payload of \`${name}\`. ${rest.description ?? ''}` }],
  ];
};

const ofKind = (kind: Kind, own: readonly MessageTypes[]): readonly [string, JSONSchema][] => {
  const payloads = Object.fromEntries(own.map(({ name, payload }) => [name, ref(payload)]));
  const { union, map } = KIND_TYPES[kind];
  const frames = own.map(({ frame }) => ref(frame));
  return [
    [union, { description: `Any ${kind === 'control' ? 'control message' : kind}, whole.`, oneOf: frames }],
    [map, closed(payloads, `The payloads of all ${kind === 'control' ? 'control messages' : `${kind}s`}, by name.`)],
  ];
};

/** The text of `types.ts`. */
export const typesFile = async (protocol: Protocol): Promise<string> => {
  const types = typeNames(protocol);
  const kinds = KINDS.filter((kind) => types.some((type) => type.kind === kind));
  const server = kinds.filter((kind) => kind !== 'command').map((kind) => ref(KIND_TYPES[kind].union));
  const definitions: Record<string, JSONSchema> = Object.fromEntries([
    ['ServerMessage', { description: 'Anything that the server sends, whole.', oneOf: server }],
    ...kinds.flatMap((kind) =>
      ofKind(
        kind,
        types.filter((type) => type.kind === kind),
      ),
    ),
    ...types.flatMap((type) => ofMessage(protocol, type)),
  ]);
  const all = Object.fromEntries(Object.keys(definitions).map((name) => [name, ref(name)]));
  const text = await compile({ title: ROOT, ...closed(all, ROOT), definitions }, ROOT, {
    bannerComment: `// ${NOTE}`,
    style: { singleQuote: true, printWidth: 120 },
  });
  const root = new RegExp(`/\\*\\*\\n \\* ${ROOT}\\n \\*/\\nexport interface ${ROOT} \\{[^}]*\\}\\n`);
  return text.replace(root, '').replaceAll(/([;}])\n(?=\/\*\*)/g, '$1\n\n');
};
