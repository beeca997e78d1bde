/** Servers that keep no promise, each bad in one way of its own, and a command line to examine them with. */
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ServerOptions, WebSocket } from 'ws';
import { shippedKit } from '../cli/shipped-kit.ts';
import { run } from '../cli/program.ts';
import { endAll, serveBytes, serveHttp, serveSockets } from '../drivers/testing/servers.ts';
import { sign } from '../drivers/tokens.ts';

/** What a terminal would act upon, and what a page would. */
export const MARKUP = '\u001b[2J\u001b]0;owned\u0007\u202e<script>alert(1)</script>\r\nwireproof: conformant';

const INSTANT = '2026-01-01T00:00:00.000Z';

/** Ends whatever was begun with {@link endLater}, with the test. */
export const endWithTheTest = (): void => onTestFinished(endAll);

/** A server that meets each TCP connection with its own bytes; gives its URL. */
export const bytes = async (meet: (socket: Socket) => void): Promise<string> => {
  endWithTheTest();
  return `ws://127.0.0.1:${await serveBytes(meet)}/ws`;
};

/** A server that answers every request alike, whatever it was; gives its URL. */
export const answers = (text: string): Promise<string> =>
  bytes((socket) => void socket.once('data', () => socket.end(text)));

/** A server that does one thing with each WebSocket; gives its URL. */
export const sockets = async (
  meet: (socket: WebSocket, path: string) => void,
  options: ServerOptions = {},
): Promise<string> => {
  endWithTheTest();
  return `ws://127.0.0.1:${await serveSockets(meet, options)}/ws`;
};

/** What is beneath a WebSocket, for what no library would do. */
export const wireOf = (socket: WebSocket): Socket => (socket as unknown as { readonly _socket: Socket })._socket;

const tokenIn = (path: string): string => new URL(path, 'ws://here').searchParams.get('token') ?? '';

/** Lets anybody in by name, and says what `message` makes of each message; gives its URL. */
export const welcoming = (
  message: (socket: WebSocket, text: string) => void,
  more: Readonly<Record<string, string>> = {},
  { repeatsToken = false, ...options }: ServerOptions & { readonly repeatsToken?: boolean } = {},
): Promise<string> =>
  sockets((socket, path) => {
    const shown = repeatsToken ? { address: path, shown: tokenIn(path) } : {};
    socket.send(JSON.stringify({ type: 'connected', userId: 'somebody', timestamp: INSTANT, ...shown, ...more }));
    socket.on('message', (data) => message(socket, String(data)));
  }, options);

/** What a control message of that type says here. */
export const control = (type: string, more: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({ type, timestamp: INSTANT, ...more });

/** A control interface that answers every hook with this; `undefined` lets it hang. Gives its URL. */
export const hooks = async (answer: (path: string, body: string) => string | number | undefined): Promise<string> => {
  endWithTheTest();
  const port = await serveHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const said = answer(request.url ?? '', Buffer.concat(chunks).toString());
      if (said === undefined) return;
      if (typeof said === 'number') response.statusCode = said;
      response.end(typeof said === 'number' ? MARKUP : said);
    });
  });
  return `http://127.0.0.1:${port}`;
};

/** Says of itself that it has these hooks, and hands out tokens of its own making; the rest is `otherwise`. */
export const tokensAnd = (
  names: readonly string[],
  otherwise: (path: string) => string | number | undefined,
): Promise<string> =>
  hooks((path, body) => {
    if (path === '/') return JSON.stringify({ protocol: 'commerce', hooks: ['token', ...names] });
    if (path !== '/token') return otherwise(path);
    const { subject } = JSON.parse(body) as { readonly subject: string };
    return JSON.stringify({ token: sign({ sub: subject, exp: 4_102_444_800 }, 'nobody knows this key') });
  });

/** What `wireproof test` made of a server. */
export interface Judged {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Examines a server by the command line, with little patience and a small budget. */
export const judged = async (url: string, ...more: readonly string[]): Promise<Judged> => {
  const said = { out: '', err: '' };
  const code = await run(
    [
      'test',
      url,
      '--protocol',
      'commerce',
      '--seed',
      '1',
      '--runs',
      '10',
      '--patience',
      '300ms',
      '--budget',
      '2s',
      ...more,
    ],
    {
      stdout: { write: (text) => (said.out += text) },
      stderr: { write: (text) => (said.err += text) },
      env: {},
      stopped: () => new Promise(() => {}),
    },
    shippedKit,
  );
  return { code, ...said };
};
