/** Commands and bad input, on hand-written frames. */
import { describe, expect, it } from 'vitest';
import { commandIn } from './commands.ts';
import { messages, START, told, trial } from '../testing/trial.ts';

const BAD = 'Invalid message format';

const bad: Readonly<Record<string, string>> = {
  'an empty text': '',
  'what is not JSON': '{"type":"ping"',
  'JSON behind a byte order mark': '\uFEFF{"type":"ping"}',
  'a list': '[{"type":"ping"}]',
  null: 'null',
  'a string': '"ping"',
  'no type': '{"channel":"global"}',
  'a type of null': '{"type":null}',
  'an unknown type': '{"type":"publish"}',
  'a type in other letters': '{"type":"Ping"}',
  'the name of an inherited member': '{"type":"toString"}',
  'a type on the prototype': '{"__proto__":{"type":"ping"}}',
  'no channel': '{"type":"subscribe"}',
  'a channel of null': '{"type":"subscribe","channel":null}',
  'a number for a channel': '{"type":"subscribe","channel":7}',
  'a list for a channel': '{"type":"subscribe","channel":["global"]}',
  'an empty channel': '{"type":"subscribe","channel":""}',
  'a text for channels': '{"type":"unsubscribe","channels":"global"}',
  'no channels in the list': '{"type":"unsubscribe","channels":[]}',
  'null in the list': '{"type":"subscribe","channels":["global",null]}',
  'an empty text in the list': '{"type":"subscribe","channels":["global",""]}',
  'channel and channels': '{"type":"subscribe","channel":"global","channels":["global"]}',
  'channels beside a channel of null': '{"type":"subscribe","channel":null,"channels":["global"]}',
  'a channel beside channels of null': '{"type":"subscribe","channel":"global","channels":null}',
};

describe('bad input', () => {
  it.each(Object.entries(bad))('answers %s with exactly one error, and lives on', (_, text) => {
    const { connect, text: type, publish, send } = trial();
    connect('c', 'did:b');
    expect(messages(type('c', text))).toEqual([['c', { type: 'error', message: BAD, code: 'INVALID_MESSAGE' }]]);
    expect(messages(publish('proposal.created', 'p'))).toEqual([]);
    expect(told(send('c', { type: 'ping' }))).toEqual(['pong']);
  });

  it('answers a binary frame with exactly one error', () => {
    const { connect, feed } = trial();
    connect('c', 'did:b');
    expect(told(feed({ do: 'binary', connection: 'c', size: 3 }))).toEqual([BAD]);
  });

  it('leaves the subscriptions there were as they were', () => {
    const { connect, send, publish } = trial();
    connect('c', 'did:b');
    send('c', { type: 'subscribe', channel: 'global' });
    send('c', { type: 'unsubscribe', channels: ['global', ''] });
    expect(messages(publish('proposal.created', 'p'))).toHaveLength(1);
  });
});

describe('a command', () => {
  it('is understood whatever else it holds', () => {
    expect(commandIn('{"type":"ping","channel":null,"x":[]}')).toEqual({ do: 'ping' });
    expect(commandIn('{"type":"subscribe","channel":"a","id":1}')).toEqual({ do: 'subscribe', channels: ['a'] });
  });

  it('gets a pong with the time of the server', () => {
    const { connect, send } = trial();
    connect('c', 'did:b');
    expect(messages(send('c', { type: 'ping' }))).toEqual([['c', { type: 'pong', timestamp: START }]]);
  });

  it('is answered channel by channel, in order, a refusal leaving the others alone', () => {
    const { connect, send, publish } = trial();
    connect('c', 'did:b');
    const channels = ['global', 'nonsense', 'user:did:v', 'user:did:b', 'global'];
    expect(told(send('c', { type: 'subscribe', channels }))).toEqual([
      'subscribed global',
      'Invalid channel format: nonsense',
      'Not authorized to subscribe to: user:did:v',
      'subscribed user:did:b',
      'subscribed global',
    ]);
    expect(messages(publish('proposal.created', 'p'))).toHaveLength(1);
  });

  it('unsubscribes from what was never subscribed, also from what belongs to others', () => {
    const { connect, send } = trial();
    connect('c', 'did:b');
    expect(told(send('c', { type: 'unsubscribe', channels: ['user:did:v', 'order:7', 'a b'] }))).toEqual([
      'unsubscribed user:did:v',
      'unsubscribed order:7',
      'Invalid channel format: a b',
    ]);
  });

  it('is silent on a connection that is unknown or was ended', () => {
    const { connect, send, hook } = trial();
    expect(send('nobody', { type: 'ping' })).toEqual([]);
    connect('c', 'did:b');
    hook('close', { reason: 'shutdown' });
    expect(send('c', { type: 'ping' })).toEqual([]);
  });
});
