/** Numbers that count each subscription, and books that they join, on histories told by hand. */
import { protocol } from '../../docs/examples/exchange/protocol.ts';
import {
  add,
  asks,
  changes,
  delta,
  open,
  remove,
  snapshot,
  subscribe,
  subscribed,
  symbol,
  trade,
  trades,
} from '../self-test/exchange-frames.ts';
import { type Cases, judging } from '../self-test/judging.ts';
import type { Told } from '../self-test/told.ts';

/** Two trades reach a client, and it subscribes anew. */
const anew = (): Told =>
  trades(asks(trades(asks(open(), 1, { trades: 1 }), 1).gets('a', trade(1, 1, 1)), 2, { trades: 2 }), 2);
/** Two trades reach a client. */
const two = (one: number, other: number): Told =>
  trades(trades(asks(open(), 1, { trades: 1 }), 1).gets('a', trade(1, one, 1)), 2).gets('a', trade(1, other, 2));
/** What comes of two subscriptions is counted apart. */
const beside = (seq: number): Told =>
  trades(asks(open(), 1, { trades: 1, book: 2 }).gets('a', snapshot(2, 1)), 1).gets('a', trade(1, seq, 1));

const growing: Cases = {
  holds: {
    'one follows the other': two(1, 2).ends(),
    'a snapshot is counted as well': changes(asks(open(), 1, { book: 1 }).gets('a', snapshot(1, 1)), add('0.4'))
      .gets('a', delta(1, 2, add('0.4')))
      .ends(),
  },
  breaks: { 'a number comes again': two(1, 1).ends() },
  passesOver: {
    'a subscription begins anew': anew()
      .gets('a', trade(2, 1, 2))
      .ends(),
  },
};
const dense: Cases = { ...growing, breaks: { ...growing.breaks, 'one is skipped': two(1, 3).ends() } };

judging(
  'sequence',
  {
    dense,
    'dense-in-a-storm': dense,
    increasing: growing,
    begins: {
      holds: {
        'the first has the first number': two(1, 2).ends(),
        'a new subscription begins with it as well': anew()
          .gets('a', trade(2, 1, 2))
          .ends(),
        'each of two has a count of its own': beside(1).ends(),
      },
      breaks: {
        'the first has the second number': trades(asks(open(), 1, { trades: 1 }), 1)
          .gets('a', trade(1, 2, 1))
          .ends(),
        'a new subscription goes on where the old one was': anew()
          .gets('a', trade(2, 2, 2))
          .ends(),
        'two share one count': beside(2).ends(),
      },
      passesOver: { 'nothing comes': asks(open(), 1, { trades: 1 }).ends() },
    },
    named: {
      holds: {
        'it is what the answer told': two(1, 2).ends(),
        'a new subscription has a new name': anew()
          .gets('a', trade(2, 1, 2))
          .ends(),
      },
      breaks: {
        'it is another': trades(asks(open(), 1, { trades: 1 }), 1)
          .gets('a', trade(7, 1, 1))
          .ends(),
        'it is that of the subscription before': anew()
          .gets('a', trade(1, 2, 2))
          .ends(),
        'it is that of another channel': trades(asks(open(), 1, { trades: 1, book: 2 }), 1)
          .gets('a', trade(2, 1, 1))
          .ends(),
      },
      passesOver: {
        'a new subscription is asked for': trades(asks(open(), 1, { trades: 1 }).sends('a', subscribe(2, 'trades')), 1)
          .gets('a', trade(1, 1, 1))
          .gets('a', subscribed(2, { trades: 2 }))
          .ends(),
        'it comes before the answer': trades(open().sends('a', subscribe(1, 'trades')), 1)
          .gets('a', trade(1, 1, 1))
          .gets('a', subscribed(1, { trades: 1 }))
          .ends(),
      },
    },
  },
  [],
  protocol,
);

/** The book has a bid at 0.4, and a client subscribes to it. */
const old = (): Told => changes(open(), add('0.4'));
const bid = [['0.4', '1']];
const following = (): Told => asks(old(), 1, { book: 1 }).gets('a', snapshot(1, 1, bid));

