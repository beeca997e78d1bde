/** Rights and routes: who may subscribe to what, and whom an event reaches. */
import { describe, expect, it } from 'vitest';
import { channelIn } from './channels.ts';
import { messages, reached, START, told, trial } from '../testing/trial.ts';

const subscribe = (channel: string) => ({ type: 'subscribe', channel });
const refusal = (channel: string) => `Not authorized to subscribe to: ${channel}`;

/** An order, a dispute, a shipment, a rating and a proposal; everybody is connected. */
const market = () => {
  const scene = trial();
  scene.connect('buyer', 'did:b');
  scene.connect('vendor', 'did:v');
  scene.connect('signer', 'did:s', ['signer']);
  scene.connect('other', 'did:b:1');
  scene.publish('order.created', 'o');
  scene.publish('dispute.filed', 'd');
  scene.publish('shipment.created', 's');
  scene.publish('rating.submitted', 'r');
  scene.publish('proposal.created', 'p');
  return scene;
};

describe('the form of a channel', () => {
  it.each([
    'order:1',
    'user:did:x:y',
    'dispute::',
    'proposal:a/b"\\%2F😀',
    'shipment:\u00a0',
    'global',
    'order:__proto__',
  ])('%j is well formed', (text) => expect(channelIn(text)).toBeDefined());
  it.each([
    'order',
    'order:',
    'global:',
    'global:1',
    'rating:1',
    'Order:1',
    'GLOBAL',
    ' order:1',
    'order:a b',
    'order:a\t',
    'order:a\n',
    'user:\r',
  ])('%j is malformed', (text) => expect(channelIn(text)).toBeUndefined());
  it('splits at the first colon', () => expect(channelIn('user:did:x')).toEqual({ of: 'user', id: 'did:x' }));
});

describe('rights', () => {
  const granted = {
    'order:o': ['buyer', 'vendor'],
    'dispute:d': ['buyer', 'vendor'],
    'shipment:s': ['buyer', 'vendor'],
    'proposal:p': ['signer'],
    'user:did:b': ['buyer'],
    'user:did:b:1': ['other'],
    global: ['buyer', 'vendor', 'signer', 'other'],
  };
  it.each(Object.entries(granted))('%s is granted to %j and nobody else', (channel, to) => {
    const { send } = market();
    const listeners = ['buyer', 'vendor', 'signer', 'other'].filter(
      (connection) => told(send(connection, subscribe(channel)))[0] === `subscribed ${channel}`,
    );
    expect(listeners).toEqual(to);
  });

  it.each(['order', 'dispute', 'shipment', 'proposal'])(
    'refuse a %s that does not exist in the words for another one',
    (kind) => {
      const { send } = market();
      const existing = `${kind}:${kind[0]}`;
      const answers = [existing, `${kind}:none`].map((channel) => messages(send('other', subscribe(channel)))[0]?.[1]);
      expect(answers).toEqual([
        { type: 'error', message: refusal(existing), code: 'NOT_AUTHORIZED' },
        { type: 'error', message: refusal(`${kind}:none`), code: 'NOT_AUTHORIZED' },
      ]);
    },
  );

  it('refuse a proposal that does not exist to signers too', () => {
    expect(told(market().send('signer', subscribe('proposal:none')))).toEqual([refusal('proposal:none')]);
  });

  it('hold for ids that mean something to JavaScript or to String.replace', () => {
    const { send, publish } = market();
    expect(told(send('buyer', subscribe('order:__proto__')))).toEqual([refusal('order:__proto__')]);
    expect(told(send('buyer', subscribe('order:$&{item}')))).toEqual([refusal('order:$&{item}')]);
    publish('order.created', '__proto__');
    expect(told(send('buyer', subscribe('order:__proto__')))).toEqual(['subscribed order:__proto__']);
  });

  it('compare ids exactly', () => {
    const { send } = market();
    expect(told(send('buyer', subscribe('order:O')))).toEqual([refusal('order:O')]);
    expect(told(send('buyer', subscribe('user:did:B')))).toEqual([refusal('user:did:B')]);
  });
});

describe('delivery', () => {
  const routes = {
    'order.paid': ['o', ['order:o', 'user:did:b', 'user:did:v']],
    'dispute.resolved': ['d', ['dispute:d', 'user:did:b', 'user:did:v']],
    'shipment.delivered': ['s', ['shipment:s', 'user:did:b', 'user:did:v']],
    'rating.revealed': ['r', ['user:did:b', 'user:did:v']],
    'proposal.approved': ['p', ['global', 'proposal:p']],
  } as const;
  const channels = ['global', 'order:o', 'dispute:d', 'shipment:s', 'proposal:p', 'user:did:b', 'user:did:v'];

  it.each(Object.entries(routes))('%s goes out on its channels and on no other', (event, [id, expected]) => {
    const { connect, send, publish } = market();
    for (const channel of channels) {
      const user = channel.endsWith(':v') ? 'did:v' : 'did:b';
      connect(channel, user, ['signer']);
      expect(told(send(channel, subscribe(channel)))).toEqual([`subscribed ${channel}`]);
    }
    expect(reached(publish(event, id)).toSorted()).toEqual(expected);
  });

  it('brings an event once, however many channels match', () => {
    const { send, publish } = market();
    send('buyer', { type: 'subscribe', channels: ['order:o', 'user:did:b', 'order:o'] });
    expect(reached(publish('order.paid', 'o'))).toEqual(['buyer']);
  });

  it('brings it to every connection of a user', () => {
    const { connect, send, publish } = market();
    connect('phone', 'did:b');
    for (const connection of ['buyer', 'phone']) send(connection, subscribe('user:did:b'));
    expect(reached(publish('order.paid', 'o'))).toEqual(['buyer', 'phone']);
  });

  it('ends with unsubscribe, for that channel and that connection', () => {
    const { send, publish } = market();
    for (const connection of ['buyer', 'vendor']) send(connection, subscribe('order:o'));
    send('buyer', subscribe('user:did:b'));
    send('buyer', { type: 'unsubscribe', channels: ['order:o'] });
    send('vendor', { type: 'unsubscribe', channel: 'order:o' });
    expect(reached(publish('order.paid', 'o'))).toEqual(['buyer']);
  });

  it('passes the fields of the event through, undeclared ones too, and dates the envelope itself', () => {
    const { send, publish } = market();
    send('buyer', subscribe('order:o'));
    const [sent] = messages(publish('order.paid', 'o', { extra: [{ deep: null }] }));
    expect(sent?.[1]).toMatchObject({
      event: 'order.paid',
      data: { orderId: 'o', timestamp: '2025-01-01T00:00:00Z', extra: [{ deep: null }] },
      timestamp: START,
    });
  });
});
