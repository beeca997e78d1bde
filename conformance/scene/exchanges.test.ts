/** Which answer belongs to which command. */
import { describe, expect, it } from 'vitest';
import {
  badInput,
  malformed,
  notAuthorized,
  ping,
  pong,
  subscribe,
  subscribed,
  unauthenticated,
  unsubscribe,
  unsubscribed,
} from '../self-test/commerce-frames.ts';
import { told, type Told } from '../self-test/told.ts';
import { errorKind } from './error-kinds.ts';

/** What became of each message that came after the greeting. */
const replies = (history: Told) =>
  history
    .moments()
    .flatMap(({ entry, reply, unasked, farewell, message }) =>
      entry.kind !== 'received' || message?.name === 'connected'
        ? []
        : [
            reply
              ? `${reply.fit}${reply.late ? ', late' : ''}: ${reply.to.item ?? reply.to.command.name ?? reply.to.command.entry.text}`
              : unasked
                ? 'unasked'
                : farewell
                  ? 'farewell'
                  : 'nothing',
          ],
    );
const ways = (history: Told) => history.moments().flatMap(({ command }) => (command ? [command.bad] : []));
const a = () => told().opens('a');

describe('a command', () => {
  it.each<[string, object | string, readonly string[]]>([
    ['no JSON', '{', ['not-json']],
    ['no object', '[]', ['not-object']],
    ['null', 'null', ['not-object']],
    ['without a name', {}, ['unknown-command', 'bad-field']],
    ['with a name that is inherited', '{"type":"__proto__"}', ['unknown-command']],
    ['with a name of an answer', pong, ['unknown-command']],
    ['without its fields', { type: 'subscribe' }, ['bad-field']],
    ['with fields that nobody declared', { ...ping, __proto__: null, extra: 1 }, []],
  ])('that is %s is read as such', (_, frame, bad) => expect(ways(a().sends('a', frame))).toEqual([bad]));

  it('is bad input as a binary frame, and as text that is not UTF-8', () => {
    expect(ways(a().sendsBinary('a', '{"type":"ping"}').breaks('a', 'invalid utf-8'))).toEqual([
      ['binary'],
      ['invalid-utf-8'],
    ]);
  });
  it('lists the items that are answered one by one', () => {
    const items = (frame: object) => a().sends('a', frame).moments().at(-1)?.command?.items;
    expect(items(subscribe('x', 'y', 'x'))).toEqual(['x', 'y', 'x']);
    expect(items(subscribe('x'))).toEqual(['x']);
    expect(items({ type: 'subscribe', channels: ['x', 7] })).toEqual([]);
  });
});

describe('an answer', () => {
  it('fits the first command that it can answer', () => {
    expect(replies(a().sends('a', subscribe('x')).sends('a', ping).gets('a', subscribed('x')).gets('a', pong))).toEqual(
      ['answer: x', 'answer: ping'],
    );
    expect(replies(a().sends('a', ping).sends('a', ping).gets('a', pong).gets('a', pong))).toEqual([
      'answer: ping',
      'answer: ping',
    ]);
  });
  it('fits the item it names, though others are due before it, and these are late from then on', () => {
    expect(replies(a().sends('a', subscribe('x', 'y')).gets('a', subscribed('y')).gets('a', subscribed('x')))).toEqual([
      'answer: y',
      'answer, late: x',
    ]);
    expect(replies(a().sends('a', subscribe('x')).sends('a', ping).gets('a', pong).gets('a', subscribed('x')))).toEqual(
      ['answer: ping', 'answer, late: x'],
    );
  });
  it('is misnamed when nobody asked for the item it names', () => {
    expect(replies(a().sends('a', subscribe('x')).gets('a', subscribed('z')))).toEqual(['misnamed: x']);
    expect(replies(a().sends('a', subscribe('x')).gets('a', unsubscribed('x')))).toEqual(['unasked']);
  });
  it('is unasked when all commands are answered', () => {
    expect(replies(a().gets('a', pong))).toEqual(['unasked']);
    expect(replies(a().sends('a', ping).gets('a', pong).gets('a', pong))).toEqual(['answer: ping', 'unasked']);
    expect(replies(a().gets('a', badInput))).toEqual(['unasked']);
  });
  it('belongs to its own connection', () => {
    expect(replies(a().opens('b').sends('a', ping).gets('b', pong).gets('a', pong))).toEqual([
      'unasked',
      'answer: ping',
    ]);
  });
});

