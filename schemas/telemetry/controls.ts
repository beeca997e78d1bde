/** The control messages of telemetry: what the server tells one client about its connection. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Int, OneOf, Text, UnixMillis } from '../types.ts';
import { CHANNELS, Confirmed, trouble } from './fields.ts';

const noon = 1706400000000;

const rejected = {
  code: 'AUTH_REQUIRED',
  error: { what: 'Connection rejected', why: 'No valid session', how: 'Complete authentication first' },
} as const;
const unknownChannel = {
  code: 'SUBSCRIPTION_ERROR',
  error: {
    what: 'Subscription failed',
    why: 'Invalid channel name',
    how: 'Use valid channel: positions, orders, account, health, market, activity',
  },
} as const;
const closed = { reason: 'client_disconnect', message: 'Connection closed gracefully' } as const;
const reconnect = { reason: 'server_restart', delay: 5000, message: 'Please reconnect in 5 seconds' } as const;

/** Every control message, by name. */
export const controls = {
  'connection:ack': message(
    'Greets a connection whose session is good. It is the first message, and heartbeats count from it.',
    Type.Object({
      connectionId: Text('What the server calls this connection, for logs and support.'),
      serverTime: UnixMillis('The time by the clock of the server.'),
      version: Text('The version of what serves the connection.'),
    }),
    {
      examples: [
        { connectionId: 'ws-abc123def456', serverTime: noon, version: '1.0.0' },
        { connectionId: '7', serverTime: noon + 1, version: '1.0.1-rc.2' },
      ],
      invalid: [
        { body: { connectionId: 'ws-abc123def456', version: '1.0.0' }, at: '', keyword: 'required' },
        { body: { connectionId: '', serverTime: noon, version: '1.0.0' }, at: '/connectionId', keyword: 'minLength' },
        { body: { connectionId: '7', serverTime: noon, version: 1 }, at: '/version', keyword: 'type' },
      ],
    },
  ),
  'connection:error': message(
    'Tells why a connection is refused. Nothing else has come before it, and a close follows.',
    Type.Object(trouble),
    {
      examples: [
        rejected,
        {
          code: 'SESSION_EXPIRED',
          error: { what: 'Connection rejected', why: 'The session is over', how: 'Begin a new session' },
        },
      ],
      invalid: [
        { body: { ...rejected, code: 'FORBIDDEN' }, at: '/code', keyword: 'enum' },
        { body: { code: 'AUTH_REQUIRED' }, at: '', keyword: 'required' },
        { body: { ...rejected, error: { ...rejected.error, how: '' } }, at: '/error/how', keyword: 'minLength' },
      ],
    },
  ),
  'connection:closed': message(
    'Takes leave of a client before its connection is closed for good.',
    Type.Object({
      reason: OneOf(['client_disconnect', 'server_shutdown', 'session_expired', 'error'], {
        description:
          'Why: the client has asked for it, the server stops, the session is over, or something is wrong, such as heartbeats that nobody answers.',
      }),
      message: Text('Why, for people.'),
    }),
    {
      examples: [
        closed,
        { reason: 'server_shutdown', message: 'The server stops.' },
        { reason: 'session_expired', message: 'The session is over.' },
        { reason: 'error', message: 'Nobody answers heartbeats.' },
      ],
      invalid: [
        { body: { ...closed, reason: 'timeout' }, at: '/reason', keyword: 'enum' },
        { body: { ...closed, message: '' }, at: '/message', keyword: 'minLength' },
        { body: { reason: 'error' }, at: '', keyword: 'required' },
      ],
    },
  ),
  subscribed: message(
    'Confirms that the channels of a command are started. From now on what goes out on them arrives here.',
    Type.Object({
      channels: Confirmed('Exactly the channels of the command, whether or not they were started before.'),
      subscribedAt: UnixMillis('When the command was carried out.'),
    }),
    {
      examples: [
        { channels: [...CHANNELS], subscribedAt: noon },
        { channels: ['positions'], subscribedAt: noon + 1 },
        { channels: [], subscribedAt: noon },
      ],
      invalid: [
        { body: { channels: ['positions'] }, at: '', keyword: 'required' },
        { body: { channels: ['weather'], subscribedAt: noon }, at: '/channels/0', keyword: 'enum' },
        { body: { channels: 'positions', subscribedAt: noon }, at: '/channels', keyword: 'type' },
      ],
    },
  ),
  unsubscribed: message(
    'Confirms that the channels of a command have ended: they are silent from now on.',
    Type.Object({
      channels: Confirmed('Exactly the channels of the command, whether or not they were started before.'),
      unsubscribedAt: UnixMillis('When the command was carried out.'),
    }),
    {
      examples: [
        { channels: ['market'], unsubscribedAt: noon },
        { channels: [], unsubscribedAt: noon + 1 },
      ],
      invalid: [
        { body: { channels: ['market'], subscribedAt: noon }, at: '', keyword: 'required' },
        { body: { channels: [null], unsubscribedAt: noon }, at: '/channels/0', keyword: 'type' },
      ],
    },
  ),
  heartbeat: message(
    'Shows that the server is alive, and asks the client whether it is.',
    Type.Object({
      serverTime: UnixMillis('The time by the clock of the server.'),
      connectionUptime: Int('For how many ms the connection has been open, counted from its greeting.'),
    }),
    {
      examples: [
        { serverTime: noon, connectionUptime: 3600000 },
        { serverTime: noon + 30000, connectionUptime: 30000 },
      ],
      invalid: [
        { body: { serverTime: noon }, at: '', keyword: 'required' },
        { body: { serverTime: noon, connectionUptime: 0.5 }, at: '/connectionUptime', keyword: 'type' },
        { body: { serverTime: noon, connectionUptime: -1 }, at: '/connectionUptime', keyword: 'minimum' },
      ],
    },
  ),
  error: message(
    'Tells what is wrong with a message, of which nothing has taken effect. The connection lives on.',
    Type.Object(trouble),
    {
      examples: [
        unknownChannel,
        {
          code: 'RATE_LIMITED',
          error: { what: 'Message refused', why: 'Too many messages', how: 'Wait before the next one' },
        },
        {
          code: 'INVALID_MESSAGE',
          error: { what: 'Message refused', why: 'It is no JSON', how: 'Send one JSON object in a text frame' },
        },
        {
          code: 'SERVER_ERROR',
          error: { what: 'Message lost', why: 'The server has failed', how: 'Connect again' },
        },
      ],
      invalid: [
        { body: { ...unknownChannel, code: 'subscription_error' }, at: '/code', keyword: 'enum' },
        { body: { ...unknownChannel, error: 'Subscription failed' }, at: '/error', keyword: 'type' },
        { body: { code: 'RATE_LIMITED', error: { what: 'Message refused' } }, at: '/error', keyword: 'required' },
      ],
    },
  ),
  reconnect: message(
    'Asks the client to connect anew, since this connection is about to be closed according to plan.',
    Type.Object({
      reason: OneOf(['server_restart', 'session_refresh'], {
        description: 'Why: the server starts anew, or the session has to.',
      }),
      delay: Int('Within how many ms the connection is closed, and after how many to connect again.'),
      message: Text('What to do, for people.'),
    }),
    {
      examples: [reconnect, { reason: 'session_refresh', delay: 0, message: 'Please reconnect at once' }],
      invalid: [
        { body: { ...reconnect, reason: 'error' }, at: '/reason', keyword: 'enum' },
        { body: { ...reconnect, delay: '5 s' }, at: '/delay', keyword: 'type' },
        { body: { ...reconnect, delay: -1 }, at: '/delay', keyword: 'minimum' },
      ],
    },
  ),
};
