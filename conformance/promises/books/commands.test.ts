/** What subscribing, asking for a book and publishing bring, on histories told by hand. */
import { judging } from '../../self-test/judging.ts';
import {
  add,
  answer,
  begun,
  change,
  changed,
  delta,
  error,
  following,
  goesOn,
  listens,
  market,
  old,
  resync,
  snapshot,
  subscribe,
  subscribed,
} from '../../self-test/prediction-frames.ts';
import type { Told } from '../../self-test/told.ts';

const bid = [['0.4', '1']];
const earliest = { from: 'earliest' };
const refused = { status: 'refused', code: 409, error: 'No.' } as const;
const answered = (history: Told, next: number): Told =>
  history.gets('a', subscribed(['orders.delta'], { 'orders.delta': next }));
const asked = (history: Told): Told => history.sends('a', resync());

judging(
  'books',
  {
    current: {
      holds: {
        'it contains what was published before': listens(old(), 'a', 2).gets('a', snapshot(1, bid)).ends(),
        'it comes before the answer': answered(
          old()
            .sends('a', subscribe(['orders.delta'], { markets: [market] }))
            .gets('a', snapshot(1, bid)),
          2,
        ).ends(),
        'it contains what was published meanwhile as well': asked(old())
          .asks('orders.delta', change([add('0.3')]))
          .gets('a', answer(2, [...bid, ['0.3', '1']]))
          .says()
          .ends(),
      },
      breaks: {
        'a subscription brings the book of yesterday': listens(old(), 'a', 2).gets('a', snapshot(0, [])).ends(),
        'it brings it before its answer': old()
          .sends('a', subscribe(['orders.delta'], { markets: [market] }))
          .gets('a', snapshot(0, []))
          .ends(),
        'who asks for the book gets that of yesterday': asked(changed(old(), [add('0.3')]))
          .gets('a', answer(1, bid))
          .ends(),
      },
      passesOver: {
        'the delta is published while the client asks': begun()
          .opens('a')
          .asks('orders.delta', change([add('0.4')]))
          .sends('a', subscribe(['orders.delta'], { markets: [market] }))
          .says()
          .gets('a', subscribed(['orders.delta'], { 'orders.delta': 1 }))
          .gets('a', snapshot(0, []))
          .gets('a', delta(1, [add('0.4')]))
          .ends(),
        'an older book was asked for': listens(old(), 'a', 1, earliest)
          .gets('a', snapshot(0, []))
          .gets('a', delta(1, [add('0.4')]))
          .ends(),
      },
    },
    from: {
      holds: {
        'everything is replayed': listens(old(), 'a', 1, earliest)
          .gets('a', snapshot(0, []))
          .gets('a', delta(1, [add('0.4')]))
          .ends(),
        'the last delta is replayed': listens(changed(old(), [add('0.3')]), 'a', 2, { from: { offset: 2 } })
          .gets('a', snapshot(1, bid))
          .gets('a', delta(2, [add('0.3')]))
          .ends(),
        'the book comes right before its first delta': listens(changed(old(), [add('0.5')], 'no'), 'a', 1, earliest)
          .gets('a', snapshot(0, []))
          .gets('a', delta(1, [add('0.4')]))
          .gets('a', snapshot(0, [], 'no'))
          .gets('a', delta(1, [add('0.5')], 'no', 2))
          .ends(),
      },
      breaks: {
        'the book is the present one': listens(old(), 'a', 1, earliest).gets('a', snapshot(1, bid)).ends(),
        'the book contains the delta that is replayed': listens(changed(old(), [add('0.3')]), 'a', 2, {
          from: { offset: 2 },
        })
          .gets('a', snapshot(2, [...bid, ['0.3', '1']]))
          .gets('a', delta(2, [add('0.3')]))
          .ends(),
        'the book lacks a delta that is not replayed': listens(
          goesOn(following(), 2, [add('0.3')]).opens('b'),
          'b',
          3,
          { from: { offset: 3 } },
        )
          .gets('b', snapshot(1, bid))
          .ends(),
      },
      passesOver: {
        'nothing is replayed': listens(old(), 'a', 2).gets('a', snapshot(1, bid)).ends(),
        'the book is asked for meanwhile': asked(listens(old(), 'a', 2, { from: { offset: 2 } }))
          .gets('a', answer(1, bid))
          .ends(),
      },
    },
    resync: {
      holds: {
        'the book comes': asked(following()).gets('a', answer(1, bid)).ends(),
        'two are asked for at once': asked(
          changed(following(), [add('0.5')], 'no')
            .gets('a', snapshot(0, [], 'no'))
            .gets('a', delta(1, [add('0.5')], 'no', 2)),
        )
          .sends('a', { ...resync('no'), id: 'q' })
          .gets('a', answer(1, bid))
          .gets('a', snapshot(1, [['0.5', '1']], 'no', 'q'))
          .ends(),
      },
      breaks: {
        'another book comes': asked(following())
          .gets('a', answer(0, [], 'no'))
          .ends(),
        'a known book is refused': asked(following()).gets('a', error('UNKNOWN_MARKET', 'r')).ends(),
      },
      passesOver: {
        'a book is refused that nobody knows': begun()
          .opens('a')
          .sends('a', resync('never'))
          .gets('a', error('UNKNOWN_MARKET', 'r'))
          .ends(),
      },
    },
    'unknown-book': {
      holds: {
        'it is refused': begun()
          .opens('a')
          .sends('a', resync('yes', 'wp:nowhere'))
          .gets('a', error('UNKNOWN_MARKET', 'r')),
      },
      beside: (history) =>
        asked(changed(history, [add('0.4')]))
          .gets('a', answer(1, bid))
          .ends(),
      breaks: {
        'an empty book comes': begun()
          .opens('a')
          .sends('a', resync('yes', 'wp:nowhere'))
          .gets('a', { ...answer(0, []), data: { ...answer(0, []).data, market_id: 'wp:nowhere' } })
          .ends(),
        'it is refused for another reason': begun()
          .opens('a')
          .sends('a', resync('yes', 'wp:nowhere'))
          .gets('a', error('UNKNOWN_STREAM', 'r'))
          .ends(),
      },
      passesOver: {
        'the market may be somebody else’s': begun()
          .opens('a')
          .sends('a', resync('yes', 'elsewhere'))
          .gets('a', error('UNKNOWN_MARKET', 'r'))
          .ends(),
        'the market begins meanwhile': begun()
          .opens('a')
          .sends('a', resync('yes', 'wp:later1'))
          .publishes('markets.discovered', { market_id: 'wp:later1', event_id: 'wp:event1' })
          .gets('a', error('UNKNOWN_MARKET', 'r'))
          .ends(),
      },
    },
    enforced: {
      holds: {
        'it is refused': following()
          .tries('orders.delta', change([add('0.4', '2')]))
          .says(refused)
          .fences('a')
          .ends(),
      },
      breaks: {
        'it is taken': following()
          .tries('orders.delta', change([add('0.4', '2')]))
          .says()
          .ends(),
        'it is refused, and comes': following()
          .tries('orders.delta', change([add('0.4', '2')]))
          .says(refused)
          .gets('a', delta(2, [add('0.4', '2')]))
          .ends(),
      },
      passesOver: {
        'nothing shows yet that it does not come': following()
          .tries('orders.delta', change([add('0.4', '2')]))
          .says(refused)
          .ends(),
      },
    },
  },
  ['precedes', 'joined', 'folds', 'levels', 'same', 'exact', 'at-once'],
  'prediction',
);
