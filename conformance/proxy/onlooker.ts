/**
 * An onlooker of one upgraded connection: is shown the bytes of both sides after they have gone on, and tells what they
 * mean, in the order in which they came.
 */
import { type AnswerHead, headReader } from './answer-head.ts';
import { type Agreed, agreedIn, createFrames, type Frames, type Side } from './frames.ts';
import type { Turns } from './turns.ts';

/** What an onlooker tells. All instants are those of `performance.now()`, in ms. */
export interface Onlooking {
  readonly opened: (at: number) => void;
  readonly refused: (refusal: { readonly status?: number; readonly because: string }, at: number) => void;
  readonly message: (side: Side, data: Buffer, isBinary: boolean, at: number) => void;
  readonly ping: (side: Side, at: number) => void;
  readonly pong: (side: Side, at: number) => void;
  /** A side has sent a close frame; 1005 stands for one without a code. */
  readonly conclude: (side: Side, code: number, reason: string, at: number) => void;
  /** What a side sent breaks RFC 6455; nothing more is told. */
  readonly broken: (side: Side, why: string, at: number) => void;
  /** The onlooker can follow no longer, through nobody's fault; nothing more is told. */
  readonly lost: () => void;
  /** A side has left without a close frame. */
  readonly left: (side: Side, at: number) => void;
  /** Nothing more comes from either side. */
  readonly over: (at: number) => void;
}

/** Is shown what passes. */
export interface Onlooker {
  /** `at`: when they came, and before they went on; now, unless given. */
  readonly saw: (side: Side, bytes: Buffer, at?: number) => void;
  /** One side says no more. */
  readonly ended: (side: Side) => void;
  /** The connection is gone. */
  readonly gone: (because?: string) => void;
  /** Whether so much waits to be looked at that no more should come for now; `room` is called when it may. */
  readonly isFull: () => boolean;
}

type Event = { readonly at: number } & (
  | { readonly is: 'bytes'; readonly side: Side; readonly bytes: Buffer }
  | { readonly is: 'end'; readonly side: Side }
  | { readonly is: 'gone'; readonly because: string }
);

/** So many bytes are looked at in one go; what they tell is judged at once. */
const PIECE = 4096;
/** So many bytes may wait to be looked at. */
const MOST = 4 * 1024 * 1024;

/** Begins to look on; `room` is called when something may come again after it was full. */
export const createOnlooker = (turns: Turns, tell: Onlooking, room: () => void): Onlooker => {
  let events: Event[] = [];
  let waiting = 0;
  let wasFull = false;
  let isWorking = false;
  /** What is done with it: nothing more once `over`. */
  let phase: 'head' | 'frames' | 'over' = 'head';
  const read = headReader();
  const frames: Partial<Record<Side, Frames>> = {};
  const concluded = { client: false, server: false };
  let now = 0;

  const makeRoom = (): void => {
    if (!wasFull) return;
    wasFull = false;
    room();
  };
  const finish = (): void => {
    phase = 'over';
    frames.client?.close();
    frames.server?.close();
    events = [];
    waiting = 0;
    makeRoom();
  };
  const listenTo = (side: Side, agreed: Agreed): Frames => {
    const unlessOver = (act: () => void): void => {
      if (phase === 'frames') act();
    };
    return createFrames(side, agreed, {
      message: (data, isBinary) => unlessOver(() => tell.message(side, data, isBinary, now)),
      ping: () => unlessOver(() => tell.ping(side, now)),
      pong: () => unlessOver(() => tell.pong(side, now)),
      conclude: (code, reason) =>
        unlessOver(() => {
          concluded[side] = true;
          tell.conclude(side, code, reason, now);
        }),
      broken: (why) =>
        unlessOver(() => {
          finish();
          tell.broken(side, why, now);
        }),
      oversized: () =>
        unlessOver(() => {
          finish();
          tell.lost();
        }),
    });
  };
  const begin = ({ status, field, rest }: AnswerHead, at: number): void => {
    if (status !== 101) {
      finish();
      tell.refused({ status, because: `the handshake was answered with HTTP ${status}` }, at);
      return;
    }
    try {
      const agreed = agreedIn(field('sec-websocket-extensions'));
      frames.client = listenTo('client', agreed);
      frames.server = listenTo('server', agreed);
    } catch {
      finish();
      tell.lost();
      return;
    }
    phase = 'frames';
    tell.opened(at);
    if (rest.length > 0) events.unshift({ is: 'bytes', side: 'server', bytes: rest, at });
    waiting += rest.length;
  };

  const takeHead = (side: Side, bytes: Buffer, at: number): void => {
    // Nobody may speak before the answer; what that means for the frames after it cannot be told.
    if (side === 'client') {
      finish();
      tell.lost();
      return;
    }
    const head = read(bytes);
    if (head === 'none') {
      finish();
      tell.refused({ because: 'what came back is not HTTP' }, at);
    } else if (head) begin(head, at);
  };
  const takeBytes = (side: Side, bytes: Buffer, at: number, done: () => void): void => {
    const reader = frames[side];
    if (reader) {
      // What a client says is unmasked where it stands; its bytes may not have gone on yet.
      reader.take(side === 'client' ? Buffer.from(bytes) : bytes, done);
      return;
    }
    if (phase === 'head') takeHead(side, bytes, at);
    done();
  };

  const take = (event: Event, done: () => void): void => {
    now = event.at;
    if (event.is === 'bytes') {
      takeBytes(event.side, event.bytes, event.at, done);
      return;
    }
    if (event.is === 'end') {
      if (phase === 'frames' && !concluded[event.side] && !concluded.server) tell.left(event.side, event.at);
    } else if (phase === 'head') {
      finish();
      tell.refused({ because: event.because }, event.at);
    } else if (phase === 'frames') {
      finish();
      tell.over(event.at);
    }
    done();
  };

  const next = (): Event | undefined => {
    const [first] = events;
    if (first?.is !== 'bytes' || first.bytes.length <= PIECE) return events.shift();
    const { bytes } = first;
    events[0] = { ...first, bytes: bytes.subarray(PIECE) };
    return { ...first, bytes: bytes.subarray(0, PIECE) };
  };
  const work = (): void => {
    const event = next();
    if (!event) {
      isWorking = false;
      return;
    }
    take(event, () => {
      if (event.is === 'bytes') waiting -= event.bytes.length;
      if (waiting < MOST / 2) makeRoom();
      turns.later(work);
    });
  };
  const add = (event: Event): void => {
    if (phase === 'over') return;
    events.push(event);
    if (event.is === 'bytes') waiting += event.bytes.length;
    if (isWorking) return;
    isWorking = true;
    turns.later(work);
  };

  return {
    saw: (side, bytes, at = performance.now()) => add({ is: 'bytes', side, bytes, at }),
    ended: (side) => add({ is: 'end', side, at: performance.now() }),
    gone: (because = 'the connection ended before the handshake') =>
      add({ is: 'gone', because, at: performance.now() }),
    isFull: () => {
      if (phase === 'over') return false;
      wasFull ||= waiting > MOST;
      return wasFull;
    },
  };
};

/** Looks at nothing. */
export const blind: Onlooker = { saw: () => {}, ended: () => {}, gone: () => {}, isFull: () => false };
