/** The fields that several messages of telemetry share, each with its one meaning. */
import { Type } from '@sinclair/typebox';
import { List, OneOf, Text, UnixMillis } from '../types.ts';

/** The channels, in the order in which documents list them. */
export const CHANNELS = ['positions', 'orders', 'account', 'health', 'market', 'activity'] as const;
/** The name of a channel. */
export type Channel = (typeof CHANNELS)[number];

/** The codes that errors bear. */
export const CODES = [
  ...(['AUTH_REQUIRED', 'SESSION_EXPIRED', 'SUBSCRIPTION_ERROR', 'RATE_LIMITED'] as const),
  ...(['SERVER_ERROR', 'INVALID_MESSAGE'] as const),
] as const;

/** Channels that a server has confirmed. */
export const Confirmed = (description: string) =>
  List(OneOf(CHANNELS, { description: 'The name of a channel.' }), description);

/** What is wrong, for programs and for people. */
export const trouble = {
  code: OneOf(CODES, { description: 'What is wrong, for programs.' }),
  error: Type.Object(
    {
      what: Text('What went wrong.'),
      why: Text('Why it did.'),
      how: Text('How to go on from here.'),
    },
    { description: 'What is wrong, for people.' },
  ),
};

/** When the state was taken that an event tells of; it goes out unchanged, however late the event does. */
export const taken = { timestamp: UnixMillis('When this was so.') };

/** Which thing is traded. */
export const Instrument = Text('The symbol of what is traded, such as TCS.');
