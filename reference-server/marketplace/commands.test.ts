/** Commands and bad input, on hand-written frames. */
import { describe, expect, it } from 'vitest';
import { framesTo, market } from '../testing/market.ts';
import { commandIn } from './commands.ts';

const bad: Readonly<Record<string, readonly [text: string, code: string]>> = {
  'an empty text': ['', 'INVALID_JSON'],
  'what is not JSON': ['{"action":"PING"', 'INVALID_JSON'],
  'JSON behind a byte order mark': ['\uFEFF{"action":"PING"}', 'INVALID_JSON'],
  'a list': ['[{"action":"PING"}]', 'INVALID_COMMAND'],
  null: ['null', 'INVALID_COMMAND'],
  'a string': ['"PING"', 'INVALID_COMMAND'],
  'no action': ['{"type":"PING"}', 'INVALID_COMMAND'],
  'an action of null': ['{"action":null}', 'INVALID_COMMAND'],
  'an empty action': ['{"action":""}', 'INVALID_COMMAND'],
  'an action on the prototype': ['{"__proto__":{"action":"PING"}}', 'INVALID_COMMAND'],
  'an unknown action': ['{"action":"SUBSCRIBE"}', 'UNKNOWN_COMMAND'],
  'an action in other letters': ['{"action":"ping"}', 'UNKNOWN_COMMAND'],
  'the name of an inherited member': ['{"action":"toString"}', 'UNKNOWN_COMMAND'],
  'events of null': ['{"action":"SUB","events":null}', 'INVALID_COMMAND'],
  'a text for events': ['{"action":"SUB","events":"trade"}', 'INVALID_COMMAND'],
  'an empty text among events': ['{"action":"SUB","events":["trade",""]}', 'INVALID_COMMAND'],
  'a number among competitions': ['{"action":"SUB","events":["trade"],"competitions":[7]}', 'INVALID_COMMAND'],
  'an object for competitions': ['{"action":"SUB","competitions":{}}', 'INVALID_COMMAND'],
  'an unknown event and competitions of null': [
    '{"action":"SUB","events":["x"],"competitions":null}',
    'INVALID_COMMAND',
  ],
  'an unknown event': ['{"action":"SUB","events":["trade","trades"]}', 'UNKNOWN_EVENT'],
  'a control message for an event': ['{"action":"SUB","events":["hello"]}', 'UNKNOWN_EVENT'],
  'an inherited name for an event': ['{"action":"SUB","events":["constructor"]}', 'UNKNOWN_EVENT'],
};

describe('bad input', () => {
  it.each(Object.entries(bad))('answers %s with exactly one error, and lives on', (_, [text, code]) => {
    const { connect, text: type, publish, send } = market();
    connect('c');
    expect(framesTo('c', type('c', text))).toEqual([{ type: 'error', code, message: expect.stringMatching(/./) }]);
    expect(framesTo('c', publish('trade'))).toMatchObject([{ seq: 1, prev_seq: 0 }]);
    expect(framesTo('c', send('c', { action: 'PING' }))).toEqual([{ type: 'pong' }]);
  });

  it('answers a binary frame as what is not JSON', () => {
    const { connect, feed } = market();
    connect('c');
    expect(framesTo('c', feed({ do: 'binary', connection: 'c', size: 3 }))).toMatchObject([{ code: 'INVALID_JSON' }]);
  });

  it.each(Object.values(bad))('leaves the filter as it was: %s', (text) => {
    const { connect, send, text: type, publish } = market();
    connect('c');
    send('c', { action: 'SUB', events: ['nav_update'] });
    type('c', text);
    expect(framesTo('c', publish('trade'))).toEqual([]);
    expect(framesTo('c', publish('nav_update'))).toHaveLength(1);
  });
});

describe('a command', () => {
  it('is understood whatever else it holds', () => {
    expect(commandIn('{"action":"PING","events":null,"x":[]}')).toEqual({ do: 'PING' });
    expect(commandIn('{"action":"UNSUB","events":7}')).toEqual({ do: 'UNSUB' });
    expect(commandIn('{"action":"SUB","events":[],"id":1}')).toEqual({ do: 'SUB', events: [] });
  });

  it('is silent on a connection that is unknown or was ended', () => {
    const { connect, send, hook } = market();
    expect(send('nobody', { action: 'PING' })).toEqual([]);
    connect('c');
    hook('close', { reason: 'shutdown' });
    expect(send('c', { action: 'PING' })).toEqual([]);
  });

  it('is answered for its own connection alone', () => {
    const { connect, send } = market();
    connect('a');
    connect('b');
    expect(send('a', { action: 'UNSUB' })).toEqual([
      { do: 'message', connection: 'a', message: { type: 'unsubscribed' } },
    ]);
  });
});
