/** Interest: which events a connection wants by the filters it has set, as far as that is certain at any moment. */
import type { FilterList, FiltersPromise } from '../../schemas/promises/filters.ts';
import { askedAs } from './called.ts';
import type { Declares } from './declares.ts';
import type { Command, Reply } from './exchanges.ts';
import { at, itemsAt } from './pointer.ts';

/** Whether an event passes: certainly, certainly not, or depending on what is under way. */
export type Passes = 'yes' | 'no' | 'unsure';

/** A filter: the names and values it lists; what it does not list, it does not ask about. */
export interface Wish {
  readonly names?: ReadonlySet<string>;
  readonly values: Readonly<Record<string, ReadonlySet<string> | undefined>>;
  /** Whether it lists any values. */
  readonly isValued: boolean;
}

/** The wish that lists nothing, and lets everything pass. */
const ALL: Wish = { values: {}, isValued: false };

/** The filters of one connection. */
export interface Interest {
  readonly passes: (event: string, body: unknown) => Passes;
  /** The filter in force for an event, where that is certain; undefined where nothing of it is wanted. */
  readonly wish: (event: string) => { readonly certain: boolean; readonly wish?: Wish };
  /** Whether every event of a name certainly passes. */
  readonly getsAll: (event: string) => boolean;
  /** A command was sent that may change a filter. */
  readonly ask: (command: Command) => void;
  /** It was answered. */
  readonly settle: (reply: Reply) => void;
}

/** One filter, and those that are asked for and not answered; `undefined` wants nothing. */
interface Slot {
  current: Wish | undefined;
  readonly pending: { readonly seq: number; readonly wish: Wish | undefined }[];
}

const listAt = (body: unknown, { at: where }: Pick<FilterList, 'at'>): ReadonlySet<string> | undefined => {
  const listed = itemsAt(body, where).filter((item) => typeof item === 'string');
  return listed.length === 0 ? undefined : new Set(listed);
};

/** The filter that a body asks for. */
export const wishIn = ({ names, values }: FiltersPromise, body: unknown): Wish => {
  const listed = listAt(body, names);
  const lists = Object.entries(values).map(([name, list]) => [name, listAt(body, list)] as const);
  return {
    values: Object.fromEntries(lists),
    isValued: lists.some(([, list]) => list !== undefined),
    ...(listed && { names: listed }),
  };
};

/** The body of the command that would set the filter which an address sets; undefined where it sets none. */
export const queryBody = (
  { names, values }: FiltersPromise,
  query: Readonly<Record<string, string>> = {},
): Readonly<Record<string, readonly string[]>> | undefined => {
  const lists = [names, ...Object.values(values)].flatMap(({ at: where, query: parameter }) => {
    const given = parameter === undefined ? undefined : query[parameter];
    const items = given?.split(',').filter((item) => item !== '') ?? [];
    return items.length === 0 ? [] : [[where.slice(1), items] as const];
  });
  return lists.length === 0 ? undefined : Object.fromEntries(lists);
};

/** Whether a filter lets an event pass. */
export const lets = ({ values }: FiltersPromise, wish: Wish | undefined, name: string, body: unknown): boolean => {
  if (!wish || (wish.names && !wish.names.has(name))) return false;
  for (const list in wish.values) {
    const listed = wish.values[list];
    const field = values[list]?.field;
    if (listed === undefined || field === undefined) continue;
    const value = at(body, field);
    if (value !== undefined && value !== null && !listed.has(String(value))) return false;
  }
  return true;
};

/**
 * Whether an event holds what a list of values is held against, and does not declare it: of such an event nobody can say
 * whether it passes where values are listed.
 */
const isBeyond = ({ values }: FiltersPromise, declares: Declares, event: string, body: unknown): boolean => {
  for (const list in values) {
    const field = values[list]?.field;
    if (field === undefined) continue;
    const value = at(body, field);
    if (value !== undefined && value !== null && !declares(event, field)) return true;
  }
  return false;
};

