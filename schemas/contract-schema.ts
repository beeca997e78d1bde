/** The JSON form of a protocol, as a schema: open where others may add to it, closed where a misspelt promise would be lost. */
import { type Static, type TProperties, type TSchema, Type } from '@sinclair/typebox';
import type { Level, Pointer as PointerText, Promises } from './promises.ts';

const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
const listOf = <T extends TSchema>(items: T) => Type.Unsafe<readonly Static<T>[]>(Type.Array(items));
const mapOf = <T extends TSchema>(values: T) => Type.Record(Type.String(), values);
const maybe = Type.Optional;

const Name = Type.String({ minLength: 1 });
const Texts = listOf(Type.String());
const Natural = Type.Integer({ minimum: 0 });
const Code = Type.Integer({ minimum: 1000, maximum: 4999 });
const Rank = Type.Unsafe<Level>({ type: 'string', enum: ['MUST', 'SHOULD', 'MAY'] });
const POINTER = '((/([^~/]|~[01])*)+)';
const Pointer = Type.Unsafe<PointerText>({ type: 'string', pattern: `^${POINTER}?$` });
const AnyPointer = Type.String({ pattern: `^${POINTER}?$` });
const FieldPointers = Type.Unsafe<Readonly<Record<`/${string}`, string>>>({
  type: 'object',
  propertyNames: { pattern: `^${POINTER}$` },
  additionalProperties: { type: 'string' },
});
const NextStep = Type.Union([
  ...[Type.Literal('reconnect'), Type.Literal('new token'), Type.Literal('fix the client'), Type.Literal('stay away')],
]);

const ending = {
  close: Code,
  error: maybe(closed({ kind: Name, level: Rank })),
};
const Transition = closed({ from: listOf(Type.Union([Name, Type.Null()])), to: Name });

/** The promises, each as an object that takes nothing it does not know. */
export const PromisesForm = closed({
  handshake: maybe(closed({ greeting: Name, user: maybe(Pointer) })),
  credentials: maybe(
    closed({ in: closed({ query: Name }), refusal: closed(ending), expiry: closed({ ...ending, tolerance: Natural }) }),
  ),
  replies: maybe(
    closed({
      fence: Name,
      to: mapOf(closed({ answer: Name, each: maybe(listOf(Pointer)), item: maybe(Pointer), refusals: maybe(Texts) })),
    }),
  ),
  errors: maybe(
    closed({
      message: Name,
      text: Pointer,
      code: maybe(closed({ at: Pointer, level: Rank })),
      kinds: mapOf(closed({ text: maybe(Type.String()), code: maybe(Type.String()) })),
      input: closed({ 'not-json': Name, binary: Name, 'not-object': Name, 'unknown-command': Name, 'bad-field': Name }),
    }),
  ),
  rights: maybe(
    closed({
      channels: mapOf(
        closed({ anyone: maybe(Type.Literal(true)), users: maybe(Texts), roles: maybe(Texts), exists: maybe(Name) }),
      ),
      refusal: Name,
      malformed: Name,
    }),
  ),
  delivery: maybe(closed({ subscribe: Name, unsubscribe: Name, routes: mapOf(Texts) })),
  heartbeat: maybe(
    closed({
      send: Type.Literal('ping frame'),
      every: Type.Integer({ minimum: 1 }),
      forgives: Natural,
      ending: Type.Literal('terminate'),
    }),
  ),
  lifecycle: maybe(
    mapOf(
      closed({
        key: Pointer,
        belongsTo: maybe(closed({ machine: Name, by: Pointer })),
        transitions: mapOf(Transition),
      }),
    ),
  ),
  facts: maybe(mapOf(closed({ statement: Type.String(), of: Name, equal: FieldPointers }))),
  closing: maybe(
    closed({
      reasons: mapOf(closed(ending)),
      codes: mapOf(closed({ means: Type.String(), next: NextStep })),
    }),
  ),
  size: maybe(closed({ takes: Natural, refuses: Natural, close: Code })),
} satisfies Record<keyof Promises, TSchema>);

const SchemaForm = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object' });
const MessageForm = Type.Object({
  description: Type.String(),
  body: SchemaForm,
  examples: listOf(Type.Unknown()),
  invalid: listOf(Type.Object({ body: Type.Unknown(), at: AnyPointer, keyword: Name })),
});
const EnvelopeForm = closed({ tag: Name, body: maybe(Name), beside: maybe(mapOf(SchemaForm)) });

/** The schema of a contract. */
export const ContractForm = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
  title: Name,
  description: Type.String(),
  path: Type.String({ pattern: '^/' }),
  envelope: closed({ command: EnvelopeForm, control: EnvelopeForm, event: EnvelopeForm }),
  commands: mapOf(MessageForm),
  controls: mapOf(MessageForm),
  events: mapOf(MessageForm),
  promises: PromisesForm,
});

/** A protocol as JSON. */
export interface Contract extends Omit<Static<typeof ContractForm>, 'promises'> {
  readonly promises: Promises;
}
