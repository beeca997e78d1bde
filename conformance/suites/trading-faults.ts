/** The faults that are peculiar to `trading`: servers that tell wrong accounts, or tell them to the wrong people. */
import type { Fault } from '../engine/requirement.ts';
import { drop } from '../faults/wrap.ts';
import { parsed } from '../scene/json.ts';
import { textAt } from '../scene/pointer.ts';
import { portfolio, tradingAccountFaults } from './trading-account-faults.ts';
import { type Account, type Fields, type Happening, watchingFaults } from './trading-watching-faults.ts';

interface Listening {
  readonly id: string;
  readonly user: string;
}

/** Commands that `wrongly` are refused by their acknowledgement. */
const refusing = (
  wrongly: (
    watched: ReadonlySet<string>,
    command: { readonly do: string; readonly symbols?: readonly string[] },
  ) => boolean,
): NonNullable<Fault['decide']> => {
  let refused = false;
  return {
    watchedAfter: (original) => (watched: ReadonlySet<string>, command: { readonly do: string }) => {
      refused = wrongly(watched, command);
      return original(watched, command);
    },
    acknowledged: (original) => (command: unknown, trouble: unknown) => {
      const said = refused ? { ok: false, error: 'INVALID_PAYLOAD' } : original(command, trouble);
      refused = false;
      return said;
    },
  };
};

/** Accounts are forgotten as the last connection of their user ends. */
const forgetting = (): Pick<Fault, 'wrap' | 'decide'> => {
  const latest = new Map<string, Account>();
  const forgotten = new WeakSet<Account>();
  const users = new Map<string, string>();
  const left = (account: Account): Account =>
    forgotten.has(account) ? { ...account, cash: 0, positions: new Map(), pending: new Map() } : account;
  const end = (connection: string): void => {
    const user = users.get(connection) ?? '';
    const account = latest.get(user);
    users.delete(connection);
    if (account && ![...users.values()].includes(user)) forgotten.add(account);
  };
  return {
    wrap: (server) => ({
      ...server,
      receive: (input, now) => {
        if (input.do === 'connect' && input.credential.status === 'valid')
          users.set(input.connection, input.credential.user);
        if (input.do === 'disconnect') end(input.connection);
        return server.receive(input, now);
      },
    }),
    decide: {
      account: (original) => (before: Account, event: Happening) => {
        // What does not say whom it concerns changes nothing.
        if (event.data.userId === undefined) return before;
        const own = left(before);
        const isLost = event.name === 'portfolio.positionUpdated' && !own.positions.has(String(event.data.positionId));
        const after = { ...(isLost ? own : (original(own, event) as Account)) };
        latest.set(String(event.data.userId), after);
        return after;
      },
      parts: (original) => (asked: readonly string[], account: Account) => original(asked, left(account)),
    },
  };
};

/** Quotes are remembered, and move what positions are worth. */
const quoting = (): Pick<Fault, 'wrap' | 'decide'> => {
  const last = new Map<string, number>();
  return {
    wrap: (server) => ({
      ...server,
      receive: (input, now) => {
        if (input.do === 'hook' && input.hook === 'publish') {
          const { event, payload } = input.body as { readonly event: string; readonly payload: Fields };
          if (event === 'market.quote') last.set(String(payload.symbol), Number(payload.last));
        }
        return server.receive(input, now);
      },
    }),
    decide: portfolio((told, { positions }) => {
      const positionsValue = [...positions.values()].reduce(
        (sum, { quantity, currentPrice, symbol }) =>
          sum + Number(quantity) * (last.get(String(symbol)) ?? Number(currentPrice)),
        0,
      );
      return { ...told, positionsValue, totalValue: (told.cashBalance ?? 0) + positionsValue };
    }),
  };
};

