/** Ways in which the feed of an exchange is odd, or breaks, the latter with the requirements that must notice. */
import { type Change, type Connect, connect, type Exchange } from '../../docs/examples/exchange/server.ts';

type Frame = Readonly<Record<string, unknown>>;
type Send = (frame: Frame) => void;

/** A fault. */
export interface ExchangeFault {
  readonly story: string;
  /** Requirements, as `family/key`. */
  readonly breaks: readonly string[];
  readonly connecting: Connect;
  /** It shows where deltas are published, which only whole examinations do beside all that filters let pass. */
  readonly whole?: true;
}

const dataIn = (frame: Frame): Frame => (frame.data ?? {}) as Frame; // what an event says is an object
const isEvent = ({ sid }: Frame): boolean => sid !== undefined;

/** Sends otherwise; the state that `make` holds is one connection's. */
const sending =
  (make: (send: Send, exchange: Exchange) => Send): Connect =>
  (exchange, send) =>
    connect(exchange, make(send, exchange));

/** Sends other frames in the place of one. */
const instead = (make: () => (frame: Frame) => readonly Frame[]): Connect =>
  sending((send) => {
    const change = make();
    return (frame) => change(frame).forEach(send);
  });

/** Hears commands otherwise; what gives nothing is not carried out. */
const hearing =
  (make: (send: Send, exchange: Exchange) => (command: Frame) => Frame | undefined): Connect =>
  (exchange, send) => {
    const change = make(send, exchange);
    const usual = connect(exchange, send);
    return {
      ...usual,
      text: (text) => {
        const command = text?.startsWith('{"op"') ? (JSON.parse(text) as Frame) : undefined;
        const heard = command && change(command);
        if (!command) usual.text(text);
        else if (heard) usual.text(JSON.stringify(heard));
      },
    };
  };

/** Numbers what is sent by each subscription, whatever its numbers were. */
const counting = (send: Send): Send => {
  const counts = new Map<unknown, number>();
  return (frame) => {
    if (!isEvent(frame)) return send(frame);
    const seq = (counts.get(frame.sid) ?? 0) + 1;
    counts.set(frame.sid, seq);
    return send({ ...frame, seq });
  };
};

/** Shows books otherwise, by what has changed in them before. */
const showing = (change: (book: Frame, deltas: readonly Change[], exchange: Exchange) => Frame): Connect => {
  const changes = new WeakMap<Exchange, Map<string, Change[]>>();
  return (exchange, send) => {
    const known = changes.get(exchange) ?? new Map<string, Change[]>();
    if (!changes.has(exchange))
      exchange.listeners.add(({ type, data }) => {
        if (type === 'delta') known.set(data.symbol, [...(known.get(data.symbol) ?? []), ...data.mutations]);
      });
    changes.set(exchange, known);
    return connect(
      { ...exchange, book: (symbol) => change(exchange.book(symbol), known.get(symbol) ?? [], exchange) },
      send,
    );
  };
};

/** Everything that is listed, on the exchange that a connection belongs to. */
const listedOn = (exchange: Exchange): ReadonlySet<string> => {
  const symbols = new Set<string>();
  exchange.listeners.add(({ type, data }) => {
    if (type === 'listed') symbols.add(data.symbol);
  });
  return symbols;
};

