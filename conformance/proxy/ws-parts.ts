/** The parts of `ws` that read frames without being a client or a server of anything; it exports them, and has no types for them. */
import * as ws from 'ws';
import type { Writable } from 'node:stream';

/** What `permessage-deflate` (RFC 7692) was negotiated to, and the state of its inflating. */
export interface Deflate {
  readonly accept: (configurations: Parameters[]) => unknown;
  readonly cleanup: () => void;
}

/** The parameters of an extension, as they stand in a header field. */
export type Parameters = Record<string, (string | true)[]>;

/** Reads frames (RFC 6455): a stream of bytes, and events `message`, `ping`, `pong` and `conclude`. */
export type Receiver = Writable;

interface Parts {
  readonly Receiver: new (options: {
    readonly isServer: boolean;
    readonly maxPayload: number;
    readonly extensions: Readonly<Record<string, Deflate>>;
  }) => Receiver;
  readonly PerMessageDeflate: {
    new (options: { readonly isServer: boolean; readonly maxPayload: number }): Deflate;
    readonly extensionName: string;
  };
  readonly extension: { readonly parse: (header: string) => Readonly<Record<string, Parameters[]>> };
}

export const { Receiver, PerMessageDeflate, extension } = ws as unknown as Parts;
