/** One HTTP request and its answer, over connections that are kept alive. Nothing is thrown: what goes wrong is said. */
import * as http from 'node:http';
import * as https from 'node:https';
import { whyUnanswered } from './mishaps.ts';
import { type Reach, trustOf } from './reach.ts';
import { allow } from './real-clock.ts';

/** A request; a body is sent as JSON, and raw text in its place just as it is. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly raw?: string;
}

/** An answer, or why there is none, and whether anybody was there at all. */
export type Exchange =
  | { readonly status: number; readonly text: string }
  | { readonly status: 'none'; readonly because: string; readonly reached: boolean };

/** Exchanges requests for answers. */
export interface Exchanger {
  readonly exchange: (request: Request) => Promise<Exchange>;
  /** Ends what is under way, and keeps no connection. */
  readonly close: () => void;
}

/** The largest answer that is read unless told otherwise, in bytes. */
const MOST = 1024 * 1024;
/** How long an idle connection is kept, in ms: shorter than servers do, so that none is closed under a request. */
const IDLE = 1000;

/** Makes exchanges that take at most so many ms, and answers of so many bytes, each; `reach` is what every request shows. */
export const createExchanger = (patience: number, most = MOST, reach: Reach = {}): Exchanger => {
  const trust = trustOf(reach);
  const agents = {
    'http:': new http.Agent({ keepAlive: true, timeout: IDLE }),
    'https:': new https.Agent({ keepAlive: true, timeout: IDLE, ...trust }),
  };

  const underWay = new Set<(because: string) => void>();

  const attempt = (request: Request, again: boolean): Promise<Exchange> =>
    new Promise((resolve) => {
      const { url, method, body } = request;
      const secure = url.protocol === 'https:';
      const written = request.raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const payload = written === undefined ? undefined : Buffer.from(written);
      const headers = {
        ...reach.headers,
        ...request.headers,
        accept: 'application/json',
        ...(payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}),
      };
      const agent = again ? false : agents[secure ? 'https:' : 'http:'];
      const call = (secure ? https : http).request(url, { method, headers, agent, ...(secure && trust) });
      const fail = (because: string): void => {
        settle();
        call.destroy();
        resolve({ status: 'none', because, reached });
      };
      const settle = (): void => {
        cancel();
        underWay.delete(fail);
      };
      underWay.add(fail);
      const cancel = allow(patience, () => fail(`there was no answer within ${patience} ms`));
      let reached = false;
      let answering = false;

      call.on('socket', (socket) => {
        reached = !socket.connecting;
        if (reached) return;
        socket.once('connect', () => {
          reached = true;
        });
      });
      call.on('error', (error: NodeJS.ErrnoException) => {
        // A server may close an idle connection just as it is used again; the request never reached it.
        const stale = call.reusedSocket && !answering && error.code === 'ECONNRESET';
        settle();
        if (stale) resolve(attempt(request, true));
        else fail(whyUnanswered(error));
      });
      call.on('response', (response) => {
        answering = true;
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > most) fail(`the answer is larger than ${Math.round(most / 1024 / 1024)} MiB`);
        });
        response.on('error', () => fail('the answer broke off'));
        response.on('end', () => {
          settle();
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      });
      call.end(payload);
    });

  return {
    exchange: (request) => attempt(request, false),
    close: () => {
      for (const fail of [...underWay]) fail('time ran out');
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
};
