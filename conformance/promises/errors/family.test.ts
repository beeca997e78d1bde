/** Bad input, on histories told by hand. */
import {
  badInput,
  malformed,
  ping,
  pong,
  subscribe,
  unauthenticated,
  unsubscribe,
  unsubscribed,
} from '../../self-test/commerce-frames.ts';
import { type Cases, judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

type Send = (history: Told) => Told;

const own = 'user:did:a';
const text =
  (frame: object | string): Send =>
  (history) =>
    history.sends('a', frame);
/** Good commands of every kind are taken before. */
const begin = () => told().opens('a').watches('a', own).sends('a', unsubscribe(own)).gets('a', unsubscribed(own));
/** The only answers are errors, and a later one shows that the connection lives on. */
const onlyErrors = (send: Send) =>
  send(told().opens('a')).gets('a', badInput).sends('a', subscribe('nonsense')).gets('a', malformed('nonsense')).ends();

/** A sort of bad input, with another sort that is no concern of it. */
const gets = (bad: Readonly<Record<string, Send>>, other: Send): Cases => {
  const [one = (history: Told) => history] = Object.values(bad);
  return {
    holds: {
      ...Object.fromEntries(
        Object.entries(bad).map(([title, send]) => [title, send(begin()).gets('a', badInput).fences('a').ends()]),
      ),
      'it is sent among others without waiting': one(text(ping)(begin()))
        .sends('a', ping)
        .gets('a', pong)
        .gets('a', badInput)
        .gets('a', pong)
        .ends(),
      'it is sent twice without waiting': one(one(begin()))
        .sends('a', ping)
        .gets('a', badInput)
        .gets('a', badInput)
        .gets('a', pong)
        .ends(),
      'the error has no code': one(begin())
        .gets('a', { ...badInput, code: 'INVALID_MESSAGE' })
        .fences('a')
        .ends(),
    },
    breaks: {
      'no error comes': one(begin()).silence('a').ends(),
      'the connection ends instead': one(begin()).closes('a', 1003).ends(),
      'the connection ends after the error': one(begin()).gets('a', badInput).closes('a', 1003).ends(),
      'a later command is answered, and it is not': one(begin()).sends('a', ping).gets('a', pong).silence('a').ends(),
    },
    passesOver: {
      'nothing that is good was taken': onlyErrors(one),
      'another sort is sent': other(begin()).gets('a', badInput).fences('a').ends(),
      'the client leaves before the error': one(begin()).leaves('a').closes('a', 1000).ends(),
      'nothing shows yet that the connection lives on': one(begin()).gets('a', badInput).ends(),
    },
    ignores: {
      'the token expires before the error': one(told().opens('a', { lives: 500 }))
        .passes(500)
        .closes('a', 4001)
        .ends(),
    },
  };
};

const missing = text({ type: 'subscribe' });
const garbage = text('{"type":"ping"');

judging(
  'errors',
  {
    'not-json': gets(
      { 'text is cut off': garbage, 'text is empty': text(''), 'text is a word': text('ping') },
      missing,
    ),
    binary: gets(
      {
        'bytes hold a good command': (history) => history.sendsBinary('a', JSON.stringify(ping)),
        'there are no bytes': (history) => history.sendsBinary('a', ''),
      },
      garbage,
    ),
    'not-object': gets(
      {
        'it is a list': text('[]'),
        'it is null': text('null'),
        'it is a word': text('"ping"'),
        'it is a number': text('7'),
      },
      garbage,
    ),
    'unknown-command': gets(
      {
        'nobody knows its name': text({ type: 'hello' }),
        'it has no name': text({}),
        'its name is inherited': text('{"type":"__proto__"}'),
        'its name is a number': text({ type: 7 }),
      },
      missing,
    ),
    'missing-field': gets({ 'neither channel nor channels is there': missing }, garbage),
    'wrong-type': gets(
      {
        'a channel is a number': text({ type: 'subscribe', channel: 7 }),
        'a channel is a list': text({ type: 'unsubscribe', channel: ['global'] }),
      },
      missing,
    ),
    'null-field': gets(
      {
        'a channel is null': text({ type: 'subscribe', channel: null }),
        'a list holds null': text({ type: 'subscribe', channels: [null] }),
      },
      missing,
    ),
    'empty-text': gets(
      {
        'a channel is empty': text({ type: 'subscribe', channel: '' }),
        'a list is empty': text({ type: 'subscribe', channels: [] }),
      },
      missing,
    ),
    once: {
      holds: {
        'one error comes': garbage(begin()).gets('a', badInput).fences('a').ends(),
        'a refusal and an error come in a row': garbage(begin().sends('a', subscribe('nonsense')))
          .gets('a', malformed('nonsense'))
          .gets('a', badInput)
          .fences('a')
          .ends(),
      },
      breaks: {
        'it comes twice': garbage(begin()).gets('a', badInput).gets('a', badInput).ends(),
        'it comes to a good command, beside its answer': begin().fences('a').gets('a', badInput).ends(),
        'it comes for no reason': begin().gets('a', badInput).ends(),
        'a farewell comes, and the connection lives on': begin().gets('a', unauthenticated).fences('a').ends(),
      },
      passesOver: {
        'all input is good': begin().watches('a', own).ends(),
        'nothing shows yet that no second one comes': garbage(begin()).gets('a', badInput).ends(),
        'nothing that is good was taken': onlyErrors(garbage),
      },
      ignores: {
        'a farewell comes at expiry, and the connection lives on': told()
          .opens('a', { lives: 500 })
          .passes(500)
          .gets('a', unauthenticated)
          .fences('a')
          .ends(),
      },
    },
  },
  ['text', 'code', 'changes-nothing', 'no-echo', 'invalid-utf-8', 'bystanders'],
);
