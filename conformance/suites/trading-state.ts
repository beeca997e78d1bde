/** The oracles of `state.sync`: the parts that were asked for, equal to what the events of the user add up to. */
import {
  broken,
  type Finding,
  type Findings,
  held,
  hearing,
  heldBeside,
  judge,
  type Oracle,
  earned,
  listed,
} from '../engine/oracle.ts';
import { taken, takenOn } from '../promises/twins.ts';
import type { Connection } from '../scene/connection.ts';
import { at, itemsAt, textAt } from '../scene/pointer.ts';
import { type Account, type Accounts, createAccounts, type Held } from './trading-accounts.ts';

type Fields = Readonly<Record<string, unknown>>;

const COMMAND = 'state.requestSync';
const ANSWER = 'state.sync';

/** The parts of a state by the names that they are asked for by. */
const PARTS: Readonly<Record<string, string>> = {
  portfolio: 'portfolio',
  positions: 'positions',
  trades: 'pendingTrades',
};

/** The most symbols, and users, that are remembered. */
const REMEMBERED = 10_000;

/** The largest sum whose digits behind the point can be trusted. */
const LARGEST = 1e12;

/** Whether two numbers are equal as the protocol has it; `among` is the size of what they are sums of. */
const equal = (one: number, two: number, among = Math.abs(two)): boolean =>
  Math.abs(one - two) <= Math.max(0.01, 1e-6 * Math.max(Math.abs(two), 1e-3 * among));

const same = (told: unknown, known: unknown): boolean =>
  typeof told === 'number' && typeof known === 'number' ? equal(told, known) : told === known;

/** Whether something told is a thing as it is known; what may be left out, may be. */
const fits = (told: Fields, known: Fields): boolean =>
  Object.entries(told).every(([field, value]) => known[field] === undefined || same(value, known[field]));

/** One answer, with what it may tell. */
interface Told {
  readonly body: unknown;
  readonly asked: readonly string[];
  readonly account: Account;
  readonly others: boolean;
  readonly quoted: boolean;
}

/** What is wrong with an answer, and whose it is. */
interface Wrong {
  readonly user: string;
  readonly because: string;
  readonly seq: number;
}

/**
 * Judges each answer by what the events of its user add up to. Connections may overtake each other: what is wrong with one
 * stands only if nobody hears, until all is over, that somebody else has done something to the account.
 */
const states = (look: (told: Told) => Findings): Oracle =>
  hearing(() => {
    const accounts: Accounts = createAccounts();
    const wrong: Wrong[] = [];
    /** The latest quote of each symbol, by its place in the history. */
    const quotes = new Map<string, number>();
    return (moment) => {
      const { entry, connection, message, reply, publication } = moment;
      accounts.note(moment);
      const symbol = publication?.event === 'market.quote' ? textAt(publication.body, '/symbol') : undefined;
      if (entry.kind === 'told' && symbol !== undefined && quotes.size < REMEMBERED) quotes.set(symbol, entry.seq);
      if (entry.kind === 'end')
        return wrong
          .filter(({ user, seq }) => !accounts.isMeddledWith(user, seq))
          .map(({ because, seq }) => broken(because, seq));
      if (!connection || !reply || message?.name !== ANSWER || reply.fit !== 'answer') return undefined;
      const { command } = reply.to;
      const { user } = connection.badge;
      const account = accounts.of(user, command.entry.seq, entry.seq);
      const quoted = account.positions.some(
        ({ states: [state] }) => (quotes.get(String(state?.symbol)) ?? Infinity) < command.entry.seq,
      );
      const found = listed(
        look({
          ...{ body: message.body, account, quoted, others: accounts.hasOthers(user) },
          asked: itemsAt(command.body, '/syncTypes').map(String),
        }),
      );
      for (const one of found)
        if (one.is === 'broken' && wrong.length < REMEMBERED)
          wrong.push({ user, because: one.because, seq: entry.seq });
      return found.filter(({ is }) => is !== 'broken');
    };
  }, ['asked', 'told', 'reset', 'reply', 'foreign', 'end']);

/** Judges that an answer has the parts that were asked for, and no others. */
export const parts: Oracle = states(({ body, asked }) => {
  const wrong = Object.entries(PARTS).find(
    ([part, member]) => asked.includes(part) !== (at(body, `/${member}`) !== undefined),
  );
  return judge(wrong === undefined, () =>
    wrong && asked.includes(wrong[0]) ? `${wrong[1]} is missing, which was asked for` : `${wrong?.[1]} came unasked`,
  );
});

const cashIn = (body: unknown): number | undefined => numberAt(body, '/portfolio/cashBalance');
const numberAt = (body: unknown, pointer: string): number | undefined => {
  const found = at(body, pointer);
  return typeof found === 'number' ? found : undefined;
};

/** Judges that the cash is the last balance. */
export const cash: Oracle = states(({ body, account }) => {
  const told = cashIn(body);
  return told === undefined
    ? undefined
    : judge(
        account.cash.some((one) => equal(told, one)),
        () => `it tells of ${told} in cash, not ${account.cash.join(' or ')}`,
      );
});

const worth = (state: Fields | undefined): number => (state ? Number(state.quantity) * Number(state.currentPrice) : 0);

/** The sums that positions may come to, with the size of what is summed up; undefined where there are too many. */
const sumsOf = (
  positions: readonly Held[],
): { readonly sums: readonly number[]; readonly among: number } | undefined => {
  let sums: readonly number[] = [0];
  let among = 0;
  for (const { states: possible } of positions) {
    const values = [...new Set(possible.map(worth))];
    sums = [...new Set(sums.flatMap((sum) => values.map((value) => sum + value)))];
    among += Math.max(...values.map(Math.abs));
    if (sums.length > 64) return undefined;
  }
  return among > LARGEST ? undefined : { sums, among };
};

