/** The world that events make: things, their parents, and what templates mean for them. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Promises } from '../../schemas/promises.ts';
import { trading } from '../../schemas/trading/protocol.ts';
import { createWorld } from './world.ts';

const order = { orderId: 'o', buyerDid: 'did:b', vendorDid: 'did:v' };
const market = () => {
  const world = createWorld(commerce.promises);
  world.begin('order.created', order, 1);
  world.begin('shipment.created', { shipmentId: 's', orderId: 'o' }, 2);
  return world;
};

describe('a thing', () => {
  it('is created by its first event, and moved by the others', () => {
    const world = market();
    expect(world.find('order', 'o')).toMatchObject({ machine: 'order', id: 'o', state: 'created', asked: 1 });
    world.begin('order.paid', { orderId: 'o', buyerDid: 'somebody else' }, 3);
    expect(world.find('order', 'o')).toMatchObject({ state: 'paid', asked: 1, fields: order });
  });
  it('is known by its name wherever an event has it', () => {
    const world = createWorld(trading.promises);
    world.begin('portfolio.positionAdded', { userId: 'u', position: { id: 'p', symbol: 'A' } }, 1);
    expect(world.find('position', 'p')).toMatchObject({ state: 'open' });
    expect(world.objection('portfolio.positionAdded', { position: { id: 'p' } })).toBe('the position is open');
    expect(world.objection('portfolio.positionUpdated', { position: { id: 'p' } })).toBe('the position is unknown');
    world.begin('portfolio.positionClosed', { positionId: 'p' });
    expect(world.thingOf('portfolio.positionUpdated', { positionId: 'p' })).toMatchObject({ state: 'closed' });
  });
  it('knows what it belongs to', () => {
    const world = market();
    expect(world.find('shipment', 's')?.parent).toBe(world.find('order', 'o'));
  });
  it('is another one than a thing of another machine with the same id', () => {
    const world = market();
    world.begin('dispute.filed', { disputeId: 'o', orderId: 'o' });
    expect(world.find('dispute', 'o')).not.toBe(world.find('order', 'o'));
  });
  it('is not created by an event without an id, or by one that nobody declared', () => {
    const world = market();
    expect(world.begin('order.created', {})).toBeUndefined();
    expect(world.begin('order.created', { orderId: 7 })).toBeUndefined();
    expect(world.begin('order.created', undefined)).toBeUndefined();
    for (const name of ['order.lost', '__proto__', 'constructor', 'toString'])
      expect(world.begin(name, order)).toBeUndefined();
  });
  it.each(['__proto__', 'constructor', 'order o', '{order}', 'é"\'\\%2F😀'])('may be called %j', (id) => {
    const world = market();
    expect(world.find('order', id)).toBeUndefined();
    world.begin('order.created', { ...order, orderId: id });
    expect(world.thingOf('order.paid', { orderId: id })?.id).toBe(id);
    expect(world.fillFor('order:{orderId}', 'order.paid', { orderId: id })).toBe(`order:${id}`);
  });
});

describe('a template', () => {
  it("takes fields of the event's own body", () => {
    expect(market().fillFor('user:{buyerDid}', 'order.paid', { ...order, buyerDid: 'did:new' })).toBe('user:did:new');
  });
  it('takes fields of the thing that the event speaks of, or that this belongs to', () => {
    const world = market();
    expect(world.fillFor('{order.buyerDid}', 'order.paid', { orderId: 'o' })).toBe('did:b');
    expect(world.fillFor('{order.vendorDid}', 'shipment.delivered', { shipmentId: 's', orderId: 'o' })).toBe('did:v');
  });
  it('takes fields of what a channel names, through its parents', () => {
    const world = market();
    expect(world.fillFrom('{shipment.order.buyerDid}', 'shipment', 's')).toBe('did:b');
    expect(world.fillFrom('{order.buyerDid}', 'order', 'o')).toBe('did:b');
    expect(world.fillFrom('{user}', 'user', 'did:x:y')).toBe('did:x:y');
  });
  it('stays empty where something is unknown or inherited', () => {
    const world = market();
    expect(world.fillFor('{order.buyerDid}', 'order.paid', { orderId: 'elsewhere' })).toBeUndefined();
    expect(world.fillFor('{shipment.carrier}', 'order.paid', { orderId: 'o' })).toBeUndefined();
    expect(world.fillFor('{toString}', 'order.paid', order)).toBeUndefined();
    expect(world.fillFrom('{order.constructor}', 'order', 'o')).toBeUndefined();
    expect(world.fillFrom('{shipment.user.buyerDid}', 'shipment', 's')).toBeUndefined();
    expect(world.fillFrom('{order.buyerDid}', 'shipment', 's')).toBeUndefined();
  });
});

describe('the name of a channel', () => {
  it('fits the template of its prefix, with the rest for the parameter', () => {
    const { channel } = market();
    expect(channel('user:did:x:y')).toEqual({ template: 'user:{user}', value: 'did:x:y' });
    expect(channel('order:__proto__')).toEqual({ template: 'order:{order}', value: '__proto__' });
    expect(channel('order::')).toEqual({ template: 'order:{order}', value: ':' });
    expect(channel('global')).toEqual({ template: 'global' });
  });
  it.each([
    'order:',
    'order',
    'Order:1',
    'global:',
    'global:1',
    ' order:1',
    'order:a b',
    'order:a\n',
    'rating:1',
    '__proto__',
    'constructor',
    '',
  ])('fits no template when it is %j', (name) => {
    expect(market().channel(name)).toBeUndefined();
  });
});

it('is empty for a protocol that promises nothing', () => {
  const world = createWorld({} satisfies Promises);
  expect(world.begin('order.created', order)).toBeUndefined();
  expect(world.channel('global')).toBeUndefined();
});
