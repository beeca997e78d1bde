/** A protocol's contract: all of it as JSON, for other languages and for protocols that come from a file. */
import type { TSchema } from '@sinclair/typebox';
import { type Contract, ContractForm } from './contract-schema.ts';
import { canonical, type JsonSchema } from './json-schema.ts';
import { dangling } from './mentions.ts';
import { problemsOf } from './problems.ts';
import { type Catalog, catalogOf, type Envelope, KINDS, type Protocol } from './protocol.ts';
import { reader, strictAjv } from './reader.ts';

export type { Contract };

const mapValues = <A, B>(map: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));

const schemaOut = (schema: TSchema): JsonSchema => canonical(schema);
/** A plain JSON Schema takes the place of a TypeBox schema: nobody reads more of it than its keywords. */
const schemaIn = (schema: Readonly<Record<string, unknown>>): TSchema => canonical(schema) as unknown as TSchema;

const envelopeOut = ({ beside, ...rest }: Envelope): Contract['envelope']['event'] =>
  beside ? { ...rest, beside: mapValues(beside, schemaOut) } : rest;
const envelopeIn = ({ beside, ...rest }: Contract['envelope']['event']): Envelope =>
  beside ? { ...rest, beside: mapValues(beside, schemaIn) } : rest;

const catalogOut = (catalog: Catalog): Contract['events'] =>
  mapValues(catalog, ({ description, body, examples, invalid }) => ({
    ...{ description, body: schemaOut(body), examples, invalid },
  }));
const catalogIn = (catalog: Contract['events']): Catalog =>
  mapValues(catalog, ({ description, body, examples, invalid }) => ({
    ...{ description, body: schemaIn(body), examples, invalid },
  }));

/** The contract of a protocol; restoring it gives an equal protocol. */
export const toContract = (from: Protocol): Contract => ({
  ...{ id: from.id, title: from.title, description: from.description, path: from.path },
  envelope: {
    command: envelopeOut(from.envelope.command),
    control: envelopeOut(from.envelope.control),
    event: envelopeOut(from.envelope.event),
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
  const { id, title, description, path, envelope, promises } = json;
  const restored: Protocol = {
    ...{ id, title, description, path, promises },
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