/** What interests are made of: `events` are what filters can name. */
export interface InterestOptions {
  readonly promise: FiltersPromise;
  readonly events: ReadonlySet<string>;
  readonly declares: Declares;
}

/** The interest of a connection whose address sets such a filter. */
export const createInterest = (
  { promise, events, declares }: InterestOptions,
  query?: Readonly<Record<string, string>>,
): Interest => {
  const { set, unset, names, replaces, initially } = promise;
  const whole = replaces === 'whole';
  const slots = new Map<string, Slot>();
  const slotOf = (name: string): Slot => {
    const key = whole ? '' : name;
    const known = slots.get(key);
    if (known) return known;
    const fresh: Slot = { current: initially === 'all' ? ALL : undefined, pending: [] };
    slots.set(key, fresh);
    return fresh;
  };
  const asked = queryBody(promise, query);
  if (asked) {
    const { names: listed, ...unnamed } = wishIn(promise, asked);
    const known = listed === undefined || [...listed].every((name) => events.has(name));
    slotOf('').current = { ...unnamed, ...(listed && known && { names: listed }) };
  }

  const touched = ({ name, body, bad }: Command): readonly string[] => {
    if (bad.length > 0 || (name !== set && name !== unset)) return [];
    const listed = listAt(body, names);
    if (whole) return name === set && !listed && names.empty === 'nothing' ? [] : [''];
    return [...(listed ?? [])];
  };
  const nameOf = (event: string): string => askedAs(promise, event);

  const judge = (event: string, body: unknown): Passes => {
    const name = nameOf(event);
    const { current, pending } = slotOf(name);
    const first = lets(promise, current, name, body);
    const same = pending.every(({ wish }) => lets(promise, wish, name, body) === first);
    if (!same) return 'unsure';
    const isWanted = (wish: Wish | undefined): boolean => wish?.isValued === true && wish.names?.has(name) !== false;
    if ((isWanted(current) || pending.some(({ wish }) => isWanted(wish))) && isBeyond(promise, declares, event, body))
      return 'unsure';
    return first ? 'yes' : 'no';
  };
  /** The latest judgement, which several oracles ask for one after the other. */
  let latest: { readonly event: string; readonly body: unknown; readonly is: Passes } | undefined;
  /** What is in force for each event. */
  const inForce = new Map<string, ReturnType<Interest['wish']>>();
  const change = (): void => {
    latest = undefined;
    inForce.clear();
  };

  const wish: Interest['wish'] = (event) => {
    const known = inForce.get(event);
    if (known) return known;
    const { current, pending } = slotOf(nameOf(event));
    const found = { certain: pending.length === 0, ...(current && { wish: current }) };
    inForce.set(event, found);
    return found;
  };

  return {
    passes: (event, body) => {
      if (latest && latest.body === body && latest.event === event) return latest.is;
      const is = judge(event, body);
      latest = { event, body, is };
      return is;
    },
    wish,
    getsAll: (event) => {
      const { certain, wish: wanted } = wish(event);
      return certain && wanted !== undefined && !wanted.names && !wanted.isValued;
    },
    ask: (command) => {
      change();
      for (const name of touched(command)) {
        // By name, the list of names has chosen the slot already.
        const { names: listed, ...unnamed } = wishIn(promise, command.body);
        const wanted = command.name === unset ? undefined : { ...unnamed, ...(whole && listed && { names: listed }) };
        slotOf(name).pending.push({ seq: command.entry.seq, wish: wanted });
      }
    },
    settle: ({ to: { command }, fit }) => {
      change();
      for (const name of touched(command)) {
        const slot = slotOf(name);
        const index = slot.pending.findIndex(({ seq }) => seq === command.entry.seq);
        const [found] = index < 0 ? [] : slot.pending.splice(index, 1);
        if (found && (fit === 'answer' || fit === 'misnamed')) slot.current = found.wish;
      }
    },
  };
};
