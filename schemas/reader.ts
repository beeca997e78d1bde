/** Reads frames by a protocol: which message a frame is, what is wrong with it, what it holds beyond its schema. */
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type JsonSchema, bodySchema, frameSchema } from './json-schema.ts';
import { type Problem, problemsOf } from './problems.ts';
import { type Envelope, envelopeOf, type Kind, messageOf, type Protocol } from './protocol.ts';
import { undeclaredIn } from './undeclared.ts';

export type { Problem };

/** Who sent a frame. */
export type Side = 'client' | 'server';

/** A frame that was recognised. */
export interface Read {
  readonly kind: Kind;
  readonly name: string;
  /** The body as it came, valid or not; `undefined` where the frame lacks it, or empty where it may. */
  readonly body: unknown;
}

/** Reads and builds the frames of one protocol. */
export interface Reader {
  /** Recognises a frame by its tag; hostile or unknown input gives `undefined`, never an exception. */
  readonly read: (json: unknown, side: Side) => Read | undefined;
  /** What is wrong with a whole frame, as pointers into the frame; empty when it is valid. */
  readonly problems: (kind: Kind, name: string, frame: unknown) => readonly Problem[];
  /** JSON pointers of a frame's members that its schema does not declare. */
  readonly undeclared: (kind: Kind, name: string, frame: unknown) => readonly string[];
  /** The canonical schema of a message's body. */
  readonly bodySchema: (kind: Kind, name: string) => JsonSchema;
  /** Builds a frame from a body, if it has one, and what else its envelope holds. */
  readonly frame: (
    kind: Kind,
    name: string,
    body: unknown,
    beside?: Readonly<Record<string, unknown>>,
  ) => Record<string, unknown>;
}

const SIDES: Readonly<Record<Side, readonly Kind[]>> = { client: ['command'], server: ['control', 'event'] };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (value: Readonly<Record<string, unknown>>, member: string): unknown =>
  Object.hasOwn(value, member) ? value[member] : undefined;

const NONE: readonly Problem[] = [];
const OWN = { enumerable: true, configurable: true, writable: true } as const;

/** A validator that is strict about schemas and knows the formats of JSON Schema. */
export const strictAjv = (options: Options = {}): Ajv2020 =>
  formats.default(new Ajv2020({ strict: true, allowUnionTypes: true, ...options }));

/** Keeps what was made for each message. */
const perMessage = <Made>(make: (kind: Kind, name: string) => Made) => {
  const made: Readonly<Record<Kind, Map<string, Made>>> = { command: new Map(), control: new Map(), event: new Map() };
  return (kind: Kind, name: string): Made => {
    const known = made[kind].get(name);
    if (known !== undefined) return known;
    const fresh = make(kind, name);
    made[kind].set(name, fresh);
    return fresh;
  };
};

/** Makes the reader of a protocol, declared in TypeScript or restored from JSON; validators are compiled when first needed. */
export const reader = (protocol: Protocol): Reader => {
  const names: Readonly<Record<Kind, ReadonlySet<string>>> = {
    command: new Set(Object.keys(protocol.commands)),
    control: new Set(Object.keys(protocol.controls)),
    event: new Set(Object.keys(protocol.events)),
  };
  let ajv: Ajv2020 | undefined;
  const whole = perMessage((kind, name) => frameSchema(protocol, kind, name));
  const validator = perMessage((kind, name): ValidateFunction => {
    ajv ??= strictAjv();
    return ajv.compile(whole(kind, name));
  });

  const shape = perMessage((kind, name) => {
    const envelope: Envelope = envelopeOf(protocol, kind, name);
    const { tag, beside = {}, optional = {} } = envelope;
    const around: ReadonlySet<string> = new Set([tag, ...Object.keys(beside), ...Object.keys(optional)]);
    return { ...envelope, around, bare: messageOf(protocol, kind, name)?.bare === true };
  });

  const bodyIn = (frame: Readonly<Record<string, unknown>>, kind: Kind, name: string): unknown => {
    const { body, around, bare } = shape(kind, name);
    if (body !== undefined) return bare && !Object.hasOwn(frame, body) ? {} : own(frame, body);
    const inside: Record<string, unknown> = {};
    for (const member of Object.keys(frame)) {
      // What is merely assigned would not become a member of its own.
      if (member === '__proto__') Object.defineProperty(inside, member, { ...OWN, value: frame[member] });
      else if (!around.has(member)) inside[member] = frame[member];
    }
    return inside;
  };

  return {
    read: (json, side) => {
      if (!isObject(json)) return undefined;
      for (const kind of SIDES[side]) {
        const name = own(json, protocol.envelope[kind].tag);
        if (typeof name === 'string' && names[kind].has(name)) return { kind, name, body: bodyIn(json, kind, name) };
      }
      return undefined;
    },
    problems: (kind, name, frame) => {
      const validate = validator(kind, name);
      return validate(frame) ? NONE : problemsOf(validate.errors);
    },
    undeclared: (kind, name, frame) => undeclaredIn(whole(kind, name), frame),
    bodySchema: perMessage((kind, name) => bodySchema(protocol, kind, name)),
    frame: (kind, name, body, beside = {}) => {
      const { tag, body: member } = shape(kind, name);
      if (member === undefined) return { [tag]: name, ...(isObject(body) ? body : {}), ...beside, [tag]: name };
      return { [tag]: name, ...(body !== undefined && { [member]: body }), ...beside };
    },
  };
};
