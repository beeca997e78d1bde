/** The entry of a protocol for those who import it: its types, and functions that check what they have received. */
import type { Kind, Protocol } from '../../schemas/protocol.ts';
import { type Home, NOTE } from './text.ts';
import { KIND_TYPES } from './type-names.ts';

const WORDS = { command: 'a command', control: 'a control message', event: 'an event' } as const;

const check = (name: string, type: string, what: string, kinds: readonly Kind[]): string =>
  `/** True for ${what} that is valid as a whole. */
export const validate${name} = (value: unknown): value is ${type} =>
  ${kinds.map((kind) => `chosen(value, '${kind}')?.(value) === true`).join(' || ')};`;

/** The text of `index.ts`. */
export const indexFile = ({ id, title, envelope }: Protocol, { entry, problems, ending }: Home): string => `// ${NOTE}
/**
 * ${title} (\`${id}\`): types that cost nothing, and validators for those who call them.
 *
 * @module ${entry(id)}
 */
import { type Problem, problemsOf, type ValidationError } from '${problems}';
import type { ${Object.values(KIND_TYPES)
  .map(({ union }) => union)
  .sort()
  .join(', ')}, ServerMessage } from './types${ending}';
import * as validators from './validators${ending}';

export type * from './types${ending}';
export type { Problem };

interface Validator {
  (value: unknown): boolean;
  readonly errors?: readonly ValidationError[] | null;
}

/** By kind: the member that names a message, and the validators by that name. */
const kinds: Readonly<Record<'command' | 'control' | 'event', readonly [tag: string, ReadonlyMap<unknown, Validator>]>> = {
  command: [${JSON.stringify(envelope.command.tag)}, validators.commands],
  control: [${JSON.stringify(envelope.control.tag)}, validators.controls],
  event: [${JSON.stringify(envelope.event.tag)}, validators.events],
};

const chosen = (value: unknown, kind: keyof typeof kinds): Validator | undefined => {
  const [tag, byName] = kinds[kind];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, tag)) return undefined;
  return byName.get(Reflect.get(value, tag));
};

${[
  check('Command', KIND_TYPES.command.union, WORDS.command, ['command']),
  check('Control', KIND_TYPES.control.union, WORDS.control, ['control']),
  check('Event', KIND_TYPES.event.union, WORDS.event, ['event']),
  check('ServerMessage', 'ServerMessage', 'a control message or an event', ['control', 'event']),
].join('\n\n')}

/** What is wrong with something that the server (or, if you say so, the client) has sent; empty when it is valid. */
export const problems = (value: unknown, side: 'client' | 'server' = 'server'): readonly Problem[] => {
  const validate = side === 'client' ? chosen(value, 'command') : (chosen(value, 'control') ?? chosen(value, 'event'));
  if (!validate) return [{ at: '', keyword: 'oneOf', message: \`is no message of ${id} that a \${side} sends\` }];
  return validate(value) ? [] : problemsOf(validate.errors);
};
`;
