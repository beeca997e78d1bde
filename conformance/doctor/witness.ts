/** Witnesses: connections that see whether a hook did what it said. They answer pings, and never ask for more than a fence. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Read, Reader } from '../../schemas/reader.ts';
import type { Clock } from '../engine/clock.ts';
import type { Driver, Signal } from '../engine/driver.ts';
import { createKit } from '../plans/kit.ts';
import { isRepeated } from '../scene/echoes.ts';
import { parsed } from '../scene/json.ts';
import { at } from '../scene/pointer.ts';

/** How a connection ended. */
export type Ended = Extract<Signal, { kind: 'refused' | 'closed' }>;

/** A connection that keeps all that it heard. */
export interface Witness {
  /** What it has read so far, in order. */
  readonly read: () => readonly Read[];
  /** How many heartbeats have come. */
  readonly beats: () => number;
  readonly ended: () => Ended | undefined;
  /** Waits until something is so; false when the patience of so many ms is spent or the connection has ended before. */
  readonly until: (so: () => boolean, ms?: number) => Promise<boolean>;
  readonly send: (frame: unknown) => void;
  /** Sends the fence and waits for its answer; gives how much was read before it: what is not in that was sent later. */
  readonly fence: () => Promise<number | undefined>;
  readonly leave: () => void;
}

/** Connects with a token, or without one. */
export type Enter = (token: string | undefined) => Witness;

/** What witnesses are made with. */
export interface WitnessOptions {
  readonly connect: Driver['connect'];
  readonly clock: Pick<Clock, 'patiently'>;
  readonly protocol: Protocol;
  readonly reader: Reader;
  /** In ms. */
  readonly patience: number;
}

/** Makes the function that connects witnesses. */
export const createEnter =
  ({ connect, clock, protocol, reader, patience }: WitnessOptions): Enter =>
  (token) => {
    const kit = createKit(protocol, reader);
    const reads: Read[] = [];
    const looking = new Set<() => void>();
    let pings = 0;
    const { replies, heartbeat } = protocol.promises;
    /** The bodies of the fences that were sent, and where the answer to each stands. */
    const fences: { readonly body: unknown; place?: number }[] = [];
    let open = false;
    let end: Ended | undefined;
    // Where no command is free, a witness can afford the first there is: it asks seldom.
    const asked = replies?.fence ?? Object.keys(replies?.to ?? {})[0];
    const { answer, echoes = [] } = replies?.to[asked ?? ''] ?? {};
    /** An answer is that to the first fence which it repeats. */
    const take = (read: Read): void => {
      reads.push(read);
      if (read.name === heartbeat?.send && heartbeat.answer !== undefined)
        send(reader.frame('command', heartbeat.answer, protocol.commands[heartbeat.answer]?.examples[0]));
      if (read.kind !== 'control' || read.name !== answer) return;
      const fence = fences.find(
        ({ body, place }) =>
          place === undefined && echoes.every((echo) => isRepeated(at(body, echo), at(read.body, echo))),
      );
      if (fence) fence.place = reads.length - 1;
    };

    const line = connect(
      token,
      (signal) => {
        switch (signal.kind) {
          case 'opened':
            open = true;
            break;
          case 'received': {
            const read = reader.read(parsed(signal.text), 'server');
            if (read) take(read);
            break;
          }
          case 'ping':
            pings++;
            line.pong();
            break;
          case 'refused':
          case 'closed':
            end = signal;
            break;
        }
        for (const look of looking) look();
      },
      true,
    );

    const until = async (so: () => boolean, ms = patience): Promise<boolean> => {
      let look = () => {};
      await clock.patiently(ms, (resolve) => {
        look = () => {
          if (so() || end) resolve();
        };
        looking.add(look);
        look();
      });
      looking.delete(look);
      return so();
    };
    const send = (frame: unknown): void => line.text(JSON.stringify(frame));

    return {
      read: () => reads,
      beats: () => pings + reads.filter(({ name }) => name === heartbeat?.send).length,
      ended: () => end,
      until,
      send,
      fence: async () => {
        if (asked === undefined) return undefined;
        // What is said before the connection is there is heard by nobody.
        await until(() => open);
        const step =
          replies?.fence === undefined
            ? kit.say('witness', asked, kit.safe(asked))
            : kit.fence(`witness ${fences.length + 1}`);
        if (step.do !== 'send') return undefined;
        const fence: (typeof fences)[number] = { body: reader.read(step.frame, 'client')?.body };
        fences.push(fence);
        send(step.frame);
        await until(() => fence.place !== undefined);
        return fence.place;
      },
      leave: () => line.drop(),
    };
  };

/** How a connection ended, in words. */
export const endInWords = (ended: Ended | undefined): string => {
  if (!ended) return 'the connection is still open';
  if (ended.kind === 'refused') return `the connection was refused: ${ended.because}`;
  return ended.code === undefined
    ? `the connection ended without a close frame${ended.trouble === undefined ? '' : ` (${ended.trouble})`}`
    : `the connection was closed with ${ended.code}`;
};

/** The greeting, once it is there; waits for it. */
export const greeting = async (witness: Witness, { promises }: Protocol): Promise<Read | undefined> => {
  const find = () =>
    witness.read().find(({ kind, name }) => kind === 'control' && name === promises.handshake?.greeting);
  await witness.until(() => find() !== undefined);
  return find();
};

/** The user that a greeting names, where the protocol's greetings do. */
export const userIn = ({ body }: Read, { promises }: Protocol): unknown =>
  promises.handshake?.user === undefined ? undefined : at(body, promises.handshake.user);
