/** What has happened to users, event by event; what it adds up to is reckoned anew whenever somebody asks. */

/** The fields of an event, or of a part of a state. */
export type Data = Readonly<Record<string, unknown>>;

/** Something that has happened to a user. */
export interface Entry {
  readonly event: string;
  readonly data: Data;
}

const pick = (data: Data, ...names: readonly string[]): Data =>
  Object.fromEntries(names.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])));

const inner = (data: Data, name: string): Data => (data[name] ?? {}) as Data; // the form of the event says so

/** The position, or the trade, that an event is about. */
export const subjectOf = ({ event, data }: Entry): string | undefined => {
  if (event === 'portfolio.positionAdded') return `position ${String(inner(data, 'position')['id'])}`;
  if (event.startsWith('portfolio.position')) return `position ${String(data['positionId'])}`;
  return event.startsWith('trade.') ? `trade ${String(data['tradeId'])}` : undefined;
};

/** The events that may follow the latest one about a position or a trade; '' stands for none yet. */
const FOLLOWERS: Readonly<Record<string, readonly string[]>> = {
  '': ['portfolio.positionAdded', 'trade.submitted', 'trade.rejected'],
  'portfolio.positionAdded': ['portfolio.positionUpdated', 'portfolio.positionClosed'],
  'portfolio.positionUpdated': ['portfolio.positionUpdated', 'portfolio.positionClosed'],
  'trade.submitted': ['trade.partialFill', 'trade.filled', 'trade.rejected', 'trade.cancelled'],
  'trade.partialFill': ['trade.partialFill', 'trade.filled', 'trade.rejected', 'trade.cancelled'],
};

/** A position as its events leave it; nothing where it is over. */
const positionFrom = (entries: readonly Entry[]): Data | undefined => {
  if (entries.at(-1)?.event === 'portfolio.positionClosed') return undefined;
  const changes = entries.map(({ data }) => inner(data, 'position' in data ? 'position' : 'updates'));
  return Object.assign({}, ...changes) as Data; // what is made of such objects is one
};

const tradeFrom = (entries: readonly Entry[]): Data | undefined => {
  const [first] = entries;
  const last = entries.at(-1)?.event;
  const isPending = first?.event === 'trade.submitted' && (last === 'trade.submitted' || last === 'trade.partialFill');
  if (!isPending) return undefined;
  return { id: first.data['tradeId'], ...pick(first.data, 'symbol', 'quantity', 'orderType', 'status', 'limitPrice') };
};

/** The accounts of all users. */
export const createLedger = () => {
  const books = new Map<string, Entry[]>();
  const entriesOf = (user: string): readonly Entry[] => books.get(user) ?? [];

  const things = (
    user: string,
    kind: string,
    from: (entries: readonly Entry[]) => Data | undefined,
  ): readonly Data[] => {
    const bySubject = new Map<string, Entry[]>();
    for (const entry of entriesOf(user)) {
      const subject = subjectOf(entry);
      if (subject?.startsWith(kind)) bySubject.set(subject, [...(bySubject.get(subject) ?? []), entry]);
    }
    return [...bySubject.values()].map(from).filter((thing) => thing !== undefined);
  };
  const positions = (user: string): readonly Data[] => things(user, 'position', positionFrom);

  return {
    /** Whether an event may follow what has happened to its user. */
    allows: (user: string, entry: Entry): boolean => {
      const subject = subjectOf(entry);
      if (subject === undefined) return true;
      const last = entriesOf(user).findLast((one) => subjectOf(one) === subject)?.event ?? '';
      return FOLLOWERS[last]?.includes(entry.event) ?? false;
    },
    enter: (user: string, entry: Entry): void => {
      books.set(user, [...entriesOf(user), entry]);
    },
    cash: (user: string): number => {
      const last = entriesOf(user).findLast(({ event }) => event === 'portfolio.balanceChanged');
      return Number(last?.data['newBalance'] ?? 0);
    },
    positions,
    pending: (user: string): readonly Data[] => things(user, 'trade', tradeFrom),
    /** Whether a user holds a position in a symbol. */
    holds: (user: string, symbol: string): boolean => positions(user).some((position) => position['symbol'] === symbol),
    clear: () => books.clear(),
  };
};

/** The accounts of a server. */
export type Ledger = ReturnType<typeof createLedger>;
