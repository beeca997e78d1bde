/** Tests of the reader: recognising frames, hostile ones too, and telling what is wrong with them. */
import { Type } from '@sinclair/typebox';
import { describe, expect, it } from 'vitest';
import { commerce } from './commerce/protocol.ts';
import { flat, message, protocol, tagged } from './protocol.ts';
import { reader } from './reader.ts';

const { read, problems, undeclared, frame } = reader(commerce);
const timestamp = '2025-11-05T12:00:00Z';
const paid = {
  orderId: 'order-1',
  orderNumber: 'ORD-2025-001',
  status: 'paid',
  buyerDid: 'did:rangkai:buyer-7',
  vendorDid: 'did:rangkai:vendor-3',
  timestamp,
};

describe('read', () => {
  it('tells commands from what the server sends', () => {
    expect(read({ type: 'ping' }, 'client')).toEqual({ kind: 'command', name: 'ping', body: {} });
    expect(read({ type: 'ping' }, 'server')).toBeUndefined();
    expect(read({ type: 'pong', timestamp }, 'server')).toEqual({ kind: 'control', name: 'pong', body: { timestamp } });
    expect(read({ event: 'order.paid', data: paid, timestamp }, 'server')).toEqual({
      kind: 'event',
      name: 'order.paid',
      body: paid,
    });
  });

  it('recognises a frame whose body is missing or wrong', () => {
    expect(read({ event: 'order.paid' }, 'server')).toEqual({ kind: 'event', name: 'order.paid', body: undefined });
    expect(read({ event: 'order.paid', data: 7 }, 'server')).toMatchObject({ body: 7 });
  });

  it('takes hostile input for unknown, and never throws', () => {
    const hostile = [
      ...['null', 'true', '7', '"ping"', '[]', '[{"type":"ping"}]', '{}', '{"type":["ping"]}', '{"type":{"a":1}}'],
      ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''].map((name) => `{"type":"${name}"}`),
      ...['{"__proto__":{"type":"ping"}}', '{"event":"__proto__","data":{}}', '{"type":null}', '{"Type":"ping"}'],
    ];
    for (const text of hostile)
      for (const side of ['client', 'server'] as const) expect(read(JSON.parse(text), side), text).toBeUndefined();
    expect(read(undefined, 'client')).toBeUndefined();
    expect(read(Object.create({ type: 'ping' }), 'client')).toBeUndefined();
  });

  it('keeps a member named __proto__ a member', () => {
    const body = read(JSON.parse('{"type":"ping","__proto__":{"a":1}}'), 'client')?.body;
    expect(JSON.stringify(body)).toBe('{"__proto__":{"a":1}}');
  });

  it('serves control messages and events that share one tag, and members beside a flat body', () => {
    const shared = reader(
      protocol({
        ...{ id: 'shared', title: 'Shared', description: 'One tag for both.', path: '/' },
        envelope: {
          command: flat('op'),
          control: tagged('event', 'data'),
          event: { tag: 'event', beside: { seq: Type.Integer() } },
        },
        commands: {},
        controls: { hello: message('Greets.', Type.Object({}), { examples: [{}], invalid: [] }) },
        events: { trade: message('Tells.', Type.Object({ price: Type.Number() }), { examples: [], invalid: [] }) },
        promises: {},
      }),
    );
    expect(shared.read({ event: 'hello', data: {} }, 'server')).toMatchObject({ kind: 'control', name: 'hello' });
    expect(shared.read({ event: 'trade', price: 1, seq: 4 }, 'server')).toEqual({
      kind: 'event',
      name: 'trade',
      body: { price: 1 },
    });
    expect(shared.problems('event', 'trade', { event: 'trade', price: 1 })).toMatchObject([
      { at: '', keyword: 'required' },
    ]);
    expect(shared.frame('event', 'trade', { price: 1 }, { seq: 4 })).toEqual({ event: 'trade', price: 1, seq: 4 });
  });
});

describe('problems', () => {
  it('points into the frame', () => {
    expect(problems('event', 'order.paid', { event: 'order.paid', data: paid, timestamp })).toEqual([]);
    expect(
      problems('event', 'order.paid', { event: 'order.paid', data: { ...paid, status: 'new' }, timestamp }),
    ).toEqual([{ at: '/data/status', keyword: 'const', message: 'must be "paid"' }]);
    expect(problems('event', 'order.paid', { event: 'order.paid', data: paid })).toMatchObject([
      { at: '', keyword: 'required' },
    ]);
    expect(problems('control', 'pong', 'pong')).toMatchObject([{ at: '', keyword: 'type' }]);
  });

  it('of a union tells what is wrong with the alternative that was meant', () => {
    const wrong = (body: object) => problems('command', 'subscribe', { type: 'subscribe', ...body });
    expect(wrong({ channels: ['global', 7] })).toMatchObject([{ at: '/channels/1', keyword: 'type' }]);
    expect(wrong({ channel: null, channels: ['global'] })).toMatchObject([{ at: '', keyword: 'oneOf' }]);
    expect(wrong({})).toEqual([{ at: '', keyword: 'oneOf', message: 'must be exactly one of the alternatives' }]);
  });
});

describe('undeclared', () => {
  it('finds members at any depth that no part of the schema declares', () => {
    const data = {
      ...paid,
      'a/b~': 1,
      total: { amount: 1, currency: 'USD', tax: 0 },
    };
    const event = { event: 'order.created', data, timestamp, seq: 1 };
    expect(undeclared('event', 'order.created', event)).toEqual(['/data/a~1b~0', '/data/total/tax', '/seq']);
    expect(undeclared('command', 'subscribe', { type: 'subscribe', channels: ['x'], since: 1 })).toEqual(['/since']);
    expect(undeclared('control', 'error', 7)).toEqual([]);
  });

  it('looks into lists, tuples and records, and leaves free-form objects alone', () => {
    const Deep = Type.Object({
      list: Type.Array(Type.Object({ a: Type.Number() })),
      pair: Type.Tuple([Type.Object({ a: Type.Number() }), Type.Number()]),
      record: Type.Record(Type.String(), Type.Object({ a: Type.Number() })),
      free: Type.Object({}),
    });
    const deep = reader({
      ...commerce,
      events: { deep: message('Deep.', Deep, { examples: [], invalid: [] }) },
    });
    const data = {
      list: [{ a: 1 }, { b: 1 }],
      pair: [{ c: 1 }, 2],
      record: { x: { d: 1 } },
      free: { anything: { goes: 1 } },
    };
    expect(deep.undeclared('event', 'deep', { event: 'deep', data, timestamp })).toEqual([
      ...['/data/list/1/b', '/data/pair/0/c', '/data/record/x/d'],
    ]);
  });
});

describe('frame', () => {
  it('builds what read reads', () => {
    const body = { channel: 'global' };
    expect(frame('command', 'subscribe', body)).toEqual({ type: 'subscribe', channel: 'global' });
    expect(read(frame('command', 'subscribe', body), 'client')?.body).toEqual(body);
    expect(frame('event', 'order.paid', paid, { timestamp })).toEqual({ event: 'order.paid', data: paid, timestamp });
  });
});
