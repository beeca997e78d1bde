/** The commands of the marketplace: a sign of life, and the filter of a connection. */
import { Type } from '@sinclair/typebox';
import { type Invalid, message } from '../protocol.ts';
import { List, Text } from '../types.ts';

const notAnObject = [
  { body: null, at: '', keyword: 'type' },
  { body: [], at: '', keyword: 'type' },
] as const satisfies readonly Invalid[];

/** Every command, by name. */
export const commands = {
  PING: message(
    'Asks for a sign of life and changes nothing. Since answers keep the order of the commands, its pong also proves that everything asked before has been answered.',
    Type.Object({}),
    { examples: [{}, { note: 'Fields that nobody declared are ignored.' }], invalid: notAnObject },
  ),
  SUB: message(
    'Sets the whole filter of this connection in place of the one before. A list that is empty or left out means all. A name that is no business event is refused, and the filter stays as it was.',
    Type.Object({
      events: Type.Optional(
        List(Text('The name of a business event.'), 'The business events to be sent; all, if none is listed.'),
      ),
      competitions: Type.Optional(
        List(
          Text('The id of a competition, as a string.'),
          'The competitions to be told of; all, if none is listed. Events that count in no competition come all the same.',
        ),
      ),
    }),
    {
      examples: [
        { events: ['listing_created', 'offer_created'], competitions: ['comp123'] },
        { events: ['trade'] },
        { competitions: ['comp123', '7'] },
        {},
      ],
      invalid: [
        { body: { events: 'trade' }, at: '/events', keyword: 'type' },
        { body: { events: null }, at: '/events', keyword: 'type' },
        { body: { events: ['trade', ''] }, at: '/events/1', keyword: 'minLength' },
        { body: { competitions: [7] }, at: '/competitions/0', keyword: 'type' },
        { body: { events: [], competitions: {} }, at: '/competitions', keyword: 'type' },
      ],
    },
  ),
  UNSUB: message('Ends all business events on this connection until it sets a filter again.', Type.Object({}), {
    examples: [{}, { note: 'Fields that nobody declared are ignored.' }],
    invalid: notAnObject,
  }),
};
