/** The protocol `newborn`: notes on topics. All that is promised here is examined; change it to what you promise. */
import { flat, Id, List, message, OneOf, protocol as declare, tagged, Text, Type } from 'wireproof/protocol';

const topic = Id('The name of a topic.');
const noteId = Id('The id of the note.');
const nothing = Type.Object({});

export const protocol = declare({
  id: 'newborn',
  title: 'Newborn',
  description: 'Notes on topics. A client is told everything, until it says which events and topics it wants.',
  path: '/ws',
  // Where the name and the body of a message stand: {"type":"ping"}, {"event":"note.added","data":{..}}.
  envelope: { command: flat('type'), control: flat('type'), event: tagged('event', 'data') },

  // From a client to the server. Each has examples, and bodies that must be refused: where, and by which keyword.
  commands: {
    subscribe: message(
      'Says what is wanted, in place of what was wanted before.',
      Type.Object({
        events: Type.Optional(List(Text('The name of an event.'), 'The events; all, if none is listed.')),
        topics: Type.Optional(List(topic, 'The topics; all, if none is listed.')),
      }),
      {
        examples: [{ events: ['note.added'], topics: ['garden'] }, {}],
        invalid: [{ body: { topics: 'garden' }, at: '/topics', keyword: 'type' }],
      },
    ),
    unsubscribe: message('Wants nothing any more.', nothing, { examples: [{}], invalid: [] }),
    ping: message('Asks whether the server is there.', nothing, { examples: [{}], invalid: [] }),
  },

  // From the server to one client, about its connection.
  controls: {
    welcome: message('Opens a connection.', nothing, { examples: [{}], invalid: [] }),
    subscribed: message('Confirms a subscribe.', nothing, { examples: [{}], invalid: [] }),
    unsubscribed: message('Confirms an unsubscribe.', nothing, { examples: [{}], invalid: [] }),
    pong: message('Answers a ping.', nothing, { examples: [{}], invalid: [] }),
    error: message(
      'Says what is wrong with a command.',
      Type.Object({
        code: OneOf(['BAD_COMMAND', 'UNKNOWN_EVENT'], { description: 'For programs.' }),
        message: Text('For people.'),
      }),
      { examples: [{ code: 'BAD_COMMAND', message: 'That is no command.' }], invalid: [] },
    ),
  },

  // From the server to clients, about the world.
  events: {
    'note.added': message(
      'A note was added.',
      Type.Object({ noteId, topic, text: Text('What it says.'), tags: List(Text('A tag.'), 'Its tags.') }),
      {
        examples: [{ noteId: 'n1', topic: 'garden', text: 'Water the beans.', tags: ['today'] }],
        invalid: [{ body: { noteId: 'n1', topic: 'garden', text: '', tags: [] }, at: '/text', keyword: 'minLength' }],
      },
    ),
    'note.changed': message(
      'A note says something else.',
      Type.Object({ noteId, topic, text: Text('What it says.') }),
      {
        examples: [{ noteId: 'n1', topic: 'garden', text: 'Water the peas.' }],
        invalid: [],
      },
    ),
    'note.removed': message('A note was removed.', Type.Object({ noteId, topic }), {
      examples: [{ noteId: 'n1', topic: 'garden' }],
      invalid: [],
    }),
  },

  // What the server keeps over time. Each promise brings requirements: `wireproof list ./newborn.ts`.
  promises: {
    handshake: { greeting: 'welcome' },
    replies: {
      fence: 'ping',
      to: {
        ping: { answer: 'pong' },
        subscribe: { answer: 'subscribed', refusals: ['unknown-event'] },
        unsubscribe: { answer: 'unsubscribed' },
      },
    },
    errors: {
      message: 'error',
      text: '/message',
      code: { at: '/code', level: 'MUST' },
      kinds: { bad: { code: 'BAD_COMMAND' }, 'unknown-event': { code: 'UNKNOWN_EVENT' } },
      input: { 'not-json': 'bad', binary: 'bad', 'not-object': 'bad', 'unknown-command': 'bad', 'bad-field': 'bad' },
    },
    filters: {
      set: 'subscribe',
      unset: 'unsubscribe',
      replaces: 'whole',
      names: { at: '/events', empty: 'all' },
      values: { topics: { at: '/topics', field: '/topic' } },
      initially: 'all',
      unknown: 'unknown-event',
    },
    lifecycle: {
      note: {
        key: '/noteId',
        transitions: {
          'note.added': { from: [null], to: 'there' },
          'note.changed': { from: ['there'], to: 'there' },
          'note.removed': { from: ['there'], to: 'gone' },
        },
      },
    },
  },
});
