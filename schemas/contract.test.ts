/** Tests of contracts: a protocol survives JSON, and what is no contract is refused with its place. */
import type { Static } from '@sinclair/typebox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { commerce } from './commerce/protocol.ts';
import { fromContract, toContract } from './contract.ts';
import { telemetry } from './telemetry/protocol.ts';
import type { PromisesForm } from './contract-schema.ts';
import { protocols } from './index.ts';
import { KINDS, type Protocol, catalogOf } from './protocol.ts';
import type { Promises } from './promises.ts';
import { reader } from './reader.ts';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A contract with one place changed. */
const changed = (pointer: string, value: unknown, of: Protocol = commerce): unknown => {
  const copy = json(toContract(of));
  const path = pointer.split('/').slice(1);
  const last = path.pop() ?? '';
  const parent = path.reduce<unknown>((at, member) => (at as Record<string, unknown>)[member], copy); // known to exist
  (parent as Record<string, unknown>)[last] = value;
  return copy;
};

describe('a contract', () => {
  it('restores an equal protocol, which reads the same', () => {
    for (const protocol of Object.values<Protocol>(protocols)) {
      const restored = fromContract(json(toContract(protocol)));
      expect(json(toContract(restored))).toEqual(json(toContract(protocol)));
      const [before, after] = [reader(protocol), reader(restored)];
      for (const kind of KINDS)
        for (const [name, { examples }] of Object.entries(catalogOf(protocol, kind)))
          for (const example of examples) {
            const frame = before.frame(kind, name, example);
            expect(after.problems(kind, name, frame)).toEqual(before.problems(kind, name, frame));
            expect(after.bodySchema(kind, name)).toEqual(before.bodySchema(kind, name));
          }
    }
  });

  it('may hold more than a protocol needs', () => {
    expect(fromContract(changed('/requirements', [])).id).toBe('commerce');
  });

  it('takes every promise of the vocabulary', () => {
    expectTypeOf<Static<typeof PromisesForm>>().toExtend<Promises>();
    expectTypeOf<keyof Static<typeof PromisesForm>>().toEqualTypeOf<keyof Promises>();
  });
});

const refusals: readonly (readonly [pointer: string, value: unknown, says: string])[] = [
  ['/id', 'Commerce!', '/id must be lower case letters, digits and dashes, a letter first, but is "Commerce!"'],
  ['/events', undefined, '/events is missing; add it'],
  ['/events/order.paid', 7, '/events/order.paid must be an object, but is 7'],
  [
    '/events/order.paid/body',
    { type: 'strnig' },
    '/events/order.paid/body/type names "strnig", which is no type of JSON Schema; did you mean string?',
  ],
  ['/envelope/event/tagg', 'event', '/envelope/event/tagg is nothing that can stand there; did you mean tag?'],
  ['/promises/heartbaet', {}, '/promises/heartbaet is nothing that can stand there; did you mean heartbeat?'],
  [
    '/promises/heartbeat/every',
    '30s',
    '/promises/heartbeat/every must be a whole number, but is "30s" (The period in ms.)',
  ],
  [
    '/promises/handshake/greeting',
    'hello',
    '/promises/handshake/greeting names "hello", which is no control message; there are',
  ],
  ['/promises/handshake/greeting', '__proto__', 'names "__proto__", which is no control message'],
  [
    '/promises/replies/to/ping/answer',
    'ping',
    'names "ping", which is no control message and no event; did you mean pong?',
  ],
  ['/promises/rights/refusal', 'forbidden', '/promises/rights/refusal names "forbidden", which is no error kind'],
  [
    '/promises/delivery/routes/order.payd',
    ['global'],
    'names "order.payd", which is no event and no family of events; did you mean order.paid?',
  ],
  [
    '/promises/facts/order-parties/of',
    'orders.*',
    'names "orders.*", which is no event and no family of events; did you mean order.*?',
  ],
  ['/promises/lifecycle/dispute/belongsTo/machine', 'basket', 'names "basket", which is no machine'],
  [
    '/promises/closing/reasons/shutdown/close',
    99,
    '/promises/closing/reasons/shutdown/close must be 1000 or more, but is 99',
  ],
];

const misspelt: readonly (readonly [pointer: string, value: unknown, of: string])[] = [
  ['/promises/credentials/expired/error/kind', 'no-such', 'error kind'],
  ['/promises/credentials/expiry/farewell/message', 'no-such', 'control'],
  ['/promises/errors/kinds/auth-required/message', 'no-such', 'control'],
  ['/promises/filters/called/no-such', 'positions', 'event'],
  ['/promises/pacing/no-such', { kind: 'steady', every: 1 }, 'event'],
  ['/promises/heartbeat/send', 'no-such', 'control'],
  ['/promises/heartbeat/answer', 'no-such', 'command'],
  ['/promises/heartbeat/ending/farewell/message', 'no-such', 'control'],
  ['/promises/limits/over/error', 'no-such', 'error kind'],
  ['/promises/closing/reasons/error/farewell/message', 'no-such', 'control'],
  ['/promises/closing/asked/disconnect/farewell/message', 'no-such', 'control'],
  ['/promises/closing/asked/no-such', { close: 1000 }, 'command'],
];

describe('a promise that names what there is not is refused', () => {
  for (const [pointer, value, of] of misspelt)
    it(pointer, () => {
      expect(() => fromContract(changed(pointer, value, telemetry))).toThrow(
        `${pointer} names "no-such", which is no ${of === 'control' ? 'control message' : of}; `,
      );
    });
});

describe('what is no contract is refused', () => {
  for (const [pointer, value, says] of refusals)
    it(`${pointer} = ${JSON.stringify(value)}`, () => {
      expect(() => fromContract(changed(pointer, value))).toThrow(says);
    });

  it('whatever it is', () => {
    for (const value of [null, 7, 'commerce', [], {}, { __proto__: null }])
      expect(() => fromContract(value)).toThrow(
        /^The contract cannot be used: (it must be an object, but is .+|\/id is missing; add it .+)\.$/,
      );
  });
});