/** Judges what the positions are said to be worth, of such answers. */
const value = (such: (told: Told) => boolean): Oracle =>
  states((told) => {
    const found = numberAt(told.body, '/portfolio/positionsValue');
    const { positions, others } = told.account;
    const possible = others.positions.size > 0 ? undefined : sumsOf(positions);
    if (found === undefined || !possible || !such(told)) return undefined;
    const { sums, among } = possible;
    return judge(
      sums.some((sum) => equal(found, sum, among)),
      () => `the positions are said to be worth ${found}, not ${sums.join(' or ')}`,
    );
  });

/** Judges that the value of the positions is quantity times price, summed up. */
export const positionsValue: Oracle = value(({ account }) =>
  account.positions.some(({ states: possible }) => possible.every((state) => state !== undefined)),
);

/** Judges that quotes do not move it. */
export const quotesAside: Oracle = value(({ quoted }) => quoted);

/** Judges that the total is cash and positions together. */
export const total: Oracle = states(({ body }) => {
  const [money, held_, sum] = [
    cashIn(body),
    numberAt(body, '/portfolio/positionsValue'),
    numberAt(body, '/portfolio/totalValue'),
  ];
  if (money === undefined || held_ === undefined || sum === undefined) return undefined;
  const among = Math.abs(money) + Math.abs(held_);
  if (among > LARGEST) return undefined;
  return judge(equal(sum, money + held_, among), () => `the total of ${money} and ${held_} is said to be ${sum}`);
});

/** A list of things that an answer tells, by the events that say what they are. */
const LISTS = {
  positions: { of: 'positions', change: 'portfolio.positionUpdated' },
  pendingTrades: { of: 'trades', change: 'trade.partialFill' },
} as const;

/** Judges each thing of one of the lists, given as it was told. */
const things = (
  list: keyof typeof LISTS,
  look: (thing: Held, told: Fields | undefined, changed: boolean) => Finding | undefined,
): Oracle =>
  states(({ body, account }) => {
    if (at(body, `/${list}`) === undefined) return undefined;
    const told = itemsAt(body, `/${list}`) as readonly Fields[];
    const { of, change } = LISTS[list];
    return account[of].flatMap((thing) => {
      if (account.others[of].has(thing.id)) return [];
      const found = look(
        thing,
        told.find(({ id }) => id === thing.id),
        thing.past.includes(change),
      );
      return found ? [found] : [];
    });
  });

/** Judges that things which are there are told, as they are: those that have changed, or those that have not. */
export const present = (list: keyof typeof LISTS, wantsChanged: boolean): Oracle =>
  things(list, ({ id, states: possible }, told, changed) => {
    if (changed !== wantsChanged) return undefined;
    const isSure = possible.every((state) => state !== undefined);
    if (!told) return isSure ? broken(`${id} is missing from ${list}`) : undefined;
    // What cannot be there any more is judged by itself.
    if (possible.every((state) => state === undefined)) return undefined;
    return judge(
      possible.some((state) => state !== undefined && fits(told, state)),
      () => `${id} is not told as it is: ${JSON.stringify(told)}`,
    );
  });

/** Judges that things which are over are not told. */
export const gone = (list: keyof typeof LISTS): Oracle =>
  things(list, ({ id, states: possible, past }, told) =>
    past.length > 0 && possible.every((state) => state === undefined)
      ? judge(told === undefined, () => `${id} is still in ${list}`)
      : undefined,
  );

/** Judges that nothing is told which is not the user's, or twice. */
export const own: Oracle = states(({ body, account, others }) => {
  const found: Finding[] = [];
  for (const list of ['positions', 'pendingTrades'] as const) {
    const ids = itemsAt(body, `/${list}`).map((item) => textAt(item, '/id'));
    const { of } = LISTS[list];
    const known = new Set([...account[of].map(({ id }) => id), ...account.others[of]]);
    const strange = ids.find((id, index) => id === undefined || !known.has(id) || ids.indexOf(id) !== index);
    if (strange !== undefined)
      found.push(broken(`${list} tells of ${strange}, which is none of this user's, or twice`));
    else if (others && at(body, `/${list}`) !== undefined) found.push(held);
  }
  return found;
});

/** Judges that nobody is told a state who has not asked for it; that it does not come, the next answer shows. */
export const onlyAsker: Oracle = earned(
  taken,
  hearing(() => {
    /** By user: the connection that was told a state last, and when it had asked, as a place in the history. */
    const told = new Map<string, { readonly connection: Connection; readonly asked: number }>();
    return ({ message, connection, unasked, proof, reply }) => {
      if (!connection) return undefined;
      if (message?.name === ANSWER && unasked) return broken('a state came on a connection that had not asked for it');
      const { user } = connection.badge;
      if (message?.name === ANSWER && reply?.fit === 'answer' && (told.size < REMEMBERED || told.has(user)))
        told.set(user, { connection, asked: reply.to.command.entry.seq });
      const other = told.get(user);
      const isSpared = other && other.connection !== connection && proof && proof.seq > other.asked;
      return isSpared ? heldBeside(takenOn(connection)) : undefined;
    };
  }, ['unasked', 'proof', 'reply']),
);

/** What these oracles judge answers to. */
export const asksForState = COMMAND;
