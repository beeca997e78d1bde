/** Books, on histories told by hand. */
import { type Cases, judging } from '../../self-test/judging.ts';
import {
  add,
  answer,
  begun,
  changed,
  delta,
  error,
  following,
  goesOn,
  listens,
  market,
  modify,
  old,
  remove,
  resync,
  snapshot,
  subscribe,
  subscribed,
} from '../../self-test/prediction-frames.ts';
import type { Told } from '../../self-test/told.ts';

type Mutations = Parameters<typeof goesOn>[2];

const bid = [['0.4', '1']];
/** A client that follows the book subscribes anew; the answer, and what comes around it, is still to be told. */
const anew = (more: object = {}): Told =>
  following().sends('a', subscribe(['orders.delta'], { markets: [market], ...more }));
const answered = (history: Told, next: number): Told =>
  history.gets('a', subscribed(['orders.delta'], { 'orders.delta': next }));
const asked = (history: Told): Told => history.sends('a', resync());
const earliest = { from: 'earliest' };

/** Deltas that fit, and such that do not, behind the one that added a bid at 0.4. */
const fitting = (right: Readonly<Record<string, Mutations>>, wrong: Readonly<Record<string, Mutations>>): Cases => ({
  holds: Object.fromEntries(
    Object.entries(right).map(([title, mutations]) => [title, goesOn(following(), 2, mutations).ends()]),
  ),
  breaks: Object.fromEntries(
    Object.entries(wrong).map(([title, mutations]) => [title, goesOn(following(), 2, mutations).ends()]),
  ),
  passesOver: { 'no delta comes': listens(begun().opens('a'), 'a', 1).gets('a', snapshot(0, [])).ends() },
});

const lists = (bids: readonly (readonly string[])[]): Told =>
  listens(
    changed(
      begun(),
      bids.map(([price, quantity]) => add(price ?? '', quantity)),
    ).opens('a'),
    'a',
    2,
  )
    .gets('a', snapshot(1, bids))
    .ends();

