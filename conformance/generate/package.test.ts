/** Tests of what users import: the generated validators agree with the reader, and the types with the schemas. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as ofCommerce from '../../generated/commerce/index.ts';
import * as commerceEntry from '../../generated/commerce/index.ts';
import type * as ofMarketplace from '../../generated/marketplace/index.ts';
import * as marketplaceEntry from '../../generated/marketplace/index.ts';
import type * as ofPrediction from '../../generated/prediction/index.ts';
import * as predictionEntry from '../../generated/prediction/index.ts';
import type * as ofTelemetry from '../../generated/telemetry/index.ts';
import * as telemetryEntry from '../../generated/telemetry/index.ts';
import type * as ofTrading from '../../generated/trading/index.ts';
import * as tradingEntry from '../../generated/trading/index.ts';
import type { CommerceCommands, CommerceControls, CommerceEvents } from '../../schemas/commerce/protocol.ts';
import { protocols } from '../../schemas/index.ts';
import type {
  MarketplaceCommands,
  MarketplaceControls,
  MarketplaceEvents,
} from '../../schemas/marketplace/protocol.ts';
import type { PredictionCommands, PredictionControls, PredictionEvents } from '../../schemas/prediction/protocol.ts';
import { catalogOf, envelopeOf, KINDS, type Protocol } from '../../schemas/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import type { TelemetryCommands, TelemetryControls, TelemetryEvents } from '../../schemas/telemetry/protocol.ts';
import type { TradingCommands, TradingControls, TradingEvents } from '../../schemas/trading/protocol.ts';
import { exampleFrames } from './frames.ts';
import { packageRoot } from './package-root.ts';

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

describe('the generated types', () => {
  it('equal the static types of the schemas, message by message', () => {
    expectTypeOf<ofCommerce.Commands>().toEqualTypeOf<Writable<CommerceCommands>>();
    expectTypeOf<ofCommerce.Controls>().toEqualTypeOf<Writable<CommerceControls>>();
    expectTypeOf<ofCommerce.Events>().toEqualTypeOf<Writable<CommerceEvents>>();
    expectTypeOf<ofMarketplace.Commands>().toEqualTypeOf<Writable<MarketplaceCommands>>();
    expectTypeOf<ofMarketplace.Controls>().toEqualTypeOf<Writable<MarketplaceControls>>();
    expectTypeOf<ofMarketplace.Events>().toEqualTypeOf<Writable<MarketplaceEvents>>();
    expectTypeOf<ofPrediction.Commands>().toEqualTypeOf<Writable<PredictionCommands>>();
    expectTypeOf<ofPrediction.Controls>().toEqualTypeOf<Writable<PredictionControls>>();
    expectTypeOf<ofPrediction.Events>().toEqualTypeOf<Writable<PredictionEvents>>();
    expectTypeOf<ofTelemetry.Commands>().toEqualTypeOf<Writable<TelemetryCommands>>();
    expectTypeOf<ofTelemetry.Controls>().toEqualTypeOf<Writable<TelemetryControls>>();
    expectTypeOf<ofTelemetry.Events>().toEqualTypeOf<Writable<TelemetryEvents>>();
    expectTypeOf<ofTrading.Commands>().toEqualTypeOf<Writable<TradingCommands>>();
    expectTypeOf<ofTrading.Controls>().toEqualTypeOf<Writable<TradingControls>>();
    expectTypeOf<ofTrading.Events>().toEqualTypeOf<Writable<TradingEvents>>();
  });

  it('equal them both ways, by assignment too', () => {
    type Events = ofCommerce.Events;
    expectTypeOf<Events>().toExtend<CommerceEvents>();
    expectTypeOf<CommerceEvents>().toExtend<Events>();
    expectTypeOf<ofCommerce.Commands['subscribe']>().not.toEqualTypeOf<{ channel: string }>();
    expectTypeOf<Events['order.cancelled']>().not.toEqualTypeOf<Required<CommerceEvents['order.cancelled']>>();
  });

  it('make frames that a switch can tell apart', () => {
    const told = (message: ofCommerce.ServerMessage): string => {
      if ('type' in message) {
        expectTypeOf(message).toEqualTypeOf<ofCommerce.ControlMessage>();
        return message.type;
      }
      switch (message.event) {
        case 'order.created':
          expectTypeOf(message.data.total.amount).toEqualTypeOf<number>();
          return message.data.total.currency;
        case 'proposal.voted':
          expectTypeOf(message.data).toEqualTypeOf<ofCommerce.Events['proposal.voted']>();
          return message.data.voterDid;
        default:
          return message.timestamp;
      }
    };
    expectTypeOf<ofCommerce.ServerEvent['event']>().toEqualTypeOf<keyof ofCommerce.Events>();
    expectTypeOf<ofCommerce.ClientCommand['type']>().toEqualTypeOf<keyof ofCommerce.Commands>();
    expectTypeOf<ofCommerce.ControlMessage['type']>().toEqualTypeOf<keyof ofCommerce.Controls>();
    expect(told({ type: 'pong', timestamp: '2025-11-05T12:00:00Z' })).toBe('pong');
  });

  it('tell events and control messages apart that bear their names in one field, and the shapes of one event', () => {
    const told = (message: ofMarketplace.ServerMessage): string => {
      switch (message.type) {
        case 'hello':
          expectTypeOf(message.epoch).toEqualTypeOf<string | undefined>();
          return `${message.seq}`;
        case 'leaderboard_delta':
          expectTypeOf(message.prev_seq).toEqualTypeOf<number | undefined>();
          expectTypeOf(message.seq).toEqualTypeOf<number>();
          return 'rank' in message ? `${message.user_id} ${message.rank}` : `${message.user} ${message.delta}`;
        default:
          return message.type;
      }
    };
    const frame = { ...{ seq: 1, ts: 2 }, user: 'alice', score: 3, delta: -1 };
    expect(told({ type: 'leaderboard_delta', ...frame })).toBe('alice -1');
    expectTypeOf<ofMarketplace.ServerEvent['type']>().toEqualTypeOf<keyof ofMarketplace.Events>();
    expectTypeOf<ofMarketplace.ClientCommand['action']>().toEqualTypeOf<keyof ofMarketplace.Commands>();
  });

  it('give each event the members of its own frame, and tell mutations apart', () => {
    const told = (message: ofPrediction.ServerEvent): readonly string[] => {
      switch (message.stream) {
        case 'orders.snapshot':
          expectTypeOf(message.id).toEqualTypeOf<string | undefined>();
          expectTypeOf(message).not.toHaveProperty('offset');
          return message.data.bids.map(([price, quantity]) => `${price} ${quantity}`);
        case 'markets.snapshots':
          expectTypeOf(message).not.toHaveProperty('offset');
          return [];
        case 'orders.delta':
          return message.data.mutations.map((one) => (one.action === 'remove' ? one.price : one.quantity));
        default:
          expectTypeOf(message.offset).toEqualTypeOf<number>();
          return [`${message.offset}`];
      }
    };
    const book = { market_id: 'm', outcome_id: 'yes' };
    const removed = { action: 'remove', side: 'bid', price: '0.5' } as const;
    expect(
      told({ stream: 'orders.delta', offset: 1, data: { ...book, mutations: [removed], sequence_number: 1 } }),
    ).toEqual(['0.5']);
    expectTypeOf<ofPrediction.ServerEvent['stream']>().toEqualTypeOf<keyof ofPrediction.Events>();
  });

  it('tell control messages and events apart that share a frame, and let a body be left out where it may be', () => {
    const told = (message: ofTelemetry.ServerMessage): string => {
      switch (message.event) {
        case 'connection:closed':
          expectTypeOf(message.data.reason).toEqualTypeOf<
            'client_disconnect' | 'server_shutdown' | 'session_expired' | 'error'
          >();
          return message.data.reason;
        case 'market:update':
          return Object.entries(message.data.symbols)
            .map(([symbol, { price }]) => `${symbol} ${price}`)
            .join();
        case 'orders:update':
          expectTypeOf(message.data.order.price).toEqualTypeOf<number | null>();
          return message.data.order.id;
        default:
          return message.event;
      }
    };
    const quote = { price: 2, change: 0, changePercent: 0, volume: 1 };
    expect(told({ event: 'market:update', data: { symbols: { TCS: quote }, timestamp: 0 } })).toBe('TCS 2');
    const disconnect: ofTelemetry.ClientCommand = { event: 'disconnect' };
    expect(telemetryEntry.validateCommand(disconnect)).toBe(true);
    expect(telemetryEntry.validateCommand({ event: 'subscribe' })).toBe(false);
    expectTypeOf<ofTelemetry.SubscribeCommand>().toHaveProperty('data');
  });
});

/** What users import of each protocol. */
const entries = {
  commerce: commerceEntry,
  marketplace: marketplaceEntry,
  prediction: predictionEntry,
  telemetry: telemetryEntry,
  trading: tradingEntry,
};

