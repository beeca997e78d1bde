/** What clients send: commands, acknowledgements, and every way of being wrong. */
import { describe, expect, it } from 'vitest';
import { reader } from '../../schemas/reader.ts';
import { trading } from '../../schemas/trading/protocol.ts';
import { desk, frames, told } from '../testing/desk.ts';

const { problems } = reader(trading);
const BAD = ['c error INVALID_PAYLOAD', 'c ack false'];
const scene = () => {
  const made = desk();
  made.connect('c');
  return made;
};

describe('a command', () => {
  it('is acknowledged with what became of it, by the name it came with', () => {
    const { text } = scene();
    const outputs = text('c', '{"event":"market.subscribe","data":{"symbols":[]}}', 77);
    expect(outputs).toEqual([
      {
        do: 'message',
        connection: 'c',
        message: { event: 'acknowledgement', data: { ok: true } },
        ack: 77,
      },
    ]);
  });

  it('is not acknowledged where that is not wanted', () => {
    const { feed } = scene();
    const say = (text: string) => told(feed({ do: 'text', connection: 'c', text }));
    expect(say('{"event":"market.subscribe","data":{"symbols":["A"]}}')).toEqual([]);
    expect(say('{"event":"state.requestSync","data":{"syncTypes":[]}}')).toEqual(['c sync']);
    expect(say('{')).toEqual(['c error INVALID_PAYLOAD']);
  });

  it.each([
    ['market.subscribe', { symbols: [] }],
    ['market.subscribe', { symbols: ['A', 'A'], extra: null }],
    ['market.unsubscribe', { symbols: ['never watched'] }],
  ])('%s %j is taken', (event, data) => expect(told(scene().emit('c', event, data))).toEqual(['c ack true']));

  it('may ask for nothing', () => {
    const [sync] = frames(scene().sync('c'));
    expect(Object.keys(sync?.data ?? {})).toEqual(['timestamp']);
  });
});

describe('bad input', () => {
  it.each([
    '',
    '{',
    'null',
    '7',
    '[]',
    '"market.subscribe"',
    '{}',
    '{"event":7}',
    '{"event":"market.subscribe"}',
    '{"event":"market.subscribe","data":null}',
    '{"event":"market.subscribe","data":[]}',
    '{"event":"market.subscribe","data":"AAPL"}',
    '{"event":"market.subscribe","data":{}}',
    '{"event":"market.subscribe","data":{"symbols":null}}',
    '{"event":"market.subscribe","data":{"symbols":"AAPL"}}',
    '{"event":"market.subscribe","data":{"symbols":["AAPL",""]}}',
    '{"event":"market.unsubscribe","data":{"symbols":[7]}}',
    '{"event":"state.requestSync","data":{"syncTypes":["orders"]}}',
    '{"event":"state.requestSync","data":{"syncTypes":["toString"]}}',
    '{"event":"state.requestSync","data":{"syncTypes":[["trades"]]}}',
    '{"event":"market.quote","data":{"symbols":[]}}',
    '{"event":"constructor","data":{}}',
    '{"event":"__proto__"}',
  ])('%s gets one error and a refusal, and changes nothing', (text) => {
    const { text: say, watch, quote } = scene();
    watch('c', 'AAPL');
    const outputs = say('c', text);
    expect(told(outputs)).toEqual(BAD);
    for (const [name, frame] of [
      ['connection.error', frames(outputs)[0]],
      ['acknowledgement', frames(outputs)[1]],
    ] as const)
      expect(problems('control', name, frame)).toEqual([]);
    expect(told(quote('AAPL', 1))).toEqual(['c quote 1']);
  });

  it('may be binary', () => {
    const { feed, watch } = scene();
    expect(told(feed({ do: 'binary', connection: 'c', size: 3, ack: 1 }))).toEqual(BAD);
    expect(told(feed({ do: 'binary', connection: 'c', size: 3 }))).toEqual(['c error INVALID_PAYLOAD']);
    expect(told(watch('c', 'AAPL'))).toEqual(['c ack true']);
  });

  it('is never repeated to anybody', () => {
    const { connect, emit } = scene();
    connect('other');
    const secret = 'a secret';
    const outputs = emit('c', 'market.subscribe', { symbols: secret });
    expect(JSON.stringify(outputs)).not.toContain(secret);
    expect(frames(outputs, 'other')).toEqual([]);
  });
});
