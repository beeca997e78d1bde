/** The fields that several messages of prediction share, each with its one meaning. */
import { Type } from '@sinclair/typebox';
import { OneOf, Text } from '../types.ts';

/** The states of a market, in the order in which it usually comes to them. */
export const STATES = ['PRE_OPEN', 'OPEN', 'HALTED', 'RESOLVED', 'DISPUTED'] as const;
/** One state of a market. */
export type MarketState = (typeof STATES)[number];

/** A state of a market. */
export const State = (description: string) => OneOf(STATES, { description });

/** From 0 to 1, without sign, exponent or superfluous zeros. */
const PRICE = '^(0|1|0\\.\\d*[1-9])$';
/** From 0 up, likewise. */
const DECIMAL = '^(0|[1-9]\\d*)(\\.\\d*[1-9])?$';
/** Above 0, likewise. */
const POSITIVE = '^([1-9]\\d*(\\.\\d*[1-9])?|0\\.\\d*[1-9])$';

/** A price, as a decimal string. */
export const Price = (description: string) =>
  Type.String({ pattern: PRICE, description: `${description} A decimal from 0 to 1.` });

/** A number from 0 up, as a decimal string. */
export const Decimal = (description: string) =>
  Type.String({ pattern: DECIMAL, description: `${description} A decimal from 0 up.` });

/** How much there is of something that is there, as a decimal string. */
export const Quantity = (description: string) =>
  Type.String({ pattern: POSITIVE, description: `${description} A decimal above 0.` });

/** Which event of the world. */
export const EventId = Text('The event in the world; every record about it carries the same id.');

/** Which market. */
export const MarketId = Text('The market; every record about it carries the same id.');

/** Which outcome of a market. */
export const OutcomeId = Text('The outcome, one of those on which this market takes orders.');

/** The id of a command, which its answer repeats. */
export const CommandId = (description: string) => Type.String({ description, examples: ['1'] });

/** The member that a record has beside its stream and its data. */
export const numbered = {
  offset: Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    examples: [1],
    description: 'The number of the record in its stream. Each stream counts from 1, one by one.',
  }),
};
