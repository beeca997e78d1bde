/** Plain requests: passed on to the server, and its answers back, header fields and bodies as they are. */
import { request as plainRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as secureRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { whyUnanswered } from '../drivers/mishaps.ts';
import { dialUpstream, fieldsFor, type Upstream } from './upstream.ts';

/** Hears of a request and its answer, beside their ways. */
export interface RequestEar {
  readonly asked?: (bytes: Buffer) => void;
  readonly askedAll?: () => void;
  readonly answering?: (answer: IncomingMessage) => void;
  readonly answered?: (bytes: Buffer) => void;
  readonly answeredAll?: () => void;
}

/** Answers a client for a server that cannot be reached. */
const excuse = (response: ServerResponse, why: string): void => {
  if (response.headersSent) response.destroy();
  else response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${why}\n`);
};

/** Passes one request on; `unreachable` makes the sentence for a server that cannot be reached. */
export const passRequest = (
  asked: IncomingMessage,
  response: ServerResponse,
  upstream: Upstream,
  { ear, unreachable }: { readonly ear: RequestEar; readonly unreachable: (why: string) => string },
): void => {
  const { method, url: path } = asked;
  const make = upstream.secure ? secureRequest : plainRequest;
  const socket = dialUpstream(upstream);
  const passed = make({
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    headers: fieldsFor(upstream, asked),
    createConnection: () => socket,
  });
  passed.on('response', (answer) => {
    const { statusCode = 502, statusMessage = '', rawHeaders } = answer;
    ear.answering?.(answer);
    response.sendDate = false;
    response.writeHead(statusCode, statusMessage, rawHeaders);
    // A head may be all that comes for a while.
    response.flushHeaders();
    answer.on('data', (bytes: Buffer) => ear.answered?.(bytes));
    answer.on('end', () => ear.answeredAll?.());
    pipeline(answer, response, () => {});
  });
  // Whoever asks over a plain request for something else than an upgrade gets none.
  passed.on('upgrade', () => {
    socket.destroy();
    excuse(response, unreachable('it answered a plain request with an upgrade'));
  });
  passed.on('error', (error) => excuse(response, unreachable(whyUnanswered(error))));
  // Each request has a connection of its own: one that is kept may be closed just as it is used again.
  response.on('close', () => socket.destroy());
  asked.on('data', (bytes: Buffer) => ear.asked?.(bytes));
  asked.on('end', () => ear.askedAll?.());
  asked.on('error', () => socket.destroy());
  asked.pipe(passed);
};
