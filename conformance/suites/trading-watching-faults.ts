/** The faults of watching in `trading`: servers that take what is asked for, given up or held for another than it is. */
import type { Fault } from '../engine/requirement.ts';
import type { Output } from '../../schemas/server.ts';
import { parsed } from '../scene/json.ts';
import { itemsAt } from '../scene/pointer.ts';
import { heldFaults, symbolOf } from './trading-held-faults.ts';

/** An object of a message. */
export type Fields = Readonly<Record<string, unknown>>;
/** An account, as the decisions about it are told. */
export interface Account {
  readonly cash: number;
  readonly positions: ReadonlyMap<string, Fields>;
  readonly pending: ReadonlyMap<string, Fields>;
}
/** An event, as they are told. */
export interface Happening {
  readonly name: string;
  readonly data: Fields;
}
/** A connection, as far as it tells what it watches. */
export interface Watching {
  readonly watched: ReadonlySet<string>;
}
interface Command {
  readonly do: string;
  readonly symbols: readonly string[];
}
type Change = (watched: ReadonlySet<string>, command: Command, after: ReadonlySet<string>) => ReadonlySet<string>;

/** What is watched after a command of one sort is another than it should be. */
const after =
  (sort: string) =>
  (wrong: Change): NonNullable<Fault['decide']> => ({
    watchedAfter: (original) => (watched: ReadonlySet<string>, command: Command) => {
      const right = original(watched, command) as ReadonlySet<string>;
      return command.do === sort ? wrong(watched, command, right) : right;
    },
  });
const watching = after('watch');
const givingUp = after('unwatch');

const isHeld = ({ positions }: Account, symbol: string, such: (position: Fields) => boolean = () => true): boolean =>
  [...positions.values()].some((position) => position.symbol === symbol && such(position));

/** What has been given up does not come, unless it is asked for again. */
const muting = (): NonNullable<Fault['decide']> => {
  const muted = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();
  return {
    watchedAfter: (original) => (watched: ReadonlySet<string>, command: Command) => {
      const right = original(watched, command) as ReadonlySet<string>;
      const given = new Set(muted.get(watched));
      for (const symbol of command.symbols ?? []) {
        if (command.do === 'unwatch') given.add(symbol);
        if (command.do === 'watch') given.delete(symbol);
      }
      muted.set(right, given);
      return right;
    },
    wants: (original) => (connection: Watching, symbol: string, account: Account) =>
      original(connection, symbol, account) && !muted.get(connection.watched)?.has(symbol),
  };
};

/** Where a position of a user in a symbol has been closed, and none opened since, quotes of it are wanted otherwise. */
const closing = (
  wants: (connection: Watching, symbol: string, account: Account) => boolean,
): NonNullable<Fault['decide']> => {
  const closed = new WeakMap<Account, ReadonlySet<string>>();
  return {
    account: (original) => (before: Account, event: Happening) => {
      const right = original(before, event) as Account;
      const gone = new Set(closed.get(before));
      const { symbol, position } = event.data as { readonly symbol?: string; readonly position?: Fields };
      if (event.name === 'portfolio.positionClosed') gone.add(String(symbol));
      if (event.name === 'portfolio.positionAdded') gone.delete(String(position?.symbol));
      const own = { ...right };
      closed.set(own, gone);
      return own;
    },
    wants: (original) => (connection: Watching, symbol: string, account: Account) =>
      closed.get(account)?.has(symbol) ? wants(connection, symbol, account) : original(connection, symbol, account),
  };
};

/** Quotes come twice of what a connection has listed twice in one command, until it gives that up. */
const quotingTwice: NonNullable<Fault['wrap']> = (server) => {
  const twice = new Map<string, ReadonlySet<string>>();
  return {
    ...server,
    receive: (input, now) => {
      const { event, data } = (input.do === 'text' ? (parsed(input.text) ?? {}) : {}) as Fields;
      const listed = itemsAt(data, '/symbols').map(String);
      if (input.do === 'text') {
        const before = twice.get(input.connection) ?? new Set();
        const more = event === 'market.subscribe' ? listed.filter((one, nth) => listed.indexOf(one) !== nth) : [];
        const left = event === 'market.unsubscribe' ? [...before].filter((one) => !listed.includes(one)) : before;
        twice.set(input.connection, new Set([...left, ...more]));
      }
      return server.receive(input, now).flatMap((output): readonly Output[] => {
        const symbol = symbolOf(output);
        const isDoubled = output.do === 'message' && symbol !== undefined && twice.get(output.connection)?.has(symbol);
        return isDoubled ? [output, output] : [output];
      });
    },
  };
};

