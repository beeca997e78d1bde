/** Reads what clients send: one command, or one way of being wrong. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import { isObject, isTexts, type Json, parsed } from '../json.ts';
import type { Command } from './decisions.ts';

const bad = (problem: BadInput): Command => ({ do: 'bad', problem });

/** Whether a value is an instant in unix ms: a whole number from 0 up. */
const isInstant = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

/** The command of a name, or `undefined` where its data, or a field of it, is missing or wrong. */
const commandOf = (event: 'subscribe' | 'unsubscribe' | 'heartbeat:ack', data: unknown): Command | undefined => {
  if (!isObject(data)) return undefined;
  const { channels, clientTime }: Json = data;
  if (event === 'heartbeat:ack') return isInstant(clientTime) ? { do: event } : undefined;
  return isTexts(channels) ? { do: event, channels } : undefined;
};

/** What a text frame asks for; fields beyond those declared are ignored. */
export const commandIn = (text: string): Command => {
  const json = parsed(text);
  if (json === undefined) return bad('not-json');
  if (!isObject(json)) return bad('not-object');
  const { event, data } = json;
  switch (event) {
    case 'subscribe':
    case 'unsubscribe':
    case 'heartbeat:ack':
      return commandOf(event, data) ?? bad('bad-field');
    case 'disconnect':
      // It has no fields, so that its data may be left out.
      return data === undefined || isObject(data) ? { do: event } : bad('bad-field');
    default:
      return bad('unknown-command');
  }
};
