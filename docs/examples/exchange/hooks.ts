/** What makes things happen on an exchange: the hooks, as functions. */
import { defineDriver, Refused } from 'wireproof';
import { Against, type Happening, type serveExchange } from './server.ts';

type Served = Pick<Awaited<ReturnType<typeof serveExchange>>, 'exchange' | 'leave'>;

const TYPES: readonly string[] = ['listed', 'delisted', 'delta', 'trade'] satisfies readonly Happening['type'][];

/** The hooks for an exchange. */
export const hooksOf = ({ exchange, leave }: Served) =>
  defineDriver({
    protocol: 'exchange',
    publish: ({ event, payload }) => {
      if (!TYPES.includes(event)) throw new Refused(`${event} is nothing that happens`, 400);
      try {
        exchange.happen({ type: event, data: payload } as unknown as Happening); // what the protocol has checked
      } catch (thrown) {
        throw thrown instanceof Against ? new Refused(thrown.message, 409) : thrown;
      }
    },
    close: () => leave(),
    reset: () => {
      exchange.forget();
      leave();
    },
  });