/** The faults of watching; literals, so that `breaks` is checked against the requirements. */
export const watchingFaults = () =>
  ({
    'no-quotes-of-what-is-held': {
      story: 'Quotes reach those who watch a symbol, and not those who hold a position in it.',
      breaks: [],
      breaksToo: ['pacing/held'],
      disturbs: ['pacing/*'],
      decide: {
        wants:
          () =>
          ({ watched }: { readonly watched: ReadonlySet<string> }, symbol: string) =>
            watched.has(symbol),
      },
    },
    'watching-anew': {
      story: 'Who watches symbols gives up those that were watched before.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: watching((_, { symbols }, after) => (symbols.length > 0 ? new Set(symbols) : after)),
    },
    'watching-nothing': {
      story: 'Who watches no symbol gives up all that were watched before.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: watching((_, { symbols }, after) => (symbols.length > 0 ? after : new Set())),
    },
    'watches-fifty': {
      story: 'No more than fifty symbols are watched; the others are confirmed, and nothing comes of them.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: watching((_, __, after) => new Set([...after].slice(0, 50))),
    },
    'trims-symbols': {
      story: 'Blanks about a symbol are left aside.',
      breaks: [],
      breaksToo: ['pacing/unwanted'],
      disturbs: ['pacing/*'],
      decide: watching((_, __, after) => new Set([...after].map((symbol) => symbol.trim()))),
    },
    'gives-up-all-for-one': {
      story: 'Who gives up one symbol gives up all of them.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: givingUp((_, { symbols }, after) => (symbols.length > 0 ? new Set() : after)),
    },
    'gives-up-all-for-none': {
      story: 'Who gives up no symbol gives up all of them.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: givingUp((_, { symbols }, after) => (symbols.length > 0 ? after : new Set())),
    },
    'mutes-what-is-held': {
      story: 'Quotes of a symbol that has been given up do not come, also where a position in it is held.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: muting(),
    },
    'long-positions-alone': {
      story: 'Quotes reach holders of a position whose quantity is above 0, and no others.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: {
        wants: () => (connection: Watching, symbol: string, account: Account) =>
          connection.watched.has(symbol) || isHeld(account, symbol, ({ quantity }) => Number(quantity) > 0),
      },
    },
    'nothing-is-not-held': {
      story: 'Quotes do not reach holders of a position whose quantity has come to 0.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: {
        wants: () => (connection: Watching, symbol: string, account: Account) =>
          connection.watched.has(symbol) || isHeld(account, symbol, ({ quantity }) => quantity !== 0),
      },
    },
    'listed-twice-quoted-twice': {
      story: 'Who lists a symbol twice in one command gets each of its quotes twice.',
      breaks: [],
      breaksToo: ['pacing/spaced'],
      disturbs: ['pacing/*'],
      wrap: quotingTwice,
    },
    'quotes-in-any-code-points': {
      story: 'Symbols that are equal once Unicode has composed them are taken for one.',
      breaks: [],
      breaksToo: ['pacing/unwanted'],
      disturbs: ['pacing/*'],
      decide: {
        wants: (original) => (connection: Watching, symbol: string, account: Account) =>
          [...connection.watched].some((one) => one.normalize('NFC') === symbol.normalize('NFC')) ||
          original(connection, symbol, account),
      },
    },
    'one-closed-is-all-closed': {
      story: 'Of several positions in a symbol the first that is closed ends its quotes.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: closing((connection, symbol) => connection.watched.has(symbol)),
    },
    'closing-gives-up': {
      story: 'When a position is closed, its symbol is watched no more.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      decide: closing((_, symbol, account) => isHeld(account, symbol)),
    },
    'quotes-in-any-case': {
      story: 'Symbols that differ in case alone are taken for one.',
      breaks: [],
      breaksToo: ['pacing/unwanted'],
      disturbs: ['pacing/*'],
      decide: {
        wants:
          (original) => (connection: { readonly watched: ReadonlySet<string> }, symbol: string, account: Account) =>
            [...connection.watched].some((one) => one.toLowerCase() === symbol.toLowerCase()) ||
            original(connection, symbol, account),
      },
    },
    'quotes-for-everybody': {
      story: 'Quotes reach everybody who is connected.',
      breaks: [],
      breaksToo: ['pacing/unwanted'],
      disturbs: ['pacing/*'],
      decide: { wants: () => () => true },
    },
    ...heldFaults(),
    'keeps-what-was-held-back': {
      story: 'A quote that is held back comes also when its symbol is watched no more.',
      breaks: [],
      breaksToo: ['pacing/unwanted'],
      disturbs: ['pacing/*'],
      decide: { drops: () => () => false },
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
