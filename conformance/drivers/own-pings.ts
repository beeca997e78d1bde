/** The pings that a line sends: those of plans, and those by which it is found out whether all has come. */

/** The pings of one line that no pong has come for. */
export interface OwnPings {
  /** A plan's ping is sent, which holds this text. */
  readonly sent: (text: string) => void;
  /**
   * Somebody wants to know when a pong comes. Gives the text that a ping must hold for that; none where one of a plan is
   * under way, whose pong will do: of several pings, the latest alone may be answered (RFC 6455, 5.5.3).
   */
  readonly ask: (over: (answered: boolean) => void) => string | undefined;
  /** A pong came. Says whether it is one that plans should hear of. */
  readonly came: (text: string) => boolean;
  /** No more pongs come. */
  readonly end: () => void;
}

interface Ping {
  readonly text: string;
  readonly isPlans: boolean;
  readonly over: ((answered: boolean) => void)[];
}

/** No ping yet. */
export const createOwnPings = (): OwnPings => {
  let waiting: Ping[] = [];
  let asked = 0;
  return {
    sent: (text) => waiting.push({ text, isPlans: true, over: [] }),
    ask: (over) => {
      const last = waiting.at(-1);
      if (last?.isPlans) {
        last.over.push(over);
        return undefined;
      }
      const text = `drain ${++asked}`;
      waiting.push({ text, isPlans: false, over: [over] });
      return text;
    },
    came: (text) => {
      const answered = waiting.findLastIndex((ping) => ping.text === text);
      const isPlans = waiting[answered]?.isPlans ?? true;
      const done = waiting.slice(0, answered + 1);
      waiting = waiting.slice(answered + 1);
      for (const { over } of done) for (const tell of over) tell(true);
      return isPlans;
    },
    end: () => {
      for (const { over } of waiting.splice(0)) for (const tell of over) tell(false);
    },
  };
};
