/** Upgrades: a request for one is passed on as it came, and from then on there are only bytes, both ways. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { whyUnanswered } from '../drivers/mishaps.ts';
import { join } from './carry.ts';
import type { Onlooker } from './onlooker.ts';
import { dialUpstream, fieldsFor, type Upstream } from './upstream.ts';

/** How an upgrade is passed on. */
export interface Passing {
  readonly upstream: Upstream;
  /** Makes who looks on; `room` is to be called when it can take more after it was full. */
  readonly onlooker: (room: () => void) => Onlooker;
  /** Makes the sentence for a server that cannot be reached. */
  readonly unreachable: (why: string) => string;
  /** Takes every socket that is opened, so that it can be cut. */
  readonly keep: (socket: Socket) => void;
}

const pairs = (list: readonly string[]): string =>
  list.map((text, place) => (place % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');

/** Passes an upgrade on; `first` is what came in one breath with it. */
export const passUpgrade = (
  asked: IncomingMessage,
  client: Socket,
  first: Buffer,
  { upstream, onlooker: make, unreachable, keep }: Passing,
): void => {
  const { method = 'GET', url: path = '/', httpVersion } = asked;
  const server = dialUpstream(upstream);
  let goOn = (): void => {};
  const onlooker = make(() => goOn());
  let isThere = false;
  client.setNoDelay(true);
  keep(client);
  keep(server);
  client.on('error', () => {});
  server.on('error', (error) => {
    if (isThere) return;
    const why = unreachable(whyUnanswered(error));
    onlooker.gone(whyUnanswered(error));
    client.resume();
    client.end(
      `HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(why) + 1}\r\nConnection: close\r\n\r\n${why}\n`,
      () => client.destroy(),
    );
  });
  // Where the client is gone before the server was reached, nobody needs it.
  client.on('close', () => isThere || server.destroy());
  server.once(upstream.secure ? 'secureConnect' : 'connect', () => {
    isThere = true;
    if (client.destroyed) {
      server.destroy();
      return;
    }
    server.write(`${method} ${path} HTTP/${httpVersion}\r\n${pairs(fieldsFor(upstream, asked))}\r\n`, 'latin1');
    goOn = join(client, server, onlooker);
    if (first.length > 0) {
      server.write(first);
      onlooker.saw('client', first);
    }
  });
};
