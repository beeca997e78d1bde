/** Backfill, on histories told by hand: what the resources of marketplace tell, beside what happened. */
import { marketplace } from '../../../schemas/marketplace/protocol.ts';
import { type Cases, judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

type Fields = Readonly<Record<string, unknown>>;

// Examples are bodies, and bodies are objects.
const examples = {
  listing: marketplace.events.listing_created.examples[0] as Fields,
  offer: marketplace.events.offer_created.examples[0] as Fields,
};
type Machine = keyof typeof examples;

/** The vocabulary of one machine. */
const words = (machine: Machine) => {
  const path = `/api/v1/${machine}s`;
  const done = machine === 'listing' ? 'filled' : 'accepted';
  const created = (id: string): Fields => ({ ...examples[machine], id });
  /** Something happens to a thing, and is heard by some. */
  const happens = (history: Told, seq: number, what: string, id: string, ...who: readonly string[]): Told => {
    const event = `${machine}_${what}`;
    const fields = what === 'created' ? created(id) : { id };
    const asked = history.asks(event, { ...fields });
    const frame = { type: event, ...fields, seq, ts: 1_762_344_000_000 + seq };
    return who.reduce((so, client) => so.gets(client, frame), asked).says();
  };
  const item = (id: string, status: string, seq: number, updated: number, more: Fields = {}): Fields => ({
    ...created(id),
    ...{ status, seq, updated_seq: updated, ...more },
  });
  /** x and y are created; a is cut off; y ends, z is created; b connects. The numbering goes on from 10. */
  const world = (): Told => {
    const opened = told('marketplace').opens('w', {}, { seq: 10 }).opens('a', {}, { seq: 10 });
    const before = happens(happens(opened, 11, 'created', 'x', 'w', 'a'), 12, 'created', 'y', 'w', 'a');
    const cut = before.leaves('a', true).closes('a');
    const away = happens(happens(cut, 13, done, 'y', 'w'), 14, 'created', 'z', 'w');
    return away.opens('b', {}, { seq: 14 });
  };
  const asking = (since?: string): Told => world().fetches('b', path, since === undefined ? {} : { since_seq: since });
  const [x, y, z] = [item('x', 'active', 11, 11), item('y', done, 12, 13), item('z', 'active', 14, 14)];
  return { path, done, happens, item, world, asking, x, y, z };
};

const cases = (machine: Machine): Readonly<Record<string, Cases>> => {
  const { path, done, happens, item, world, asking, x, y, z } = words(machine);
  const fences = (history: Told) => history.fences('w').fences('b').ends();
  const foreign = item('of others', 'cancelled', 3, 13);
  const answered = (since: string | undefined, seq: number, ...items: readonly Fields[]): Told =>
    fences(asking(since).fetched({ seq, items }));
  const whole = answered('12', 14, z, y);
  /** x is cancelled before the answer, whose number is that of this or of what was before. */
  const racing = (seq: number, ...items: readonly Fields[]): Told =>
    fences(happens(asking('12'), 15, 'cancelled', 'x', 'w', 'b').fetched({ seq, items }));
  const late = racing(15, y, z, item('x', 'cancelled', 11, 15));
  const newer = racing(14, y, z, item('x', 'cancelled', 11, 15));
  /** Somebody else has ended z, which both hear of, before the answer or behind it. */
  const ended = { type: `${machine}_${done}`, id: 'z', seq: 15, ts: 1_762_344_000_015 };
  const byOthers = fences(
    asking('12')
      .gets('w', ended)
      .gets('b', ended)
      .fetched({ seq: 15, items: [y, item('z', done, 14, 15)] }),
  );
  const heardLate = fences(
    asking('12')
      .fetched({ seq: 15, items: [y, item('z', done, 14, 15)] })
      .gets('w', ended)
      .gets('b', ended),
  );
  const others = { 'somebody else has ended one': byOthers, 'that is heard of later': heardLate };
  const unknown = happens(told('marketplace').opens('b', {}, { seq: 10 }), 11, 'created', 'x')
    .fetches('b', path, { since_seq: '10' })
    .fetched({ seq: 11, items: [] })
    .ends();
  const cut = asking('12').fetched({ seq: 14, items: [] }).ends(true);
  const nothing = { 'time has run out': cut, 'nobody has seen the number of what happened': unknown };

  return {
    complete: {
      holds: {
        'everything is there': whole,
        'others have things as well': answered('12', 14, foreign, y, z),
        'something happens before the answer, and is in it': late,
        'an item is newer than the number of the answer': newer,
        'something happens before the answer, and is not in it': racing(14, y, z),
      },
      breaks: {
        'what was created is missing': answered('12', 14, y),
        'what was changed is missing': answered('12', 14, z),
        'what happened meanwhile is counted in, and missing': racing(15, y, z),
        'the server fails': fences(asking('12').fetched('', 500)),
        'it is not answered': fences(asking('12').fetched('', 'none')),
        'there are no items': fences(asking('12').fetched({ seq: 14 })),
        'it is no JSON': fences(asking('12').fetched('listings')),
      },
      passesOver: { ...nothing, 'nothing has happened since': answered('14', 14) },
      ignores: { 'a status is wrong': answered('14', 14, item('y', 'active', 12, 13)) },
    },
    status: {
      holds: {
        ...others,
        'it is as it was': whole,
        'it is newer than the number of the answer': newer,
        'it has changed since the number of the answer': fences(
          happens(asking('10'), 15, 'cancelled', 'x', 'w', 'b').fetched({ seq: 14, items: [x, y, z] }),
        ),
      },
      breaks: {
        'what has ended is active': answered('12', 14, item('y', 'active', 12, 13), z),
        'it has ended in another way': answered('12', 14, item('y', 'cancelled', 12, 13), z),
        'it is newer, and its number is not': racing(14, y, z, item('x', 'cancelled', 11, 11)),
        'there is none': answered('12', 14, y, item('z', 'active', 14, 14, { status: null })),
      },
      passesOver: { 'there are items of others alone': answered('14', 14, foreign), 'time has run out': cut },
    },
    numbers: {
      holds: {
        ...others,
        'they are those of the events': whole,
        'an item is newer than the number of the answer': newer,
      },
      breaks: {
        'the latest change is forgotten': answered('12', 14, item('y', done, 12, 12), z),
        'the change stands for the creation': answered('12', 14, item('y', done, 13, 13), z),
        'the latest change is one that never was': answered('12', 14, y, item('z', 'active', 14, 15)),
        'there are none': answered('12', 14, y, item('z', 'active', 14, 14, { updated_seq: null })),
      },
      passesOver: { 'there are items of others alone': answered('14', 14, foreign), 'time has run out': cut },
    },
    fields: {
      holds: {
        'they are those of its creation': whole,
        'there are more': answered('12', 14, y, { ...z, buyer: 'me' }),
      },
      breaks: {
        'an optional one is missing': answered('12', 14, y, { ...z, competition_id: undefined }),
        'one is another': answered('12', 14, { ...y, price: 1 }, z),
      },
      passesOver: { 'there are items of others alone': answered('14', 14, foreign), 'time has run out': cut },
    },
    'nothing-else': {
      holds: {
        'what has not changed is not there': whole,
        'nothing has that number yet': answered('15', 14),
        'nothing has happened since': answered('14', 14),
      },
      breaks: {
        'what has not changed is there': answered('12', 14, x, y, z),
        'what happened at the very number is there': answered('13', 14, y, z),
        'nothing has that number yet, and there are items': answered('15', 14, foreign),
      },
      passesOver: { 'everything has happened since': answered('10', 14, x, y, z), 'time has run out': cut },
    },
    'left-out': {
      holds: { 'everything is there': answered(undefined, 14, x, y, z) },
      breaks: {
        'something is missing': answered(undefined, 14, y, z),
        'it is refused': fences(asking().fetched({ error: 'since_seq is missing' }, 400)),
      },
      passesOver: { 'a number is given': answered('12', 14, y, z), 'time has run out': asking().ends(true) },
    },
    refuses: {
      holds: Object.fromEntries(
        ['x', '-1', '1.5', '', ' '].map((since) => [
          `the number is ${JSON.stringify(since)}`,
          asking(since).fetched({ error: 'no' }, 400),
        ]),
      ),
      beside: (history) => fences(history.fetches('b', path, { since_seq: '12' }).fetched({ seq: 14, items: [y, z] })),
      breaks: {
        'it is taken for none': fences(asking('x').fetched({ seq: 14, items: [x, y, z] })),
        'it is refused otherwise': fences(asking('x').fetched({ error: 'no' }, 422)),
        'no word is said': fences(asking('x').fetched({}, 400)),
        'it is not answered': fences(asking('-1').fetched('', 'none')),
      },
      passesOver: {
        'some would take it for a number': fences(asking('1e3').fetched({ seq: 14, items: [] })),
        'it is given twice': fences(
          world()
            .fetches('b', `${path}`, {})
            .fetched({ seq: 14, items: [x, y, z] }),
        ),
        'time has run out': asking('x').ends(true),
      },
    },
    law: {
      holds: {
        'everything is there': whole,
        'something happens before the answer, and is in it': late,
        'something happens before the answer, and is not in it': racing(14, y, z),
        'an item is newer than the number of the answer': newer,
        'something happens behind the answer': fences(
          happens(asking('12').fetched({ seq: 14, items: [y, z] }), 15, 'cancelled', 'x', 'w', 'b'),
        ),
      },
      breaks: {
        'what has changed is missing': answered('12', 14, z),
        'a number one too high hides what comes live': fences(
          happens(asking('12').fetched({ seq: 15, items: [y, z] }), 15, 'cancelled', 'x', 'w', 'b'),
        ),
        'the answer is older than the connection': answered('12', 13, y),
        'a status is wrong': answered('12', 14, item('y', 'active', 12, 13), z),
      },
      passesOver: {
        ...nothing,
        'nothing has happened since': answered('14', 14),
        'whoever asks gets not everything': fences(
          world()
            .sends('b', { action: 'SUB', events: ['trade'] })
            .gets('b', { type: 'subscribed', events: ['trade'], competitions: [] })
            .fetches('b', path, { since_seq: '12' })
            .fetched({ seq: 14, items: [y, z] }),
        ),
      },
      ignores: {
        'whoever asks has left, and the answer is old': fences(
          world()
            .fetches('a', path, { since_seq: '12' })
            .fetched({ seq: 13, items: [y] }),
        ),
      },
    },
  };
};

judging(
  'recovery',
  Object.fromEntries(
    (['listing', 'offer'] as const).flatMap((machine) =>
      Object.entries(cases(machine)).map(([key, found]) => [`${machine}-${key}`, found]),
    ),
  ),
  [],
  marketplace,
);