describe.each(Object.entries(protocols as Readonly<Record<keyof typeof entries, Protocol>>))(
  'the generated validators of %s',
  (id, protocol) => {
    const { frame, problems: expected } = reader(protocol);
    const { problems, validateServerMessage, ...each } = entries[id as keyof typeof entries];
    const validators = { command: each.validateCommand, control: each.validateControl, event: each.validateEvent };

    it.each(KINDS)('agree with the reader on each %s, valid or not', (kind) => {
      const side = kind === 'command' ? 'client' : 'server';
      for (const [name, { invalid }] of Object.entries(catalogOf(protocol, kind))) {
        const [first = {}] = exampleFrames(protocol, kind, name);
        const { beside = {} } = envelopeOf(protocol, kind, name);
        const around = Object.fromEntries(Object.keys(beside).map((member) => [member, first[member]]));
        const bad = invalid.map(({ body }) => frame(kind, name, body, around));
        for (const one of [...exampleFrames(protocol, kind, name), ...bad]) {
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
  },
);

describe('the package', () => {
  const root = packageRoot(import.meta.url);
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
    readonly exports: Readonly<Record<string, unknown>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta: Readonly<Record<string, unknown>>;
  };
  const { exports: paths } = manifest;

  it('exports the vocabulary for protocols, and the schema of contracts', () => {
    const built = './dist/conformance/protocol';
    expect(paths['./protocol']).toEqual({ types: `${built}.d.ts`, default: `${built}.js` });
    expect(paths['./contract.schema.json']).toBe('./generated/contract.schema.json');
    expect(existsSync(`${root}/generated/contract.schema.json`)).toBe(true);
  });

  it.each(Object.keys(protocols))('exports the types, validators and schemas of %s', (id) => {
    const built = `./dist/generated/${id}/index`;
    expect(paths[`./${id}`]).toEqual({ types: `${built}.d.ts`, default: `${built}.js` });
    expect(paths[`./${id}/*.json`]).toBe(`./generated/${id}/*.json`);
    expect(existsSync(`${root}/generated/${id}/index.ts`)).toBe(true);
    expect(existsSync(`${root}/generated/${id}/contract.json`)).toBe(true);
  });

  it('exports the entry for vitest, which only whoever imports it has to have', () => {
    const built = './dist/conformance/vitest';
    expect(paths['./vitest']).toEqual({ types: `${built}.d.ts`, default: `${built}.js` });
    expect(manifest.peerDependenciesMeta).toEqual({ vitest: { optional: true } });
    expect(Object.keys(manifest.peerDependencies)).toEqual(['vitest']);
    expect(Object.keys(manifest.dependencies)).not.toContain('vitest');
  });
});
