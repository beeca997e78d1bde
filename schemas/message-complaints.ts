/** What is wrong with the messages of a protocol: schemas that are none, samples that are not what they are said to be. */
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { type Complaint, escaped, noSuch, shown } from './complaint.ts';
import { canonical, type JsonSchema } from './json-schema.ts';
import { problemsOf } from './problems.ts';
import { catalogOf, envelopeOf, type Kind, KINDS, type Message, type Protocol } from './protocol.ts';
import { strictAjv } from './reader.ts';

const CATALOGS = { command: 'commands', control: 'controls', event: 'events' } as const;

/** The types that JSON Schema has. */
const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

type Validate = (value: unknown) => ReturnType<typeof problemsOf>;

const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first place in a schema whose type is none, as a pointer below it. */
const wrongType = (schema: unknown, at: string): readonly [at: string, type: string] | undefined => {
  if (!isMembers(schema)) return undefined;
  const { type, properties, items } = schema;
  for (const one of [type].flat()) if (typeof one === 'string' && !TYPES.includes(one)) return [`${at}/type`, one];
  for (const [name, inner] of isMembers(properties) ? Object.entries(properties) : []) {
    const found = wrongType(inner, `${at}/properties/${escaped(name)}`);
    if (found) return found;
  }
  return wrongType(items, `${at}/items`);
};

/** A validator of bodies; or what is wrong with the schema. */
const validatorOf = (ajv: Ajv2020, at: string, body: unknown): Validate | Complaint => {
  const wrong = wrongType(body, at);
  if (wrong) return noSuch(wrong[0], wrong[1], 'type of JSON Schema', TYPES);
  try {
    const validate = ajv.compile(canonical(body));
    return (value) => (validate(value) ? [] : problemsOf(validate.errors));
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { at, says: `is no JSON Schema (2020-12) that can be compiled: ${first}` };
  }
};

/** Complains of samples that a schema takes otherwise than is said of them. */
function* aboutSamples(
  at: string,
  kind: Kind,
  { examples, invalid }: Message,
  validate: Validate,
): Generator<Complaint> {
  if (examples.length === 0)
    yield {
      at: `${at}/examples`,
      says: 'is empty; give at least one body, for plans and documents are made of the first',
    };
  for (const [index, example] of examples.entries()) {
    const [problem] = validate(example);
    const place = `${at}/examples/${index}`;
    if (problem)
      yield { at: `${place}${problem.at}`, says: `${problem.message}, by the schema of its body; mend one of the two` };
    else if (kind !== 'control' && !isMembers(example))
      yield {
        at: place,
        says: `is ${shown(example)}, but the body of ${kind === 'event' ? 'an event' : 'a command'} is an object`,
      };
  }
  for (const [index, { body, at: faulty, keyword }] of invalid.entries()) {
    const [problem] = validate(body);
    const place = `${at}/invalid/${index}`;
    if (!problem)
      yield { at: `${place}/body`, says: 'is said to be invalid, but its schema takes it; mend one of the two' };
    else if (problem.at !== faulty || problem.keyword !== keyword)
      yield {
        at: place,
        says: `is said to be refused at ${shown(faulty)} by ${keyword}, but is so at ${shown(problem.at)} by ${problem.keyword}`,
      };
  }
}

/** Complains of a frame in which two things have one place. */
function* aboutFrame(protocol: Protocol, kind: Kind, name: string, at: string): Generator<Complaint> {
  const { tag, body, beside = {}, optional = {} } = envelopeOf(protocol, kind, name);
  if (body !== undefined) return;
  const { properties = {} }: JsonSchema = canonical(catalogOf(protocol, kind)[name]?.body);
  for (const member of [tag, ...Object.keys(beside), ...Object.keys(optional)])
    if (Object.hasOwn(properties, member))
      yield {
        at: `${at}/body/properties/${escaped(member)}`,
        says: `stands in the place that the envelope of ${CATALOGS[kind]} has for ${member === tag ? 'the name of the message' : 'a member of its own'}; call it otherwise`,
      };
}

/** Complains of schemas that stand beside tag and body. */
function* aboutEnvelopes(ajv: Ajv2020, { envelope }: Protocol): Generator<Complaint> {
  for (const kind of KINDS)
    for (const [place, members] of Object.entries({ beside: envelope[kind].beside, optional: envelope[kind].optional }))
      for (const [member, schema] of Object.entries(members ?? {})) {
        const found = validatorOf(ajv, `/envelope/${kind}/${place}/${escaped(member)}`, schema);
        if (typeof found !== 'function') yield found;
      }
}

/** What is wrong with messages, and which of them have schemas that can be read. */
export interface AboutMessages {
  readonly complaints: readonly Complaint[];
  readonly sound: (kind: Kind, name: string) => boolean;
}

/** Looks through all messages. */
export const aboutMessages = (protocol: Protocol): AboutMessages => {
  const ajv = strictAjv();
  const complaints: Complaint[] = [...aboutEnvelopes(ajv, protocol)];
  const unsound = new Set<string>();
  for (const kind of KINDS)
    for (const [name, message] of Object.entries(catalogOf(protocol, kind))) {
      const at = `/${CATALOGS[kind]}/${escaped(name)}`;
      const validate = validatorOf(ajv, `${at}/body`, message.body);
      if (typeof validate === 'function') {
        complaints.push(...aboutFrame(protocol, kind, name, at), ...aboutSamples(at, kind, message, validate));
      } else {
        complaints.push(validate);
        unsound.add(`${kind} ${name}`);
      }
    }
  return { complaints, sound: (kind, name) => !unsound.has(`${kind} ${name}`) };
};
