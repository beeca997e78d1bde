/** The control messages of commerce: what the server tells one client about its connection. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Id, Text } from '../types.ts';
import { sent } from './fields.ts';

const noon = '2025-11-05T12:00:00Z';

/** Every control message, by name. */
export const controls = {
  connected: message(
    'Greets a connection whose token is good. It is the first message, and names the user that the server took from the token.',
    Type.Object({ userId: Id('The DID of the user who has connected: the `sub` of the token.'), ...sent }),
    {
      examples: [
        { userId: 'did:rangkai:...', timestamp: noon },
        { userId: 'did:rangkai:buyer-7', timestamp: '2025-11-05T12:00:00.250Z' },
      ],
      invalid: [
        { body: { timestamp: noon }, at: '', keyword: 'required' },
        {
          body: { userId: 'did:rangkai:buyer-7', timestamp: '2025-11-05 12:00' },
          at: '/timestamp',
          keyword: 'pattern',
        },
        {
          body: { userId: 'did:rangkai:buyer-7', timestamp: '2025-02-30T12:00:00Z' },
          at: '/timestamp',
          keyword: 'format',
        },
      ],
    },
  ),
  subscribed: message(
    'Confirms that a channel is subscribed. From now on every event that goes out on it arrives here, once.',
    Type.Object({ channel: Text('The channel, exactly as the command named it.'), ...sent }),
    {
      examples: [
        { channel: 'order:ORDER_ID', timestamp: noon },
        { channel: 'global', timestamp: '2025-11-05T12:00:01Z' },
      ],
      invalid: [
        { body: { timestamp: noon }, at: '', keyword: 'required' },
        { body: { channel: ['global'], timestamp: noon }, at: '/channel', keyword: 'type' },
      ],
    },
  ),
  unsubscribed: message(
    'Confirms that a channel is no longer subscribed. It is silent from now on, save for events that another channel brings.',
    Type.Object({ channel: Text('The channel, exactly as the command named it.'), ...sent }),
    {
      examples: [
        { channel: 'order:ORDER_ID', timestamp: noon },
        { channel: 'user:did:rangkai:YOUR_DID', timestamp: '2025-11-05T12:30:00Z' },
      ],
      invalid: [
        { body: { channel: 'global' }, at: '', keyword: 'required' },
        { body: { channel: '', timestamp: noon }, at: '/channel', keyword: 'minLength' },
      ],
    },
  ),
  pong: message(
    'Shows that the server is alive and has dealt with everything asked before.',
    Type.Object({ ...sent }),
    {
      examples: [{ timestamp: noon }, { timestamp: '2025-11-05T12:00:00.001Z' }],
      invalid: [
        { body: {}, at: '', keyword: 'required' },
        { body: { timestamp: 1762344000000 }, at: '/timestamp', keyword: 'type' },
        { body: { timestamp: '2025-11-05T13:00:00+01:00' }, at: '/timestamp', keyword: 'pattern' },
      ],
    },
  ),
  error: message(
    'Tells what is wrong: with the token, with a channel, with the right to it, or with a message as a whole. But for a bad token the connection lives on.',
    Type.Object({
      message: Text('What is wrong, for people; the refused channel stands in it as it was sent.'),
      code: Type.Optional(Text('What is wrong, for programs: a name that stays the same however the text may change.')),
    }),
    {
      examples: [
        { message: 'Authentication required' },
        { message: 'Invalid channel format: invalid-channel', code: 'INVALID_CHANNEL' },
        { message: 'Not authorized to subscribe to: order:ORDER_ID', code: 'NOT_AUTHORIZED' },
        { message: 'Invalid message format', code: 'INVALID_MESSAGE' },
      ],
      invalid: [
        { body: { code: 'AUTH_REQUIRED' }, at: '', keyword: 'required' },
        { body: { message: '' }, at: '/message', keyword: 'minLength' },
        { body: { message: 'Invalid message format', code: 400 }, at: '/code', keyword: 'type' },
      ],
    },
  ),
};
