/** Commands, channels and bad input, on hand-written frames. */
import { describe, expect, it } from 'vitest';
import { frames, START, status, subscribed, told, trial } from '../testing/telemetry-trial.ts';
import { commandIn } from './commands.ts';

const bad: Readonly<Record<string, string>> = {
  'an empty text': '',
  'what is not JSON': '{"event":"disconnect"',
  'JSON behind a byte order mark': '\uFEFF{"event":"disconnect"}',
  'a list': '[{"event":"disconnect"}]',
  null: 'null',
  'a string': '"disconnect"',
  'no event': '{"data":{"channels":[]}}',
  'an event of null': '{"event":null}',
  'an unknown event': '{"event":"publish","data":{}}',
  'an event that only the server sends': '{"event":"subscribed","data":{"channels":[],"subscribedAt":0}}',
  'an event in other letters': '{"event":"Disconnect"}',
  'the name of an inherited member': '{"event":"toString"}',
  'an event on the prototype': '{"__proto__":{"event":"disconnect"}}',
  'no data': '{"event":"subscribe"}',
  'data of null': '{"event":"subscribe","data":null}',
  'fields beside the event': '{"event":"subscribe","channels":["orders"]}',
  'no channels': '{"event":"subscribe","data":{}}',
  'channels of null': '{"event":"subscribe","data":{"channels":null}}',
  'a text for channels': '{"event":"unsubscribe","data":{"channels":"orders"}}',
  'null in the list': '{"event":"subscribe","data":{"channels":["orders",null]}}',
  'an empty text in the list': '{"event":"subscribe","data":{"channels":["orders",""]}}',
  'an answer without a time': '{"event":"heartbeat:ack","data":{}}',
  'an answer with a time in text': '{"event":"heartbeat:ack","data":{"clientTime":"0"}}',
  'an answer with half a millisecond': '{"event":"heartbeat:ack","data":{"clientTime":0.5}}',
  'an answer from before 1970': '{"event":"heartbeat:ack","data":{"clientTime":-1}}',
  'an answer beyond all integers': '{"event":"heartbeat:ack","data":{"clientTime":9007199254740992}}',
  'a disconnect with data of null': '{"event":"disconnect","data":null}',
  'a disconnect with a text for data': '{"event":"disconnect","data":"now"}',
  'a disconnect with a list for data': '{"event":"disconnect","data":[]}',
};

describe('bad input', () => {
  it.each(Object.entries(bad))('answers %s with exactly one error, and lives on', (_, sent) => {
    const { text, publish, subscribe } = subscribed('activity');
    const outputs = text('c', sent);
    expect(told(outputs)).toEqual(['error INVALID_MESSAGE']);
    expect(frames(outputs)[0]?.data).toMatchObject({
      error: { what: expect.stringMatching(/./u), why: expect.stringMatching(/./u), how: expect.stringMatching(/./u) },
    });
    expect(told(publish('orders:update'))).toEqual([]);
    expect(told(publish('activity:log'))).toEqual(['activity:log act-abc123']);
    expect(told(subscribe('c'))).toEqual(['subscribed']);
  });

  it('answers a binary frame with exactly one error', () => {
    const { feed } = subscribed();
    expect(told(feed({ do: 'binary', connection: 'c', size: 3 }))).toEqual(['error INVALID_MESSAGE']);
  });

  it('is not heard on a connection that is unknown', () => {
    expect(trial().text('nobody', '{')).toEqual([]);
    expect(trial().feed({ do: 'pong', connection: 'nobody' })).toEqual([]);
  });
});

