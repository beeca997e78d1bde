/** Tests of the protocol marketplace: its examples, its invalid bodies, its frames, its names and its static types. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { findProtocol } from '../index.ts';
import { canonical, type JsonSchema } from '../json-schema.ts';
import { dangling } from '../mentions.ts';
import { movesOf } from '../moves.ts';
import { problemsOf } from '../problems.ts';
import { catalogOf, type Kind, KINDS, protocol } from '../protocol.ts';
import { reader, strictAjv } from '../reader.ts';
import { type MarketplaceCommands, type MarketplaceEvents, marketplace } from './protocol.ts';

const ajv = strictAjv();
const { frame, problems, read, undeclared } = reader(marketplace);

/** What a server adds to a frame of this kind. */
const around = (kind: Kind) => (kind === 'event' ? { seq: 42, ts: 1_762_344_000_000, prev_seq: 41 } : {});

for (const kind of KINDS)
  describe(`each ${kind} of the marketplace`, () => {
    for (const [name, { description, body, examples, invalid }] of Object.entries(catalogOf(marketplace, kind)))
      it(`${name} takes its examples and refuses what is invalid for the stated reason`, () => {
        const validate = ajv.compile(canonical(body));
        expect(description).toMatch(/^[A-Z].*\.$/);
        expect(examples.length).toBeGreaterThanOrEqual(1);
        expect(invalid.length).toBeGreaterThanOrEqual(2);
        for (const example of examples) {
          const whole = frame(kind, name, example, around(kind));
          expect(problems(kind, name, whole)).toEqual([]);
          if (kind !== 'command') expect(undeclared(kind, name, whole)).toEqual([]);
        }
        for (const { body: bad, at, keyword } of invalid) {
          expect(validate(bad), JSON.stringify(bad)).toBe(false);
          expect(problemsOf(validate.errors), JSON.stringify(bad)).toMatchObject([{ at, keyword }]);
        }
      });
  });

/** Every described field of a schema, with its pointer. */
function* fields(schema: JsonSchema, at: string): Generator<readonly [string, string | undefined]> {
  for (const alternative of schema.oneOf ?? []) yield* fields(alternative, at);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield [`${at}/${name}`, field.description];
    yield* fields(field, `${at}/${name}`);
  }
}

const seq = 42;
const ts = 1_762_344_000_000;

describe('the frames that the source documents show', () => {
  it.each([
    ['client', { action: 'PING' }, 'PING'],
    ['client', { action: 'SUB', events: ['listing_created', 'offer_created'], competitions: ['comp123'] }, 'SUB'],
    ['client', { action: 'UNSUB' }, 'UNSUB'],
    ['server', { type: 'hello', seq: 0 }, 'hello'],
    ['server', { type: 'hello', seq, ts }, 'hello'],
    ['server', { type: 'pong' }, 'pong'],
    ['server', { type: 'subscribed', events: [], competitions: [] }, 'subscribed'],
    ['server', { type: 'unsubscribed' }, 'unsubscribed'],
    ['server', { type: 'nav_update', seq, ts }, 'nav_update'],
    ['server', { type: 'listing_filled', id: 'l', seq, ts }, 'listing_filled'],
    ['server', { type: 'leaderboard_delta', user: 'u', score: 1, delta: 1, seq, ts }, 'leaderboard_delta'],
    [
      'server',
      { type: 'leaderboard_delta', competition_id: 'c', user_id: 'u', portfolio_value: 1, rank: 1, seq, ts },
      'leaderboard_delta',
    ],
  ] as const)('from a %s: %j', (side, shown, name) => {
    const found = read(shown, side);
    expect(found?.name).toBe(name);
    expect(found && problems(found.kind, name, shown)).toEqual([]);
    expect(found && undeclared(found.kind, name, shown)).toEqual([]);
  });
});

