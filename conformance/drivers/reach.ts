/** Reaching a server: what a handshake shows beside its address, and whom TLS trusts. */
import { rootCertificates } from 'node:tls';

/** What it takes to reach a server. */
export interface Reach {
  /** Further header fields of the handshake, and of requests for resources; cookies are among them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The subprotocols that are offered, in the order of preference (RFC 6455, 1.9). */
  readonly subprotocols?: readonly string[];
  /** The certificates of authorities that are trusted beside those known to Node, as PEM. */
  readonly ca?: string;
  /** True: no certificate is looked at. */
  readonly insecure?: true;
}

/** Whom TLS trusts, as Node's own options. */
export interface Trust {
  readonly ca?: string[];
  readonly rejectUnauthorized?: false;
}

/** What reaches a control interface: that is no part of the server, and is shown its own secret alone. */
export const withoutHeaders = ({ headers: _, ...rest }: Reach): Reach => rest;

/** The options for TLS. */
export const trustOf = ({ ca, insecure }: Reach): Trust => ({
  ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
  ...(insecure && { rejectUnauthorized: false as const }),
});
