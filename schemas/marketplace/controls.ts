/** The control messages of the marketplace: what the server tells one client about its connection. They use up no number. */
import { Type } from '@sinclair/typebox';
import { type Invalid, message } from '../protocol.ts';
import { Int, List, OneOf, Text, UnixMillis } from '../types.ts';

const notAnObject = [
  { body: null, at: '', keyword: 'type' },
  { body: [], at: '', keyword: 'type' },
] as const satisfies readonly Invalid[];

/** Every control message, by name. */
export const controls = {
  hello: message(
    'Greets a connection and tells where the count of business events stands. It is the first message, whatever the query asks for.',
    Type.Object({
      seq: Int('The number of the business event published last, 0 before the first; the next one is one higher.'),
      ts: Type.Optional(UnixMillis('When the server sent this.')),
      epoch: Type.Optional(
        Text('The name of the count. It stays the same for exactly as long as the numbering continues.'),
      ),
    }),
    {
      examples: [{ seq: 0 }, { seq: 41, ts: 1_762_344_000_000 }, { seq: 41, ts: 1_762_344_000_000, epoch: 'a1' }],
      invalid: [
        { body: { ts: 1_762_344_000_000 }, at: '', keyword: 'required' },
        { body: { seq: -1 }, at: '/seq', keyword: 'minimum' },
        { body: { seq: '41' }, at: '/seq', keyword: 'type' },
        { body: { seq: 41, ts: 1_762_344_000.5 }, at: '/ts', keyword: 'type' },
        { body: { seq: 41, epoch: '' }, at: '/epoch', keyword: 'minLength' },
      ],
    },
  ),
  pong: message('Shows that the server is alive and has dealt with everything asked before.', Type.Object({}), {
    examples: [{}],
    invalid: notAnObject,
  }),
  subscribed: message(
    'Confirms a filter and tells the one now in force. What is published from now on is delivered or withheld by it.',
    Type.Object({
      events: List(
        Text('The name of a business event.'),
        'The business events that are sent; an empty list means all.',
      ),
      competitions: List(
        Text('The id of a competition, as a string.'),
        'The competitions that are told of; an empty list means all.',
      ),
    }),
    {
      examples: [
        { events: ['listing_created', 'offer_created'], competitions: ['comp123'] },
        { events: [], competitions: [] },
      ],
      invalid: [
        { body: { events: [] }, at: '', keyword: 'required' },
        { body: { events: null, competitions: [] }, at: '/events', keyword: 'type' },
        { body: { events: ['trade'], competitions: [7] }, at: '/competitions/0', keyword: 'type' },
      ],
    },
  ),
  unsubscribed: message(
    'Confirms that no business event comes from now on, until a filter is set again.',
    Type.Object({}),
    { examples: [{}], invalid: notAnObject },
  ),
  error: message(
    'Tells what is wrong with something the client sent. The connection lives on, and its filter stays as it was.',
    Type.Object({
      code: OneOf(['INVALID_JSON', 'INVALID_COMMAND', 'UNKNOWN_COMMAND', 'UNKNOWN_EVENT'], {
        description: 'What is wrong, for programs.',
      }),
      message: Text('What is wrong, for people.'),
    }),
    {
      examples: [
        { code: 'INVALID_JSON', message: 'The message is not JSON.' },
        { code: 'INVALID_COMMAND', message: '/events must be array' },
        { code: 'UNKNOWN_COMMAND', message: 'There is no command sub.' },
        { code: 'UNKNOWN_EVENT', message: 'There is no event listing_create.' },
      ],
      invalid: [
        { body: { code: 'INVALID_JSON' }, at: '', keyword: 'required' },
        { body: { code: 'invalid_json', message: 'The message is not JSON.' }, at: '/code', keyword: 'enum' },
        { body: { code: 'INVALID_JSON', message: '' }, at: '/message', keyword: 'minLength' },
      ],
    },
  ),
};
