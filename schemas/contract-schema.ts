/** The JSON form of a protocol, as a schema: open where others may add to it, closed where a misspelt promise would be lost. */
import { type Static, type TProperties, type TSchema, Type } from '@sinclair/typebox';
import { BAD_INPUT, type BadInput, type Level, type Pointer as PointerText, type Promises } from './promises.ts';

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
const Way = Type.Unsafe<BadInput>({ type: 'string', enum: [...BAD_INPUT] });
const NextStep = Type.Union([
  ...[Type.Literal('reconnect'), Type.Literal('new token'), Type.Literal('fix the client'), Type.Literal('stay away')],
  Type.Literal('nothing'),
]);

const Values = Type.Unsafe<Readonly<Record<`/${string}`, string>>>(FieldPointers);
const ending = {
  close: maybe(Code),
  error: maybe(closed({ kind: Name, level: Rank })),
  farewell: maybe(closed({ message: Name, level: Rank, says: maybe(Values), delay: maybe(Pointer) })),
};
const Period = Type.Integer({ minimum: 1 });
const Transition = closed({ from: listOf(Type.Union([Name, Type.Null()])), to: Name, when: maybe(Values) });
const Parent = closed({ machine: Name, by: Pointer, in: maybe(Texts), usually: maybe(Texts) });
const Flag = Type.Literal(true);
const filterList = { at: Pointer, query: maybe(Name) };
const Backfill = closed({
  ...{ path: Type.String({ pattern: '^/' }), since: Name, number: Pointer, items: Pointer },
  ...{ status: Pointer, created: Pointer, updated: Pointer, statuses: mapOf(Type.String()) },
});
const Factor = Type.Union([
  Pointer,
  Type.Unsafe<readonly [PointerText, PointerText]>(Type.Array(Pointer, { minItems: 2, maxItems: 2 })),
]);
const Shut = closed({ close: Code });
const inputs = {
  ...{ 'not-json': maybe(Shut), binary: maybe(Shut), 'not-object': maybe(Shut) },
  ...{ 'unknown-command': maybe(Shut), 'bad-field': maybe(Shut) },
} satisfies Record<BadInput, TSchema>;
const sample = { body: mapOf(Type.Unknown()) };
const about = { statement: Type.String(), of: Name };

