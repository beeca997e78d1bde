/** What a client's text asks for: channels, an end, or to be taken for alive; or the code of the error that it deserves. */
import { isChannel } from './catalog.ts';
import type { Takes } from './freedoms.ts';

/** What is to be done about a message. */
export type Command =
  | { readonly do: 'subscribe' | 'unsubscribe'; readonly channels: readonly string[] }
  | { readonly do: 'live' | 'go' }
  | { readonly do: 'complain'; readonly code: 'INVALID_MESSAGE' | 'SUBSCRIPTION_ERROR' };

/** What anything deserves that is no command. */
export const INVALID: Command = { do: 'complain', code: 'INVALID_MESSAGE' };
const UNKNOWN: Command = { do: 'complain', code: 'SUBSCRIPTION_ERROR' };

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const listing = (verb: 'subscribe' | 'unsubscribe', { channels }: Members, unknownFirst: boolean): Command => {
  if (!Array.isArray(channels)) return INVALID;
  const texts = channels.filter(isText);
  const isUnknown = texts.some((channel) => !isChannel(channel));
  if (isUnknown && unknownFirst) return UNKNOWN;
  if (texts.length < channels.length) return INVALID;
  return isUnknown ? UNKNOWN : { do: verb, channels: texts };
};

const read = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The command that a text is. */
export const commandIn = (text: string, takes: Takes): Command => {
  const value = read(text);
  if (!isObject(value)) return INVALID;
  const { event, data = event === 'disconnect' ? {} : undefined } = value;
  if (!isObject(data)) return INVALID;
  switch (event) {
    case 'subscribe':
    case 'unsubscribe':
      return listing(event, data, takes('names-channels-first'));
    case 'heartbeat:ack': {
      const { clientTime } = data;
      return Number.isSafeInteger(clientTime) && Number(clientTime) >= 0 ? { do: 'live' } : INVALID;
    }
    case 'disconnect':
      return { do: 'go' };
  }
  return INVALID;
};
