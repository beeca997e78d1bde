/** Framing: has single packets of Socket.IO leave in several frames of the WebSocket that carries them. */
import type { WebSocket } from 'ws';
import type { InFrames } from '../engine/driver.ts';
import { sendInFrames } from './in-frames.ts';

/** Says which packets leave so. */
export interface Framing {
  /** The event that is to be acknowledged by this number will leave in so many frames. */
  readonly inFrames: (id: number, frames: InFrames) => void;
  /** Has a WebSocket heed that. */
  readonly carriedBy: (ws: WebSocket) => void;
  /** Does something once all that is to leave so has left, for packets may have to wait. */
  readonly after: (act: () => void) => void;
}

/** An event that is to be acknowledged, as Engine.IO has it. */
const EVENT = /^42(\d+)\[/;

/** No packet leaves in several frames yet; `ping` sends a ping frame. */
export const createFraming = (ping: (ws: WebSocket, text: string) => void): Framing => {
  const wanted = new Map<number, InFrames>();
  const carriers = new WeakSet<WebSocket>();
  const waiting: (() => void)[] = [];
  const takeFor = (data: unknown): InFrames | undefined => {
    const id = Number(typeof data === 'string' ? EVENT.exec(data)?.[1] : undefined);
    const frames = wanted.get(id);
    wanted.delete(id);
    return frames;
  };
  return {
    inFrames: (id, frames) => wanted.set(id, frames),
    after: (act) => {
      if (wanted.size > 0) waiting.push(act);
      else act();
    },
    carriedBy: (ws) => {
      if (carriers.has(ws)) return;
      carriers.add(ws);
      const send: WebSocket['send'] = ws.send.bind(ws);
      const heeding = (data: string, ...rest: []): void => {
        const frames = takeFor(data);
        if (frames) sendInFrames({ send, ping: (held: string) => ping(ws, held) }, data, frames);
        else send(data, ...rest);
        if (wanted.size > 0) return;
        for (const act of waiting.splice(0)) act();
      };
      // Engine.IO hands on what it has to send, and asks for nothing in return.
      ws.send = heeding as WebSocket['send'];
    },
  };
};
