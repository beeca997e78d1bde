/**
 * The server that is examined: a chat behind graphql-ws, a library that nobody wrote for this. A client subscribes to
 * what is said in a room; `say` says it.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import type { ServerOptions } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { jwtVerify, SignJWT } from 'jose';
import { type WebSocket, WebSocketServer } from 'ws';

/** Something that was said. */
export interface Said {
  readonly room: string;
  readonly text: string;
  readonly by: string;
}

const key = new TextEncoder().encode('the secret of the example, which is no secret');

/** What is said, handed to whoever listens, in order. */
export const createChat = () => {
  const listeners = new Set<(said: Said) => void>();

  /** Everything that is said in a room from now on. */
  const listen = (room: string): AsyncIterableIterator<{ readonly said: Said }> => {
    const waiting: Said[] = [];
    let wake = () => {};
    let over = false;
    const hear = (said: Said): void => {
      if (said.room !== room) return;
      waiting.push(said);
      wake();
    };
    listeners.add(hear);
    const end = async () => {
      over = true;
      listeners.delete(hear);
      wake();
      return { value: undefined, done: true } as const;
    };
    const heard: AsyncIterableIterator<{ readonly said: Said }> = {
      next: async () => {
        while (waiting.length === 0 && !over)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        const said = waiting.shift();
        return over || said === undefined ? { value: undefined, done: true } : { value: { said }, done: false };
      },
      return: end,
      throw: end,
      [Symbol.asyncIterator]: () => heard,
    };
    return heard;
  };

  return {
    listen,
    say: (said: Said): void => {
      for (const hear of [...listeners]) hear(said);
    },
  };
};

/** A chat. */
export type Chat = ReturnType<typeof createChat>;

const text = { type: new GraphQLNonNull(GraphQLString) };

/** The schema of a chat. */
export const schemaOf = ({ listen }: Chat): GraphQLSchema =>
  new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { hello: { ...text, resolve: () => 'Hello.' } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        said: {
          type: new GraphQLNonNull(new GraphQLObjectType({ name: 'Said', fields: { room: text, text, by: text } })),
          args: { room: text },
          subscribe: (_: unknown, { room }: { readonly room: string }) => listen(room),
        },
      },
    }),
  });

/** A token for somebody, for so many ms; one that has expired already, where they are below 0. */
export const tokenFor = (subject: string, lifetime = 3_600_000): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime(Math.floor((Date.now() + lifetime) / 1000))
    .sign(key);

/** Whose good token the payload of `connection_init` holds; nobody's, where it does not. */
const userIn = async (payload: Readonly<Record<string, unknown>> | undefined): Promise<string | undefined> => {
  if (typeof payload?.token !== 'string') return undefined;
  return jwtVerify(payload.token, key, { algorithms: ['HS256'] }).then(
    ({ payload: claims }) => claims.sub,
    () => undefined,
  );
};

/** The options of graphql-ws for a chat, whose clients have so many ms to speak first; `enter` hears who is let in. */
export const optionsFor = <Extra>(
  chat: Chat,
  connectionInitWaitTimeout: number,
  enter: (extra: Extra, user: string) => void,
): ServerOptions<Readonly<Record<string, unknown>>, Extra> => ({
  schema: schemaOf(chat),
  connectionInitWaitTimeout,
  onConnect: async ({ connectionParams, extra }) => {
    const user = await userIn(connectionParams);
    if (user === undefined) return false;
    enter(extra, user);
    return true;
  },
});

/** Serves a chat by graphql-ws, perhaps with further options of it. */
export const serveChat = async (
  connectionInitWaitTimeout = 3000,
  port = 0,
  more: ServerOptions<Readonly<Record<string, unknown>>, Extra> = {},
) => {
  const chat = createChat();
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  const users = new WeakMap<WebSocket, string>();
  const options = optionsFor<Extra>(chat, connectionInitWaitTimeout, ({ socket }, user) => users.set(socket, user));
  const graphql = useServer({ ...options, ...more }, sockets);
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    say: chat.say,
    /** Ends the connections of a user, or all. */
    leave: (user?: string): void => {
      for (const socket of sockets.clients)
        if (user === undefined || users.get(socket) === user) socket.close(1001, 'Going away');
    },
    close: async (): Promise<void> => {
      await graphql.dispose();
      http.closeAllConnections();
      http.close();
    },
  };
};
