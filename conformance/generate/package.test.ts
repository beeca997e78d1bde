/** Tests of what users import: the generated validators agree with the reader, and the types with the schemas. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ClientCommand,
  type Commands,
  type ControlMessage,
  type Controls,
  type Events,
  problems,
  type ServerEvent,
  type ServerMessage,
  validateCommand,
  validateControl,
  validateEvent,
  validateServerMessage,
} from '../../generated/commerce/index.ts';
import {
  type CommerceCommands,
  type CommerceControls,
  type CommerceEvents,
  commerce,
} from '../../schemas/commerce/protocol.ts';
import { catalogOf, KINDS } from '../../schemas/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { exampleFrames } from './frames.ts';

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

describe('the generated types', () => {
  it('equal the static types of the schemas, message by message', () => {
    expectTypeOf<Commands>().toEqualTypeOf<Writable<CommerceCommands>>();
    expectTypeOf<Controls>().toEqualTypeOf<Writable<CommerceControls>>();
    expectTypeOf<Events>().toEqualTypeOf<Writable<CommerceEvents>>();
  });

  it('equal them both ways, by assignment too', () => {
    expectTypeOf<Events>().toExtend<CommerceEvents>();
    expectTypeOf<CommerceEvents>().toExtend<Events>();
    expectTypeOf<Commands['subscribe']>().not.toEqualTypeOf<{ channel: string }>();
    expectTypeOf<Events['order.cancelled']>().not.toEqualTypeOf<Required<CommerceEvents['order.cancelled']>>();
  });

  it('make frames that a switch can tell apart', () => {
    const told = (message: ServerMessage): string => {
      if ('type' in message) {
        expectTypeOf(message).toEqualTypeOf<ControlMessage>();
        return message.type;
      }
      switch (message.event) {
        case 'order.created':
          expectTypeOf(message.data.total.amount).toEqualTypeOf<number>();
          return message.data.total.currency;
        case 'proposal.voted':
          expectTypeOf(message.data).toEqualTypeOf<Events['proposal.voted']>();
          return message.data.voterDid;
        default:
          return message.timestamp;
      }
    };
    expectTypeOf<ServerEvent['event']>().toEqualTypeOf<keyof Events>();
    expectTypeOf<ClientCommand['type']>().toEqualTypeOf<keyof Commands>();
    expectTypeOf<ControlMessage['type']>().toEqualTypeOf<keyof Controls>();
    expect(told({ type: 'pong', timestamp: '2025-11-05T12:00:00Z' })).toBe('pong');
  });
});

describe('the generated validators', () => {
  const { frame, problems: expected } = reader(commerce);
  const validators = { command: validateCommand, control: validateControl, event: validateEvent };

  for (const kind of KINDS)
    it(`agree with the reader on each ${kind}, valid or not`, () => {
      const side = kind === 'command' ? 'client' : 'server';
      for (const [name, { invalid }] of Object.entries(catalogOf(commerce, kind))) {
        const bad = invalid.map(({ body }) => frame(kind, name, body, { timestamp: '2025-11-05T12:00:00Z' }));
        for (const one of [...exampleFrames(commerce, kind, name), ...bad]) {
          const wrong = expected(kind, name, one);
          expect(problems(one, side)).toEqual(wrong);
          expect(validators[kind](one)).toBe(wrong.length === 0);
          expect(validateServerMessage(one)).toBe(wrong.length === 0 && kind !== 'command');
        }
      }
    });

  it('take anything for a question', () => {
    for (const value of [null, undefined, 7, 'ping', [], {}, { type: '__proto__' }, { event: 7 }]) {
      expect(validateServerMessage(value)).toBe(false);
      expect(problems(value)).toMatchObject([{ at: '', keyword: 'oneOf' }]);
    }
  });
});
