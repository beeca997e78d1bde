/** How many messages each user has sent of late: each is struck off when its minute is over. */
import type { Agenda } from '../agenda.ts';

/** The messages of one user. */
interface Record {
  /** When those came that still count, in unix ms. */
  readonly instants: number[];
  /** Until when this user is shut out, in unix ms. */
  shutUntil: number;
}

/** What becomes of a message. */
export interface Verdict {
  readonly isTaken: boolean;
  /** How many count now, this one among them. */
  readonly count: number;
  /** When the oldest of them counts no more, in unix ms. */
  readonly resetAt: number;
}

/** What a tally needs; durations in ms. */
export interface TallyOptions {
  readonly agenda: Agenda;
  readonly now: () => number;
  readonly most: number;
  readonly within: number;
  readonly coolDown: number;
}

/** Nobody has sent anything. */
export const createTally = ({ agenda, now, most, within, coolDown }: TallyOptions) => {
  const records = new Map<string, Record>();
  const recordOf = (user: string): Record => {
    const record = records.get(user) ?? { instants: [], shutUntil: Number.NEGATIVE_INFINITY };
    records.set(user, record);
    return record;
  };
  const isShutOut = (user: string): boolean => now() < recordOf(user).shutUntil;

  return {
    isShutOut,
    /** Counts a message. */
    count: (user: string): Verdict => {
      const record = recordOf(user);
      const { instants } = record;
      const isTaken = instants.length < most;
      if (isTaken) {
        instants.push(now());
        agenda.add(now() + within, () => void instants.shift());
      } else if (!isShutOut(user)) record.shutUntil = now() + coolDown;
      return { isTaken, count: instants.length, resetAt: (instants[0] ?? now()) + within };
    },
    clear: () => records.clear(),
  };
};

/** The tally of a server. */
export type Tally = ReturnType<typeof createTally>;
