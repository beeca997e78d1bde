/** A protocol's contract: all of it as JSON, for other languages and for protocols that come from a file. */
import type { TSchema } from '@sinclair/typebox';
import { type Contract, ContractForm } from './contract-schema.ts';
import { canonical, type JsonSchema } from './json-schema.ts';
import { dangling } from './mentions.ts';
import { problemsOf } from './problems.ts';
import { type Beside, type Catalog, catalogOf, type Envelope, KINDS, type Protocol } from './protocol.ts';
import { reader, strictAjv } from './reader.ts';

export type { Contract };

const mapValues = <A, B>(map: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));

const schemaOut = (schema: TSchema): JsonSchema => canonical(schema);
/** A plain JSON Schema takes the place of a TypeBox schema: nobody reads more of it than its keywords. */
const schemaIn = (schema: Readonly<Record<string, unknown>>): TSchema => canonical(schema) as unknown as TSchema;

type BesideForm = NonNullable<Contract['events'][string]['frame']>;

const besideOut = ({ beside, optional }: Beside): BesideForm => ({
  ...(beside && { beside: mapValues(beside, schemaOut) }),
  ...(optional && { optional: mapValues(optional, schemaOut) }),
});
const besideIn = ({ beside, optional }: BesideForm): Beside => ({
  ...(beside && { beside: mapValues(beside, schemaIn) }),
  ...(optional && { optional: mapValues(optional, schemaIn) }),
});
const envelopeIn = ({ tag, body, ...around }: Contract['envelope']['event']): Envelope => ({
  ...{ tag, ...(body !== undefined && { body }) },
  ...besideIn(around),
});

const catalogOut = (catalog: Catalog): Contract['events'] =>
  mapValues(catalog, ({ description, body, examples, invalid, frame, bare }) => ({
    ...{ description, body: schemaOut(body), examples, invalid, ...(bare && { bare }) },
    ...(frame && { frame: besideOut(frame) }),
  }));
const catalogIn = (catalog: Contract['events']): Catalog =>
  mapValues(catalog, ({ description, body, examples, invalid, frame, bare }) => ({
    ...{ description, body: schemaIn(body), examples, invalid, ...(bare && { bare }) },
    ...(frame && { frame: besideIn(frame) }),
  }));

/** The contract of a protocol; restoring it gives an equal protocol. */
export const toContract = (from: Protocol): Contract => ({
  ...{ id: from.id, title: from.title, description: from.description },
  ...(from.transport && { transport: from.transport }),
  path: from.path,
  envelope: {
    command: { ...from.envelope.command, ...besideOut(from.envelope.command) },
    control: { ...from.envelope.control, ...besideOut(from.envelope.control) },
    event: { ...from.envelope.event, ...besideOut(from.envelope.event) },
  },
  commands: catalogOut(from.commands),
  controls: catalogOut(from.controls),
  events: catalogOut(from.events),
  promises: from.promises,
});

const refuse = (where: string, why: string): never => {
  throw new Error(`The contract cannot be used: ${where === '' ? 'it' : `${where} in it`} ${why}.`);
};

/** Takes JSON for a contract if it has the form of one. */
function assertForm(json: unknown): asserts json is Contract {
  const validate = strictAjv().compile(canonical(ContractForm));
  if (validate(json)) return;
  for (const { at, message } of problemsOf(validate.errors)) refuse(at, message);
}

const assertSchemas = (protocol: Protocol): void => {
  const { problems } = reader(protocol);
  for (const kind of KINDS)
    for (const name of Object.keys(catalogOf(protocol, kind)))
      try {
        problems(kind, name, {});
      } catch (error) {
        refuse(`the body schema of the ${kind} ${name}`, `does not compile (${String(error)})`);
      }
};

/** Restores a protocol from its contract; throws an Error that names the place where the contract is not one. */
export const fromContract = (json: unknown): Protocol => {
  assertForm(json);
  const { id, title, description, transport, path, envelope, promises } = json;
  const restored: Protocol = {
    ...{ id, title, description, path, promises },
    ...(transport && { transport }),
    envelope: {
      command: envelopeIn(envelope.command),
      control: envelopeIn(envelope.control),
      event: envelopeIn(envelope.event),
    },
    commands: catalogIn(json.commands),
    controls: catalogIn(json.controls),
    events: catalogIn(json.events),
  };
  for (const { at, name, of } of dangling(restored))
    refuse(at, `names ${JSON.stringify(name)}, which is no ${of} of it`);
  assertSchemas(restored);
  return restored;
};
