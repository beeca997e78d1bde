/** What may be published when: schemas (400), lifecycles and facts (409), and what follows from them. */
import { describe, expect, it } from 'vitest';
import { data, status, told, trial } from '../testing/trial.ts';

/** Publishes a path of events of one thing, given as `order: created, paid`; gives the answers. */
const walk = (path: string): readonly unknown[] => {
  const [kind = '', steps = ''] = path.split(': ');
  const { publish } = trial();
  const id = kind === 'order' ? 'o' : 'x';
  if (kind !== 'order') publish('order.created', 'o');
  return steps.split(', ').map((what) => status(publish(`${kind}.${what}`, id)));
};

describe('a lifecycle', () => {
  it.each([
    'order: created, paid, shipped, delivered, completed',
    'order: created, cancelled',
    'order: created, paid, shipped, delivered, cancelled',
    'dispute: filed, resolved',
    'dispute: filed, vendor_responded, resolved',
    'shipment: created, tracking_updated, tracking_updated, delivered',
    'shipment: created, delivered',
    'rating: submitted, revealed',
    'proposal: created, voted, voted, approved, executed',
    'proposal: created, approved, executed',
  ])('takes %s', (path) => expect(new Set(walk(path))).toEqual(new Set([202])));

  it.each([
    'order: paid',
    'order: created, created',
    'order: created, shipped',
    'order: created, paid, paid',
    'order: created, cancelled, paid',
    'order: created, cancelled, cancelled',
    'order: created, paid, shipped, delivered, completed, cancelled',
    'dispute: vendor_responded',
    'dispute: filed, resolved, vendor_responded',
    'dispute: filed, vendor_responded, vendor_responded',
    'shipment: tracking_updated',
    'shipment: created, delivered, tracking_updated',
    'rating: revealed',
    'rating: submitted, revealed, revealed',
    'proposal: created, executed',
    'proposal: created, approved, voted',
    'proposal: created, approved, approved',
  ])('refuses the last of %s', (path) => {
    const answers = walk(path);
    expect(answers.at(-1)).toBe(409);
    expect(answers.slice(0, -1)).not.toContain(409);
  });

  it('tells one thing from another, also by kind', () => {
    const { publish } = trial();
    expect(['o', 'O', 'o2'].map((id) => status(publish('order.created', id)))).toEqual([202, 202, 202]);
    expect(['dispute.filed', 'shipment.created'].map((event) => status(publish(event, 'o')))).toEqual([202, 202]);
  });

  it('starts again after a reset', () => {
    const { publish, hook, connect, send } = trial();
    publish('order.created', 'o');
    connect('c', 'did:b');
    expect(hook('reset')).toEqual([
      { do: 'close', connection: 'c', code: 1001, reason: 'Server shutting down' },
      { do: 'answer', id: 'h', status: 204 },
    ]);
    connect('d', 'did:b');
    const refused = told(send('d', { type: 'subscribe', channel: 'order:o' }));
    expect(refused).toEqual(['Not authorized to subscribe to: order:o']);
    expect(status(publish('order.created', 'o'))).toBe(202);
  });
});

describe('the facts', () => {
  it.each(['dispute.filed', 'shipment.created', 'rating.submitted'])('%s needs its order', (event) => {
    const { publish } = trial();
    expect(status(publish(event, 'x'))).toBe(409);
    publish('order.created', 'o');
    expect(status(publish(event, 'x'))).toBe(202);
  });

  it.each(['order.paid', 'dispute.filed', 'rating.submitted'])('%s keeps the parties of its order', (event) => {
    const { publish } = trial();
    publish('order.created', 'o');
    expect(status(publish(event, 'o', { buyerDid: 'did:v', vendorDid: 'did:b' }))).toBe(409);
    expect(status(publish(event, 'o'))).toBe(202);
  });

  it('a dispute stays with its order', () => {
    const { publish } = trial();
    for (const id of ['o', 'p']) publish('order.created', id);
    publish('dispute.filed', 'd');
    expect(status(publish('dispute.resolved', 'd', { orderId: 'p' }))).toBe(409);
  });

  it('ask nothing of fields that nobody declared', () => {
    const { publish } = trial();
    publish('order.created', 'o');
    expect(status(publish('shipment.created', 's', { buyerDid: 'somebody' }))).toBe(202);
    expect(status(publish('proposal.created', 'p', { orderId: 7 }))).toBe(202);
  });
});

describe('a publication', () => {
  const created = data('order.created', 'o');
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no event', { payload: created }],
    ['an unknown event', { event: 'order.lost', payload: created }],
    ['an inherited member', { event: 'constructor', payload: created }],
    ['a control message', { event: 'connected', payload: { userId: 'u', timestamp: '2025-01-01T00:00:00Z' } }],
    ['no payload', { event: 'order.created' }],
    ['a list for a payload', { event: 'order.created', payload: [created] }],
    ['a missing field', { event: 'order.created', payload: { ...created, buyerDid: undefined } }],
    ['a field of the wrong type', { event: 'order.created', payload: { ...created, orderId: null } }],
    ['a subject that is no text', { event: 'order.created', payload: created, subject: 7 }],
  ])('of %s is refused with 400 and leaves no trace', (_, body) => {
    const { hook, publish } = trial();
    expect(status(hook('publish', body))).toBe(400);
    expect(status(publish('order.created', 'o'))).toBe(202);
  });
});
