/** Tests of the protocol trading: its examples, its invalid bodies, its names and its static types. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { fromContract, toContract } from '../contract.ts';
import { canonical } from '../json-schema.ts';
import { dangling } from '../mentions.ts';
import { movesOf } from '../moves.ts';
import { problemsOf } from '../problems.ts';
import { catalogOf, KINDS, type Protocol, protocol } from '../protocol.ts';
import { reader, strictAjv } from '../reader.ts';
import { type TradingCommands, type TradingControls, type TradingEvents, trading } from './protocol.ts';

const ajv = strictAjv();
const { frame, problems, undeclared, read } = reader(trading);
const asProtocol: Protocol = trading;

for (const kind of KINDS)
  describe(`each ${kind} of trading`, () => {
    for (const [name, { description, body, examples, invalid }] of Object.entries(catalogOf(trading, kind)))
      it(`${name} takes its examples and refuses what is invalid for the stated reason`, () => {
        const validate = ajv.compile(canonical(body));
        expect(description).toMatch(/^[A-Z].*\.$/);
        expect(examples.length).toBeGreaterThanOrEqual(2);
        expect(invalid.length).toBeGreaterThanOrEqual(2);
        for (const example of examples) {
          const whole = frame(kind, name, example);
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
  if (schema.items) yield* fields(schema.items, `${at}/-`);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield [`${at}/${name}`, field.description];
    yield* fields(field, `${at}/${name}`);
  }
}

/** Every word that the source document allows, by event and field. */
const words: readonly (readonly [kind: 'control' | 'event', name: string, field: string, words: readonly string[]])[] =
  [
    ['control', 'connection.closed', 'reason', ['logout', 'token_expired', 'duplicate_connection', 'server_shutdown']],
    ['control', 'connection.error', 'error', ['AUTHENTICATION_FAILED', 'RATE_LIMIT_EXCEEDED', 'INTERNAL_ERROR']],
    [
      'event',
      'portfolio.balanceChanged',
      'reason',
      ['TRADE_EXECUTED', 'FUNDS_DEPOSITED', 'FUNDS_WITHDRAWN', 'EXTERNAL_SYNC'],
    ],
    [
      'event',
      'trade.rejected',
      'reason',
      ['INSUFFICIENT_FUNDS', 'INVALID_SYMBOL', 'MARKET_CLOSED', 'RISK_LIMIT_EXCEEDED'],
    ],
    ['event', 'trade.cancelled', 'cancelledBy', ['user', 'system', 'broker']],
  ];

