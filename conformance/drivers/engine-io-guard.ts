/** Keeps Engine.IO's client from throwing at a handshake that is none: it reads it without asking what it is. */
import type { Manager } from 'socket.io-client';

type Engine = Manager['engine'];
type Transport = Engine['transport'];

/** What a transport passes on to the engine. */
interface Packet {
  readonly type: string;
  readonly data?: unknown;
}

const isHandshake = (data: unknown): boolean => {
  try {
    const { sid, upgrades, pingInterval, pingTimeout } = JSON.parse(String(data)) as Readonly<Record<string, unknown>>;
    return (
      typeof sid === 'string' &&
      Array.isArray(upgrades) &&
      typeof pingInterval === 'number' &&
      typeof pingTimeout === 'number'
    );
  } catch {
    return false;
  }
};

/** Looks at every handshake ahead of the engine, which is not told of one that is none. */
export const guardHandshake = (engine: Engine, none: () => void): void => {
  const guard = (transport: Transport): void => {
    // Called by the transport for each packet; not public, and there is nothing else ahead of the engine.
    const guarded = transport as unknown as { onPacket: (packet: Packet) => void };
    const pass = guarded.onPacket.bind(transport);
    guarded.onPacket = (packet) => {
      if (packet.type === 'open' && !isHandshake(packet.data)) none();
      else pass(packet);
    };
  };
  guard(engine.transport);
  engine.on('upgrading', guard);
};
