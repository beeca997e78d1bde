/** The addresses of live servers, and what goes into their queries. */
import type { Protocol } from '../../schemas/protocol.ts';
import { Trouble } from '../engine/trouble.ts';

/** What addresses are called, and the schemes that they may have. */
const WEBSOCKET = { name: 'WebSocket', schemes: ['ws:', 'wss:'] };
const SOCKET_IO = { name: 'Socket.IO', schemes: ['http:', 'https:', 'ws:', 'wss:'] };

const listed = (schemes: readonly string[]): string =>
  `${schemes
    .slice(0, -1)
    .map((scheme) => `${scheme}//`)
    .join(', ')} or ${schemes.at(-1)}//`;

/** The address of a server; throws {@link Trouble} `USAGE` where it is none. One of Socket.IO may leave its path out. */
export const addressOf = (url: string, { transport, path }: Pick<Protocol, 'transport' | 'path'>): URL => {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const { name, schemes } = transport === 'socket.io' ? SOCKET_IO : WEBSOCKET;
  if (!address || !schemes.includes(address.protocol)) {
    const shown = url.replace(/[?#].*/s, '');
    throw new Trouble('USAGE', `${shown} is no ${name} URL: it must begin with ${listed(schemes)}.`);
  }
  if (transport === 'socket.io' && address.pathname === '/') address.pathname = path;
  address.hash = '';
  return address;
};

/** The address with a token in a query parameter, or without any there; the rest of the query stays as it is. */
export const withToken = (address: URL, parameter: string | undefined, token: string | undefined): URL =>
  parameter === undefined ? address : withQuery(address, { [parameter]: token });

/** The address with such parameters in the place of those of their names; the rest of the query stays as it is. */
export const withQuery = (address: URL, parameters: Readonly<Record<string, string | undefined>>): URL => {
  const shown = new URL(address);
  const names = Object.keys(parameters);
  const others = shown.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !names.some((name) => new URLSearchParams(part).has(name)));
  const own = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  shown.search = [...others, ...own].join('&');
  return shown;
};

/** Where a server that upgrades at an address answers ordinary requests. */
export const overHttp = (address: URL, path: string, query: string): URL => {
  const url = new URL(address.href.replace(/^ws/, 'http'));
  url.pathname = path;
  url.search = query;
  return url;
};