describe('trading', () => {
  it('has all its messages', () => {
    expect(Object.keys(trading.commands)).toEqual(['market.subscribe', 'market.unsubscribe', 'state.requestSync']);
    expect(Object.keys(trading.controls)).toEqual([
      'connection.authorized',
      'connection.closed',
      'connection.error',
      'token.expiring',
      'state.sync',
      'error.rateLimitWarning',
      'acknowledgement',
    ]);
    expect(Object.keys(trading.events)).toHaveLength(11);
  });

  it('begins the examples of every message that its source document shows with what is shown there', () => {
    const shown = KINDS.flatMap((kind) =>
      Object.values(catalogOf(asProtocol, kind)).map(({ examples }) => JSON.stringify(examples[0])),
    );
    expect(shown.filter((text) => text.includes('"2024-03-15T')).length).toBe(6 + 11);
    expect(shown).toContain('{"symbols":["TSLA"]}');
    expect(shown).toContain('{"syncTypes":["portfolio","positions","trades"]}');
  });

  it.each(words)('takes every word that its source document has for the %s %s: its %s', (kind, name, field, all) => {
    const [example] = catalogOf(asProtocol, kind)[name]?.examples ?? [];
    for (const word of all)
      expect(problems(kind, name, frame(kind, name, { ...(example as object), [field]: word }))).toEqual([]);
  });

  it('reads what comes as an event, and what comes as an acknowledgement', () => {
    expect(read({ event: 'acknowledgement', data: { ok: true } }, 'server')).toEqual({
      kind: 'control',
      name: 'acknowledgement',
      body: { ok: true },
    });
    expect(read({ event: 'market.subscribe', data: { symbols: [] } }, 'client')?.kind).toBe('command');
    expect(read({ event: 'market.subscribe', data: { symbols: [] } }, 'server')).toBeUndefined();
  });

  it('describes every field', () => {
    for (const kind of KINDS)
      for (const [name, { body }] of Object.entries(catalogOf(trading, kind)))
        for (const [at, description] of fields(canonical(body), name)) expect(description, at).toMatch(/^[A-Z].*\.$/);
  });

  it('stamps every message but acknowledgements and commands', () => {
    for (const kind of ['control', 'event'] as const)
      for (const [name, { examples }] of Object.entries(catalogOf(asProtocol, kind)))
        for (const example of examples)
          expect(Object.hasOwn(example as object, 'timestamp')).toBe(name !== 'acknowledgement');
  });

  it('mentions nothing that it lacks, and survives JSON', () => {
    expect(dangling(asProtocol)).toEqual([]);
    const json: unknown = JSON.parse(JSON.stringify(toContract(asProtocol)));
    const restored = fromContract(json);
    expect(restored.transport).toBe('socket.io');
    expect(JSON.parse(JSON.stringify(toContract(restored)))).toEqual(json);
  });

  it.each([
    ['replies', { to: {}, sentinel: { event: 'no.such.event', mark: '/id' } }],
    ['replies', { to: {}, acknowledgement: { message: 'ack', ok: '/ok', error: '/error' } }],
    ['pacing', { 'market.quotes': { kind: 'steady', every: 1 } }],
    ['limits', { ...trading.promises.limits, over: { error: 'too-many', connection: 'ends' } }],
    ['closing', { codes: {}, reasons: { logout: { farewell: { message: 'bye', level: 'MUST' } } } }],
    ['closing', { codes: {}, reasons: {}, asked: { leave: {} } }],
    ['delivery', { ...trading.promises.delivery, holding: { order: { in: [], user: '/a', item: '/b' } } }],
    ['delivery', { ...trading.promises.delivery, addressed: ['market.quotes'] }],
  ])('has its names looked up: %s %j', (promise, value) => {
    const promises = { ...asProtocol.promises, [promise]: value };
    expect(dangling({ ...asProtocol, promises })).toHaveLength(1);
  });

  it('lets a trade end in three ways, and be rejected outright', () => {
    const { trade, position } = trading.promises.lifecycle ?? {};
    expect(trade && movesOf(trade).filter(({ from }) => from.includes(null))).toMatchObject([
      { event: 'trade.submitted' },
      { event: 'trade.rejected', to: 'rejected' },
    ]);
    expect(trade && movesOf(trade).filter(({ from }) => from.includes('filled'))).toEqual([]);
    expect(position && movesOf(position).map(({ to }) => to)).toEqual(['open', 'open', 'closed']);
  });

  it('has static types as narrow as its schemas', () => {
    expectTypeOf<TradingEvents['trade.cancelled']['cancelledBy']>().toEqualTypeOf<'user' | 'system' | 'broker'>();
    expectTypeOf<TradingEvents['portfolio.positionUpdated']['updates']['quantity']>().toEqualTypeOf<
      number | undefined
    >();
    expectTypeOf<TradingCommands['state.requestSync']['syncTypes']>().toEqualTypeOf<
      ('portfolio' | 'positions' | 'trades')[]
    >();
    expectTypeOf<Extract<TradingControls['acknowledgement'], { ok: false }>['error']>().toEqualTypeOf<
      'AUTHENTICATION_FAILED' | 'RATE_LIMIT_EXCEEDED' | 'INTERNAL_ERROR' | 'INVALID_PAYLOAD'
    >();
  });

  it('does not compile with a promise that misspells a message', () => {
    protocol({
      ...trading,
      promises: {
        // @ts-expect-error no such event
        replies: { ...trading.promises.replies, sentinel: { event: 'error.broker', mark: '/id' } },
        // @ts-expect-error no such event
        pacing: { 'market.quotes': { kind: 'steady', every: 1 } },
      },
    });
    expect(trading.id).toBe('trading');
  });
});
