/** Tests of the protocol telemetry: its examples, its invalid bodies, its names and its static types. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { fromContract, toContract } from '../contract.ts';
import { canonical } from '../json-schema.ts';
import { dangling } from '../mentions.ts';
import { problemsOf } from '../problems.ts';
import { catalogOf, KINDS, type Protocol, protocol } from '../protocol.ts';
import { reader, strictAjv } from '../reader.ts';
import { CHANNELS, CODES } from './fields.ts';
import { type TelemetryCommands, type TelemetryControls, type TelemetryEvents, telemetry } from './protocol.ts';

const ajv = strictAjv();
const { frame, problems, read, undeclared } = reader(telemetry);

for (const kind of KINDS)
  describe(`each ${kind} of telemetry`, () => {
    for (const [name, { description, body, examples, invalid }] of Object.entries(catalogOf(telemetry, kind)))
      it(`${name} takes its examples and refuses what is invalid for the stated reason`, () => {
        const validate = ajv.compile(canonical(body));
        expect(description).toMatch(/^[A-Z].*\.$/);
        expect(examples.length).toBeGreaterThanOrEqual(2);
        expect(invalid.length).toBeGreaterThanOrEqual(2);
        for (const example of examples) {
          expect(problems(kind, name, frame(kind, name, example))).toEqual([]);
          expect(undeclared(kind, name, frame(kind, name, example))).toEqual([]);
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
  for (const part of [schema.items, schema.additionalProperties]) if (part) yield* fields(part, `${at}/-`);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield [`${at}/${name}`, field.description];
    yield* fields(field, `${at}/${name}`);
  }
}

const noon = 1706400000000;
const timestamp = noon;
const all = ['positions', 'orders', 'account', 'health', 'market', 'activity'];
const order = {
  ...{ id: 'order-abc123', symbol: 'TCS', side: 'buy', type: 'limit', qty: 10, filledQty: 5, price: 3750 },
  ...{ status: 'partially_filled', createdAt: 1706399000000, updatedAt: noon },
};
const trouble = { what: 'Connection rejected', why: 'No valid session', how: 'Complete authentication first' };
const how = 'Use valid channel: positions, orders, account, health, market, activity';

/** The samples of the source document; where one lists alternatives, each of them. */
const SAMPLES: Readonly<Record<'client' | 'server', readonly (readonly [string, object])[]>> = {
  client: [
    ['subscribe', { channels: all }],
    ['unsubscribe', { channels: ['market'] }],
    ['heartbeat:ack', { clientTime: 1706400000050 }],
  ],
  server: [
    ['connection:ack', { connectionId: 'ws-abc123def456', serverTime: noon, version: '1.0.0' }],
    ['connection:error', { code: 'AUTH_REQUIRED', error: trouble }],
    ...['client_disconnect', 'server_shutdown', 'session_expired', 'error'].map(
      (reason) => ['connection:closed', { reason, message: 'Connection closed gracefully' }] as const,
    ),
    ['subscribed', { channels: all, subscribedAt: noon }],
    ['unsubscribed', { channels: ['market'], unsubscribedAt: noon }],
    [
      'positions:update',
      {
        positions: [
          {
            ...{ symbol: 'RELIANCE', qty: 50, side: 'long', entryPrice: 2400.5, currentPrice: 2450.75 },
            ...{ unrealizedPL: 2512.5, unrealizedPLPercent: 2.09, marketValue: 122537.5 },
          },
        ],
        timestamp,
      },
    ],
    ...['new', 'partial_fill', 'filled', 'cancelled', 'rejected'].map(
      (type) => ['orders:update', { type, order, timestamp }] as const,
    ),
    [
      'account:update',
      {
        ...{ equity: 1050000, cash: 315000, buyingPower: 2100000, portfolioValue: 735000 },
        ...{ dayPL: 12500, dayPLPercent: 1.19, totalPL: 50000, totalPLPercent: 5, timestamp },
      },
    ],
    [
      'health:update',
      {
        ...{ cpu: 25, memory: 45, latency: 25, uptime: 3600000 },
        ...{ lastHeartbeat: noon, status: 'healthy', timestamp },
      },
    ],
    [
      'market:update',
      {
        symbols: {
          RELIANCE: { price: 2450.75, change: 25.5, changePercent: 1.05, volume: 5234567 },
          TCS: { price: 3812.5, change: -12.25, changePercent: -0.32, volume: 1234567 },
        },
        timestamp,
      },
    ],
    ...['order_placed', 'order_filled', 'position_opened', 'position_closed', 'system', 'error'].flatMap((type) =>
      ['info', 'warning', 'error'].map(
        (severity) =>
          [
            'activity:log',
            {
              ...{ id: 'act-abc123', type, severity, message: 'Order filled: Buy 10 TCS @ 3750.00' },
              ...{ details: { orderId: 'order-abc123', symbol: 'TCS' }, timestamp },
            },
          ] as const,
      ),
    ),
    ['heartbeat', { serverTime: noon, connectionUptime: 3600000 }],
    ['error', { code: 'SUBSCRIPTION_ERROR', error: { what: 'Subscription failed', why: 'Invalid channel name', how } }],
    ...['server_restart', 'session_refresh'].map(
      (reason) => ['reconnect', { reason, delay: 5000, message: 'Please reconnect in 5 seconds' }] as const,
    ),
  ],
};

