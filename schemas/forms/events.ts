/** The forms of the promises about events: who gets them, how often, which may follow which, what they say. */
import { Type } from '@sinclair/typebox';
import type { Pointer as PointerText } from '../promises/terms.ts';
import * as is from './atoms.ts';

const { as, closed, listOf, mapOf, maybe, oneOf } = is;

export const delivery = closed({
  subscribe: as('The command that asks for channels.', is.Name),
  unsubscribe: as('The command that gives them up.', is.Name),
  channel: maybe('The channel that an item of these commands stands for, as a template over `{item}`.', is.Name),
  always: maybe('Channels that a connection is on from its greeting, as templates over `{user}`.', is.Texts),
  addressed: maybe('Events that do not say whom they concern; who publishes them does.', is.Texts),
  holding: maybe(
    "By machine: things that keep their user's connections on a channel.",
    mapOf(
      closed({
        in: as('The states in which they do.', is.Texts),
        user: as('Where the event with which such a thing begins names its user.', is.Pointer),
        item: as('Where it names the item that stands for the channel.', is.Pointer),
      }),
    ),
  ),
  routes: as(
    'By event, or family such as `order.*`: the channels it goes out on, as templates such as `user:{buyer}`.',
    mapOf(is.Texts),
  ),
});

const list = {
  at: as('Where the command holds the list.', is.Pointer),
  query: maybe('The parameter of the address that sets it, its items separated by commas.', is.Name),
};

export const filters = closed({
  set: as('The command that sets the filter.', is.Name),
  unset: as('The command that takes it back.', is.Name),
  unknown: as('The error kind that answers an unknown name.', is.Name),
  told: maybe("Whether the answer tells the filter now in force, in the command's own places.", is.Flag),
  along: maybe('Events that come with those of another name, and cannot be asked for themselves.', mapOf(is.Name)),
  scoped: maybe('Events that must be asked for with a list of values.', is.Texts),
  replaces: as('Whether setting replaces the whole filter.', oneOf('whole', 'name by name')),
  names: as(
    'The list of event names.',
    closed({ ...list, empty: as('What it means when it is empty.', oneOf('all', 'nothing', 'refused')) }),
  ),
  called: maybe('What the lists call events, where that is not their own name.', mapOf(is.Name)),
  values: as(
    'Lists of values, by what they are called.',
    mapOf(
      closed({
        ...list,
        field: as('The field of the event whose value is listed.', is.Pointer),
        unknown: maybe('The error kind that answers an unknown value.', is.Name),
      }),
    ),
  ),
  initially: as('What a connection gets that has not set any filter.', oneOf('all', 'nothing')),
  begins: maybe(
    'What may come first to whoever sets a filter: the latest of what was published already. Unless given, nothing old comes.',
    oneOf('with the latest'),
  ),
});

export const pacing = mapOf(
  Type.Union([
    closed({
      kind: as('At most one in any period; the newest wins.', Type.Literal('spaced')),
      every: as('The period in ms.', is.Period),
      key: maybe('The fields that together name what is paced by itself.', listOf(is.Pointer)),
      atOnce: maybe('The first comes at once.', is.Flag),
    }),
    closed({
      kind: as('One in every period, carrying the newest value.', Type.Literal('steady')),
      every: as('The period in ms.', is.Period),
    }),
  ]),
);

const transition = closed({
  from: as('The states it may come in; `null`: before the thing exists.', listOf(Type.Union([is.Name, Type.Null()]))),
  to: as('The state it leads to.', is.Name),
  when: maybe('The fields of the event that say so, where events of one name do several things.', is.ByPointer),
});

export const lifecycle = mapOf(
  closed({
    key: as('Where every event of this machine names the thing.', is.Pointer),
    keys: maybe('By event: where it is named elsewhere.', mapOf(is.Pointer)),
    belongsTo: maybe(
      'The thing it belongs to, which must exist before it.',
      closed({
        machine: as('The machine of that thing.', is.Name),
        by: as('Where events name it.', is.Pointer),
        in: maybe('The states that it must be in.', is.Texts),
        usually: maybe('The states in which an examiner brings this about.', is.Texts),
      }),
    ),
    transitions: as('By event: what it does to the thing.', mapOf(Type.Union([transition, listOf(transition)]))),
    watches: maybe('Events that mostly concern another machine.', is.Texts),
    enforced: maybe('The server refuses to publish what breaks it.', is.Flag),
  }),
);

const factor = Type.Union([
  is.Pointer,
  Type.Unsafe<readonly [PointerText, PointerText]>(Type.Array(is.Pointer, { minItems: 2, maxItems: 2 })),
]);
const about = {
  statement: as('The fact, as a sentence.', is.Text),
  of: as('The event, or family such as `order.*`, in which it holds.', is.Name),
};

export const facts = mapOf(
  Type.Union([
    closed({ ...about, equal: as('By field: the template that it equals.', is.ByPointer) }),
    closed({
      ...about,
      percent: as(
        'A change in per cent.',
        closed({
          change: as('The field that tells it.', is.Pointer),
          from: as('The value before.', is.Pointer),
          to: as('The value after.', is.Pointer),
        }),
      ),
    }),
    closed({
      ...about,
      agree: as(
        'Two fields say the same in different words.',
        closed({
          one: as('The one field.', is.Pointer),
          other: as('The other.', is.Pointer),
          words: as('By what the one says: what the other does.', mapOf(is.Text)),
        }),
      ),
    }),
    closed({
      ...about,
      atMost: as(
        'One number is no larger than another.',
        closed({ less: as('The one.', is.Pointer), more: as('The other.', is.Pointer) }),
      ),
    }),
    closed({
      ...about,
      sum: as(
        'One number is the sum of others.',
        closed({ total: as('The one.', is.Pointer), parts: as('The others.', listOf(is.Pointer)) }),
      ),
    }),
    closed({
      ...about,
      product: as(
        'One number is the product of others; a pair stands for its first less its second.',
        closed({ total: as('The one.', is.Pointer), factors: as('The others.', listOf(factor)) }),
      ),
    }),
  ]),
);