/** The faults, by name. */
export const exchangeFaults: Readonly<Record<string, ExchangeFault>> = {
  'skips-a-number': {
    story: 'One number in seven is skipped.',
    breaks: ['sequence/dense'],
    connecting: instead(() => (frame) => [
      isEvent(frame) ? { ...frame, seq: Number(frame.seq) + Math.floor(Number(frame.seq) / 7) } : frame,
    ]),
  },
  'begins-anew-once': {
    story: 'Only the first subscription of a connection counts from 1; those after it go on where the last one ended.',
    breaks: ['sequence/begins'],
    connecting: instead(() => {
      let [first, ended]: [unknown, number] = [undefined, 0];
      return (frame) => {
        if (!isEvent(frame)) return [frame];
        first ??= frame.sid;
        if (frame.sid === first) ended = Number(frame.seq);
        return [frame.sid === first ? frame : { ...frame, seq: ended + Number(frame.seq) }];
      };
    }),
  },
  'shares-a-count': {
    story: 'All subscriptions of a connection share one count.',
    breaks: ['sequence/begins', 'sequence/dense'],
    connecting: instead(() => {
      let count = 0;
      return (frame) => [isEvent(frame) ? { ...frame, seq: ++count } : frame];
    }),
  },
  'reuses-ids': {
    story: 'Each subscription has the id of the one before it.',
    breaks: ['sequence/dense'],
    connecting: instead(() => (frame) => {
      if (isEvent(frame)) return [{ ...frame, sid: 1 }];
      const sids = Object.keys((frame.sids ?? {}) as Frame).map((channel) => [channel, 1]);
      return [frame.sids ? { ...frame, sids: Object.fromEntries(sids) } : frame];
    }),
  },
  'tells-other-ids': {
    story: 'The answer tells the ids of subscriptions that there are not yet.',
    breaks: ['sequence/named'],
    connecting: instead(() => (frame) => {
      const sids = Object.entries((frame.sids ?? {}) as Frame).map(([channel, sid]) => [channel, Number(sid) + 1]);
      return [frame.sids ? { ...frame, sids: Object.fromEntries(sids) } : frame];
    }),
  },
  'delta-before-its-snapshot': {
    story: 'The first delta of a book comes before its snapshot.',
    breaks: ['books/precedes'],
    connecting: sending((send) => {
      const count = counting(send);
      const waiting = new Map<string, Frame>();
      return (frame) => {
        const key = `${frame.sid} ${dataIn(frame).symbol}`;
        if (frame.type === 'snapshot') {
          waiting.set(key, frame);
          return;
        }
        count(frame);
        const snapshot = frame.type === 'delta' ? waiting.get(key) : undefined;
        if (snapshot) count(snapshot);
        waiting.delete(key);
      };
    }),
  },
  'one-delta-too-many': {
    story: 'A snapshot contains the delta that comes after it.',
    breaks: ['books/folds'],
    connecting: sending((send, exchange) => {
      const count = counting(send);
      const waiting = new Map<string, Frame>();
      return (frame) => {
        const key = `${frame.sid} ${dataIn(frame).symbol}`;
        if (frame.type === 'snapshot') {
          waiting.set(key, frame);
          return;
        }
        const snapshot = frame.type === 'delta' ? waiting.get(key) : undefined;
        if (snapshot) count({ ...snapshot, data: exchange.book(String(dataIn(frame).symbol)) });
        waiting.delete(key);
        count(frame);
      };
    }),
  },
  'yesterday’s-book': {
    story: 'Snapshots lack what was changed last.',
    breaks: ['books/exact'],
    connecting: showing((book, changes) => {
      const last = changes.at(-1);
      if (last?.action !== 'add') return book;
      const side = last.side === 'bid' ? 'bids' : 'asks';
      return { ...book, [side]: (book[side] as readonly string[][]).filter(([price]) => price !== last.price) };
    }),
  },
  'what-is-removed-stays': {
    story: 'Snapshots show levels that were removed.',
    breaks: ['books/exact'],
    connecting: showing((book, changes) => {
      const gone = changes.find(({ action }) => action === 'remove');
      if (!gone) return book;
      const [side, sign] = gone.side === 'bid' ? (['bids', -1] as const) : (['asks', 1] as const);
      const levels = book[side] as readonly string[][];
      const others = levels.filter(([price]) => price !== gone.price);
      const sorted = [...others, [gone.price, '1']].sort(([one], [two]) => sign * (Number(one) - Number(two)));
      return { ...book, [side]: sorted };
    }),
  },
  'worst-first': {
    story: 'Snapshots list bids the lowest price first.',
    breaks: ['books/levels'],
    connecting: showing((book) => ({ ...book, bids: [...(book.bids as readonly unknown[])].reverse() })),
  },
  'book-of-another-symbol': {
    story: 'A snapshot has the bids of whatever was changed last.',
    breaks: ['books/exact'],
    connecting: sending((send, exchange) => {
      let latest = '';
      exchange.listeners.add(({ type, data }) => {
        if (type === 'delta') latest = data.symbol;
      });
      return (frame) => {
        const data = frame.type === 'snapshot' &&
          latest !== '' && { ...exchange.book(latest), symbol: dataIn(frame).symbol };
        send(data ? { ...frame, data } : frame);
      };
    }),
  },
  'deltas-of-other-symbols': {
    story: 'Whoever asks for the book of one symbol gets those of all.',
    breaks: ['filters/withholds', 'filters/by-value'],
    connecting: hearing((_, exchange) => {
      const listed = listedOn(exchange);
      return (command) =>
        command.op === 'subscribe' && Array.isArray(command.symbols)
          ? { ...command, symbols: [...new Set([...(command.symbols as readonly string[]), ...listed])] }
          : command;
    }),
  },
  'deltas-after-unsubscribe': {
    story: 'Giving up a subscription is confirmed, and changes nothing.',
    breaks: ['filters/silent'],
    connecting: hearing((send) => (command) => {
      if (command.op !== 'unsubscribe' || !Array.isArray(command.channels)) return command;
      send({ type: 'unsubscribed', id: command.id });
      return undefined;
    }),
  },
  'loses-deltas': {
    story: 'One delta in three is lost, and no number with it.',
    breaks: ['filters/passes'],
    whole: true,
    connecting: sending((send) => {
      const count = counting(send);
      let deltas = 0;
      return (frame) => (frame.type === 'delta' && ++deltas % 3 === 0 ? undefined : count(frame));
    }),
  },
  'silent-pings': {
    story: 'One ping in four is not answered.',
    breaks: ['replies/ping', 'replies/answered'],
    connecting: instead(() => {
      let pongs = 0;
      return (frame) => (frame.type === 'pong' && ++pongs % 4 === 0 ? [] : [frame]);
    }),
  },
  'pong-without-id': {
    story: 'A pong does not say which ping it answers.',
    breaks: ['replies/ping', 'messages/controls'],
    connecting: instead(() => (frame) => [frame.type === 'pong' ? { type: 'pong' } : frame]),
  },
  'pong-of-another-ping': {
    story: 'A pong repeats the id of the ping before.',
    breaks: ['replies/ping'],
    connecting: instead(() => {
      let before: unknown = 0;
      return (frame) => {
        if (frame.type !== 'pong') return [frame];
        const pong = { ...frame, id: before };
        before = frame.id;
        return [pong];
      };
    }),
  },
};

