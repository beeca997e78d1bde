/** The commands of telemetry: what a client can ask of the server. */
import { Type } from '@sinclair/typebox';
import { type Invalid, message } from '../protocol.ts';
import { List, Text, UnixMillis } from '../types.ts';
import { CHANNELS } from './fields.ts';

const Channels = (description: string) => List(Text('The name of a channel.'), description);

const badChannels = [
  { body: {}, at: '', keyword: 'required' },
  { body: { channels: null }, at: '/channels', keyword: 'type' },
  { body: { channels: 'positions' }, at: '/channels', keyword: 'type' },
  { body: { channels: ['positions', ''] }, at: '/channels/1', keyword: 'minLength' },
  { body: { channels: [7] }, at: '/channels/0', keyword: 'type' },
] as const satisfies readonly Invalid[];

/** Every command, by name. */
export const commands = {
  subscribe: message(
    'Starts the listed channels, and leaves the others as they are. Where one of them is unknown, nothing of the command takes effect. Subscribing again is confirmed again and changes nothing, and so is an empty list.',
    Type.Object({ channels: Channels('The channels to start.') }),
    {
      examples: [{ channels: [...CHANNELS] }, { channels: ['positions'] }, { channels: [] }],
      invalid: badChannels,
    },
  ),
  unsubscribe: message(
    'Ends the listed channels. One that was never started is confirmed like the others; an unknown one is an error, and nothing of the command takes effect.',
    Type.Object({ channels: Channels('The channels to end.') }),
    {
      examples: [{ channels: ['market'] }, { channels: ['positions', 'orders'] }, { channels: [] }],
      invalid: badChannels,
    },
  ),
  'heartbeat:ack': message(
    'Shows that the client is alive; one stands for all heartbeats so far.',
    Type.Object({ clientTime: UnixMillis('The time by the clock of the client.') }),
    {
      examples: [{ clientTime: 1706400000050 }, { clientTime: 0 }],
      invalid: [
        { body: {}, at: '', keyword: 'required' },
        { body: { clientTime: '1706400000050' }, at: '/clientTime', keyword: 'type' },
        { body: { clientTime: 0.5 }, at: '/clientTime', keyword: 'type' },
        { body: { clientTime: -1 }, at: '/clientTime', keyword: 'minimum' },
      ],
    },
  ),
  disconnect: message('Asks the server to take leave and to close the connection.', Type.Object({}), {
    bare: true,
    examples: [{}, { note: 'Fields that nobody declared are ignored.' }],
    invalid: [
      { body: null, at: '', keyword: 'type' },
      { body: [], at: '', keyword: 'type' },
    ],
  }),
};
