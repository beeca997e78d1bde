/**
 * graphql-transport-ws, as its PROTOCOL text has it (graphql-ws 6.4.2), with a small chat as what it carries: a client
 * subscribes to what is said in a room, and something is said.
 *
 *     npx wireproof test ws://localhost:4000/graphql --protocol ./protocol.ts --driver ./driver.ts
 */
import { type Invalid, protocol as declare, flat, message, seconds, Text, Type } from 'wireproof/protocol';

const Members = (description: string) =>
  Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], { description });
const Details = Type.Optional(Members('Details that both sides have agreed on, or none.'));
const OperationId = Type.String({ description: 'The id of the operation, chosen by the client.' });

const Failure = Type.Object({
  message: Type.String(),
  locations: Type.Optional(Type.Array(Type.Object({ line: Type.Integer(), column: Type.Integer() }))),
  path: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Integer()]))),
  extensions: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});

const withoutId = [
  { body: {}, at: '', keyword: 'required' },
  { body: { id: 7 }, at: '/id', keyword: 'type' },
  { body: { id: null }, at: '/id', keyword: 'type' },
] as const satisfies readonly Invalid[];
const badDetails = [{ body: { payload: 'details' }, at: '/payload', keyword: 'anyOf' }] as const;

const DETAILS = { examples: [{}, { payload: { at: 1 } }], invalid: badDetails };
const WATCH = 'subscription ($room: String!) { said(room: $room) { room text by } }';

/** What a client sends. */
const commands = {
  connection_init: message(
    'Speaks first. Its payload is whatever the server asks for; here it holds a token.',
    Type.Object({ payload: Details }),
    { examples: [{ payload: { token: 'eyJhbGciOi..' } }, {}, { payload: null }], invalid: badDetails },
  ),
  ping: message('Asks for a pong, at any time.', Type.Object({ payload: Details }), DETAILS),
  pong: message('Answers a ping of the server; it may also come unasked.', Type.Object({ payload: Details }), DETAILS),
  subscribe: message(
    'Begins an operation, under an id that no other operation of the connection has.',
    Type.Object({
      id: OperationId,
      payload: Type.Object({
        query: Type.String({ description: 'The GraphQL document.' }),
        operationName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        variables: Type.Optional(Members('The variables of the document.')),
        extensions: Type.Optional(Members('Whatever else both sides have agreed on.')),
      }),
    }),
    {
      examples: [
        { id: 'greetings', payload: { query: '{ hello }' } },
        { id: 'one', payload: { query: WATCH, variables: { room: 'kitchen' } } },
      ],
      invalid: [
        { body: { payload: { query: '{ hello }' } }, at: '', keyword: 'required' },
        { body: { id: 'one' }, at: '', keyword: 'required' },
        { body: { id: 'one', payload: {} }, at: '/payload', keyword: 'required' },
        { body: { id: 'one', payload: { query: 7 } }, at: '/payload/query', keyword: 'type' },
      ],
    },
  ),
  complete: message('Wants no more of an operation.', Type.Object({ id: OperationId }), {
    examples: [{ id: 'one' }],
    invalid: withoutId,
  }),
};

/** What a server sends. */
const controls = {
  connection_ack: message('Lets the client in.', Type.Object({ payload: Details }), DETAILS),
  ping: message('Asks for a pong, at any time.', Type.Object({ payload: Details }), DETAILS),
  pong: message('Answers a ping; it may also come unasked.', Type.Object({ payload: Details }), DETAILS),
  next: message(
    'One result of an operation.',
    Type.Object({
      id: OperationId,
      payload: Type.Object({
        data: Type.Optional(Members('The data.')),
        errors: Type.Optional(Type.Array(Failure)),
        extensions: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
        hasNext: Type.Optional(Type.Boolean()),
      }),
    }),
    {
      examples: [
        { id: 'greetings', payload: { data: { hello: 'Hello.' } } },
        { id: 'one', payload: { data: { said: { room: 'kitchen', text: 'The tea is ready.', by: 'Ada' } } } },
      ],
      invalid: [{ body: { id: 'one' }, at: '', keyword: 'required' }],
    },
  ),
  error: message(
    'An operation has failed, and is over.',
    Type.Object({ id: OperationId, payload: Type.Array(Failure, { minItems: 1 }) }),
    {
      examples: [{ id: 'one', payload: [{ message: 'Cannot query field "nobody" on type "Query".' }] }],
      invalid: [{ body: { id: 'one', payload: [] }, at: '/payload', keyword: 'minItems' }],
    },
  ),
  complete: message('An operation is over.', Type.Object({ id: OperationId }), {
    examples: [{ id: 'one' }],
    invalid: withoutId,
  }),
};

