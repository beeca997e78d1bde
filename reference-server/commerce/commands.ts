/** Reads what clients send: one command, or one way of being wrong. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import { type Json, isObject, isText, isTexts, parsed } from '../json.ts';
import type { Command } from './decisions.ts';

const bad = (problem: BadInput): Command => ({ do: 'bad', problem });

/** The channels of a command, or `undefined` unless it names one `channel` or a list of `channels` that is not empty. */
const channelsIn = ({ channel, channels }: Json): readonly string[] | undefined => {
  if (channels === undefined) return isText(channel) ? [channel] : undefined;
  return channel === undefined && isTexts(channels) && channels.length > 0 ? channels : undefined;
};

/** What a text frame asks for; fields beyond those declared are ignored. */
export const commandIn = (text: string): Command => {
  const json = parsed(text);
  if (json === undefined) return bad('not-json');
  if (!isObject(json)) return bad('not-object');
  switch (json.type) {
    case 'ping':
      return { do: 'ping' };
    case 'subscribe':
    case 'unsubscribe': {
      const channels = channelsIn(json);
      return channels ? { do: json.type, channels } : bad('bad-field');
    }
    default:
      return bad('unknown-command');
  }
};
