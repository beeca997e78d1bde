/** Reads what clients send: one command, or one way of being wrong. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import { isObject, isTexts, parsed } from '../json.ts';
import type { Command, Part } from './decisions.ts';

const bad = (problem: BadInput): Command => ({ do: 'bad', problem });

const PARTS: ReadonlySet<unknown> = new Set<Part>(['portfolio', 'positions', 'trades']);

const isParts = (value: unknown): value is readonly Part[] =>
  Array.isArray(value) && value.every((item) => PARTS.has(item));

/** What a text frame asks for; fields beyond those declared are ignored. */
export const commandIn = (text: string): Command => {
  const json = parsed(text);
  if (json === undefined) return bad('not-json');
  if (!isObject(json)) return bad('not-object');
  const { event, data } = json;
  const { symbols, syncTypes } = isObject(data) ? data : {};
  switch (event) {
    case 'market.subscribe':
      return isTexts(symbols) ? { do: 'watch', symbols } : bad('bad-field');
    case 'market.unsubscribe':
      return isTexts(symbols) ? { do: 'unwatch', symbols } : bad('bad-field');
    case 'state.requestSync':
      return isParts(syncTypes) ? { do: 'sync', parts: syncTypes } : bad('bad-field');
    default:
      return bad('unknown-command');
  }
};