describe('a command', () => {
  it('is understood whatever else it holds', () => {
    expect(commandIn('{"event":"subscribe","data":{"channels":["a"],"x":1},"id":7}')).toEqual({
      do: 'subscribe',
      channels: ['a'],
    });
    expect(commandIn('{"event":"disconnect","data":{"x":null}}')).toEqual({ do: 'disconnect' });
  });

  it('is confirmed with exactly its own channels, and when', () => {
    const { subscribe, unsubscribe } = subscribed('positions', 'orders');
    expect(frames(subscribe('c', 'market', 'orders'))).toEqual([
      { event: 'subscribed', data: { channels: ['market', 'orders'], subscribedAt: START } },
    ]);
    expect(frames(unsubscribe('c', 'orders'))).toEqual([
      { event: 'unsubscribed', data: { channels: ['orders'], unsubscribedAt: START } },
    ]);
  });

  it('is confirmed again when it is repeated, and changes nothing', () => {
    const { subscribe, unsubscribe, publish } = subscribed('orders');
    expect(told(subscribe('c', 'orders', 'orders'))).toEqual(['subscribed orders orders']);
    expect(told(publish('orders:update'))).toHaveLength(1);
    for (let again = 0; again < 2; again += 1)
      expect(told(unsubscribe('c', 'orders'))).toEqual(['unsubscribed orders']);
    expect(told(publish('orders:update'))).toEqual([]);
  });

  it('may list nothing, and then changes nothing', () => {
    const { subscribe, unsubscribe, publish } = subscribed('orders');
    expect(told(subscribe('c'))).toEqual(['subscribed']);
    expect(told(unsubscribe('c'))).toEqual(['unsubscribed']);
    expect(told(publish('orders:update'))).toHaveLength(1);
    expect(told(publish('activity:log'))).toEqual([]);
  });

  it('names a channel that there is not, and then nothing of it takes effect', () => {
    const { subscribe, unsubscribe, publish } = subscribed('orders');
    const outputs = subscribe('c', 'activity', 'weather', 'market');
    expect(told(outputs)).toEqual(['error SUBSCRIPTION_ERROR']);
    expect(frames(outputs)[0]?.data).toMatchObject({
      error: { why: expect.stringMatching(/"weather"/u), how: expect.stringMatching(/activity/u) },
    });
    expect(told(publish('activity:log'))).toEqual([]);
    expect(told(unsubscribe('c', 'orders', 'Orders'))).toEqual(['error SUBSCRIPTION_ERROR']);
    expect(told(publish('orders:update'))).toHaveLength(1);
  });

  it.each(['toString', '__proto__', 'orders ', 'orders:update'])('does not know the channel %j', (channel) => {
    expect(told(subscribed().subscribe('c', channel))).toEqual(['error SUBSCRIPTION_ERROR']);
  });
});

describe('an event that is published', () => {
  it('reaches everybody on its channel, whoever they are, as it is', () => {
    const { connect, subscribe, publish } = subscribed('orders');
    connect('d', 'somebody else');
    connect('e');
    subscribe('d', 'orders', 'activity');
    subscribe('e', 'activity');
    const outputs = publish('orders:update', { timestamp: 7, extra: true });
    expect(outputs).toMatchObject([{ connection: 'c' }, { connection: 'd' }, { status: 202, body: {} }]);
    expect(frames(outputs, 'd')).toMatchObject([{ event: 'orders:update', data: { timestamp: 7, extra: true } }]);
  });

  it('comes every time, however many there are', () => {
    const { publish } = subscribed('orders', 'activity');
    for (let nth = 0; nth < 200; nth += 1) {
      expect(told(publish('orders:update', { timestamp: nth }))).toEqual([`orders:update ${nth}`]);
      expect(told(publish('activity:log'))).toHaveLength(1);
    }
  });

  it.each([
    [undefined],
    [{ event: 'orders:update' }],
    [{ event: 'orders:update', payload: { type: 'new' } }],
    [{ event: 'heartbeat', payload: { serverTime: 0, connectionUptime: 0 } }],
    [{ event: 'connection:closed', payload: { reason: 'error', message: 'x' } }],
    [{ event: 'toString', payload: {} }],
  ])('is refused as %j', (body) => expect(status(trial().hook('publish', body))).toBe(400));

  it('is refused where it contradicts itself', () => {
    const { publish } = subscribed('orders');
    const order = {
      id: 'o',
      symbol: 'TCS',
      side: 'buy',
      type: 'limit',
      qty: 10,
      price: null,
      createdAt: 0,
      updatedAt: 0,
    };
    const update = (type: string, status_: string, filledQty: number) =>
      status(publish('orders:update', { type, order: { ...order, status: status_, filledQty } }));
    expect(update('partial_fill', 'partially_filled', 9.5)).toBe(202);
    expect(update('filled', 'filled', 10)).toBe(202);
    expect(update('filled', 'filled', 10.5)).toBe(409);
    for (const type of ['new', 'filled', 'cancelled', 'rejected']) {
      expect(update(type, type, 0)).toBe(202);
      expect(update(type, 'partially_filled', 0)).toBe(409);
    }
  });
});
