/** What a server has yet to do, in order of the instants it is to be done at; of equal instants, first come first served. */

/** A list of things to do. */
export interface Agenda {
  /** Puts something on the list, for an instant in unix ms; an owner can have it struck off. */
  readonly add: (at: number, act: () => void, owner?: string) => void;
  /** Strikes off what is there for an owner. */
  readonly forget: (owner: string) => void;
  /** Does all that is due, also what comes due because of it. */
  readonly run: (now: number) => void;
  readonly next: () => number | undefined;
}

interface Item {
  readonly at: number;
  readonly act: () => void;
  readonly owner: string | undefined;
}

/** Nothing to do. */
export const createAgenda = (): Agenda => {
  let items: Item[] = [];
  return {
    // From the end: a long replay adds thousands, each behind the one before.
    add: (at, act, owner) => {
      const before = items.findLastIndex((item) => item.at <= at);
      items.splice(before + 1, 0, { at, act, owner });
    },
    forget: (owner) => {
      items = items.filter((item) => item.owner !== owner);
    },
    run: (now) => {
      for (let item = items[0]; item && item.at <= now; item = items[0]) {
        items.shift();
        item.act();
      }
    },
    next: () => items[0]?.at,
  };
};