/** What happens; operations carry it, and it is no message of its own. */
const events = {
  said: message(
    'Somebody said something in a room.',
    Type.Object({ room: Text('The room.'), text: Text('What was said.'), by: Text('Who said it.') }),
    {
      examples: [{ room: 'kitchen', text: 'The tea is ready.', by: 'Ada' }],
      invalid: [{ body: { room: 'kitchen' }, at: '', keyword: 'required' }],
    },
  ),
};

const frame = flat('type');

/** The protocol. */
export const protocol = declare({
  id: 'graphql-transport-ws',
  title: 'GraphQL over WebSocket',
  description:
    'Carries GraphQL operations over one WebSocket: a client begins them under ids of its own, and gets their results under these.',
  path: '/graphql',
  envelope: { command: frame, control: frame, event: frame },
  commands,
  controls,
  events,
  promises: {
    handshake: {
      greeting: 'connection_ack',
      subprotocol: { name: 'graphql-transport-ws', close: 4406 },
      opening: {
        command: 'connection_init',
        within: { ms: seconds(3), close: 4408 },
        again: { close: 4429 },
        early: { close: 4401, but: ['ping', 'pong', 'complete'] },
      },
      anytime: ['ping', 'pong'],
    },
    credentials: { in: { opening: '/payload/token' }, refusal: { close: 4403 } },
    replies: {
      fence: 'ping',
      to: { ping: { answer: 'pong', unasked: true } },
      questions: { ping: 'pong' },
      extras: 'free',
    },
    operations: {
      begin: 'subscribe',
      cancel: 'complete',
      item: 'next',
      done: 'complete',
      failed: 'error',
      id: '/id',
      taken: { close: 4409 },
      samples: {
        single: { body: { payload: { query: '{ hello }' } } },
        failing: { body: { payload: { query: '{ nobody }' } } },
        endless: {
          body: { payload: { query: WATCH, variables: { room: 'kitchen' } } },
          event: 'said',
          carried: '/payload/data/said',
          mark: '/text',
          about: { asked: '/payload/variables/room', told: '/room' },
        },
      },
    },
    closing: {
      reasons: { 'going-away': { close: 1001, next: 'reconnect', unasked: true } },
      // A binary frame is in none of these: the text speaks of JSON that is sent as a string, and of nothing else.
      input: {
        'not-json': { close: 4400 },
        'not-object': { close: 4400 },
        'unknown-command': { close: 4400 },
        'bad-field': { close: 4400 },
      },
      codes: {
        1000: { means: 'The client has left.', next: 'nothing' },
        1001: { means: 'The server goes away.', next: 'reconnect' },
        4400: { means: 'A message of a type or form that the protocol does not have.', next: 'fix the client' },
        4401: { means: 'An operation was begun before `connection_ack`.', next: 'fix the client' },
        4403: { means: 'The payload of `connection_init` was not accepted.', next: 'new token' },
        4406: { means: 'The subprotocol is another one.', next: 'fix the client' },
        4408: { means: 'No `connection_init` came in time.', next: 'reconnect' },
        4409: { means: 'The id belongs to an operation that goes on.', next: 'fix the client' },
        4429: { means: '`connection_init` came more than once.', next: 'fix the client' },
      },
    },
  },
});