/** The promises, each as an object that takes nothing it does not know. */
export const PromisesForm = closed({
  handshake: maybe(
    closed({
      ...{ greeting: Name, user: maybe(Pointer), anytime: maybe(Texts) },
      opening: maybe(
        closed({
          command: Name,
          within: maybe(closed({ close: Code, ms: Period })),
          again: maybe(Shut),
          early: maybe(closed({ close: Code, but: maybe(Texts) })),
        }),
      ),
      subprotocol: maybe(closed({ name: Name, close: Code })),
    }),
  ),
  credentials: maybe(
    closed({
      in: Type.Union([closed({ query: Name }), closed({ opening: Pointer })]),
      refusal: closed({ ...ending, within: maybe(Period), instead: maybe(closed({ code: Pointer })) }),
      expired: maybe(closed(ending)),
      expiry: maybe(closed({ ...ending, tolerance: Natural })),
      warning: maybe(closed({ message: Name, before: Period, seconds: Pointer })),
    }),
  ),
  replies: maybe(
    closed({
      fence: maybe(Name),
      fenceBody: maybe(mapOf(Type.Unknown())),
      sentinel: maybe(closed({ event: Name, mark: Pointer })),
      acknowledgement: maybe(closed({ message: Name, ok: Pointer, error: Pointer })),
      to: mapOf(
        closed({
          answer: Name,
          echoes: maybe(listOf(Pointer)),
          each: maybe(listOf(Pointer)),
          together: maybe(Flag),
          item: maybe(Pointer),
          refusals: maybe(Texts),
          unasked: maybe(Flag),
        }),
      ),
      questions: maybe(mapOf(Name)),
      extras: maybe(Type.Literal('free')),
    }),
  ),
  errors: maybe(
    closed({
      message: Name,
      text: Pointer,
      code: maybe(closed({ at: Pointer, level: Rank })),
      id: maybe(Pointer),
      kinds: mapOf(closed({ text: maybe(Type.String()), code: maybe(Type.String()), message: maybe(Name) })),
      input: closed({ 'not-json': Name, binary: Name, 'not-object': Name, 'unknown-command': Name, 'bad-field': Name }),
      ignorable: maybe(listOf(Way)),
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
  delivery: maybe(
    closed({
      ...{ subscribe: Name, unsubscribe: Name, channel: maybe(Name), always: maybe(Texts), addressed: maybe(Texts) },
      holding: maybe(mapOf(closed({ in: Texts, user: Pointer, item: Pointer }))),
      routes: mapOf(Texts),
    }),
  ),
  filters: maybe(
    closed({
      ...{ set: Name, unset: Name, unknown: Name, told: maybe(Flag), along: maybe(mapOf(Name)), scoped: maybe(Texts) },
      replaces: Type.Union([Type.Literal('whole'), Type.Literal('name by name')]),
      names: closed({
        ...filterList,
        empty: Type.Union([Type.Literal('all'), Type.Literal('nothing'), Type.Literal('refused')]),
      }),
      called: maybe(mapOf(Name)),
      values: mapOf(closed({ ...filterList, field: Pointer, unknown: maybe(Name) })),
      initially: Type.Union([Type.Literal('all'), Type.Literal('nothing')]),
    }),
  ),
  operations: maybe(
    closed({
      ...{ begin: Name, cancel: Name, item: Name, done: Name, failed: Name, id: Pointer, taken: maybe(Shut) },
      samples: closed({
        single: maybe(closed(sample)),
        failing: maybe(closed(sample)),
        endless: maybe(
          closed({
            ...sample,
            event: Name,
            carried: Pointer,
            mark: Pointer,
            about: closed({ asked: Pointer, told: Pointer }),
          }),
        ),
      }),
    }),
  ),
  sequence: maybe(
    closed({
      number: Pointer,
      scope: Type.Union([Type.Literal('server'), Type.Literal('connection'), listOf(Pointer)]),
      first: Natural,
      unnumbered: maybe(Texts),
      time: maybe(Pointer),
      previous: maybe(Pointer),
      origin: maybe(closed({ message: Name, number: Pointer, epoch: maybe(Pointer) })),
    }),
  ),
  recovery: maybe(
    closed({
      replay: maybe(
        closed({
          ...{ command: Name, from: Pointer, latest: Name, earliest: Name },
          ...{ number: Name, next: Pointer, outOfRange: Name },
        }),
      ),
      backfill: maybe(mapOf(Backfill)),
    }),
  ),
  books: maybe(
    closed({
      ...{ snapshot: Name, delta: Name, key: listOf(Pointer), start: Pointer, number: Pointer, mutations: Pointer },
      sides: mapOf(closed({ at: Pointer, best: Type.Union([Type.Literal('highest'), Type.Literal('lowest')]) })),
      belongsTo: closed({ machine: Name, by: Pointer, in: Texts }),
      resync: maybe(closed({ command: Name, unknown: Name })),
      enforced: maybe(Flag),
    }),
  ),
  heartbeat: maybe(
    closed({
      send: Name,
      answer: maybe(Name),
      every: Period,
      from: maybe(Type.Literal('greeting')),
      uptime: maybe(Pointer),
      forgives: Natural,
      ending: Type.Union([Type.Literal('terminate'), closed(ending)]),
      level: maybe(Rank),
    }),
  ),
  limits: maybe(
    closed({
      ...{ most: Natural, within: Period },
      per: Type.Union([Type.Literal('connection'), Type.Literal('user')]),
      free: maybe(listOf(Way)),
      warning: maybe(closed({ at: Natural, message: Name, limit: Pointer, current: Pointer, resets: Pointer })),
      over: closed({
        error: Name,
        connection: Type.Union([Type.Literal('goes on'), Type.Literal('ends')]),
        coolDown: maybe(Period),
      }),
    }),
  ),
  pacing: maybe(
    mapOf(
      Type.Union([
        closed({ kind: Type.Literal('spaced'), every: Period, key: maybe(listOf(Pointer)), atOnce: maybe(Flag) }),
        closed({ kind: Type.Literal('steady'), every: Period }),
      ]),
    ),
  ),
  lifecycle: maybe(
    mapOf(
      closed({
        key: Pointer,
        keys: maybe(mapOf(Pointer)),
        belongsTo: maybe(Parent),
        transitions: mapOf(Type.Union([Transition, listOf(Transition)])),
        watches: maybe(Texts),
        enforced: maybe(Flag),
      }),
    ),
  ),
  facts: maybe(
    mapOf(
      Type.Union([
        closed({ ...about, equal: FieldPointers }),
        closed({ ...about, percent: closed({ change: Pointer, from: Pointer, to: Pointer }) }),
        closed({ ...about, agree: closed({ one: Pointer, other: Pointer, words: mapOf(Type.String()) }) }),
        closed({ ...about, atMost: closed({ less: Pointer, more: Pointer }) }),
        closed({ ...about, sum: closed({ total: Pointer, parts: listOf(Pointer) }) }),
        closed({ ...about, product: closed({ total: Pointer, factors: listOf(Factor) }) }),
      ]),
    ),
  ),
  closing: maybe(
    closed({
      reasons: mapOf(closed({ ...ending, next: maybe(NextStep) })),
      asked: maybe(mapOf(closed(ending))),
      input: maybe(closed(inputs)),
      codes: mapOf(closed({ means: Type.String(), next: NextStep })),
    }),
  ),
  size: maybe(closed({ takes: Natural, refuses: Natural, close: Code })),
} satisfies Record<keyof Promises, TSchema>);

const SchemaForm = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object' });
const besideForm = { beside: maybe(mapOf(SchemaForm)), optional: maybe(mapOf(SchemaForm)) };
const MessageForm = Type.Object({
  frame: maybe(closed(besideForm)),
  bare: maybe(Flag),
  description: Type.String(),
  body: SchemaForm,
  examples: listOf(Type.Unknown()),
  invalid: listOf(Type.Object({ body: Type.Unknown(), at: AnyPointer, keyword: Name })),
});
const EnvelopeForm = closed({ tag: Name, body: maybe(Name), ...besideForm });

/** The schema of a contract. */
export const ContractForm = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
  title: Name,
  description: Type.String(),
  transport: maybe(Type.Literal('socket.io')),
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
