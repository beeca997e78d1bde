/** Tests of the protocol prediction: its examples, its invalid bodies, its names and its static types. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { canonical } from '../json-schema.ts';
import { dangling } from '../mentions.ts';
import { movesBy, movesOf } from '../moves.ts';
import { problemsOf } from '../problems.ts';
import type { Machine } from '../promises/lifecycle.ts';
import { catalogOf, envelopeOf, KINDS, type Protocol, protocol } from '../protocol.ts';
import { reader, strictAjv } from '../reader.ts';
import { STATES } from './fields.ts';
import { STEPS } from './lifecycle.ts';
import { type PredictionCommands, type PredictionEvents, prediction } from './protocol.ts';

const ajv = strictAjv();
const { frame, problems, undeclared } = reader(prediction);
const besides = (kind: (typeof KINDS)[number], name: string) =>
  envelopeOf(prediction, kind, name).beside ? { offset: 7 } : {};

for (const kind of KINDS)
  describe(`each ${kind} of prediction`, () => {
    for (const [name, { description, body, examples, invalid }] of Object.entries(catalogOf(prediction, kind)))
      it(`${name} takes its examples and refuses what is invalid for the stated reason`, () => {
        const validate = ajv.compile(canonical(body));
        expect(description).toMatch(/^[A-Z].*\.$/);
        expect(examples.length).toBeGreaterThanOrEqual(2);
        expect(invalid.length).toBeGreaterThanOrEqual(2);
        for (const example of examples) {
          const whole = frame(kind, name, example, besides(kind, name));
          expect(problems(kind, name, whole)).toEqual([]);
          expect(undeclared(kind, name, whole)).toEqual([]);
        }
        for (const { body: bad, at, keyword } of invalid) {
          expect(validate(bad), JSON.stringify(bad)).toBe(false);
          expect(problemsOf(validate.errors), JSON.stringify(bad)).toMatchObject([{ at, keyword }]);
        }
      });
  });

/** Every described field of a schema, with its pointer. */
function* fields(schema: ReturnType<typeof canonical>, at: string): Generator<readonly [string, string | undefined]> {
  for (const alternative of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) yield* fields(alternative, at);
  for (const item of [schema.items, ...(schema.prefixItems ?? [])]) if (item) yield* fields(item, `${at}/-`);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield [`${at}/${name}`, field.description];
    yield* fields(field, `${at}/${name}`);
  }
}

describe('a decimal', () => {
  const { bid, payout } = {
    bid: (text: string) => problems('event', 'trades.executed', traded({ price: text })).length === 0,
    payout: (text: string) => problems('event', 'trades.executed', traded({ quantity: text })).length === 0,
  };
  const traded = (more: object) => {
    const [example] = prediction.events['trades.executed'].examples;
    return frame('event', 'trades.executed', { ...(example as object), ...more }, { offset: 1 });
  };
  it.each(['0', '1', '0.5', '0.05', '0.000000000000000000001'])('%s is a price', (text) => {
    expect(bid(text)).toBe(true);
  });
  it.each(['', '-0', '1.0', '1.5', '0.50', '0.0', '.5', '00', '01', '5e-1', '+1', '0,5', '0.5\n', ' 0', '٠'])(
    '%j is no price',
    (text) => expect(bid(text)).toBe(false),
  );
  it.each(['0', '12.25', '100', '9007199254740993.1'])('%s is a quantity', (text) => expect(payout(text)).toBe(true));
  it.each(['012', '12.', '12.0', '1e3', '-1', 'Infinity'])('%s is no quantity', (text) => {
    expect(payout(text)).toBe(false);
  });
});

describe('prediction', () => {
  it('has all its messages', () => {
    expect(Object.keys(prediction.commands)).toEqual(['subscribe', 'unsubscribe', 'ping', 'resync']);
    expect(Object.keys(prediction.controls)).toEqual(['subscribed', 'unsubscribed', 'pong', 'error']);
    expect(Object.keys(prediction.events)).toHaveLength(10);
  });

  it('describes every field', () => {
    for (const kind of KINDS)
      for (const [name, { body }] of Object.entries(catalogOf(prediction, kind)))
        for (const [at, description] of fields(canonical(body), name)) expect(description, at).toMatch(/^[A-Z].*\.$/);
  });

  it('gives an offset to every record but those that are made for one subscriber', () => {
    const bare = Object.keys(prediction.events).filter((name) => !envelopeOf(prediction, 'event', name).beside);
    expect(bare).toEqual(prediction.promises.sequence?.unnumbered?.toSorted());
    expect(problems('event', 'trades.executed', { stream: 'trades.executed', data: {} })).not.toEqual([]);
  });

  it('mentions nothing that it lacks', () => expect(dangling(prediction)).toEqual([]));

  it('lets a market take the seven steps and no other', () => {
    const { market } = prediction.promises.lifecycle as { readonly market: Machine };
    const legal = STATES.flatMap((from) =>
      STATES.filter((to) =>
        movesBy(market, 'market.state.updated').some(
          (move) =>
            move.from.includes(from) && move.when?.['/new_state'] === to && move.when['/previous_state'] === from,
        ),
      ).map((to) => [from, to]),
    );
    expect(legal).toHaveLength(7);
    expect(legal.toSorted()).toEqual(STEPS.map((step) => [...step]).toSorted());
  });

  it('enforces every machine', () => {
    const machines = Object.values((prediction as Protocol).promises.lifecycle ?? {});
    expect(machines.map(({ enforced }) => enforced)).toEqual([true, true, true, true]);
    expect(machines.flatMap((machine) => movesOf(machine))).toHaveLength(4 + 3 + 5 + 7 + 5 + 2 + 1);
  });

  it('has static types as narrow as its schemas', () => {
    expectTypeOf<PredictionEvents['events.resolved']['finality_status']>().toEqualTypeOf<
      'tentative' | 'final' | 'disputed'
    >();
    expectTypeOf<PredictionEvents['orders.snapshot']['bids']>().toEqualTypeOf<[string, string][]>();
    expectTypeOf<PredictionCommands['subscribe']['from']>().toEqualTypeOf<
      'latest' | 'earliest' | { offset: number } | undefined
    >();
  });

  it('does not compile with a promise that misspells a message', () => {
    protocol({
      ...prediction,
      promises: {
        // @ts-expect-error no such stream
        books: { ...prediction.promises.books, delta: 'orders.deltas' },
        // @ts-expect-error no such command
        recovery: { replay: { ...prediction.promises.recovery?.replay, command: 'replay' } },
      },
    });
    expect(prediction.id).toBe('prediction');
  });
});