describe('a sample of the source document', () => {
  for (const side of ['client', 'server'] as const)
    for (const [event, data] of SAMPLES[side])
      it(`of ${event} is a message of the ${side}: ${JSON.stringify(data).slice(0, 60)}`, () => {
        const found = read({ event, data }, side);
        expect(found?.name).toBe(event);
        expect(problems(found?.kind ?? 'control', event, { event, data })).toEqual([]);
        expect(undeclared(found?.kind ?? 'control', event, { event, data })).toEqual([]);
      });

  it('stands for every message but the one without data', () => {
    const sampled = new Set([...SAMPLES.client, ...SAMPLES.server].map(([event]) => event));
    const messages = KINDS.flatMap((kind) => Object.keys(catalogOf(telemetry, kind)));
    expect(messages.filter((name) => !sampled.has(name))).toEqual(['disconnect']);
  });
});

describe('disconnect', () => {
  const disconnect = (more: object) => problems('command', 'disconnect', { event: 'disconnect', ...more });

  it('may leave its data out, and then says as much as with an empty object', () => {
    expect(disconnect({})).toEqual([]);
    expect(disconnect({ data: {} })).toEqual([]);
    expect(read({ event: 'disconnect' }, 'client')).toEqual({ kind: 'command', name: 'disconnect', body: {} });
    expect(frame('command', 'disconnect', undefined)).toStrictEqual({ event: 'disconnect' });
  });

  it('is refused with data that is no object', () => {
    for (const data of [null, 7, 'now', []]) expect(disconnect({ data })).not.toEqual([]);
    expect(read({ event: 'disconnect', data: null }, 'client')).toMatchObject({ body: null });
  });

  it('is the only message that may', () => {
    expect(problems('command', 'subscribe', { event: 'subscribe' })).not.toEqual([]);
    expect(read({ event: 'subscribe' }, 'client')).toMatchObject({ body: undefined });
    expect(fromContract(JSON.parse(JSON.stringify(toContract(telemetry)))).commands['disconnect']?.bare).toBe(true);
  });
});

describe('telemetry', () => {
  it('has all its messages', () => {
    expect(Object.keys(telemetry.commands)).toEqual(['subscribe', 'unsubscribe', 'heartbeat:ack', 'disconnect']);
    expect(Object.keys(telemetry.controls)).toHaveLength(8);
    expect(Object.keys(telemetry.events)).toHaveLength(6);
  });

  it('describes every field', () => {
    for (const kind of KINDS)
      for (const [name, { body }] of Object.entries(catalogOf(telemetry, kind)))
        for (const [at, description] of fields(canonical(body), name)) expect(description, at).toMatch(/^[A-Z].*\.$/);
  });

  it('mentions nothing that it lacks', () => expect(dangling(telemetry)).toEqual([]));

  it('sends every event on a channel of its own', () => {
    const { called = {} } = (telemetry as Protocol).promises.filters ?? {};
    expect(Object.keys(called)).toEqual(Object.keys(telemetry.events));
    expect(Object.values(called)).toEqual([...CHANNELS]);
  });

  it('has a kind of error for every code', () => {
    const { kinds = {} } = (telemetry as Protocol).promises.errors ?? {};
    expect(Object.values(kinds).map(({ code }) => code)).toEqual([...CODES]);
  });

  it('tells what every close code means that it uses', () => {
    const { closing, credentials, heartbeat, size } = (telemetry as Protocol).promises;
    const endings = [
      ...Object.values(closing?.reasons ?? {}),
      ...Object.values(closing?.asked ?? {}),
      ...[credentials?.refusal, credentials?.expired, credentials?.expiry],
      ...(heartbeat && heartbeat.ending !== 'terminate' ? [heartbeat.ending] : []),
    ];
    const used = new Set([...endings.map((ending) => ending?.close), size?.close]);
    expect([...used].sort().map(String)).toEqual(Object.keys(closing?.codes ?? {}));
  });

  it('has static types as narrow as its schemas', () => {
    expectTypeOf<TelemetryEvents['orders:update']['order']['price']>().toEqualTypeOf<number | null>();
    expectTypeOf<TelemetryEvents['activity:log']['details']>().toEqualTypeOf<Record<string, unknown> | undefined>();
    expectTypeOf<TelemetryControls['subscribed']['channels'][number]>().toEqualTypeOf<(typeof CHANNELS)[number]>();
    expectTypeOf<TelemetryCommands['subscribe']>().toEqualTypeOf<{ channels: string[] }>();
  });

  it('does not compile with a promise that misspells a message', () => {
    protocol({
      ...telemetry,
      promises: {
        // @ts-expect-error no such event
        pacing: { 'position:update': { kind: 'spaced', every: 1000 } },
        // @ts-expect-error no such command
        replies: { fence: 'subscribe', to: { suscribe: { answer: 'subscribed' } } },
        // @ts-expect-error no such control message
        heartbeat: { ...telemetry.promises.heartbeat, send: 'heartbeet' },
        closing: {
          // @ts-expect-error no such control message
          reasons: { error: { close: 4002, farewell: { message: 'connection:close', level: 'MUST' } } },
          codes: {},
        },
      },
    });
    expect(telemetry.id).toBe('telemetry');
  });
});
