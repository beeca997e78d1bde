/** Reads what clients send: one command, or one way of being wrong. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import { isObject, isText, isTexts, parsed } from '../json.ts';
import type { Command, Trouble } from './decisions.ts';

const bad = (problem: BadInput): Command => ({ do: 'bad', problem });

const isList = (value: unknown): value is readonly string[] | undefined => value === undefined || isTexts(value);

/** What a text frame asks for; fields beyond those declared are ignored. */
export const commandIn = (text: string): Command => {
  const json = parsed(text);
  if (json === undefined) return bad('not-json');
  if (!isObject(json)) return bad('not-object');
  const { action, events, competitions } = json;
  switch (action) {
    case 'PING':
    case 'UNSUB':
      return { do: action };
    case 'SUB':
      return isList(events) && isList(competitions) ? { do: action, events, competitions } : bad('bad-field');
    default:
      // Whoever names no action lacks a field; only a name can be unknown.
      return bad(isText(action) ? 'unknown-command' : 'bad-field');
  }
};

/** What is wrong about bad input: a binary frame is no JSON, and what is JSON is no command. */
export const troubleWith = (problem: BadInput): Trouble => {
  switch (problem) {
    case 'not-json':
    case 'binary':
      return 'invalid-json';
    case 'not-object':
    case 'bad-field':
      return 'invalid-command';
    case 'unknown-command':
      return 'unknown-command';
  }
};
