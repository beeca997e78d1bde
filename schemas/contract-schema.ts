/** The JSON form of a protocol, as a schema: open where others may add to it, closed where a misspelt promise would be lost. */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { errors, replies, rights } from './forms/answers.ts';
import { AnyPointer, as, closed, Flag, listOf, mapOf, maybe, Name } from './forms/atoms.ts';
import { delivery, facts, filters, lifecycle, pacing } from './forms/events.ts';
import { books, recovery, sequence } from './forms/numbers.ts';
import { operations } from './forms/operations.ts';
import { closing, credentials, handshake, heartbeat, limits, size } from './forms/sessions.ts';
import { canonical, type JsonSchema } from './json-schema.ts';
import type { Promises } from './promises.ts';

/** The promises, each as an object that takes nothing it does not know. */
export const PromisesForm = closed({
  handshake: maybe('The first message on a connection.', handshake),
  credentials: maybe('Who may connect.', credentials),
  replies: maybe('Answers to commands, in the order in which the commands were sent.', replies),
  errors: maybe("The protocol's error message and its kinds.", errors),
  rights: maybe('Who may subscribe to which channel.', rights),
  delivery: maybe('Channels that a client subscribes to, and the events that go out on them.', delivery),
  filters: maybe('A filter that a client sets: which events it wants.', filters),
  operations: maybe('Operations that a client begins under ids of its own.', operations),
  sequence: maybe('How events are numbered.', sequence),
  recovery: maybe('How a client learns what it has missed.', recovery),
  books: maybe('Books that a client folds from a snapshot and deltas.', books),
  heartbeat: maybe('A beat that the server sends and the client answers, or else is cut off.', heartbeat),
  limits: maybe('How many messages a client may send.', limits),
  pacing: maybe('By event: how often it goes out, however often something is published.', pacing),
  lifecycle: maybe('Machines: which event of a thing may follow which.', lifecycle),
  facts: maybe('Relations between the fields of an event, by a name of your own.', facts),
  closing: maybe('How the server ends connections on its own account.', closing),
  size: maybe('How large a message may be, in bytes of UTF-8.', size),
} satisfies Record<keyof Promises, TSchema>);

const SchemaForm = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object' });
const besideForm = {
  beside: maybe('Members of every frame beside its tag and its body: a JSON Schema for each.', mapOf(SchemaForm)),
  optional: maybe('The same for members that may be left out.', mapOf(SchemaForm)),
};
const MessageForm = Type.Object({
  frame: maybe('The members of its frame, where they are others than its envelope has.', closed(besideForm)),
  bare: maybe('Its frame may leave the body out, which then is an empty object.', Flag),
  description: as('What the message is for, as a sentence.', Type.String()),
  body: as('The JSON Schema (2020-12) of its body.', SchemaForm),
  examples: as('Bodies as they may be; plans are made of the first.', listOf(Type.Unknown())),
  invalid: as(
    'Bodies that the schema must refuse.',
    listOf(
      Type.Object({
        body: as('The body.', Type.Unknown()),
        at: as('Where in it the faulty value stands.', AnyPointer),
        keyword: as('The keyword of JSON Schema that refuses it.', Name),
      }),
    ),
  ),
});
const EnvelopeForm = closed({
  tag: as("The member that holds the message's name.", Name),
  body: maybe("The member that holds the body; left out where the body's fields stand beside the tag.", Name),
  ...besideForm,
});

/** The schema of a contract. */
export const ContractForm = Type.Object({
  $schema: maybe('Where the schema of contracts is.', Type.String()),
  id: as(
    'A short name: lower case letters, digits and dashes, a letter first.',
    Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
  ),
  title: as('The name for people.', Name),
  description: as('What the protocol is for.', Type.String()),
  transport: maybe('What carries the messages; a bare WebSocket unless given.', Type.Literal('socket.io')),
  path: as('The path that is upgraded to a WebSocket, such as `/ws`.', Type.String({ pattern: '^/' })),
  envelope: as(
    'Where in a frame the name of a message and its body stand, for each kind of message.',
    closed({
      command: as('What clients send.', EnvelopeForm),
      control: as('What a server sends to one client about its connection.', EnvelopeForm),
      event: as('What a server sends to clients about the world.', EnvelopeForm),
    }),
  ),
  commands: as('The messages that clients send, by name.', mapOf(MessageForm)),
  controls: as('The messages that a server sends to one client about its connection, by name.', mapOf(MessageForm)),
  events: as('The messages that a server sends to clients about the world, by name.', mapOf(MessageForm)),
  promises: as('What a server keeps over time.', PromisesForm),
});

/** A protocol as JSON. */
export interface Contract extends Omit<Static<typeof ContractForm>, 'promises'> {
  readonly promises: Promises;
}

/** The address by which a contract names its schema. */
export const CONTRACT_SCHEMA = 'https://wireproof.dev/contract.schema.json';

/** The meta-schema: what a contract must be, as JSON Schema 2020-12. */
export const contractSchema = (): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: CONTRACT_SCHEMA,
  title: 'The contract of a protocol',
  ...canonical(ContractForm),
});