/** Who asks for a state, and names a user in a field that means nothing, is told that user's. */
const believing = (field: string): Pick<Fault, 'wrap' | 'decide'> => {
  const accounts = new Map<string, Account>();
  let named: string | undefined;
  return {
    wrap: (server) => ({
      ...server,
      receive: (input, now) => {
        named = input.do === 'text' ? textAt(parsed(input.text), `/data/${field}`) : undefined;
        return server.receive(input, now);
      },
    }),
    decide: {
      account: (original) => (before: Account, event: Happening) => {
        const after = original(before, event) as Account;
        accounts.set(String(event.data.userId), after);
        return after;
      },
      parts: (original) => (asked: readonly string[], account: Account) =>
        original(asked, accounts.get(named ?? '') ?? account),
    },
  };
};

/** What shows that an event was lost, beside the requirement that it must come. */
const LOST = ['delivery/every-connection', 'errors/changes-nothing', 'delivery/keeps-other-channels'] as const;

/** Every so manieth event of some names is lost. */
const losing = (such: (name: string) => boolean, every: number): NonNullable<Fault['wrap']> =>
  drop((output) => output.do === 'message' && such(String((output.message as Fields).event)), every);

/** The faults of states; literals, so that `breaks` is checked against the requirements. */
export const tradingFaults = () =>
  ({
    'adds-a-part': {
      story: 'The portfolio is always told, asked for or not.',
      breaks: ['parts'],
      decide: {
        parts: (original) => (asked: readonly string[], account: Account) => original([...asked, 'portfolio'], account),
      },
    },
    'all-for-none': {
      story: 'Who asks for no part is told all of them.',
      breaks: ['parts'],
      decide: {
        parts: (original) => (asked: readonly string[], account: Account) =>
          original(asked.length === 0 ? ['portfolio', 'positions', 'trades'] : asked, account),
      },
    },
    'leaves-a-part-out': {
      story: 'Trades are left out where positions are asked for as well.',
      breaks: ['parts'],
      disturbs: ['state/pending', 'state/partly-filled', 'state/over'],
      decide: {
        parts: (original) => (asked: readonly string[], account: Account) =>
          original(asked.includes('positions') ? asked.filter((part) => part !== 'trades') : asked, account),
      },
    },
    'forgets-who-leaves': {
      story: 'What a user has is forgotten when the last connection of that user has ended.',
      breaks: ['cash', 'positions', 'pending'],
      disturbs: ['state/*', 'pacing/*'],
      ...forgetting(),
    },
    ...tradingAccountFaults,
    'one-account-for-all': {
      story: 'Positions and trades of all users are told to everybody.',
      breaks: ['own'],
      disturbs: ['state/closed', 'state/over'],
      decide: (() => {
        const everything = { positions: new Map<string, Fields>(), pending: new Map<string, Fields>() };
        return {
          account: (original) => (before: Account, event: Happening) => {
            const after = original(before, event) as Account;
            for (const [id, position] of after.positions) everything.positions.set(id, position);
            for (const [id, trade] of after.pending) everything.pending.set(id, trade);
            return after;
          },
          parts: (original) => (asked: readonly string[], account: Account) => {
            const told = original(asked, account) as Fields;
            return {
              ...told,
              ...(told.positions ? { positions: [...everything.positions.values()] } : {}),
              ...(told.pendingTrades ? { pendingTrades: [...everything.pending.values()] } : {}),
            };
          },
        };
      })(),
    },
    'believes-a-user-id': {
      story: 'Who asks for a state and adds the `userId` of another user is told what is theirs.',
      breaks: ['own'],
      disturbs: ['state/*', 'replies/ignores-extra-fields'],
      ...believing('userId'),
    },
    'believes-an-account-id': {
      story: 'Who asks for a state and adds an `accountId` that is another user is told what is theirs.',
      breaks: ['own'],
      disturbs: ['state/*', 'replies/ignores-extra-fields'],
      ...believing('accountId'),
    },
    'watches-once': {
      story: 'A symbol that is watched already cannot be watched again.',
      breaks: [],
      breaksToo: ['delivery/repeated-subscribe'],
      disturbs: ['replies/*'],
      decide: refusing(
        (watched, { do: what, symbols = [] }) => what === 'watch' && symbols.some((one) => watched.has(one)),
      ),
    },
    'unwatches-once': {
      story: 'A symbol that is not watched cannot be given up.',
      breaks: [],
      breaksToo: ['delivery/repeated-unsubscribe'],
      disturbs: ['replies/*'],
      decide: refusing(
        (watched, { do: what, symbols = [] }) => what === 'unwatch' && symbols.some((one) => !watched.has(one)),
      ),
    },
    'users-by-prefix': {
      story: 'Events of a user reach users whose ids begin with that id.',
      breaks: [],
      breaksToo: ['delivery/entitled'],
      disturbs: ['errors/changes-nothing'],
      decide: {
        recipients: () => (user: string, _: unknown, connections: readonly Listening[]) =>
          connections.filter((one) => one.user.startsWith(user)).map(({ id }) => id),
      },
    },
    'users-by-the-last-part': {
      story: 'Of the ids of users, only what stands behind the last colon is compared.',
      breaks: [],
      breaksToo: ['delivery/entitled'],
      disturbs: ['errors/changes-nothing'],
      decide: {
        recipients: () => (user: string, _: unknown, connections: readonly Listening[]) =>
          connections.filter((one) => one.user.split(':').at(-1) === user.split(':').at(-1)).map(({ id }) => id),
      },
    },
    'users-in-any-case': {
      story: 'Users whose ids differ in case alone are taken for one.',
      breaks: [],
      breaksToo: ['delivery/entitled'],
      disturbs: ['errors/changes-nothing'],
      decide: {
        recipients: () => (user: string, _: unknown, connections: readonly Listening[]) =>
          connections.filter((one) => one.user.toLowerCase() === user.toLowerCase()).map(({ id }) => id),
      },
    },
    'trades-for-everybody': {
      story: 'What becomes of trades is told to everybody.',
      breaks: [],
      breaksToo: ['delivery/entitled'],
      disturbs: ['errors/changes-nothing'],
      decide: {
        recipients: (original) => (user: string, event: Happening, connections: readonly Listening[]) =>
          event.name.startsWith('trade.') ? connections.map(({ id }) => id) : original(user, event, connections),
      },
    },
    'first-device-only': {
      story: 'Of several devices of a user only the first is told.',
      breaks: [],
      breaksToo: ['delivery/every-connection'],
      disturbs: ['delivery/*', 'errors/changes-nothing', 'lifecycle/*'],
      decide: {
        recipients:
          (original) =>
          (...about: readonly unknown[]) =>
            (original(...about) as readonly string[]).slice(0, 1),
      },
    },
    ...watchingFaults(),
    'values-by-quotes': {
      story: 'Positions are worth what the last quotes of their symbols say.',
      breaks: ['quotes-aside'],
      disturbs: ['state/positions-value'],
      ...quoting(),
    },
    'loses-trades': {
      story: 'Of what becomes of trades, one in twenty is lost.',
      breaks: [],
      breaksToo: ['delivery/trade'],
      disturbs: [...LOST, 'lifecycle/*'],
      wrap: losing((name) => name.startsWith('trade.'), 20),
    },
    'loses-word-of-brokers': {
      story: 'One in twenty times nobody is told that a broker is not connected.',
      breaks: [],
      breaksToo: ['delivery/error'],
      disturbs: LOST,
      wrap: losing((name) => name === 'error.brokerDisconnected', 20),
    },
    'tells-all-devices': {
      story: 'A state is told on all connections of the user.',
      breaks: ['only-asker'],
      disturbs: ['replies/once'],
      decide: {
        told: () => (asking: Listening, connections: readonly Listening[]) =>
          connections.filter(({ user }) => user === asking.user).map(({ id }) => id),
      },
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
