/** The way to the server behind the proxy: where it is, and whom TLS trusts there. */
import type { IncomingMessage } from 'node:http';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import type { Trust } from '../drivers/reach.ts';

/** Where the server is. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
  /** What its clients call it in the header field `Host`. */
  readonly authority: string;
  readonly secure: boolean;
  readonly trust: Trust;
}

/** Where the server of an address is. */
export const upstreamOf = ({ protocol, hostname, port, host }: URL, trust: Trust): Upstream => {
  const secure = /^(wss|https):$/u.test(protocol);
  return {
    host: hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: Number(port) || (secure ? 443 : 80),
    authority: host,
    ...{ secure, trust },
  };
};

/** Dials it; either side may end halfway. */
export const dialUpstream = ({ host, port, secure, trust }: Upstream): Socket => {
  const options = { host, port, allowHalfOpen: true, noDelay: true };
  return secure
    ? connectSecure({ ...options, servername: isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'], ...trust })
    : connectPlain(options);
};

/** The header fields of a request as they came, but for `Host`: the server is called what its own clients call it. */
export const fieldsFor = ({ authority }: Upstream, { rawHeaders }: IncomingMessage): string[] =>
  rawHeaders.map((text, place) => {
    const name = rawHeaders[place - 1];
    return place % 2 === 1 && name?.toLowerCase() === 'host' ? authority : text;
  });
