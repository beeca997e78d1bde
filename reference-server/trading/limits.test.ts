/** The limit on messages: a sliding window over all connections of a user, a warning, a cool-down. */
import { describe, expect, it } from 'vitest';
import { reader } from '../../schemas/reader.ts';
import { trading } from '../../schemas/trading/protocol.ts';
import { seconds } from '../../schemas/units.ts';
import { desk, frames, START, told } from '../testing/desk.ts';

const ACK = 'c ack true';
const OVER = ['c ack false', 'c error RATE_LIMIT_EXCEEDED', 'c end'];
const SHUT = ['d error RATE_LIMIT_EXCEEDED', 'd end'];
const at = (ms: number): string => new Date(START + ms).toISOString();

const scene = (options?: Parameters<typeof desk>[0]) => {
  const made = desk(options);
  made.connect('c');
  /** Sends so many commands, each of which changes nothing. */
  const send = (times: number, connection = 'c') =>
    Array.from({ length: times }, () => made.watch(connection)).flatMap((outputs) => told(outputs));
  return { ...made, send };
};

describe('ten messages in a minute', () => {
  it('are taken, with one warning at the eighth', () => {
    const { send } = scene();
    expect(send(7)).toEqual(Array(7).fill(ACK));
    expect(send(1)).toEqual([ACK, 'c rateLimitWarning 8']);
    expect(send(2)).toEqual([ACK, ACK]);
  });

  it('and another are one too many: its connection ends, and it has no effect', () => {
    const { send, watch, connect, quote, emit } = scene();
    connect('other');
    send(10);
    expect(told(watch('c', 'AAPL'))).toEqual(OVER);
    expect(told(quote('AAPL', 1))).toEqual([]);
    expect(emit('c', 'market.subscribe', {})).toEqual([]);
  });

  it('tell with the warning when the oldest of them counts no more', () => {
    const { send, stall, watch } = scene();
    send(1);
    stall(1500);
    send(6);
    stall(250);
    const warning = frames(watch('c')).find(({ event }) => event === 'error.rateLimitWarning');
    expect(warning?.data).toMatchObject({ limit: 10, current: 8, resetAt: at(seconds(60)), timestamp: at(1750) });
    expect(reader(trading).problems('control', 'error.rateLimitWarning', warning)).toEqual([]);
  });
});

describe('the window', () => {
  it.each([
    [seconds(60) - 2, 'a millisecond before the first is out of it', OVER],
    [seconds(60) - 1, 'as the first is out of it', [ACK]],
  ])('slides: %d ms after the tenth, %s', (later, _, expected) => {
    const { send, stall } = scene();
    send(1);
    stall(1);
    send(9);
    stall(later);
    expect(send(1)).toEqual(expected);
  });

  it('lets no more through than have left it', () => {
    const { send, stall } = scene();
    send(1);
    stall(1);
    send(9);
    stall(seconds(60) - 1);
    expect(send(2)).toEqual([ACK, ...OVER]);
  });

  it('warns again where eight are reached again', () => {
    const { send, stall } = scene();
    send(8);
    stall(seconds(60));
    expect(send(8).filter((what) => what !== ACK)).toEqual(['c rateLimitWarning 8']);
  });

  it('is one for all connections of a user, and none of another user’s', () => {
    const { send, connect } = scene();
    connect('d');
    connect('v', 'w');
    expect(send(4)).toEqual(Array(4).fill(ACK));
    expect(send(4, 'd').slice(-3)).toEqual(['d ack true', 'c rateLimitWarning 8', 'd rateLimitWarning 8']);
    send(2);
    expect(send(1, 'd')).toEqual(['d ack false', 'd error RATE_LIMIT_EXCEEDED', 'd end']);
    expect(send(8, 'v').slice(-2)).toEqual(['v ack true', 'v rateLimitWarning 8']);
    expect(send(2, 'v')).toEqual(['v ack true', 'v ack true']);
  });

  it('outlives the connections whose messages it counts', () => {
    const { send, feed, connect } = scene();
    send(10);
    feed({ do: 'disconnect', connection: 'c' });
    expect(told(connect('c'))).toEqual(['c authorized']);
    expect(send(1)).toEqual(OVER);
  });

  it('counts bad payloads, binary ones and unknown events as well', () => {
    const { text, feed, emit, send } = scene();
    for (let n = 0; n < 4; n += 1) text('c', '{');
    for (let n = 0; n < 3; n += 1) feed({ do: 'binary', connection: 'c', size: 1 });
    expect(told(emit('c', 'no.such.event', {}))).toEqual([
      'c error INVALID_PAYLOAD',
      'c ack false',
      'c rateLimitWarning 8',
    ]);
    send(2);
    expect(told(text('c', '{'))).toEqual(OVER);
  });
});

describe('the cool-down', () => {
  const over = () => {
    const made = scene();
    made.connect('still here');
    made.send(11);
    return made;
  };

  it('refuses new connections of that user for 60 s from the message that was too many', () => {
    const { stall, connect } = over();
    expect(told(connect('d'))).toEqual(SHUT);
    stall(seconds(60) - 1);
    expect(told(connect('d'))).toEqual(SHUT);
    stall(1);
    expect(told(connect('d'))).toEqual(['d authorized']);
  });

  it('is no longer for those who try in vain', () => {
    const { stall, connect } = over();
    for (let n = 0; n < 59; n += 1) {
      stall(1000);
      expect(told(connect('d'))).toEqual(SHUT);
    }
    stall(1000);
    expect(told(connect('d'))).toEqual(['d authorized']);
  });

  it('leaves a fresh window behind', () => {
    const { stall, connect, send } = over();
    stall(seconds(60));
    connect('d');
    expect(send(7, 'd')).toEqual(Array(7).fill('d ack true'));
    expect(send(1, 'd')).toContain('d rateLimitWarning 8');
    expect(send(2, 'd')).toEqual(Array(2).fill('d ack true'));
    expect(send(1, 'd').at(-1)).toBe('d end');
  });

  it('concerns nobody else, and a bad token is a bad token', () => {
    const { connect } = over();
    expect(told(connect('v', 'w'))).toEqual(['v authorized']);
    expect(told(connect('d', 'u', -1))).toEqual(['d error AUTHENTICATION_FAILED', 'd end']);
  });

  it('does not begin anew with a message on a connection that is left', () => {
    const { send, stall, connect } = over();
    stall(seconds(30));
    expect(send(1, 'still here').at(-1)).toBe('still here end');
    stall(seconds(30));
    expect(told(connect('d'))).toEqual(['d authorized']);
  });
});

describe('the numbers', () => {
  it('are those of the promises', () => {
    const { limits } = trading.promises;
    const promised = {
      ...trading.promises,
      limits: { ...limits, most: 3, within: 500, over: { ...limits?.over, coolDown: 200 } },
    };
    // The numbers alone are others.
    const { send, stall, connect } = scene({ protocol: { ...trading, promises: promised as typeof trading.promises } });
    expect(send(4)).toEqual([ACK, ACK, ACK, ...OVER]);
    stall(200);
    expect(told(connect('d'))).toEqual(['d authorized']);
  });
});
