/** The faults of quotes that are held back in `trading`: servers that lose them, or tell them where they are not wanted any more. */
import type { Input, Output } from '../../schemas/server.ts';
import type { Fault } from '../engine/requirement.ts';
import { parsed } from '../scene/json.ts';
import { itemsAt } from '../scene/pointer.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether what the server does now comes of a hook. */
const hooked = (): { readonly wrap: NonNullable<Fault['wrap']>; readonly isHook: () => boolean } => {
  let isHook = false;
  return {
    isHook: () => isHook,
    wrap: (server) => ({
      ...server,
      receive: (input, now) => {
        isHook = input.do === 'hook';
        return server.receive(input, now);
      },
    }),
  };
};

/** What is held when somebody else does something outlives it. */
const outliving = (): Pick<Fault, 'wrap' | 'decide'> => {
  const { wrap, isHook } = hooked();
  return { wrap, decide: { drops: (original) => (item: string) => original(item) && !isHook() } };
};

/** The symbol of a quote; undefined where it is something else. */
export const symbolOf = (output: Output): string | undefined => {
  const { event, data } = (output.do === 'message' ? output.message : {}) as Fields;
  return event === 'market.quote' ? String((data as Fields).symbol) : undefined;
};

/** Of quotes that were held, some are lost: what a server makes of its inputs, it remembers by itself. */
const losingHeld =
  (
    begin: () => {
      readonly note: (input: Input, now: number) => void;
      readonly isLost: (connection: string, symbol: string, now: number) => boolean;
    },
  ): NonNullable<Fault['wrap']> =>
  (server) => {
    const { note, isLost } = begin();
    return {
      ...server,
      receive: (input, now) => {
        note(input, now);
        return server.receive(input, now).filter((output) => {
          const symbol = input.do === 'tick' ? symbolOf(output) : undefined;
          return symbol === undefined || output.do !== 'message' || !isLost(output.connection, symbol, now);
        });
      },
    };
  };

/** What is held when its symbol is given up is looked at only when it is due. */
const returning = (): NonNullable<Fault['wrap']> =>
  losingHeld(() => {
    const given = new Map<string, Set<string>>();
    return {
      isLost: (connection, symbol) => given.get(connection)?.has(symbol) === true,
      note: (input) => {
        if (input.do !== 'text') return;
        const { event, data } = (parsed(input.text) ?? {}) as Fields;
        const some = given.get(input.connection) ?? new Set();
        given.set(input.connection, some);
        for (const item of itemsAt(data, '/symbols').map(String)) {
          if (event === 'market.unsubscribe') some.add(item);
          if (event === 'market.subscribe') some.delete(item);
        }
      },
    };
  });

/** Where another device of a user connects, what is held for that user is lost; a period is so long, in ms. */
const losingToNewcomers = (period: number): NonNullable<Fault['wrap']> =>
  losingHeld(() => {
    const users = new Map<string, string>();
    const until = new Map<string, number>();
    return {
      isLost: (connection, _, now) => now <= (until.get(connection) ?? Number.NEGATIVE_INFINITY),
      note: (input, now) => {
        if (input.do !== 'connect' || input.credential.status !== 'valid') return;
        const { user } = input.credential;
        for (const [connection, other] of users) if (other === user) until.set(connection, now + period);
        users.set(input.connection, user);
      },
    };
  });

/** After what was held has gone out, the next period counts from when it was published. */
const countingFromPublication = (): Pick<Fault, 'wrap' | 'decide'> => {
  let [instant, heldAt] = [0, 0];
  const published = new Map<number, number>();
  return {
    wrap: (server) => {
      published.clear();
      return {
        ...server,
        receive: (input, now) => {
          instant = now;
          const outputs = server.receive(input, now);
          const isReleased = input.do === 'tick' && outputs.some((output) => symbolOf(output) !== undefined);
          if (isReleased) published.set(now, heldAt);
          return outputs;
        },
      };
    },
    decide: {
      held: (original) => (waiting: unknown, next: unknown) => {
        heldAt = instant;
        return original(waiting, next);
      },
      nextAt: (original) => (sentAt: number) => original(published.get(sentAt) ?? sentAt),
    },
  };
};

/** The faults of what is held back; literals, so that `breaks` is checked against the requirements. */
export const heldFaults = () =>
  ({
    'held-outlives-its-position': {
      story: 'A quote that is held back comes also when the position in its symbol has been closed.',
      breaks: [],
      breaksToo: ['pacing/unwanted'],
      disturbs: ['pacing/*'],
      ...outliving(),
    },
    'held-comes-back': {
      story: 'A quote that was held back as its symbol was given up comes when the symbol is watched again in time.',
      breaks: [],
      breaksToo: ['pacing/unwanted'],
      disturbs: ['pacing/*'],
      decide: { drops: () => () => false },
      wrap: returning(),
    },
    'counts-from-publication': {
      story: 'After a quote that was held back, the next second counts from when it was published.',
      breaks: [],
      breaksToo: ['pacing/spaced'],
      disturbs: ['pacing/*'],
      ...countingFromPublication(),
    },
    'newcomers-cost-what-is-held': {
      story: 'Where another device of a user connects, quotes that are held back for that user are lost.',
      breaks: [],
      breaksToo: ['pacing/newest'],
      disturbs: ['pacing/*'],
      wrap: losingToNewcomers(1000),
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
