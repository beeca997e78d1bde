/** A relay's manner that RFC 6455 (5.4, 5.5.3) permits: messages in fragments, with pongs nobody asked for in between. */
import { createDice } from './dice.ts';
import type { MakeManner } from './relay.ts';

interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

const PONG: Frame = { final: true, opcode: 10, payload: Buffer.from('unasked') };

/** The first frame in these bytes and what follows it, or `undefined` where it is not complete; it is not masked. */
const frameIn = (bytes: Buffer): readonly [Frame, Buffer] | undefined => {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return undefined;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return undefined;
  const head = bytes.readUInt8(0);
  const payload = bytes.subarray(start, start + length);
  return [{ final: head >= 0x80, opcode: head & 0x0f, payload }, bytes.subarray(start + length)];
};

const written = ({ final, opcode, payload }: Frame): Buffer => {
  const { length } = payload;
  const head = (final ? 0x80 : 0) | opcode;
  if (length < 126) return Buffer.concat([Buffer.from([head, length]), payload]);
  const size = Buffer.alloc(length < 65_536 ? 4 : 10);
  size.writeUInt8(head, 0);
  size.writeUInt8(length < 65_536 ? 126 : 127, 1);
  if (length < 65_536) size.writeUInt16BE(length, 2);
  else size.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([size, payload]);
};

/** A whole message in three fragments, one of them perhaps empty; control frames and fragments stay as they are. */
const fragmentsOf = (frame: Frame, dice: (least: number, most: number) => number): readonly Frame[] => {
  if (!frame.final || frame.opcode === 0 || frame.opcode > 7) return [frame];
  const { payload, opcode } = frame;
  const one = dice(0, payload.length);
  const two = dice(one, payload.length);
  return [
    { final: false, opcode, payload: payload.subarray(0, one) },
    PONG,
    { final: false, opcode: 0, payload: payload.subarray(one, two) },
    { final: true, opcode: 0, payload: payload.subarray(two) },
  ];
};

/** The first line of the answer that begins a WebSocket; whatever follows another is ordinary HTTP. */
const SWITCHING = /^HTTP\/1\.1 101 /;

/** Every message to the client in fragments with a pong in between; not for connections that compress. */
export const fragments = (seed: number): MakeManner => {
  const dice = createDice(seed);
  return (towards) => {
    let rest = Buffer.alloc(0);
    let upgraded = false;
    let plain = false;
    const cut = (bytes: Buffer): readonly Buffer[] => {
      if (plain) return [bytes];
      const pieces: Buffer[] = [];
      rest = Buffer.concat([rest, bytes]);
      const end = upgraded ? -1 : rest.indexOf('\r\n\r\n');
      if (end >= 0) {
        upgraded = SWITCHING.test(rest.subarray(0, end).toString('latin1'));
        plain = !upgraded;
        if (plain) return [rest];
        pieces.push(rest.subarray(0, end + 4));
        rest = rest.subarray(end + 4);
      }
      for (let found = upgraded ? frameIn(rest) : undefined; found; found = frameIn(rest)) {
        rest = Buffer.from(found[1]);
        pieces.push(...fragmentsOf(found[0], dice).map(written));
      }
      return pieces;
    };
    return towards === 'client' ? { cut } : {};
  };
};
