/** The control messages of prediction: what the server answers to one client. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { List, OneOf, Text } from '../types.ts';
import { CommandId, numbered } from './fields.ts';

const id = CommandId('The id of the command that this answers.');

const CODES = ['INVALID_MESSAGE', 'UNKNOWN_STREAM', 'UNKNOWN_MARKET', 'OFFSET_OUT_OF_RANGE'] as const;

/** Every control message, by name. */
export const controls = {
  subscribed: message(
    'Confirms that streams have been started, and tells where.',
    Type.Object({
      id,
      streams: List(Text('The name of a stream.'), 'The streams of the command.'),
      next: Type.Record(Type.String(), numbered.offset, {
        description: 'By stream, for those that have offsets: the first offset that this subscription covers.',
      }),
    }),
    {
      examples: [
        {
          id: '1',
          streams: ['events.discovered', 'markets.discovered'],
          next: { 'events.discovered': 1, 'markets.discovered': 1 },
        },
        { id: '3', streams: ['trades.executed'], next: { 'trades.executed': 42 } },
        { id: '4', streams: ['markets.snapshots'], next: {} },
      ],
      invalid: [
        { body: { id: '1', streams: ['trades.executed'] }, at: '', keyword: 'required' },
        { body: { id: '1', streams: 'trades.executed', next: {} }, at: '/streams', keyword: 'type' },
        {
          body: { id: '1', streams: ['trades.executed'], next: { 'trades.executed': 0 } },
          at: '/next/trades.executed',
          keyword: 'minimum',
        },
      ],
    },
  ),
  unsubscribed: message(
    'Confirms that streams have ended: none of their records follows it.',
    Type.Object({
      id,
      streams: Type.Optional(List(Text('The name of a stream.'), 'The streams of the command.')),
    }),
    {
      examples: [{ id: '5', streams: ['orders.delta', 'markets.snapshots'] }, { id: '5' }],
      invalid: [
        { body: { streams: ['orders.delta'] }, at: '', keyword: 'required' },
        { body: { id: '5', streams: [''] }, at: '/streams/0', keyword: 'minLength' },
      ],
    },
  ),
  pong: message('Shows that the server is alive and has dealt with everything asked before.', Type.Object({ id }), {
    examples: [{ id: '6' }, { id: 'still there?' }],
    invalid: [
      { body: {}, at: '', keyword: 'required' },
      { body: { id: 6 }, at: '/id', keyword: 'type' },
    ],
  }),
  error: message(
    'Tells what is wrong with a command, of which nothing has taken effect, or with a message that is none. The connection lives on.',
    Type.Object({
      id: Type.Union([id, Type.Null({ description: 'The message has no id that could be repeated.' })], {
        description: 'The id of the command that this answers, or null.',
      }),
      code: OneOf(CODES, { description: 'What is wrong, for programs.' }),
      message: Text('What is wrong, for people.'),
    }),
    {
      examples: [
        { id: null, code: 'INVALID_MESSAGE', message: 'This is not JSON.' },
        { id: '2', code: 'UNKNOWN_STREAM', message: 'There is no stream "trades".' },
        { id: '7', code: 'UNKNOWN_MARKET', message: 'There is no market "market-9".' },
        { id: '3', code: 'OFFSET_OUT_OF_RANGE', message: 'trades.executed has offsets up to 12.' },
      ],
      invalid: [
        { body: { code: 'INVALID_MESSAGE', message: 'This is not JSON.' }, at: '', keyword: 'required' },
        { body: { id: null, code: 'BAD', message: 'This is not JSON.' }, at: '/code', keyword: 'enum' },
        { body: { id: null, code: 'INVALID_MESSAGE', message: '' }, at: '/message', keyword: 'minLength' },
      ],
    },
  ),
};
