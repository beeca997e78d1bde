/** The limit: how many messages are taken in any window, to the message and to the millisecond. */
import { describe, expect, it } from 'vitest';
import { seconds } from '../../schemas/units.ts';
import { frames, subscribed, told, trial } from '../testing/telemetry-trial.ts';

/** One server whose connection `c` has sent so many messages; none is told. */
const used = (count: number) => {
  const scene = trial();
  scene.connect('c');
  for (let nth = 0; nth < count; nth += 1) scene.subscribe('c');
  return scene;
};

const LIMITED = ['error RATE_LIMITED'];

describe('the limit', () => {
  it('takes the hundredth message and refuses the next, and the connection lives on', () => {
    const { subscribe, publish } = used(99);
    expect(told(subscribe('c', 'orders'))).toEqual(['subscribed orders']);
    const outputs = subscribe('c', 'activity');
    expect(told(outputs)).toEqual(LIMITED);
    expect(frames(outputs)[0]?.data).toMatchObject({
      error: { what: expect.stringMatching(/./u), why: expect.stringMatching(/./u), how: expect.stringMatching(/./u) },
    });
    expect(told(publish('orders:update'))).toHaveLength(1);
    expect(told(publish('activity:log'))).toEqual([]);
  });

  it('takes messages again when the window is over, and not a millisecond sooner', () => {
    const { subscribe, stall } = used(100);
    stall(seconds(10) - 1);
    expect(told(subscribe('c'))).toEqual(LIMITED);
    stall(1);
    for (let nth = 0; nth < 100; nth += 1) expect(told(subscribe('c'))).toEqual(['subscribed']);
    expect(told(subscribe('c'))).toEqual(LIMITED);
  });

  it('slides: each message counts for ten seconds from its own arrival', () => {
    const { subscribe, stall } = used(60);
    stall(4000);
    for (let nth = 0; nth < 40; nth += 1) expect(told(subscribe('c'))).toEqual(['subscribed']);
    expect(told(subscribe('c'))).toEqual(LIMITED);
    stall(6000);
    for (let nth = 0; nth < 60; nth += 1) expect(told(subscribe('c'))).toEqual(['subscribed']);
    expect(told(subscribe('c'))).toEqual(LIMITED);
    stall(3999);
    expect(told(subscribe('c'))).toEqual(LIMITED);
    stall(1);
    for (let nth = 0; nth < 40; nth += 1) expect(told(subscribe('c'))).toEqual(['subscribed']);
    expect(told(subscribe('c'))).toEqual(LIMITED);
  });

  it('does not count what it refuses', () => {
    const { subscribe, stall } = used(100);
    stall(9000);
    for (let nth = 0; nth < 500; nth += 1) subscribe('c');
    stall(1000);
    expect(told(subscribe('c'))).toEqual(['subscribed']);
  });

  it('counts bad input, answers to heartbeats, and what is refused for other reasons', () => {
    const { ack, feed, text, subscribe } = used(96);
    ack('c');
    text('c', '{');
    feed({ do: 'binary', connection: 'c', size: 1 });
    subscribe('c', 'weather');
    expect(told(text('c', '{'))).toEqual(LIMITED);
    expect(told(ack('c'))).toEqual(LIMITED);
    expect(told(feed({ do: 'binary', connection: 'c', size: 1 }))).toEqual(LIMITED);
  });

  it('does not count pongs', () => {
    const { feed, subscribe } = used(99);
    for (let nth = 0; nth < 10; nth += 1) feed({ do: 'pong', connection: 'c' });
    expect(told(subscribe('c'))).toEqual(['subscribed']);
  });

  it('keeps a client that is above it from leaving, and from showing that it is alive', () => {
    const { ack, pass, send, subscribe } = trialAt(seconds(60));
    for (let nth = 0; nth < 100; nth += 1) subscribe('c');
    expect(told(send('c', 'disconnect'))).toEqual(LIMITED);
    expect(told(ack('c'))).toEqual(LIMITED);
    expect(pass(seconds(30))).toEqual(['30000: connection:closed error', '30000: close 4002']);
  });

  it('is one for each connection, also of one user, and begins anew with it', () => {
    const { connect, feed, subscribe } = used(101);
    connect('d');
    expect(told(subscribe('d'))).toEqual(['subscribed']);
    feed({ do: 'disconnect', connection: 'c' });
    connect('c');
    expect(told(subscribe('c'))).toEqual(['subscribed']);
  });

  it('holds nothing back that is published', () => {
    const { publish, subscribe } = subscribed('orders');
    for (let nth = 0; nth < 200; nth += 1) subscribe('c');
    expect(told(publish('orders:update'))).toHaveLength(1);
  });
});

/** One server whose connection `c` has been silent for so many ms. */
const trialAt = (ms: number) => {
  const scene = trial();
  scene.connect('c');
  scene.pass(ms);
  return scene;
};
