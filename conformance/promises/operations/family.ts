/** Operations: what a client begins under an id of its own brings what it asked for, to its end, under that id. */
import fc from 'fast-check';
import { symbol } from '../../engine/names.ts';
import { plan, type Step } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { toConnect } from '../needs.ts';
import * as oracles from './oracles.ts';
import { shuts } from '../trespass-oracles.ts';
import { taken, takenOn } from '../twins.ts';

/** What stands in the place of samples that there are not; what is said of them does not apply. */
const NOTHING = { body: {}, event: '', carried: '', mark: '', about: { asked: '', told: '' } } as const;

/** The family of the `operations` promise. */
export const operations = family('operations', 'Operations', (setting) => {
  const { protocol, promises, promise, kit } = setting;
  const { begin, cancel, item, done, failed, id, samples } = promise;
  const { endless = NOTHING } = samples;
  const source = `${protocol.id}#operations`;
  const lets = toConnect(promises);
  const tells = [...lets, 'publish'] as const;
  const [one, two] = [symbol('room', 1), symbol('room', 2)];

  /** Something happens, and everybody gets it, again and again. */
  const happening = (about: string, from: number, times = 3): readonly Step[] =>
    Array.from({ length: times }, (_, nth) => [kit.happen(about, from + nth), kit.settle()]).flat();
  /** What is sent before an operation that has an end is heard by then. */
  const heard = (client: string, name: string): readonly Step[] =>
    samples.single ? [kit.begin(client, name, 'single'), kit.settle()] : [kit.fence(client), kit.settle()];

  const ending = plan(
    kit.connect('a'),
    ...(samples.single
      ? [
          kit.begin('a', 'one', 'single'),
          kit.begin('a', 'two', 'single'),
          kit.settle(),
          kit.cancel('a', 'one'),
          kit.begin('a', 'three', 'single'),
          kit.settle(),
          kit.begin('a', 'one', 'single'),
          kit.settle(),
        ]
      : []),
    ...(samples.failing ? [kit.begin('a', 'bad', 'failing'), kit.settle()] : []),
    ...(samples.failing && samples.single
      ? [kit.begin('a', 'bad', 'single'), kit.begin('a', 'worse', 'failing'), kit.settle()]
      : []),
    kit.fence('a'),
  );

  const streams = plan(
    kit.connect('a'),
    kit.connect('b', '⟨user2⟩'),
    kit.begin('a', 'one', 'endless', one),
    kit.begin('a', 'two', 'endless', two),
    kit.begin('a', 'same', 'endless', one),
    kit.begin('b', 'one', 'endless', two),
    ...heard('a', 'first'),
    ...heard('b', 'first'),
    ...happening(one, 1),
    ...happening(two, 11),
    kit.cancel('a', 'one'),
    ...heard('a', 'second'),
    ...happening(one, 21),
    ...happening(two, 31, 2),
  );

  /** Operations begin and end between each other, and things happen, by dice. */
  const mixed = fc.array(fc.tuple(fc.nat(4), fc.nat(3)), { minLength: 6, maxLength: 14 }).map((moves) => {
    const open = new Map<string, string>();
    const steps = moves.flatMap(([move, which], nth): readonly Step[] => {
      const client = which % 2 === 0 ? 'a' : 'b';
      const about = which < 2 ? one : two;
      const name = `${client} ${nth}`;
      if (move === 0 && samples.single) return [kit.begin(client, name, 'single')];
      if (move === 1) {
        open.set(name, client);
        return [kit.begin(client, name, 'endless', about), ...heard(client, `${name} too`)];
      }
      if (move === 2) {
        const [oldest] = [...open].filter(([, whose]) => whose === client);
        if (!oldest) return [kit.fence(client)];
        open.delete(oldest[0]);
        return [kit.cancel(client, oldest[0])];
      }
      return [kit.happen(about, 100 + nth), ...(move === 3 ? [kit.settle()] : [])];
    });
    return plan(
      kit.connect('a'),
      kit.connect('b', '⟨user2⟩'),
      kit.begin('a', 'from the first', 'endless', one),
      kit.begin('b', 'from the first', 'endless', two),
      ...heard('a', 'first'),
      ...heard('b', 'first'),
      ...steps,
      kit.settle(),
    );
  });

  const twice = plan(
    kit.connect('a'),
    kit.connect('b'),
    kit.fence('a'),
    kit.begin('a', 'one', 'endless', one),
    kit.begin('b', 'one', 'endless', one),
    kit.settle(),
    kit.begin('a', 'one', 'endless', two),
    kit.settle(),
    kit.fence('b'),
  );

  const must = (statement: string, check: Requirement['check'], more: Partial<Requirement> = {}): Requirement => ({
    ...{ level: 'MUST', statement, source, needs: lets, given: fc.constant(ending), check },
    ...more,
  });
  const isEndless = samples.endless !== undefined;
  const streaming = { applies: isEndless, needs: tells, given: fc.constant(streams), more: mixed } as const;
  const ends = { reach: 'connection', applies: samples.single !== undefined } as const;

  return {
    paragraph:
      `A client begins an operation with \`${begin}\`, under an id of its own at \`${id.slice(1)}\`; whatever comes of it bears that id. ` +
      `It brings items, each in \`${item}\`, until \`${done}\` says that it is over, or \`${failed}\` that it has failed; nothing comes after that. ` +
      `A client that wants no more sends \`${cancel}\`. Operations go on side by side, and an id is free again once its operation is over.` +
      (promise.taken
        ? ` One that is begun under the id of another that goes on closes the connection with ${promise.taken.close}.`
        : ''),
    requirements: {
      single: must(`An operation with one result brings one ${item}, and then ${done}.`, oracles.single, ends),
      failing: must(`An operation that cannot be carried out brings ${failed}, and nothing else.`, oracles.failing, {
        reach: 'connection',
        applies: samples.failing !== undefined && samples.single !== undefined,
      }),
      'known-ids': must('Messages are about operations that were begun on their connection.', oracles.known, {
        reach: 'connection',
      }),
      'nothing-after-the-end': must('Nothing comes of an operation that is over.', oracles.nothingAfter, ends),
      reuse: must('An id can be used again once its operation is over.', oracles.reuses(promise), ends),
      'late-cancel': must(`A ${cancel} for an operation that is over is passed over.`, oracles.lateCancel, ends),
      taken: {
        applies: promise.taken !== undefined && isEndless,
        level: 'MUST',
        statement: `A connection on which an operation is begun under the id of one that goes on is closed with ${promise.taken?.close}.`,
        source,
        needs: lets,
        given: fc.constant(twice),
        check: shuts('taken', promise.taken ?? { close: 0 }, {
          twins: taken,
          twin: (connection) => takenOn(connection),
        }),
      },
      'own-items': must(
        'An operation brings what it asked for, and nothing of another.',
        oracles.ownItems(endless),
        streaming,
      ),
      'as-published': must('What operations carry is as it was published.', oracles.asPublished(endless), streaming),
      delivers: must(
        'What is published comes on every operation about it that has brought something before.',
        oracles.delivers,
        streaming,
      ),
      once: must('Nothing comes twice on one operation.', oracles.once, streaming),
      'heeds-cancel': must(
        'What is published after an operation was cancelled does not come on it.',
        oracles.heedsCancel,
        {
          ...streaming,
          level: 'SHOULD',
        },
      ),
    },
    unobservable: [
      {
        statement: 'From when on an operation that has no end yet gets what is published.',
        reason:
          'Nothing confirms it: the examiner takes its first item for the proof, and demands nothing before that.',
      },
      {
        statement: 'What comes of an operation between its cancelling and the server’s hearing of it.',
        reason: 'It may be under way; what is published after a later operation has brought something is judged.',
      },
    ],
  };
});
