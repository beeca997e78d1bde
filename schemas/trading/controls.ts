/** The control messages of trading: what the server tells a connection about itself, its token, its limit and its commands. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Exactly, Int, Iso, OneOf, Text } from '../types.ts';
import { Code, stamped, UserId } from './fields.ts';
import { state } from './state.ts';

const authorized = {
  userId: '550e8400-e29b-41d4-a716-446655440000',
  sessionId: 'ws_abc123xyz',
  timestamp: '2024-03-15T14:23:11.000Z',
};
const closed = {
  reason: 'logout',
  message: 'User initiated logout',
  timestamp: '2024-03-15T14:30:00.000Z',
} as const;
const error = {
  error: 'AUTHENTICATION_FAILED',
  message: 'JWT token expired',
  timestamp: '2024-03-15T14:25:00.000Z',
} as const;
const expiring = { expiresIn: 300, message: 'Token expires in 5 minutes', timestamp: '2024-03-15T14:55:00.000Z' };
const warning = {
  limit: 10,
  current: 8,
  resetAt: '2024-03-15T14:24:00.000Z',
  message: 'Approaching rate limit: 8/10 messages per minute',
  timestamp: '2024-03-15T14:23:40.000Z',
};

/** Every control message, by name. */
export const controls = {
  'connection.authorized': message(
    'Greets a connection whose token is good. It is the first event on it.',
    Type.Object({ userId: UserId, sessionId: Text('What the server calls this connection.'), ...stamped }),
    {
      examples: [authorized, { ...authorized, sessionId: 'ws_2' }],
      invalid: [
        { body: { ...authorized, userId: '' }, at: '/userId', keyword: 'minLength' },
        { body: { ...authorized, sessionId: undefined }, at: '', keyword: 'required' },
        { body: { ...authorized, timestamp: 1710512591000 }, at: '/timestamp', keyword: 'type' },
      ],
    },
  ),
  'connection.closed': message(
    'Takes leave of a connection before the server ends it. After `logout` and `duplicate_connection` a client stays away.',
    Type.Object({
      reason: OneOf(['logout', 'token_expired', 'duplicate_connection', 'server_shutdown'], {
        description: 'Why the server ends the connection.',
      }),
      message: Text('The same, for people.'),
      ...stamped,
    }),
    {
      examples: [
        closed,
        { ...closed, reason: 'token_expired', message: 'The token has expired' },
        { ...closed, reason: 'duplicate_connection', message: 'Connected elsewhere' },
        { ...closed, reason: 'server_shutdown', message: 'The server shuts down' },
      ],
      invalid: [
        { body: { ...closed, reason: 'shutdown' }, at: '/reason', keyword: 'enum' },
        { body: { ...closed, message: '' }, at: '/message', keyword: 'minLength' },
      ],
    },
  ),
  'connection.error': message(
    'Tells what is wrong: with the token, with the number of messages, or with a message. After bad input the connection lives on; else it is ended.',
    Type.Object({ error: Code, message: Text('What is wrong, for people.'), ...stamped }),
    {
      examples: [
        error,
        { ...error, error: 'RATE_LIMIT_EXCEEDED', message: 'More than 10 messages in a minute' },
        { ...error, error: 'INTERNAL_ERROR', message: 'Something went wrong' },
        { ...error, error: 'INVALID_PAYLOAD', message: 'symbols must be a list of texts' },
      ],
      invalid: [
        { body: { ...error, error: 'UNAUTHORIZED' }, at: '/error', keyword: 'enum' },
        { body: { ...error, message: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
  'token.expiring': message(
    'Warns a connection that its token ends in five minutes, or at once where less is left. A client fetches a new token and connects with it.',
    Type.Object({
      expiresIn: Int('How many seconds are left.'),
      message: Text('The same, for people.'),
      ...stamped,
    }),
    {
      examples: [expiring, { ...expiring, expiresIn: 12, message: 'Token expires in 12 seconds' }],
      invalid: [
        { body: { ...expiring, expiresIn: -1 }, at: '/expiresIn', keyword: 'minimum' },
        { body: { ...expiring, expiresIn: 299.5 }, at: '/expiresIn', keyword: 'type' },
        { body: { ...expiring, message: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
  'state.sync': state,
  'error.rateLimitWarning': message(
    'Warns all connections of a user that the limit is near: at eight messages within a minute, counted over all of them.',
    Type.Object({
      limit: Int('How many messages a minute may hold.'),
      current: Int('How many have been counted by now.'),
      resetAt: Iso('When the oldest of them counts no longer.'),
      message: Text('The same, for people.'),
      ...stamped,
    }),
    {
      examples: [warning, { ...warning, current: 9, message: '9 of 10 messages' }],
      invalid: [
        { body: { ...warning, current: '8' }, at: '/current', keyword: 'type' },
        { body: { ...warning, resetAt: '14:24' }, at: '/resetAt', keyword: 'pattern' },
        { body: { ...warning, limit: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
  acknowledgement: message(
    'Says whether a command was carried out. It travels as a Socket.IO acknowledgement, to clients that want one, beside any `connection.error`; it is no event, and its name is the kit’s.',
    Type.Union(
      [
        Type.Object(
          { ok: Exactly(true, 'The command has been carried out.') },
          { description: 'The command has been carried out.' },
        ),
        Type.Object(
          { ok: Exactly(false, 'The command has had no effect.'), error: Code },
          { description: 'The command has had no effect.' },
        ),
      ],
      { description: 'What became of the command.' },
    ),
    {
      examples: [{ ok: true }, { ok: false, error: 'INVALID_PAYLOAD' }, { ok: false, error: 'RATE_LIMIT_EXCEEDED' }],
      invalid: [
        { body: {}, at: '', keyword: 'oneOf' },
        { body: { ok: false }, at: '/ok', keyword: 'const' },
        { body: { ok: false, error: 'BAD' }, at: '/ok', keyword: 'const' },
        { body: true, at: '', keyword: 'oneOf' },
      ],
    },
  ),
};