/** The latest id that any connection has given to a subscription. */
let latestId = 1000;

/** Servers that are odd in ways that the protocol allows, by what they do. */
export const oddExchanges: Readonly<Record<string, Connect>> = {
  'snapshots come before the answer': sending((send) => {
    let waiting: Frame | undefined;
    return (frame) => {
      const { book } = (frame.sids ?? {}) as { readonly book?: number };
      if (frame.type === 'subscribed' && book !== undefined) {
        // The answer to a command that came along with this one.
        if (waiting) send(waiting);
        waiting = frame;
        queueMicrotask(() => {
          if (waiting) send(waiting);
          waiting = undefined;
        });
        return;
      }
      if (waiting && frame.type !== 'snapshot') {
        send(waiting);
        waiting = undefined;
      }
      send(frame);
    };
  }),
  'ids are those of the whole server, and far apart': sending((send) => {
    const ids = new Map<unknown, number>();
    const idOf = (sid: unknown): number => {
      const known = ids.get(sid);
      if (known !== undefined) return known;
      latestId += 17;
      ids.set(sid, latestId);
      return latestId;
    };
    return (frame) => {
      const sids = Object.entries((frame.sids ?? {}) as Frame).map(([channel, sid]) => [channel, idOf(sid)]);
      if (isEvent(frame)) send({ ...frame, sid: idOf(frame.sid) });
      else send(frame.sids ? { ...frame, sids: Object.fromEntries(sids) } : frame);
    };
  }),
  'all is sent a turn later': sending((send) => (frame) => void setImmediate(() => send(frame))),
  'a snapshot comes again behind every fifth delta': sending((send, exchange) => {
    const count = counting(send);
    let deltas = 0;
    return (frame) => {
      count(frame);
      if (frame.type !== 'delta' || ++deltas % 5 > 0) return;
      count({ ...frame, type: 'snapshot', data: exchange.book(String(dataIn(frame).symbol)) });
    };
  }),
};
