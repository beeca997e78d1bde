/** Tests of the protocol commerce: its examples, its invalid bodies, its names and its static types. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { protocols } from '../index.ts';
import { canonical } from '../json-schema.ts';
import { problemsOf } from '../problems.ts';
import { catalogOf, KINDS, protocol } from '../protocol.ts';
import { reader, strictAjv } from '../reader.ts';
import { type CommerceCommands, type CommerceEvents, commerce } from './protocol.ts';

const ajv = strictAjv();
const timestamp = '2025-11-05T12:00:00Z';
const { frame, problems, undeclared } = reader(commerce);

for (const kind of KINDS)
  describe(`each ${kind} of commerce`, () => {
    for (const [name, { description, body, examples, invalid }] of Object.entries(catalogOf(commerce, kind)))
      it(`${name} takes its examples and refuses what is invalid for the stated reason`, () => {
        const validate = ajv.compile(canonical(body));
        expect(description).toMatch(/^[A-Z].*\.$/);
        expect(examples.length).toBeGreaterThanOrEqual(2);
        expect(invalid.length).toBeGreaterThanOrEqual(2);
        for (const example of examples) {
          expect(problems(kind, name, frame(kind, name, example, kind === 'event' ? { timestamp } : {}))).toEqual([]);
          if (name !== 'ping') expect(undeclared(kind, name, frame(kind, name, example))).toEqual([]);
        }
        for (const { body: bad, at, keyword } of invalid) {
          expect(validate(bad), JSON.stringify(bad)).toBe(false);
          expect(problemsOf(validate.errors)).toMatchObject([{ at, keyword }]);
        }
      });
  });

/** Every described field of a schema, with its pointer. */
function* fields(schema: ReturnType<typeof canonical>, at: string): Generator<readonly [string, string | undefined]> {
  for (const alternative of schema.oneOf ?? []) yield* fields(alternative, at);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield [`${at}/${name}`, field.description];
    yield* fields(field, `${at}/${name}`);
  }
}

describe('commerce', () => {
  it('has all its messages', () => {
    expect(Object.keys(commerce.commands)).toEqual(['subscribe', 'unsubscribe', 'ping']);
    expect(Object.keys(commerce.controls)).toEqual(['connected', 'subscribed', 'unsubscribed', 'pong', 'error']);
    expect(Object.keys(commerce.events)).toHaveLength(18);
  });

  it('describes every field', () => {
    for (const kind of KINDS)
      for (const [name, { body }] of Object.entries(catalogOf(commerce, kind)))
        for (const [at, description] of fields(canonical(body), name)) expect(description, at).toMatch(/^[A-Z].*\.$/);
  });

  it('gives every event a transition, and takes the parties of an order along where it says so', () => {
    const machines = Object.values(commerce.promises.lifecycle ?? {});
    const moving = machines.flatMap(({ transitions }) => Object.keys(transitions));
    expect(moving.sort()).toEqual(Object.keys(commerce.events).sort());
  });

  it('has static types as narrow as its schemas', () => {
    expectTypeOf<CommerceEvents['order.paid']['status']>().toEqualTypeOf<'paid'>();
    expectTypeOf<CommerceEvents['rating.revealed']['revealed']>().toEqualTypeOf<true>();
    expectTypeOf<CommerceCommands['subscribe']>().toEqualTypeOf<{ channel: string } | { channels: string[] }>();
  });

  it('does not compile with a promise that misspells a message', () => {
    protocol({
      ...commerce,
      promises: {
        // @ts-expect-error no such control message
        handshake: { greeting: 'conected' },
        // @ts-expect-error no such family of events
        delivery: { subscribe: 'subscribe', unsubscribe: 'unsubscribe', routes: { 'orders.*': ['order:{orderId}'] } },
        // @ts-expect-error no such event
        lifecycle: { order: { key: '/orderId', transitions: { 'order.payd': { from: [null], to: 'paid' } } } },
      },
    });
    expect(protocols.commerce).toBe(commerce);
  });
});
