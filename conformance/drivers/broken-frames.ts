/** Frames that break RFC 6455 in exactly one respect, as the bytes a client puts on the wire. */
import { randomBytes } from 'node:crypto';
import type { BrokenFrame } from '../engine/plan.ts';

const FIN = 0x80;
const RSV2 = 0x20;
const MASKED = 0x80;
const TEXT = 0x1;
const RESERVED = 0x3;
const PING = 0x9;

/** A final frame; a payload of 126 bytes or more takes the 16-bit length. */
const frame = (first: number, payload: Buffer, masked = true): Buffer => {
  const mark = masked ? MASKED : 0;
  const long = payload.length > 125;
  const head = Buffer.from([FIN | first, mark | (long ? 126 : payload.length)]);
  const length = Buffer.from(long ? [payload.length >> 8, payload.length & 0xff] : []);
  if (!masked) return Buffer.concat([head, length, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, length, mask, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
};

/** The bytes of a frame that is broken in one way. */
export const brokenFrame = (how: BrokenFrame): Buffer => {
  const text = Buffer.from('{}');
  switch (how) {
    case 'reserved bits':
      return frame(RSV2 | TEXT, text);
    case 'unmasked':
      return frame(TEXT, text, false);
    case 'reserved opcode':
      return frame(RESERVED, text);
    case 'long ping':
      return frame(PING, Buffer.alloc(126, 'x'));
    case 'invalid utf-8':
      return frame(TEXT, Buffer.from([0xc3, 0x28]));
  }
};
