/** The forms of the promises about a connection as a whole: how it begins, lives and ends. */
import { Type } from '@sinclair/typebox';
import * as is from './atoms.ts';

const { as, closed, listOf, mapOf, maybe, oneOf } = is;

const shut = as('The close code that the client receives.', is.Code);

export const handshake = closed({
  greeting: as('The control message that opens every connection.', is.Name),
  user: maybe('Where the greeting names the connected user.', is.Pointer),
  opening: maybe(
    'What the client must say first; where nothing, it is greeted as it connects.',
    closed({
      command: as('The command that the greeting answers.', is.Name),
      within: maybe(
        'How a connection ends on which it has not come in time.',
        closed({ ms: as('Within how many ms of connecting it must have come.', is.Period), close: shut }),
      ),
      again: maybe('How a connection ends on which it comes again.', is.Shut),
      early: maybe(
        'How a connection ends on which anything else comes before it.',
        closed({ close: shut, but: maybe('Commands that may come before it.', is.Texts) }),
      ),
    }),
  ),
  anytime: maybe('Control messages that may come at any time, before the greeting too.', is.Texts),
  subprotocol: maybe(
    'The WebSocket subprotocol that a client must offer.',
    closed({ name: as('Its name.', is.Name), close: shut }),
  ),
});

export const credentials = closed({
  in: as(
    'Where the token, a JWT signed with HS256, is shown.',
    Type.Union([
      closed({ query: as('The parameter of the address that holds it.', is.Name) }),
      closed({ opening: as('Where the command that opens holds it.', is.Pointer) }),
    ]),
  ),
  refusal: as(
    'What a missing or bad token brings.',
    closed({
      ...is.ending,
      within: maybe('Within how many ms of connecting the refused connection has ended.', is.Period),
      instead: maybe(
        'The transport may refuse the connection instead.',
        closed({ code: as("Where it then holds the error's code.", is.Pointer) }),
      ),
    }),
  ),
  expired: maybe('What a token that has expired already brings, where that is told otherwise.', closed(is.ending)),
  expiry: maybe(
    "What the token's expiry brings to an open connection; left out, it goes on.",
    closed({ ...is.ending, tolerance: as('How far `exp` may be rounded, in ms.', is.Natural) }),
  ),
  warning: maybe(
    "What warns a connection of its token's expiry.",
    closed({
      message: as('A control message.', is.Name),
      before: as('How long before the expiry it comes, in ms.', is.Period),
      seconds: as('Where it tells the whole seconds that are left.', is.Pointer),
    }),
  ),
});

export const heartbeat = closed({
  send: as('`ping frame`, or the control message that is the beat.', is.Name),
  answer: maybe('The command that answers the message.', is.Name),
  every: as('The period in ms.', is.Period),
  from: maybe('The first period begins at the greeting instead of at connecting.', Type.Literal('greeting')),
  uptime: maybe('Where a beat tells for how many ms its connection has been open.', is.Pointer),
  forgives: as('How many beats in a row may go unanswered.', is.Natural),
  ending: as(
    '`terminate` (with or without a close frame), or how a silent connection is ended.',
    Type.Union([Type.Literal('terminate'), closed(is.ending)]),
  ),
  level: maybe('How firmly that end is promised; MUST, where it is left out.', is.Rank),
});

export const limits = closed({
  most: as('So many messages are taken in any window.', is.Natural),
  within: as('The length of the window, in ms.', is.Period),
  per: as('Whose messages are counted together.', oneOf('connection', 'user')),
  free: maybe('Ways of bad input that servers may leave uncounted.', listOf(is.Way)),
  warning: maybe(
    'What comes as the count reaches a number.',
    closed({
      at: as('The count at which it comes.', is.Natural),
      message: as('A control message or an event.', is.Name),
      limit: as('Where it tells the limit.', is.Pointer),
      current: as('Where it tells the count.', is.Pointer),
      resets: as('Where it tells the instant at which the oldest message counted leaves the window.', is.Pointer),
    }),
  ),
  over: as(
    'What a message above the limit brings; it has no effect.',
    closed({
      error: as('The error kind that answers it.', is.Name),
      connection: as('What becomes of its connection.', oneOf('goes on', 'ends')),
      coolDown: maybe('For how many ms new connections are refused then.', is.Period),
    }),
  ),
});

export const closing = closed({
  reasons: as(
    'By the reason that the hook `close` takes: how the server ends connections on its own account.',
    mapOf(
      closed({
        ...is.ending,
        next: maybe('What a client does next, where no code says it.', is.Step),
        unasked: maybe('The server may have this reason by itself, at any time.', Type.Literal(true)),
      }),
    ),
  ),
  asked: maybe('By command: how it ends a connection whose client asks for it.', mapOf(closed(is.ending))),
  input: maybe(
    'By way of bad input: how it ends the connection, where no error answers.',
    closed({
      'not-json': maybe('Text that is not JSON.', is.Shut),
      binary: maybe('A binary frame.', is.Shut),
      'not-object': maybe('JSON that is no object.', is.Shut),
      'unknown-command': maybe('A command that there is not.', is.Shut),
      'bad-field': maybe('A command whose body breaks its schema.', is.Shut),
    }),
  ),
  codes: as(
    'By close code: what it means to a client.',
    mapOf(closed({ means: as('In words.', is.Text), next: as('What the client shall do next.', is.Step) })),
  ),
});

export const size = closed({
  takes: as('A message of so many bytes is taken.', is.Natural),
  refuses: as('A message of so many bytes is refused.', is.Natural),
  close: as('The close code that a larger one brings.', is.Code),
});
