/** The faults of the heartbeat: servers that beat too rarely, or do not hear the answer as they should. */
import type { HeartbeatPromise } from '../../schemas/promises.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { subscribed } from '../faults/subscribed.ts';
import { drop, hear } from '../faults/wrap.ts';

/** The faults of the `heartbeat` family; literals, so that `breaks` is checked against its requirements. */
export const heartbeatFaults = ({ promises, promise: { every }, reader }: Setting<HeartbeatPromise>) =>
  ({
    'skips-a-beat': {
      story: 'Every second ping of a connection is lost on its way.',
      breaks: ['on-time'],
      disturbs: ['heartbeat/keeps-the-answering', 'closing/stays-open'],
      wrap: (server) => {
        const pings = new Map<string, number>();
        return drop((output) => {
          if (output.do !== 'ping') return false;
          const nth = (pings.get(output.connection) ?? 0) + 1;
          pings.set(output.connection, nth);
          return nth % 2 === 0;
        })(server);
      },
    },
    'forgives-silence': {
      story: 'A client that never answers a ping is kept.',
      breaks: ['ends-the-silent'],
      decide: { alive: () => () => true },
    },
    'deaf-to-pongs': {
      story: 'Pongs are not taken note of, so that answering clients are cut off.',
      breaks: ['keeps-the-answering'],
      disturbs: ['closing/stays-open'],
      wrap: hear((input) => (input.do === 'pong' ? [] : [input])),
    },
    'deaf-while-subscribed': {
      story: 'Pongs are taken note of only while nothing is subscribed.',
      breaks: ['keeps-the-answering'],
      disturbs: ['closing/stays-open'],
      wrap: (server) => {
        const held = subscribed(reader, promises);
        return {
          ...server,
          receive: (input, now) => {
            if (input.do === 'pong' && held.of(input.connection).size > 0) return [];
            const outputs = server.receive(input, now);
            for (const output of outputs) held.note(output);
            return outputs;
          },
        };
      },
    },
    'starts-late': {
      story: 'The first ping comes after two periods.',
      breaks: ['first'],
      decide: {
        pingAfter: (original) => {
          const known = new Set<number>();
          return (instant: number) => {
            const next = original(instant) as number;
            const first = !known.has(instant);
            known.add(next);
            return first ? next + every : next;
          };
        },
      },
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