describe('an error', () => {
  it('fits the command whose words it uses', () => {
    expect(
      replies(
        a()
          .sends('a', subscribe('order:x', 'nonsense'))
          .gets('a', notAuthorized('order:x'))
          .gets('a', malformed('nonsense')),
      ),
    ).toEqual(['error: order:x', 'error: nonsense']);
    expect(
      replies(a().sends('a', subscribe('x')).sends('a', 'no json').gets('a', subscribed('x')).gets('a', badInput)),
    ).toEqual(['answer: x', 'error: no json']);
  });
  it('proves no more than that the first command was heard which it may be meant for', () => {
    const proof = (history: Told): number | undefined => history.moments().at(-1)?.proof?.seq;
    const asked = () => a().sends('a', unsubscribe('x')).sends('a', 'no json');
    const [first, second] = asked().moments().slice(-2);
    expect(proof(asked().gets('a', badInput))).toBe(first?.entry.seq);
    expect(proof(asked().gets('a', unsubscribed('x')).gets('a', badInput))).toBe(second?.entry.seq);
  });
  it('is misworded when the words are not those given', () => {
    expect(replies(a().sends('a', 'no json').gets('a', { type: 'error', message: 'Bad JSON' }))).toEqual([
      'misworded: no json',
    ]);
    expect(replies(a().sends('a', subscribe('order:x')).gets('a', notAuthorized('order:y')))).toEqual([
      'misworded: order:x',
    ]);
    expect(replies(a().sends('a', unsubscribe('order:x')).gets('a', notAuthorized('order:x')))).toEqual([
      'misworded: order:x',
    ]);
  });
  it('is told by its code where the words are not those given', () => {
    const [reply] = a()
      .sends('a', subscribe('x'))
      .gets('a', { type: 'error', message: 'No.', code: 'NOT_AUTHORIZED' })
      .moments()
      .slice(-1);
    expect(reply?.reply).toMatchObject({ fit: 'misworded', kind: 'not-authorized' });
  });
  it('answers a command that may be refused rather than one that may not', () => {
    expect(replies(a().sends('a', ping).sends('a', 'no json').gets('a', { type: 'error', message: 'What?' }))).toEqual([
      'misworded: no json',
    ]);
  });
  it('is told by its code alone where no words are given', () => {
    const code = { at: '/code', level: 'SHOULD' } as const;
    const input = {
      'not-json': 'bad',
      binary: 'bad',
      'not-object': 'bad',
      'unknown-command': 'bad',
      'bad-field': 'bad',
    };
    const errors = {
      message: 'error',
      text: '/message',
      code,
      kinds: { bad: { code: 'BAD' }, worse: { text: 'Worse', code: 'WORSE' } },
      input,
    } as const;
    const kindOf = (body: object) => errorKind({ name: 'error', body }, errors, ['worse', 'bad']);
    expect(kindOf({ message: 'Well, no.', code: 'BAD' })).toEqual({
      kind: 'bad',
      exact: true,
    });
    expect(kindOf({ message: 'Well, no.', code: 'WORSE' })).toEqual({
      kind: 'worse',
      exact: false,
    });
    expect(kindOf({ message: 'Well, no.' })).toBeUndefined();
  });
});

describe('a farewell', () => {
  it('is an error in the words of a close', () => {
    expect(replies(a().gets('a', unauthenticated))).toEqual(['farewell']);
    expect(replies(a().sends('a', ping).gets('a', unauthenticated).gets('a', pong))).toEqual([
      'farewell',
      'answer: ping',
    ]);
  });
  it('is any error once something may end the connection', () => {
    expect(
      replies(told().opens('a', { lives: 500 }).passes(500).gets('a', { type: 'error', message: 'Token expired' })),
    ).toEqual(['farewell']);
    expect(replies(a().asksToEnd('shutdown').gets('a', { type: 'error', message: 'Bye' }))).toEqual(['farewell']);
  });
  it('is not an error that answers a command in its own words', () => {
    expect(replies(a().sends('a', '{').asksToEnd('shutdown').gets('a', badInput))).toEqual(['error: {']);
  });
  it('is not an error about text that is not UTF-8', () => {
    expect(replies(a().breaks('a', 'invalid utf-8').gets('a', { type: 'error', message: 'Not UTF-8' }))).toEqual([
      'misworded: (invalid utf-8)',
    ]);
  });
});

it('answers are no longer due when our patience has ended', () => {
  const history = a().sends('a', ping).sends('a', subscribe('x')).silence('a');
  expect(
    history
      .moments()
      .at(-1)
      ?.unanswered?.map(({ answer }) => answer),
  ).toEqual(['pong', 'subscribed']);
  expect(replies(history.gets('a', pong))).toEqual(['unasked']);
});
