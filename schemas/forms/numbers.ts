/** The forms of the promises about numbers: how events are counted, how a client gets what it has missed, books. */
import { Type } from '@sinclair/typebox';
import * as is from './atoms.ts';

const { as, closed, listOf, mapOf, maybe, oneOf } = is;

export const sequence = closed({
  number: as("Where in an event's frame its number stands.", is.Pointer),
  scope: as(
    'What one count spans: the whole `server`, one `connection`, the events whose frames agree at these pointers, or one subscription.',
    Type.Union([
      Type.Literal('server'),
      Type.Literal('connection'),
      listOf(is.Pointer),
      closed({
        subscription: as("Where an event's frame names the subscription that brings it.", is.Pointer),
        told: maybe('Where the answer to one tells these names, by what it asked for.', is.Pointer),
      }),
    ]),
  ),
  first: as('The first number of a count.', is.Natural),
  unnumbered: maybe('Events that are made for one client and bear no number.', is.Texts),
  time: maybe('Where a frame tells when its event was published, in unix ms.', is.Pointer),
  previous: maybe('Where a frame may tell the number of the event delivered before.', is.Pointer),
  origin: maybe(
    'The control message that tells the last number used before it.',
    closed({
      message: as('The control message.', is.Name),
      number: as('Where it tells the number.', is.Pointer),
      epoch: maybe('Where it tells the epoch, which lasts as long as the count.', is.Pointer),
    }),
  ),
});

const backfill = closed({
  path: as('The path of the resource.', Type.String({ pattern: '^/' })),
  since: as('The query parameter that holds the number.', is.Name),
  number: as('Where the answer tells the number up to which it tells everything.', is.Pointer),
  items: as('Where the answer lists the items.', is.Pointer),
  status: as('Where an item tells its status.', is.Pointer),
  created: as("Where an item tells the number of the thing's creation.", is.Pointer),
  updated: as("Where an item tells the number of the thing's latest change.", is.Pointer),
  statuses: as("By state of the thing's machine: its status.", mapOf(is.Text)),
});

export const recovery = closed({
  replay: maybe(
    'In band: a command that begins at an earlier number.',
    closed({
      command: as('The command.', is.Name),
      from: as('Where it says from when on.', is.Pointer),
      latest: as('The word for now.', is.Name),
      earliest: as('The word for the first that is kept.', is.Name),
      number: as('The member of an object in its place that holds a number.', is.Name),
      next: as('Where the answer tells, by count, the first number that is covered.', is.Pointer),
      outOfRange: as('The error kind for a number that is neither there nor the next.', is.Name),
    }),
  ),
  backfill: maybe('Over HTTP: by machine, the resource that tells of its things.', mapOf(backfill)),
});

export const books = closed({
  snapshot: as('The event with a whole book.', is.Name),
  delta: as('The event with changes to one.', is.Name),
  key: as('The fields that together name a book, in both.', listOf(is.Pointer)),
  start: maybe(
    'In a snapshot: the number of the last delta that it contains; left out where the count of the subscription joins them.',
    is.Pointer,
  ),
  number: maybe('In a delta: its number, which counts from 1 in each book; left out with `start`.', is.Pointer),
  mutations: as('In a delta: its mutations.', is.Pointer),
  sides: as(
    'The sides, by the name that mutations have for them.',
    mapOf(
      closed({
        at: as('Where a snapshot lists its levels, `[price, quantity]`, best first.', is.Pointer),
        best: as('Which price is the best.', oneOf('highest', 'lowest')),
      }),
    ),
  ),
  belongsTo: as(
    'The thing that a book belongs to.',
    closed({
      machine: as('Its machine.', is.Name),
      by: as('Where both events name it.', is.Pointer),
      in: as('The states in which its book may change.', is.Texts),
    }),
  ),
  resync: maybe(
    'The command that brings a snapshot.',
    closed({ command: as('The command.', is.Name), unknown: as('The error kind for an unknown book.', is.Name) }),
  ),
  enforced: maybe('The server refuses to publish a delta that breaks a rule.', is.Flag),
});
