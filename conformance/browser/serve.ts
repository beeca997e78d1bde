/** Serves folders on loopback: pages behave there as they do on a web site, and not as files. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  ...{ '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' },
};

/** Serves folders by their names; gives the origin, and the way to end it. */
export const serveFolders = async (folders: Readonly<Record<string, string>>) => {
  const server = createServer(async ({ url = '/' }, answer) => {
    const [name = '', ...rest] = decodeURIComponent(new URL(url, 'http://localhost').pathname).slice(1).split('/');
    const folder = folders[name];
    const file = folder === undefined ? undefined : normalize(join(folder, ...rest));
    const found =
      file === undefined || !file.startsWith(`${folder}${sep}`)
        ? undefined
        : await readFile(file).catch(() => undefined);
    // A browser asks for an icon of the site by itself.
    const status = found ? 200 : url === '/favicon.ico' ? 204 : 404;
    answer.writeHead(status, { 'content-type': TYPES[extname(file ?? '')] ?? 'application/octet-stream' }).end(found);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
