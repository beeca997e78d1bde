/** What the events of users add up to: at each moment a set of possible accounts, for what is being published may count already. */
import type { EntryOf } from '../engine/history.ts';
import { at, textAt } from '../scene/pointer.ts';
import type { Moment } from '../scene/scene.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Something that was published about a user. */
interface Event {
  readonly name: string;
  readonly body: unknown;
  readonly call: number;
  readonly asked: number;
  /** When the server said that it was published. */
  told?: number;
}

/** A position or a trade, in each state that it may have. */
export interface Held {
  readonly id: string;
  /** As it may be told; undefined: not at all. */
  readonly states: readonly (Fields | undefined)[];
  /** The events that certainly count, in order. */
  readonly past: readonly string[];
}

/** What a user may have, between two points of the history. */
export interface Account {
  /** What the cash may be. */
  readonly cash: readonly number[];
  readonly positions: readonly Held[];
  readonly trades: readonly Held[];
  /** The ids of positions and trades that somebody else has begun or changed: what has become of them, nobody knows here. */
  readonly others: { readonly positions: ReadonlySet<string>; readonly trades: ReadonlySet<string> };
}

/** The accounts of all users. */
export interface Accounts {
  readonly note: (moment: Moment) => void;
  /** What has been published by the first point certainly counts, and nothing that was published after the second. */
  readonly of: (user: string, since: number, before: number) => Account;
  /** Whether things of other users are known. */
  readonly hasOthers: (user: string) => boolean;
  /** Whether somebody else is seen, since a place in the history, to have published about a user. */
  readonly isMeddledWith: (user: string, since: number) => boolean;
}

/** The most events that are remembered. */
const REMEMBERED = 20_000;

const positionIn = (name: string, body: unknown): string | undefined =>
  textAt(body, name === 'portfolio.positionAdded' ? '/position/id' : '/positionId');
const tradeIn = (name: string, body: unknown): string | undefined =>
  name.startsWith('trade.') ? textAt(body, '/tradeId') : undefined;

const fieldsAt = (body: unknown, pointer: string): Fields => {
  const found = at(body, pointer);
  return typeof found === 'object' && found !== null ? (found as Fields) : {};
};

const positionAfter = (before: Fields | undefined, { name, body }: Event): Fields | undefined => {
  switch (name) {
    case 'portfolio.positionAdded':
      return fieldsAt(body, '/position');
    case 'portfolio.positionUpdated':
      return before && { ...before, ...fieldsAt(body, '/updates') };
    case 'portfolio.positionClosed':
      return undefined;
    default:
      return before;
  }
};

const tradeAfter = (before: Fields | undefined, { name, body }: Event): Fields | undefined => {
  const { tradeId, symbol, quantity, orderType, limitPrice } = fieldsAt(body, '');
  switch (name) {
    case 'trade.submitted':
      return {
        ...{ id: tradeId, symbol, quantity, orderType, status: 'submitted' },
        ...(limitPrice !== undefined && { limitPrice }),
      };
    case 'trade.partialFill':
      return before;
    default:
      return undefined;
  }
};

/** Things in the states that they may have, with those certain to count first. */
const heldIn = (
  events: readonly Event[],
  since: number,
  idIn: (name: string, body: unknown) => string | undefined,
  after: (before: Fields | undefined, event: Event) => Fields | undefined,
): readonly Held[] => {
  const byId = new Map<string, Event[]>();
  for (const event of events) {
    const id = idIn(event.name, event.body);
    if (id !== undefined) byId.set(id, [...(byId.get(id) ?? []), event]);
  }
  return [...byId].map(([id, own]) => {
    const sure = 1 + own.findLastIndex(({ told }) => told !== undefined && told < since);
    const all: (Fields | undefined)[] = [undefined];
    for (const event of own) all.push(after(all.at(-1), event));
    return { id, states: all.slice(sure), past: own.slice(0, sure).map(({ name }) => name) };
  });
};

/** What the cash may be: the last balance, where it is certain which one that is. */
const cashIn = (events: readonly Event[], since: number): readonly number[] => {
  const balances = events.filter(({ name }) => name === 'portfolio.balanceChanged');
  const isSure = ({ told }: Event) => told !== undefined && told < since;
  const last = balances.filter(
    (one) =>
      !balances.some((other) => isSure(other) && one.told !== undefined && other.asked > one.told) || !isSure(one),
  );
  const values = last.map(({ body }) => Number(at(body, '/newBalance')));
  return balances.some(isSure) ? values : [0, ...values];
};

/** No user has anything yet. */
export const createAccounts = (): Accounts => {
  const events = new Map<string, Event[]>();
  /** What somebody else has published about users, as far as it was seen. */
  const foreign = new Map<string, Event[]>();
  const byCall = new Map<number, readonly [string, Event]>();
  let count = 0;

  const ask = (entry: EntryOf<'asked'>, { publication }: Moment): void => {
    if (entry.hook === 'reset') {
      events.clear();
      foreign.clear();
    }
    const user = publication && textAt(publication.body, '/userId');
    if (!publication || user === undefined || ++count > REMEMBERED) return;
    const event: Event = { name: publication.event, body: publication.body, call: entry.call, asked: entry.seq };
    events.set(user, [...(events.get(user) ?? []), event]);
    byCall.set(entry.call, [user, event]);
  };

  const tell = (entry: EntryOf<'told'>): void => {
    const [user, event] = byCall.get(entry.call) ?? [];
    byCall.delete(entry.call);
    if (user === undefined || !event) return;
    if (entry.answer.status === 'done') event.told = entry.seq;
    // What was refused never counts; of what failed nobody knows.
    if (entry.answer.status === 'refused') {
      events.set(
        user,
        (events.get(user) ?? []).filter((one) => one !== event),
      );
    }
  };

  /** Takes note of what nobody here has published: it happened at any time before it was seen. */
  const see = ({ entry, delivery, message }: Moment): void => {
    const user = textAt(message?.body, '/userId');
    if (!message || !delivery || delivery.of || user === undefined || ++count > REMEMBERED) return;
    const event: Event = { name: message.name, body: message.body, call: -1, asked: -1, told: entry.seq };
    foreign.set(user, [...(foreign.get(user) ?? []), event]);
  };

  const others = (
    some: readonly Event[],
    idIn: (name: string, body: unknown) => string | undefined,
  ): ReadonlySet<string> => new Set(some.flatMap(({ name, body }) => idIn(name, body) ?? []));

  return {
    note: (moment) => {
      if (moment.entry.kind === 'asked') ask(moment.entry, moment);
      if (moment.entry.kind === 'told') tell(moment.entry);
      if (moment.entry.kind === 'received') see(moment);
    },
    of: (user, since, before) => {
      const own = (events.get(user) ?? []).filter(({ asked }) => asked < before);
      const strange = foreign.get(user) ?? [];
      return {
        cash: cashIn([...own, ...strange], since),
        positions: heldIn(own, since, positionIn, positionAfter),
        trades: heldIn(own, since, tradeIn, tradeAfter),
        others: { positions: others(strange, positionIn), trades: others(strange, tradeIn) },
      };
    },
    isMeddledWith: (user, since) => (foreign.get(user) ?? []).some(({ told = since }) => told > since),
    hasOthers: (user) =>
      [...events].some(([other, own]) => other !== user && own.some(({ name }) => name !== 'portfolio.balanceChanged')),
  };
};