judging(
  'books',
  {
    precedes: {
      holds: {
        'the snapshot comes first': changes(following(), remove('0.4'))
          .gets('a', delta(1, 2, remove('0.4')))
          .ends(),
        'it comes before the answer': changes(
          old()
            .sends('a', subscribe(1, 'book'))
            .gets('a', snapshot(1, 1, bid))
            .gets('a', subscribed(1, { book: 1 })),
          remove('0.4'),
        )
          .gets('a', delta(1, 2, remove('0.4')))
          .ends(),
      },
      breaks: {
        'the delta comes first': changes(asks(old(), 1, { book: 1 }), add('0.5'))
          .gets('a', delta(1, 1, add('0.5')))
          .ends(),
        'the snapshot is that of another symbol': changes(
          asks(old(), 1, { book: 1 }).gets('a', snapshot(1, 1, [], 'wp:other')),
          add('0.5'),
        )
          .gets('a', delta(1, 2, add('0.5')))
          .ends(),
        'only the subscription before had one': changes(asks(following(), 2, { book: 2 }), add('0.5'))
          .gets('a', delta(2, 1, add('0.5')))
          .ends(),
      },
      passesOver: { 'nothing changes': following().ends() },
    },
    folds: {
      holds: {
        'a level goes that is there': changes(following(), remove('0.4'))
          .gets('a', delta(1, 2, remove('0.4')))
          .ends(),
        'one comes that was not': changes(following(), add('0.5'))
          .gets('a', delta(1, 2, add('0.5')))
          .ends(),
      },
      breaks: {
        'the snapshot contains the delta that comes': changes(asks(old(), 1, { book: 1 }), add('0.5'))
          .gets('a', snapshot(1, 1, [['0.5', '1'], ...bid]))
          .gets('a', delta(1, 2, add('0.5')))
          .ends(),
      },
      passesOver: { 'nothing changes': following().ends() },
      ignores: {
        'a number is left out, so that anything may have changed': following()
          .gets('a', delta(1, 3, add('0.4')))
          .ends(),
      },
    },
    levels: {
      holds: {
        'the best comes first': changes(open(), add('0.4'), add('0.35'))
          .sends('a', subscribe(1, 'book'))
          .gets('a', subscribed(1, { book: 1 }))
          .gets('a', snapshot(1, 1, [...bid, ['0.35', '1']]))
          .ends(),
      },
      breaks: {
        'the best comes last': asks(open(), 1, { book: 1 })
          .gets('a', snapshot(1, 1, [['0.35', '1'], ...bid]))
          .ends(),
      },
      passesOver: { 'there is one level': following().ends() },
    },
    exact: {
      holds: {
        'it has what was published': following().ends(),
        'nothing was published': asks(open(), 1, { book: 1 }).gets('a', snapshot(1, 1)).ends(),
        'the same is published again as before it': changes(
          asks(changes(old(), add('0.5'), remove('0.5')), 1, { book: 1 }).gets('a', snapshot(1, 1, bid)),
          ...[add('0.5'), remove('0.5')],
        )
          .gets('a', delta(1, 2, add('0.5'), remove('0.5')))
          .fences('a')
          .ends(),
        'it comes before the answer': old()
          .sends('a', subscribe(1, 'book'))
          .gets('a', snapshot(1, 1, bid))
          .gets('a', subscribed(1, { book: 1 }))
          .ends(),
        'what was removed is gone': asks(changes(old(), remove('0.4')), 1, { book: 1 })
          .gets('a', snapshot(1, 1))
          .ends(),
      },
      breaks: {
        'it lacks what was published': asks(old(), 1, { book: 1 }).gets('a', snapshot(1, 1)).ends(),
        'it has a level more': asks(open(), 1, { book: 1 })
          .gets('a', snapshot(1, 1, bid))
          .ends(),
        'what was removed stays': asks(changes(old(), remove('0.4')), 1, { book: 1 })
          .gets('a', snapshot(1, 1, bid))
          .ends(),
      },
      passesOver: {
        'something is published while it is asked for': changes(old().sends('a', subscribe(1, 'book')), add('0.5'))
          .gets('a', subscribed(1, { book: 1 }))
          .gets('a', snapshot(1, 1, bid))
          .gets('a', delta(1, 2, add('0.5')))
          .ends(),
        'something is still being published': old()
          .asks('delta', { symbol, mutations: [add('0.5')] })
          .sends('a', subscribe(1, 'book'))
          .gets('a', subscribed(1, { book: 1 }))
          .gets('a', snapshot(1, 1, [['0.5', '1'], ...bid]))
          .says()
          .ends(),
        'nobody here has begun it': open()
          .sends('a', { ...subscribe(1, 'book'), symbols: ['elsewhere'] })
          .gets('a', subscribed(1, { book: 1 }))
          .gets('a', snapshot(1, 1, bid, 'elsewhere'))
          .ends(),
      },
    },
  },
  ['enforced'],
  protocol,
);