describe('an event of the marketplace', () => {
  const cancelled = { type: 'listing_cancelled', id: 'l', seq, ts };
  it.each([
    [{ ...cancelled, seq: undefined }, '', 'required'],
    [{ ...cancelled, ts: undefined }, '', 'required'],
    [{ ...cancelled, seq: 1.5 }, '/seq', 'type'],
    [{ ...cancelled, ts: '2025-11-05T12:00:00Z' }, '/ts', 'type'],
    [{ ...cancelled, prev_seq: null }, '/prev_seq', 'type'],
    [{ ...cancelled, _optimistic: true }, '', 'not'],
  ])('is refused as a frame: %j', (wrong, at, keyword) => {
    const sent: unknown = JSON.parse(JSON.stringify(wrong));
    expect(problems('event', 'listing_cancelled', sent)).toMatchObject([{ at, keyword }]);
  });

  it('has a body without its number, its time and its chain', () => {
    expect(read({ ...cancelled, prev_seq: 41, more: 1 }, 'server')?.body).toEqual({ id: 'l', more: 1 });
  });
});

describe('the marketplace', () => {
  it('has all its messages', () => {
    expect(Object.keys(marketplace.commands)).toEqual(['PING', 'SUB', 'UNSUB']);
    expect(Object.keys(marketplace.controls)).toEqual(['hello', 'pong', 'subscribed', 'unsubscribed', 'error']);
    expect(Object.keys(marketplace.events)).toEqual([
      ...['trade', 'nav_update', 'leaderboard_delta', 'listing_created', 'listing_filled', 'listing_cancelled'],
      ...['offer_created', 'offer_accepted', 'offer_cancelled', 'valuation_update', 'fee_accrual', 'etf_flow'],
      ...['risk_flag', 'epoch_distributed'],
      ...['dispute_opened', 'dispute_resolved', 'trade_executed', 'anomaly_score'],
    ]);
  });

  it('describes every field', () => {
    for (const kind of KINDS)
      for (const [name, { body }] of Object.entries(catalogOf(marketplace, kind)))
        for (const [at, description] of fields(canonical(body), name)) expect(description, at).toMatch(/^[A-Z].*\.$/);
    const { beside, optional } = marketplace.envelope.event;
    for (const [at, { description, examples }] of Object.entries({ ...beside, ...optional })) {
      expect(description, at).toMatch(/^[A-Z].*\.$/);
      expect(examples, at).toHaveLength(1);
    }
  });

  it('gives a competition to the events that have one, and to no others', () => {
    const scoped = Object.entries(marketplace.events).filter(([name, { body }]) =>
      [...fields(canonical(body), name)].some(([at]) => at.endsWith('/competition_id')),
    );
    const names = scoped.map(([name]) => name);
    expect(names.toSorted()).toEqual([
      ...['epoch_distributed', 'leaderboard_delta', 'listing_cancelled', 'listing_created', 'listing_filled'],
      ...['offer_accepted', 'offer_cancelled', 'offer_created'],
    ]);
  });

  it('mentions nothing that it does not have', () => {
    expect(dangling(marketplace)).toEqual([]);
  });

  it('has a status for every state of what can be fetched', () => {
    const { lifecycle = {}, recovery } = marketplace.promises;
    for (const [machine, { statuses }] of Object.entries(recovery?.backfill ?? {})) {
      const moves = movesOf(lifecycle[machine] ?? { transitions: {} });
      expect(Object.keys(statuses)).toEqual(moves.map(({ to }) => to));
    }
  });

  it('has static types as narrow as its schemas', () => {
    expectTypeOf<MarketplaceEvents['trade']['side']>().toEqualTypeOf<'buy' | 'sell'>();
    expectTypeOf<MarketplaceEvents['epoch_distributed']['competition_id']>().toEqualTypeOf<string | number | null>();
    expectTypeOf<MarketplaceEvents['leaderboard_delta']>().toEqualTypeOf<
      | { user: string; score: number; delta: number }
      | { competition_id: string | number | null; user_id: string; portfolio_value: number; rank: number }
    >();
    expectTypeOf<MarketplaceCommands['SUB']>().toEqualTypeOf<{ events?: string[]; competitions?: string[] }>();
  });

  it('does not compile with a promise that misspells a message', () => {
    protocol({
      ...marketplace,
      promises: {
        // @ts-expect-error no such command
        filters: { ...marketplace.promises.filters, set: 'SUBSCRIBE' },
        // @ts-expect-error no such control message
        sequence: { ...marketplace.promises.sequence, origin: { message: 'helo', number: '/seq' } },
        // @ts-expect-error no such event
        facts: { change: { ...marketplace.promises.facts['change-percent'], of: 'valuation_updates' } },
      },
    });
    expect(findProtocol('marketplace')).toBe(marketplace);
  });
});
