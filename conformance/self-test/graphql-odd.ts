/** Servers of graphql-transport-ws that are odd in ways that its text allows. */
import { type Manner, read } from './graphql-servers.ts';

const later = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** How many pings in a row may go unanswered: connections that are judged by their time are open for longer than that. */
const UNANSWERED = 25;

/** By what is odd about them. */
export const oddServers: Readonly<Record<string, Manner>> = {
  'everything comes a little later, in its order': {
    wire: ({ send, close }) => {
      let last: Promise<void> = Promise.resolve();
      let nth = 0;
      const after = (act: () => Promise<void> | void): Promise<void> => {
        last = last.then(() => later(++nth % 3 === 0 ? 12 : 2)).then(act);
        return last;
      };
      return {
        send: (message) => after(() => send(message)),
        close: (code, reason) => void after(() => close(code, reason)),
      };
    },
  },
  'it pings, ends whoever does not answer, pongs unasked, and says more than it must': {
    wire: ({ send, close, hear }, socket) => {
      let unanswered = 0;
      const beat = setInterval(() => {
        if (++unanswered > UNANSWERED) close(4400, 'no pong');
        void send({ type: 'ping', payload: { at: 1 } });
        void send({ type: 'pong' });
      }, 40);
      socket.once('close', () => clearInterval(beat));
      void send({ type: 'pong', payload: null });
      void send({ type: 'ping' });
      return {
        hear: (text) => {
          if (read(text)?.type === 'pong') unanswered = 0;
          return hear(text);
        },
        send: (message) => {
          if (message.type === 'connection_ack') return send({ ...message, payload: { version: 1 } });
          if (message.type !== 'next') return send(message);
          return send({ ...message, payload: { ...(message.payload as object), extensions: { cost: 1 } } });
        },
      };
    },
  },
  'it tells the end of what was cancelled, and begins operations late': {
    wire: (usual) => {
      const open = new Set<string>();
      const started = new Map<string, Promise<void>>();
      return {
        hear: async (text) => {
          const { type, id = '' } = read(text) ?? {};
          if (type === 'subscribe' && text.includes('subscription') && !open.has(id)) {
            open.add(id);
            const starting = later(15).then(() => usual.hear(text));
            started.set(id, later(16));
            return starting;
          }
          if (type === 'subscribe' && open.has(id)) await started.get(id);
          if (type === 'complete' && open.delete(id)) {
            await started.get(id);
            await usual.send({ type: 'complete', id });
          }
          return usual.hear(text);
        },
      };
    },
  },
  'it refuses other subprotocols in the handshake': { subprotocols: 'refused' },
};
