/** Commands and bad input, on hand-written frames. */
import { describe, expect, it } from 'vitest';
import { commandIn } from './commands.ts';
import { exchange, messages, told, trial } from '../testing/prediction-trial.ts';

/** By what is wrong: the frame, and the id that the error repeats. */
const bad: Readonly<Record<string, readonly [text: string, id: string | null]>> = {
  'an empty text': ['', null],
  'what is not JSON': ['{"op":"ping"', null],
  'a list': ['[{"op":"ping","id":"1"}]', null],
  null: ['null', null],
  'a string': ['"ping"', null],
  'no op': ['{"id":"7"}', '7'],
  'an op of null': ['{"op":null,"id":"7"}', '7'],
  'an unknown op': ['{"op":"publish","id":"7"}', '7'],
  'an op in other letters': ['{"op":"Ping","id":"7"}', '7'],
  'an inherited name': ['{"op":"toString","id":"7"}', '7'],
  'no id': ['{"op":"ping"}', null],
  'a number for an id': ['{"op":"ping","id":1}', null],
  'no streams': ['{"op":"subscribe","id":"7"}', '7'],
  'streams of null': ['{"op":"subscribe","id":"7","streams":null}', '7'],
  'a text for streams': ['{"op":"unsubscribe","id":"7","streams":"trades.executed"}', '7'],
  'no stream in the list': ['{"op":"unsubscribe","id":"7","streams":[]}', '7'],
  'an empty text in the list': ['{"op":"subscribe","id":"7","streams":["trades.executed",""]}', '7'],
  'markets of null': ['{"op":"subscribe","id":"7","streams":["trades.executed"],"markets":null}', '7'],
  'no market in the list': ['{"op":"subscribe","id":"7","streams":["trades.executed"],"markets":[]}', '7'],
  'a number for a market': ['{"op":"subscribe","id":"7","streams":["trades.executed"],"markets":["m",1]}', '7'],
  'an unknown beginning': ['{"op":"subscribe","id":"7","streams":["trades.executed"],"from":"first"}', '7'],
  'a beginning of null': ['{"op":"subscribe","id":"7","streams":["trades.executed"],"from":null}', '7'],
  'a bare offset': ['{"op":"subscribe","id":"7","streams":["trades.executed"],"from":1}', '7'],
  'half an offset': ['{"op":"subscribe","id":"7","streams":["trades.executed"],"from":{"offset":1.5}}', '7'],
  'a text for an offset': ['{"op":"subscribe","id":"7","streams":["trades.executed"],"from":{"offset":"1"}}', '7'],
  'deltas without markets': ['{"op":"subscribe","id":"7","streams":["trades.executed","orders.delta"]}', '7'],
  'no outcome': ['{"op":"resync","id":"7","market_id":"m"}', '7'],
  'an empty outcome': ['{"op":"resync","id":"7","market_id":"m","outcome_id":""}', '7'],
};

describe('bad input', () => {
  it.each(Object.entries(bad))('answers %s with exactly one error, and changes nothing', (_, [text, id]) => {
    const { subscribe, text: type, publish } = exchange();
    subscribe('c', ['trades.executed']);
    const [error, ...others] = messages(type('c', text));
    expect(others).toEqual([]);
    expect(error).toEqual({ op: 'error', id, code: 'INVALID_MESSAGE', message: expect.stringMatching(/\.$/) });
    expect(told(publish('trades.executed', 't'))).toEqual(['trades.executed 1']);
  });

  it('answers a binary frame with exactly one error', () => {
    const { feed } = exchange();
    expect(told(feed({ do: 'binary', connection: 'c', size: 3 }))).toEqual(['INVALID_MESSAGE ']);
  });
});

describe('a command', () => {
  it('is understood whatever else it holds', () => {
    expect(commandIn('{"op":"ping","id":"1","streams":null}')).toEqual({ do: 'ping', id: '1' });
    expect(commandIn('{"op":"subscribe","id":"1","streams":["a"],"x":{}}')).toEqual({
      ...{ do: 'subscribe', id: '1', streams: ['a'], from: 'latest' },
    });
  });

  it('is answered with its id', () => {
    const { send } = exchange();
    expect(messages(send('c', { op: 'ping', id: 'p' }))).toEqual([{ op: 'pong', id: 'p' }]);
    expect(messages(send('c', { op: 'unsubscribe', id: 'u', streams: ['orders.delta'] }))).toEqual([
      { op: 'unsubscribed', id: 'u', streams: ['orders.delta'] },
    ]);
  });

  it('is silent on a connection that is unknown or was ended', () => {
    const { connect, send, hook } = trial();
    expect(send('nobody', { op: 'ping', id: '1' })).toEqual([]);
    expect(connect('c')).toEqual([]);
    hook('close', { reason: 'shutdown' });
    expect(send('c', { op: 'ping', id: '1' })).toEqual([]);
  });
});
