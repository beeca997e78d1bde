/** Fragments on real sockets: reads the frames of a client beside `ws`, which tells of whole messages alone. */
import type { Duplex } from 'node:stream';
import type { Fragments } from '../schemas/fragments.ts';

interface Frame {
  readonly isFinal: boolean;
  readonly isControl: boolean;
  readonly payload: Buffer;
  /** Where the next begins. */
  readonly end: number;
}

/** The first frame in these bytes, or `undefined` where it is not complete; a client masks what it sends. */
const frameIn = (bytes: Buffer): Frame | undefined => {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const mask = short < 126 ? 2 : short === 126 ? 4 : 10;
  const start = mask + 4;
  if (bytes.length < start) return undefined;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const end = start + length;
  if (bytes.length < end) return undefined;
  const head = bytes.readUInt8(0);
  const payload = Buffer.from(bytes.subarray(start, end));
  for (let nth = 0; nth < length; nth++) payload[nth] = (payload[nth] ?? 0) ^ (bytes[mask + (nth % 4)] ?? 0);
  return { isFinal: head >= 0x80, isControl: (head & 0x08) !== 0, payload, end };
};

/** Begins to read; each call of the function that comes back gives the next message that is complete. */
export const readFragments = (tcp: Duplex): (() => Fragments | undefined) => {
  const complete: Fragments[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let interrupted = 0;
  const take = ({ isFinal, isControl, payload }: Frame): void => {
    if (isControl) {
      if (parts.length > 0) interrupted ||= parts.length;
      return;
    }
    parts.push(payload);
    if (!isFinal) return;
    complete.push({ parts, interrupted });
    parts = [];
    interrupted = 0;
  };
  // Ahead of `ws`, which unmasks the bytes where they are.
  tcp.prependListener('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    for (let frame = frameIn(rest); frame; frame = frameIn(rest)) {
      take(frame);
      rest = Buffer.from(rest.subarray(frame.end));
    }
  });
  return () => complete.shift();
};
