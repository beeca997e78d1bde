/** The commands of commerce: what a client can ask of the server. */
import { Type } from '@sinclair/typebox';
import { type Invalid, message } from '../protocol.ts';
import { Text } from '../types.ts';

const Channel = Text('One channel, such as order:ORDER_ID.');
const Channels = Type.Array(Text('A channel, such as user:USER_DID.'), {
  minItems: 1,
  description: 'Several channels, answered one by one in this order.',
});

/** One channel or several: whoever gives both, or neither, is refused. */
const oneOrSeveral = (purpose: string) =>
  Type.Union([
    Type.Object(
      { channel: Channel },
      {
        description: `${purpose} one channel.`,
        not: { type: 'object', properties: { channels: {} }, required: ['channels'] },
      },
    ),
    Type.Object(
      { channels: Channels },
      {
        description: `${purpose} several channels.`,
        not: { type: 'object', properties: { channel: {} }, required: ['channel'] },
      },
    ),
  ]);

const refused = [
  { body: {}, at: '', keyword: 'oneOf' },
  { body: { channel: 'global', channels: ['global'] }, at: '', keyword: 'oneOf' },
  { body: { channel: '' }, at: '/channel', keyword: 'minLength' },
  { body: { channel: ['global'] }, at: '/channel', keyword: 'type' },
  { body: { channels: [] }, at: '/channels', keyword: 'minItems' },
  { body: { channels: ['global', ''] }, at: '/channels/1', keyword: 'minLength' },
] as const satisfies readonly Invalid[];

const asked = [
  { channel: 'order:ORDER_ID' },
  { channels: ['order:ORDER_ID', 'user:USER_DID'] },
  { channel: 'user:did:rangkai:YOUR_DID' },
  { channels: ['global'] },
];

/** Every command, by name. */
export const commands = {
  subscribe: message(
    'Starts the events of one channel or of several. Each channel is answered by itself: confirmed, or refused without a loss to the others. Subscribing again is confirmed again and changes nothing.',
    oneOrSeveral('Subscribes to'),
    { examples: asked, invalid: refused },
  ),
  unsubscribe: message(
    'Ends the events of one channel or of several. What was never subscribed is confirmed like everything else; only a channel that is badly formed is an error.',
    oneOrSeveral('Unsubscribes from'),
    { examples: asked, invalid: refused },
  ),
  ping: message(
    'Asks for a sign of life and changes nothing. Since answers keep the order of the commands, its pong also proves that everything asked before has been answered.',
    Type.Object({}),
    {
      examples: [{}, { note: 'Fields that nobody declared are ignored.' }],
      invalid: [
        { body: null, at: '', keyword: 'type' },
        { body: [], at: '', keyword: 'type' },
      ],
    },
  ),
};
