/**
 * The faults of limits. A server that counts wrongly has its own limit switched off, by its decision `over`, and another
 * before it.
 */
import type { LimitsPromise } from '../../../schemas/promises/limits.ts';
import type { Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { limiter, type Wrong } from '../../faults/limiter.ts';
import { noticing } from '../../faults/noticing.ts';
import { alter, drop, messages } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';
import { at, withAt } from '../../scene/pointer.ts';
import { limitsAboveFaults } from './above-faults.ts';
import { limitsKindsFaults } from './kinds-faults.ts';

/** The faults of the `limits` family; literals, so that `breaks` is checked against its requirements. */
export const limitsFaults = (setting: Setting<LimitsPromise>) => {
  const { protocol, promises, promise, reader } = setting;
  const { ended } = noticing(promises);
  const { most, per, over, within, warning } = promise;
  const { coolDown = 0 } = over;
  const unlimited = { over: () => () => false };
  /** A limit that is wrong in one respect, in the place of the server's own. */
  const instead = (wrong: Wrong) => ({ decide: unlimited, wrap: limiter(setting, wrong) });
  const goesOn = over.connection === 'goes on';
  const isByUser = per === 'user';
  const answers = Object.keys(promises.replies?.to ?? {}).map((command) => `replies/${command}`);
  /** Everything that a wrong count may show. */
  const counting = [
    'limits/*',
    // Where a refusal is taken for that of another message, what that asked for is missing, and what this one asked for is not.
    ...(goesOn ? ['heartbeat/ends-*', 'closing/on-*', 'replies/answered', ...answers] : ['closing/stays-open']),
  ];

  const isWarning = messages(reader, (name) => name === warning?.message);
  const kind = warning && Object.hasOwn(protocol.events, warning.message) ? ('event' as const) : ('control' as const);
  const warned = (change: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>) =>
    alter(isWarning, (message) => withBody(protocol, kind, message, change));
  const example = protocol[`${kind}s`][warning?.message ?? '']?.examples[0];
  const shifted = (value: unknown, ms: number): unknown =>
    typeof value === 'number' ? value + ms : new Date(Date.parse(String(value)) + ms).toISOString();

  return {
    'one-too-many': {
      story: `${most + 1} messages are taken in ${within} ms.`,
      breaks: ['refuses'],
      disturbs: counting,
      ...instead({ most: most + 1 }),
    },
    'one-too-few': {
      story: `Only ${most - 1} messages are taken in ${within} ms.`,
      breaks: ['takes'],
      disturbs: [...counting, ...ended, 'credentials/*'],
      wrap: limiter(setting, { most: most - 1 }),
    },
    'fixed-window': {
      story: `The count begins anew every ${within} ms, so that twice as much is taken around that instant.`,
      breaks: ['refuses', 'slides'],
      disturbs: counting,
      ...instead({ window: 'fixed' }),
    },
    'long-window': {
      story: 'A message counts for a quarter longer than it should.',
      breaks: ['slides'],
      disturbs: counting,
      wrap: limiter(setting, { within: Math.floor(1.25 * within) }),
    },
    'short-window': {
      story: 'A message counts for a quarter less than it should.',
      breaks: ['refuses'],
      disturbs: counting,
      ...instead({ within: Math.floor(0.75 * within) }),
    },
    'counted-otherwise': {
      story: isByUser ? 'Each connection has a count of its own.' : 'All connections of a user count together.',
      breaks: isByUser ? (['shared'] as const) : (['apart'] as const),
      disturbs: counting,
      ...instead({ per: per === 'user' ? 'connection' : 'user' }),
    },
    'forgets-who-leaves': {
      story: 'The count of a user begins anew when the last connection of that user has ended.',
      breaks: isByUser ? (['refuses', 'shared'] as const) : [],
      disturbs: counting,
      ...instead({ forgets: true }),
    },
    contagious: {
      story: 'When somebody was refused, everybody is refused for a while.',
      breaks: ['apart'],
      disturbs: [...counting, 'credentials/*', 'handshake/*', 'replies/*', 'errors/*', 'filters/told', 'closing/*'],
      wrap: limiter(setting, { contagious: 1500 }),
    },
    'refused-ones-count': {
      story: 'What is refused counts as well, so that whoever goes on is never let in again.',
      breaks: ['forgets-refused'],
      disturbs: counting,
      ...instead({ countsRefused: true }),
    },
    'bad-input-is-free': {
      story: 'Bad input does not count.',
      breaks: ['counts-bad-input'],
      disturbs: counting,
      ...instead({ ignoresBad: true }),
    },
    ...limitsKindsFaults(setting, (ignores) => ({ disturbs: counting, ...instead({ ignores }) })),
    'obeys-all-the-same': {
      story: 'What is refused takes effect.',
      breaks: ['no-effect'],
      // What is obeyed after bad input may be taken for an effect of that; and what asks for the end ends its connection.
      disturbs: [...counting, 'filters/*', 'delivery/*', 'errors/changes-nothing', 'closing/stays-open'],
      ...instead({ obeys: true }),
    },
    ...limitsAboveFaults(setting, counting, instead),
    'complains-before-it-refuses': {
      story: 'Of bad input that is one message too many, what is wrong with it is told, and not that it is too much.',
      breaks: goesOn ? (['refuses'] as const) : [],
      disturbs: counting,
      ...instead({ complains: true }),
    },
    'ends-at-once': {
      story: 'One message too many ends the connection.',
      breaks: ['lives-on'],
      disturbs: [...counting, ...ended],
      ...instead({ connection: 'ends' }),
    },
    'goes-on': {
      story: 'Whoever sends too much is told so, and nothing more.',
      breaks: ['ends'],
      disturbs: counting,
      ...instead({ connection: 'goes on' }),
    },
    'short-cool-down': {
      story: 'The cool-down is over a second too early.',
      breaks: ['cools-down'],
      disturbs: counting,
      ...instead({ coolDown: coolDown - 1000 }),
    },
    'long-cool-down': {
      story: 'Whoever tries to connect in the cool-down begins it anew.',
      breaks: ['cool-down-ends'],
      disturbs: counting,
      ...instead({ lengthens: true }),
    },
    'cool-down-for-all': {
      story: 'In the cool-down of one user nobody is let in.',
      breaks: ['cool-down-spares-others'],
      disturbs: [...counting, ...ended, 'credentials/*', 'handshake/*', 'errors/once'],
      ...instead({ coolsAll: 5000 }),
    },
    'no-warning': { story: 'No warning ever comes.', breaks: ['warns'], disturbs: ['limits/*'], wrap: drop(isWarning) },
    'warns-once-ever': {
      story: 'Of several warnings of one user only the first comes, whenever the count becomes so large again.',
      breaks: ['warns'],
      disturbs: ['limits/*'],
      wrap: (server) => {
        const last = new Map<string, number>();
        return {
          ...server,
          receive: (input, now) =>
            server.receive(input, now).filter((output) => {
              if (output.do !== 'message' || !isWarning(output)) return true;
              const known = last.get(output.connection) ?? now;
              last.set(output.connection, known);
              return now - known < within;
            }),
        };
      },
    },
    'bad-input-brings-no-warning': {
      story: 'No warning comes where the message that brings it about is bad input.',
      breaks: ['warns'],
      disturbs: ['limits/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          const json = input.do === 'text' ? parsed(input.text) : undefined;
          const name = reader.read(json, 'client')?.name;
          const isGood = name !== undefined && reader.problems('command', name, json).length === 0;
          return isGood ? outputs : outputs.filter((output) => !isWarning(output));
        },
      }),
    },
    'warns-the-sender-alone': {
      story: 'The warning comes on the connection alone whose message has brought it about.',
      breaks: warning && isByUser ? (['warns-everywhere'] as const) : [],
      disturbs: ['limits/warns'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          if (input.do !== 'text' && input.do !== 'binary') return outputs;
          const isElsewhere = (output: Output) => output.do === 'message' && output.connection !== input.connection;
          return outputs.filter((output) => !isElsewhere(output) || !isWarning(output));
        },
      }),
    },
    'warns-too-early': {
      story: 'The warning comes one message too early.',
      breaks: ['warns-not-before'],
      disturbs: ['limits/*'],
      wrap: (server) => {
        const counts = new Map<string, number>();
        return {
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            if (input.do !== 'text') return outputs;
            const count = (counts.get(input.connection) ?? 0) + 1;
            counts.set(input.connection, count);
            if (count !== (warning?.at ?? 0) - 1) return outputs;
            const message = reader.frame(kind, warning?.message ?? '', example);
            return [...outputs, { do: 'message', connection: input.connection, message }];
          },
        };
      },
    },
    'warns-of-another-count': {
      story: 'The warning tells of one message less than counted.',
      breaks: ['warns-truly'],
      wrap: warned((body) => withAt(body, warning?.current ?? '', Number(at(body, warning?.current ?? '')) - 1)),
    },
    'warns-of-another-instant': {
      story: 'The warning tells when a message that came now would leave the window, and not the oldest.',
      breaks: ['warns-truly'],
      wrap: warned((body) =>
        withAt(body, warning?.resets ?? '', shifted(at(body, warning?.resets ?? ''), Math.floor(within / 6))),
      ),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