judging(
  'books',
  {
    precedes: {
      holds: {
        'the subscription brings the book': goesOn(listens(old(), 'a', 2).gets('a', snapshot(1, bid)), 2, [
          modify('0.4', '2'),
        ]).ends(),
        'a book is born before the eyes of the client': following().ends(),
        'a book is shown long before its first delta': goesOn(
          listens(begun().opens('a'), 'a', 1).gets('a', snapshot(0, [])).fences('a'),
          1,
          [add('0.4')],
        ).ends(),
        'the book comes before the answer': goesOn(
          answered(
            old()
              .sends('a', subscribe(['orders.delta'], { markets: [market] }))
              .gets('a', snapshot(1, bid)),
            2,
          ),
          2,
          [modify('0.4', '2')],
        ).ends(),
        'a delta comes by the old subscription while a new one is asked for': goesOn(
          answered(goesOn(anew(), 2, [modify('0.4', '2')]), 3).gets('a', snapshot(2, [['0.4', '2']])),
          3,
          [remove('0.4')],
        ).ends(),
        'a new subscription is refused, and the old one goes on': goesOn(
          following()
            .sends('a', subscribe(['orders.delta'], { markets: ['wp:nowhere'] }))
            .gets('a', error('UNKNOWN_MARKET', 's')),
          2,
          [modify('0.4', '2')],
        ).ends(),
      },
      breaks: {
        'the first delta comes without': goesOn(listens(begun().opens('a'), 'a', 1), 1, [add('0.4')]).ends(),
        'the book comes behind its first delta': goesOn(listens(begun().opens('a'), 'a', 1), 1, [add('0.4')])
          .gets('a', snapshot(0, []))
          .ends(),
        'it is another book that came': goesOn(
          listens(begun().opens('a'), 'a', 1).gets('a', snapshot(0, [], 'no')),
          1,
          [add('0.4')],
        ).ends(),
        'the client has subscribed anew': goesOn(answered(anew(), 2), 2, [modify('0.4', '2')]).ends(),
      },
      passesOver: { 'no delta comes': listens(old(), 'a', 2).gets('a', snapshot(1, bid)).ends() },
      ignores: {
        'nobody asked for deltas': begun()
          .opens('a')
          .gets('a', delta(1, [add('0.4')]))
          .ends(),
      },
    },
    joined: {
      holds: {
        'deltas follow a snapshot': goesOn(following(), 2, [modify('0.4', '2')]).ends(),
        'two books count for themselves': goesOn(
          changed(following(), [add('0.5')], 'no')
            .gets('a', snapshot(0, [], 'no'))
            .gets('a', delta(1, [add('0.5')], 'no', 2)),
          2,
          [modify('0.4', '2')],
          'yes',
          3,
        ).ends(),
        'a replay begins at a lower number': answered(
          goesOn(following(), 2, [remove('0.4')]).sends(
            'a',
            subscribe(['orders.delta'], { markets: [market], ...earliest }),
          ),
          1,
        )
          .gets('a', snapshot(0, []))
          .gets('a', delta(1, [add('0.4')]))
          .gets('a', delta(2, [remove('0.4')]))
          .ends(),
      },
      breaks: {
        'one is left out': goesOn(following(), 3, [add('0.5')]).ends(),
        'one comes again': goesOn(following(), 2, [add('0.5')])
          .gets('a', delta(2, [add('0.5')]))
          .ends(),
        'the first is not next to the snapshot': listens(old(), 'a', 1)
          .gets('a', snapshot(1, bid))
          .gets('a', delta(1, [add('0.4')]))
          .ends(),
        'two are swapped': changed(changed(following(), [add('0.5')]), [add('0.6')])
          .gets('a', delta(3, [add('0.6')]))
          .gets('a', delta(2, [add('0.5')]))
          .ends(),
      },
      passesOver: { 'no delta comes': listens(old(), 'a', 2).gets('a', snapshot(1, bid)).ends() },
    },
    folds: fitting(
      {
        'a level is added': [add('0.5')],
        'a level changes': [modify('0.4', '2')],
        'a level goes and comes again in one delta': [remove('0.4'), add('0.4', '3')],
        'the same price is added on the other side': [{ ...add('0.4'), side: 'ask' }],
      },
      {
        'a level is added that is there': [add('0.4', '2')],
        'a level changes that is not there': [modify('0.5', '2')],
        'a level goes that is not there': [remove('0.5')],
        'a level goes twice in one delta': [remove('0.4'), remove('0.4')],
        'a level of the other side goes': [{ ...remove('0.4'), side: 'ask' }],
        'a level is left without quantity': [modify('0.4', '0')],
      },
    ),
    levels: {
      holds: {
        'the highest bid is first': lists([
          ['0.5', '1'],
          ['0.4', '1'],
        ]),
        'prices have more and fewer digits': lists([
          ['1', '1'],
          ['0.41', '1'],
          ['0.405', '1'],
          ['0.05', '1'],
          ['0', '1'],
        ]),
      },
      breaks: {
        'the lowest bid is first': lists([
          ['0.4', '1'],
          ['0.5', '1'],
        ]),
        'prices are sorted by their digits': lists([
          ['0.405', '1'],
          ['0.41', '1'],
        ]),
        'a price is listed twice': lists([
          ['0.5', '1'],
          ['0.5', '1'],
        ]),
        'a price is listed twice in other forms': lists([
          ['0.5', '1'],
          ['0.50', '1'],
        ]),
        'a level has no quantity': lists([['0.5', '0']]),
      },
      passesOver: { 'one level needs no order': lists(bid), 'the book is empty': following().ends() },
    },
    same: {
      holds: {
        'the client asks for the book': asked(following()).gets('a', answer(1, bid)).ends(),
        'a book comes that nobody asked for': goesOn(following().gets('a', snapshot(1, bid)), 2, [remove('0.4')])
          .gets('a', snapshot(2, []))
          .ends(),
      },
      breaks: {
        'a level is missing': asked(following()).gets('a', answer(1, [])).ends(),
        'a quantity is another': asked(following())
          .gets('a', answer(1, [['0.4', '10']]))
          .ends(),
        'it begins before the last delta': asked(goesOn(following(), 2, [add('0.3')]))
          .gets('a', answer(1, bid))
          .ends(),
        'it begins behind the last delta': changed(following(), [add('0.3')])
          .sends('a', resync())
          .gets('a', answer(2, [...bid, ['0.3', '1']]))
          .gets('a', delta(2, [add('0.3')]))
          .ends(),
      },
      passesOver: {
        'it is the first one': listens(old(), 'a', 2).gets('a', snapshot(1, bid)).ends(),
        'the same number comes by a new subscription': answered(anew(), 2).gets('a', snapshot(1, bid)).ends(),
        'a new subscription begins earlier': answered(anew(earliest), 1)
          .gets('a', snapshot(0, []))
          .gets('a', delta(1, [add('0.4')]))
          .ends(),
        'whoever asks does not follow the book': asked(changed(asked(old()).gets('a', answer(1, bid)), [add('0.3')]))
          .gets('a', answer(2, [...bid, ['0.3', '1']]))
          .ends(),
      },
    },
    exact: {
      holds: {
        'another client has got the deltas': listens(following().opens('b'), 'b', 2).gets('b', snapshot(1, bid)).ends(),
        'another client gets the deltas later': listens(
          listens(old(), 'a', 2).gets('a', snapshot(1, bid)).opens('b'),
          'b',
          1,
          earliest,
        )
          .gets('b', snapshot(0, []))
          .gets('b', delta(1, [add('0.4')]))
          .ends(),
      },
      breaks: {
        'another client has got the deltas': listens(following().opens('b'), 'b', 2).gets('b', snapshot(1, [])).ends(),
        'it contains what comes after it': listens(changed(following(), [add('0.3')]).opens('b'), 'b', 3)
          .gets('b', snapshot(1, [...bid, ['0.3', '1']]))
          .gets('a', delta(2, [add('0.3')]))
          .ends(),
        'it should be empty': listens(old(), 'a', 1, earliest).gets('a', snapshot(0, bid)).ends(),
        'the deltas come later': listens(
          listens(old(), 'a', 2)
            .gets('a', snapshot(1, [['0.4', '2']]))
            .opens('b'),
          'b',
          1,
          earliest,
        )
          .gets('b', snapshot(0, []))
          .gets('b', delta(1, [add('0.4')]))
          .ends(),
      },
      passesOver: {
        'nobody got the deltas': listens(changed(begun(), [add('0.4')]).opens('a'), 'a', 2)
          .gets('a', snapshot(1, bid))
          .ends(),
      },
    },
    'at-once': {
      holds: {
        'the book comes behind the answer': listens(old(), 'a', 2).gets('a', snapshot(1, bid)).fences('a').ends(),
        'the book comes before the answer': answered(
          old()
            .sends('a', subscribe(['orders.delta'], { markets: [market] }))
            .gets('a', snapshot(1, bid)),
          2,
        )
          .fences('a')
          .ends(),
      },
      breaks: {
        'no book comes': listens(old(), 'a', 2).fences('a').ends(),
        'one of two books comes': listens(changed(old(), [add('0.5')], 'no'), 'a', 3)
          .gets('a', snapshot(1, bid))
          .fences('a')
          .ends(),
        'the book comes when it is asked for': listens(old(), 'a', 2)
          .sends('a', resync())
          .gets('a', answer(1, bid))
          .ends(),
      },
      passesOver: {
        'no book has changed yet': listens(begun().opens('a'), 'a', 1).fences('a').ends(),
        'nothing was asked for behind it': listens(old(), 'a', 2).ends(),
        'it begins with what was before': listens(old(), 'a', 1, earliest)
          .gets('a', snapshot(0, []))
          .gets('a', delta(1, [add('0.4')]))
          .fences('a')
          .ends(),
        'it is given up': listens(old(), 'a', 2)
          .sends('a', { op: 'unsubscribe', id: 'u', streams: ['orders.delta'] })
          .gets('a', { op: 'unsubscribed', id: 'u', streams: ['orders.delta'] })
          .ends(),
        'its market is over': listens(
          old().publishes('market.state.updated', {
            ...{ market_id: market, previous_state: 'OPEN', new_state: 'RESOLVED' },
            ...{ timestamp: '2026-03-01T00:00:00Z', reason: 'over' },
          }),
          'a',
          2,
        )
          .fences('a')
          .ends(),
        'others have published it': listens(begun().opens('a'), 'a', 2).fences('a').ends(),
      },
    },
  },
  ['current', 'from', 'resync', 'unknown-book', 'enforced'],
  'prediction',
);
