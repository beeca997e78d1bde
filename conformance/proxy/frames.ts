/** Frames: reads what one side of a connection says, beside its way to the other side, which it does not touch. */
import { whyBroken } from '../drivers/mishaps.ts';
import { type Deflate, extension, type Parameters, PerMessageDeflate, Receiver } from './ws-parts.ts';

/** Who says something. */
export type Side = 'client' | 'server';

/** What can be heard of one side. */
export interface Hearing {
  readonly message: (data: Buffer, isBinary: boolean) => void;
  readonly ping: () => void;
  readonly pong: () => void;
  /** A close frame came; 1005 stands for one without a code. */
  readonly conclude: (code: number, reason: string) => void;
  /** What came breaks RFC 6455: what is wrong, in words. */
  readonly broken: (why: string) => void;
  /** A message came that is too large to be kept. */
  readonly oversized: () => void;
}

/** Reads frames, however their bytes come. */
export interface Frames {
  /** Takes bytes, which it may change; `done` is called once all that they tell has been heard. */
  readonly take: (bytes: Buffer, done: () => void) => void;
  readonly close: () => void;
}

/** Messages larger than this are passed on and not read, in bytes. */
export const LARGEST = 16 * 1024 * 1024;

/** The extension that compresses, as it was agreed upon. */
export type Agreed = Parameters | undefined;

/** What was agreed upon in an answer to a handshake; throws where it is not known here. */
export const agreedIn = (header: string): Agreed => {
  if (header === '') return undefined;
  const all = extension.parse(header);
  const { [PerMessageDeflate.extensionName]: deflate, ...others } = all;
  if (Object.keys(others).length > 0 || (deflate?.length ?? 0) > 1) throw new Error(`unknown extensions: ${header}`);
  return deflate?.[0];
};

const TOO_LARGE = new Set(['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH']);

/** Begins to read one side. */
export const createFrames = (side: Side, agreed: Agreed, hearing: Hearing): Frames => {
  // The reader of what a client says is a server, and the other way round.
  const about = { isServer: side === 'client', maxPayload: LARGEST };
  let deflate: Deflate | undefined;
  if (agreed) {
    deflate = new PerMessageDeflate(about);
    deflate.accept([structuredClone(agreed)]);
  }
  const extensions = deflate ? { [PerMessageDeflate.extensionName]: deflate } : {};
  const receiver = new Receiver({ ...about, extensions });
  let isOver = false;

  receiver.on('message', (data: Buffer, isBinary: boolean) => hearing.message(data, isBinary));
  receiver.on('ping', hearing.ping);
  receiver.on('pong', hearing.pong);
  receiver.on('conclude', (code: number, reason: Buffer) => {
    isOver = true;
    hearing.conclude(code, reason.toString());
  });
  receiver.on('error', (error: Error) => {
    isOver = true;
    if ('code' in error && TOO_LARGE.has(String(error.code))) hearing.oversized();
    else hearing.broken(whyBroken(error) ?? error.message);
  });

  return {
    take: (bytes, done) => {
      // After a close frame nothing has a meaning.
      if (isOver) done();
      else receiver.write(bytes, () => done());
    },
    close: () => {
      isOver = true;
      receiver.destroy();
      deflate?.cleanup();
    },
  };
};
