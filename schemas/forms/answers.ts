/** The forms of the promises about what a command brings: its answer, an error, a right. */
import { Type } from '@sinclair/typebox';
import * as is from './atoms.ts';

const { as, closed, listOf, mapOf, maybe } = is;

export const replies = closed({
  fence: maybe(
    'A command without effect, whose answer proves that all that came before it has been sent. Where none is harmless, give a `sentinel`.',
    is.Name,
  ),
  fenceBody: maybe('The body of that command, where its first example would do something.', mapOf(Type.Unknown())),
  sentinel: maybe(
    'An event that stands in for a fence: published for a user, it comes behind all that was published before.',
    closed({ event: as('The event.', is.Name), mark: as('Where in its body a mark of its own stands.', is.Pointer) }),
  ),
  acknowledgement: maybe(
    'What the transport itself answers every command with.',
    closed({
      message: as('The control message it is known as.', is.Name),
      ok: as('Where it says whether the command was carried out.', is.Pointer),
      error: as('Where it says the code of the error otherwise.', is.Pointer),
    }),
  ),
  to: as(
    'By command: what answers it. A command that is left out is not answered.',
    mapOf(
      closed({
        answer: as('The control message, or the event, that answers it.', is.Name),
        echoes: maybe('Where the answer repeats what the command says there.', listOf(is.Pointer)),
        each: maybe('Where the command lists items that are answered one by one.', listOf(is.Pointer)),
        together: maybe('The items are answered together, by one answer.', is.Flag),
        item: maybe('Where the answer names the item it is for.', is.Pointer),
        refusals: maybe('The error kinds that may come instead.', is.Texts),
        unasked: maybe('It may also come when nobody has asked for it.', is.Flag),
      }),
    ),
  ),
  questions: maybe(
    'What the server asks at any time, by control message: the command with which a client answers.',
    mapOf(is.Name),
  ),
  extras: maybe('The server may take fields that it does not know for bad input.', Type.Literal('free')),
});

export const errors = closed({
  message: as('The control message that tells errors.', is.Name),
  text: as('Where the text for people stands.', is.Pointer),
  code: maybe(
    'The stable code.',
    closed({ at: as('Where it stands.', is.Pointer), level: as('How firmly it is promised.', is.Rank) }),
  ),
  id: maybe('Where it repeats the id of the command that it answers.', is.Pointer),
  kinds: as(
    'The kinds of errors, by a name of your own; other promises name them.',
    mapOf(
      closed({
        text: maybe('The exact text; `{item}` is the refused item.', is.Text),
        code: maybe('The exact code.', is.Text),
        message: maybe('The control message that tells it, where it is another than the usual one.', is.Name),
      }),
    ),
  ),
  input: as(
    'The kind that answers each way of bad input.',
    closed({
      'not-json': as('Text that is not JSON.', is.Name),
      binary: as('A binary frame.', is.Name),
      'not-object': as('JSON that is no object.', is.Name),
      'unknown-command': as('A command that there is not.', is.Name),
      'bad-field': as('A command whose body breaks its schema.', is.Name),
    }),
  ),
  ignorable: maybe('Ways of bad input that a server may also pass over in silence.', listOf(is.Way)),
});

export const rights = closed({
  channels: as(
    'By channel template, such as `user:{user}`: who may subscribe; whoever matches any of the clauses.',
    mapOf(
      closed({
        anyone: maybe('Everybody may.', is.Flag),
        users: maybe("Users, as templates over the channel's parameter and the thing it names.", is.Texts),
        roles: maybe('Holders of one of these roles.', is.Texts),
        exists: maybe('The machine whose thing must exist; until then everybody is refused.', is.Name),
      }),
    ),
  ),
  refusal: as('The error kind of a refusal.', is.Name),
  malformed: as('The error kind for a channel that fits no template.', is.Name),
});
