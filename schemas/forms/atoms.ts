/** What the forms of promises are made of: small schemas, each described where it is used. */
import { type Static, type TProperties, type TSchema, Type } from '@sinclair/typebox';
import type { NextStep } from '../promises/closing.ts';
import { BAD_INPUT, type BadInput } from '../promises/errors.ts';
import type { Level, Pointer as PointerText } from '../promises/terms.ts';

/** A schema with what it means in one place. */
export const as = <T extends TSchema>(description: string, schema: T): T => ({ ...schema, description });

/** An object that takes nothing it does not know. */
export const closed = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

/** A list. */
export const listOf = <T extends TSchema>(items: T) => Type.Unsafe<readonly Static<T>[]>(Type.Array(items));

/** A map with any names. */
export const mapOf = <T extends TSchema>(values: T) => Type.Record(Type.String(), values);

/** What may be left out, with what it means. */
export const maybe = <T extends TSchema>(description: string, schema: T) => Type.Optional(as(description, schema));

/** One of several words. */
export const oneOf = <const W extends readonly [string, ...string[]]>(...words: W) =>
  Type.Unsafe<W[number]>({ type: 'string', enum: words });

const POINTER = '((/([^~/]|~[01])*)+)';

export const Text = Type.String();
export const Name = Type.String({ minLength: 1 });
export const Texts = listOf(Text);
export const Natural = Type.Integer({ minimum: 0 });
export const Flag = Type.Literal(true);
/** The longest that a timer takes, in ms: a little less than 25 days. */
export const Period = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
export const Code = Type.Integer({ minimum: 1000, maximum: 4999 });
export const Rank = Type.Unsafe<Level>({ type: 'string', enum: ['MUST', 'SHOULD', 'MAY'] });
export const Pointer = Type.Unsafe<PointerText>({ type: 'string', pattern: `^${POINTER}?$` });
export const AnyPointer = Type.String({ pattern: `^${POINTER}?$` });
export const Way = Type.Unsafe<BadInput>({ type: 'string', enum: [...BAD_INPUT] });
export const Step = Type.Unsafe<NextStep>({
  type: 'string',
  enum: ['reconnect', 'new token', 'fix the client', 'stay away', 'nothing'],
});

/** Texts by the pointer to where each stands. */
export const ByPointer = Type.Unsafe<Readonly<Record<`/${string}`, string>>>({
  type: 'object',
  propertyNames: { pattern: `^${POINTER}$` },
  additionalProperties: { type: 'string' },
});

/** The end of a connection without another word. */
export const Shut = closed({ close: as('The close code that the client receives.', Code) });

/** The members of any way in which the server ends a connection. */
export const ending = {
  close: maybe('The RFC 6455 close code that the client receives; left out where the transport has none.', Code),
  error: maybe(
    'The error that may or should come before the close.',
    closed({ kind: as('A kind of `errors.kinds`.', Name), level: as('How firmly it is promised.', Rank) }),
  ),
  farewell: maybe(
    'The message that takes leave before the close, and after the error if there is one.',
    closed({
      message: as('A control message.', Name),
      level: as('How firmly it is promised.', Rank),
      says: maybe('What it says, by pointer into its body.', ByPointer),
      delay: maybe('Where it tells within how many ms the close follows; at once, where it does not.', Pointer),
    }),
  ),
};
