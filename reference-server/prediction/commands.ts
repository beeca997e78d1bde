/** Reads what clients send: one command, or one way of being wrong. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import { type Json, isObject, isText, isTexts, parsed } from '../json.ts';
import type { Command, From } from './decisions.ts';

const isList = (value: unknown): value is readonly string[] => isTexts(value) && value.length > 0;

const isFrom = (value: unknown): value is From =>
  value === 'latest' || value === 'earliest' || (isObject(value) && Number.isInteger(value.offset));

const subscribeIn = (id: string, { streams, markets, from = 'latest' }: Json): Command | undefined => {
  if (!isList(streams) || !isFrom(from)) return undefined;
  if (markets === undefined) return { do: 'subscribe', id, streams, from };
  return isList(markets) ? { do: 'subscribe', id, streams, markets, from } : undefined;
};

/** The command of an operation with an id, or `undefined` where a field of it is missing or wrong. */
const commandOf = (op: string, id: string, json: Json): Command | undefined => {
  const { streams, market_id: market, outcome_id: outcome } = json;
  switch (op) {
    case 'ping':
      return { do: 'ping', id };
    case 'subscribe':
      return subscribeIn(id, json);
    case 'unsubscribe':
      return isList(streams) ? { do: 'unsubscribe', id, streams } : undefined;
    case 'resync':
      return isText(market) && isText(outcome) ? { do: 'resync', id, market, outcome } : undefined;
  }
  return undefined;
};

const OPERATIONS: readonly unknown[] = ['subscribe', 'unsubscribe', 'ping', 'resync'];

/** What a text frame asks for; fields beyond those declared are ignored. */
export const commandIn = (text: string): Command => {
  const json = parsed(text);
  if (json === undefined) return { do: 'bad', problem: 'not-json' };
  if (!isObject(json)) return { do: 'bad', problem: 'not-object' };
  const { op, id } = json;
  const bad = (problem: BadInput): Command => ({ do: 'bad', problem, id: typeof id === 'string' ? id : null });
  if (typeof op !== 'string' || !OPERATIONS.includes(op)) return bad('unknown-command');
  return (typeof id === 'string' ? commandOf(op, id, json) : undefined) ?? bad('bad-field');
};
