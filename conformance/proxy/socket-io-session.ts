/** One session of Socket.IO, whatever carries its packets: tells what they mean as a capture would have it. */
import { decodePacket, type Packet as EnginePacket, type RawData } from 'engine.io-parser';
import { Decoder, type Packet, PacketType } from 'socket.io-parser';
import type { Sight } from '../captures/witnessing.ts';
import { frameOf } from '../drivers/socket-io-frames.ts';
import { BROKEN, refusalIn } from '../drivers/socket-io-mishaps.ts';
import type { Side } from './frames.ts';
import type { Testimony } from './witness.ts';

/** A session that is followed. */
export interface Session {
  /** Takes one packet of Engine.IO. */
  readonly take: (side: Side, packet: EnginePacket, at: number) => void;
  /** What carried it is gone. */
  readonly end: (reason: string, at: number, code?: number) => void;
  /** It cannot be followed any longer. */
  readonly lose: () => void;
}

/** The packet in a message of a WebSocket. */
export const packetOf = (data: Buffer, isBinary: boolean): EnginePacket =>
  decodePacket((isBinary ? data : data.toString()) as RawData, 'nodebuffer');

const lengthOf = ({ data = '' }: EnginePacket): number =>
  1 + (typeof data === 'string' ? Buffer.byteLength(data) : (data as Buffer).length);

/** Begins to follow a session, whose opening has been told; `acknowledgement` is what acknowledgements are called. */
export const createSession = (connection: number, acknowledgement: string, testimony: Testimony): Session => {
  const decoders = { client: new Decoder(), server: new Decoder() };
  let isOpen = false;
  let isOver = false;
  /** What comes ahead of the namespace's own answer. */
  let early: Sight[] = [];
  let now = 0;
  /** The bytes of the packet that is being read. */
  let bytes = 0;

  const tell = (sight: Sight): void => {
    if (isOver) return;
    isOver = sight.kind === 'closed' || sight.kind === 'refused';
    testimony.tell(sight, now);
  };
  const lose = (): void => {
    if (!isOver) testimony.lost(connection);
    isOver = true;
  };
  const receive = (event: string, args: readonly unknown[]): void => {
    const frame = frameOf(event, args);
    const sight: Sight = { kind: 'received', connection, ...frame, bytes: Buffer.byteLength(frame.text) };
    if (isOpen) tell(sight);
    else early.push(sight);
  };
  const argsOf = (data: unknown): readonly unknown[] => (Array.isArray(data) ? data : []);

  const fromServer = ({ type, data }: Packet): void => {
    const [name, ...payload] = argsOf(data);
    switch (type) {
      case PacketType.CONNECT:
        isOpen = true;
        tell({ kind: 'opened', connection });
        for (const sight of early) tell(sight);
        early = [];
        break;
      case PacketType.EVENT:
      case PacketType.BINARY_EVENT:
        receive(String(name), payload);
        break;
      case PacketType.ACK:
      case PacketType.BINARY_ACK:
        receive(acknowledgement, argsOf(data));
        break;
      case PacketType.CONNECT_ERROR: {
        const error = refusalIn(data);
        if (!isOpen)
          tell({ kind: 'refused', connection, error, because: `the server refused the connection (${error.message})` });
        break;
      }
      case PacketType.DISCONNECT:
        tell({ kind: 'closed', connection, reason: 'io server disconnect' });
    }
  };
  const fromClient = ({ type, data }: Packet): void => {
    const [name, ...payload] = argsOf(data);
    if (type === PacketType.EVENT || type === PacketType.BINARY_EVENT)
      tell({ kind: 'sent', connection, ...frameOf(String(name), payload), bytes });
    else if (type === PacketType.DISCONNECT) tell({ kind: 'leaving', connection, abruptly: false });
  };
  decoders.server.on('decoded', (packet) => {
    if (packet.nsp === '/') fromServer(packet);
  });
  decoders.client.on('decoded', (packet) => {
    if (packet.nsp === '/') fromClient(packet);
  });

  return {
    lose,
    take: (side, packet, at) => {
      if (isOver) return;
      now = at;
      if (packet.type === 'close') {
        if (side === 'server') tell({ kind: 'closed', connection, reason: 'transport close' });
        return;
      }
      bytes = lengthOf(packet);
      try {
        if (packet.type === 'message') decoders[side].add(packet.data);
        else if (packet.type === 'error') throw new Error('no packet');
      } catch {
        if (side === 'client' || !isOpen) lose();
        else tell({ kind: 'closed', connection, reason: 'parse error', trouble: BROKEN });
      }
    },
    end: (reason, at, code) => {
      now = at;
      if (isOpen) tell({ kind: 'closed', connection, reason, ...(code !== undefined && { code }) });
      else tell({ kind: 'refused', connection, because: 'the connection ended before the handshake' });
    },
  };
};
