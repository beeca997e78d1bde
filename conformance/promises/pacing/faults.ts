/** The faults of pacing: servers that send too often, too late, too little, or what is out of date. */
import type { Pace, PacingPromise } from '../../../schemas/promises/pacing.ts';
import type { Input, Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { delayed, untilStirred } from '../../faults/held.ts';
import { alter, replace, twice, type Wrap } from '../../faults/wrap.ts';
import { at, withAt } from '../../scene/pointer.ts';
import { pacingBoundFaults } from './bound-faults.ts';
import { pacingEdgeFaults } from './edge-faults.ts';

type Fields = Readonly<Record<string, unknown>>;
type Sent = Extract<Output, { readonly do: 'message' }>;

/** The faults of the `pacing` family; literals, so that `breaks` is checked against its requirements. */
export const pacingFaults = (setting: Setting<PacingPromise>) => {
  const { protocol, promise, reader } = setting;
  const paceOf = (output: Output): readonly [string, Pace] | undefined => {
    const reading = output.do === 'message' ? reader.read(output.message, 'server') : undefined;
    const pace = reading && promise[reading.name];
    return reading && pace && [reading.name, pace];
  };
  const ofKind =
    (...kinds: readonly Pace['kind'][]) =>
    (output: Output): output is Sent => {
      const [, pace] = paceOf(output) ?? [];
      return pace !== undefined && kinds.includes(pace.kind);
    };
  const [isSpaced, isSteady, isPaced] = [ofKind('spaced'), ofKind('steady'), ofKind('spaced', 'steady')];
  const paces = Object.values(promise).flatMap((pace) => pace ?? []);
  const longest = Math.max(...paces.map(({ every }) => every));
  const isKeyed = paces.some((pace) => pace.kind === 'spaced' && pace.key !== undefined);
  const others = ['pacing/*'];

  /** By what is paced by itself: the event, and what it is about. */
  const nameOf = (event: string, body: unknown): string => {
    const pace = promise[event];
    const keys = pace?.kind === 'spaced' ? (pace.key ?? []) : [];
    return JSON.stringify([event, ...keys.map((key) => at(body, key))]);
  };
  const bodyOf = (output: Sent): unknown => reader.read(output.message, 'server')?.body;
  const published = (input: Input): readonly [string, Fields] | undefined => {
    if (input.do !== 'hook' || input.hook !== 'publish') return undefined;
    const { event, payload } = input.body as { readonly event: string; readonly payload: Fields };
    return promise[event] === undefined ? undefined : [event, payload];
  };
  const telling = (output: Sent, body: Fields): Output => ({
    ...output,
    message: withBody(protocol, 'event', output.message, (whole) => ({ ...whole, ...body })),
  });

  /** Chosen messages tell another of the values that were published, the latest last. */
  const instead =
    (
      choose: (output: Output) => output is Sent,
      which: (values: readonly Fields[], sent: unknown) => Fields | undefined,
    ): Wrap =>
    (server) => {
      const values = new Map<string, Fields[]>();
      return {
        ...server,
        receive: (input, now) => {
          const [event, payload] = published(input) ?? [];
          if (event !== undefined && payload) {
            const name = nameOf(event, payload);
            values.set(name, [...(values.get(name) ?? []), payload]);
          }
          return server.receive(input, now).map((output) => {
            if (!choose(output)) return output;
            const body = bodyOf(output);
            const other = which(values.get(nameOf(paceOf(output)?.[0] ?? '', body)) ?? [], body);
            return other ? telling(output, other) : output;
          });
        },
      };
    };

  /** In any period only the first of some paced messages goes out; `same` says which of them are taken for one. */
  const oneOf =
    (choose: (output: Output) => output is Sent, same: (event: string, connection: string) => string): Wrap =>
    (server) => {
      const last = new Map<string, number>();
      return {
        ...server,
        receive: (input, now) =>
          server.receive(input, now).filter((output) => {
            if (!choose(output)) return true;
            const [event, pace] = paceOf(output) ?? [];
            const name = same(event ?? '', output.connection);
            if (now - (last.get(name) ?? Number.NEGATIVE_INFINITY) < (pace?.every ?? 0)) return false;
            last.set(name, now);
            return true;
          }),
      };
    };

  /** Of the chosen messages to each connection, those whose turn it is are lost; `nth` counts from 1. */
  const losing =
    (choose: (output: Output) => output is Sent, isLost: (nth: number) => boolean): Wrap =>
    (server) => {
      const counts = new Map<string, number>();
      return replace(choose, (output) => {
        if (output.do !== 'message') return [output];
        const name = `${output.connection} ${paceOf(output)?.[0]}`;
        const nth = (counts.get(name) ?? 0) + 1;
        counts.set(name, nth);
        return isLost(nth) ? [] : [output];
      })(server);
    };

  /** The last number in a body, which is most often an instant. */
  const lastNumber = (value: unknown, where = ''): string | undefined => {
    if (typeof value === 'number') return where;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.entries(value)
      .map(([key, inner]) => lastNumber(inner, `${where}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`))
      .findLast((found) => found !== undefined);
  };

  return {
    'forgets-what-it-held': {
      story: 'What is held back is never sent.',
      breaks: ['newest'],
      disturbs: others,
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          return input.do === 'tick' ? outputs.filter((output) => !isSpaced(output)) : outputs;
        },
      }),
    },
    'oldest-wins': {
      story: 'Of what is held back the oldest is sent, and the rest forgotten.',
      breaks: ['newest'],
      disturbs: others,
      wrap: instead(isSpaced, (values, sent) => {
        const place = values.findIndex((value) => JSON.stringify(value) === JSON.stringify(sent));
        return place > 1 ? values[place - 2] : undefined;
      }),
    },
    'twice-in-a-period': {
      story: 'What is spaced goes out twice.',
      breaks: ['spaced'],
      disturbs: others,
      wrap: twice(isSpaced),
    },
    'slow-to-tell': {
      story: 'A change is told two periods late.',
      breaks: ['newest', 'at-once'],
      disturbs: others,
      wrap: delayed(isSpaced, 2 * longest),
    },
    'waits-to-be-stirred': {
      story: 'What is held back goes out when something else happens, and not before.',
      breaks: ['newest'],
      disturbs: others,
      wrap: untilStirred(isSpaced),
    },
    'one-pace-for-all-keys': {
      story: 'What is about one thing takes the place of what is about another.',
      breaks: isKeyed ? (['newest'] as const) : [],
      disturbs: others,
      wrap: oneOf(isSpaced, (event, connection) => `${event} ${connection}`),
    },
    'one-pace-for-all': {
      story: 'In any period only one connection is told a change.',
      breaks: ['newest'],
      disturbs: others,
      wrap: oneOf(isSpaced, (event) => event),
    },
    'one-phase-for-all': {
      story: 'In any period only one connection is told the state of things.',
      breaks: ['starts'],
      disturbs: others,
      wrap: oneOf(isSteady, (event) => event),
    },
    'goes-back': {
      story: 'After a change what was before it is told once more.',
      breaks: ['never-back'],
      disturbs: others,
      wrap: (server) => {
        const before = new Map<string, Output>();
        return replace(isPaced, (output) => {
          if (output.do !== 'message') return [output];
          const name = `${output.connection} ${nameOf(paceOf(output)?.[0] ?? '', bodyOf(output))}`;
          const older = before.get(name);
          before.set(name, output);
          return older && JSON.stringify(older) !== JSON.stringify(output) ? [output, older] : [output];
        })(server);
      },
    },
    'skips-a-period': {
      story: 'Every third time what is steady does not come.',
      breaks: ['steady'],
      disturbs: others,
      wrap: losing(isSteady, (nth) => nth % 3 === 0),
    },
    'half-a-period': {
      story: 'What is steady comes twice in each period.',
      breaks: ['steady'],
      disturbs: others,
      wrap: twice(isSteady),
    },
    'begins-late': {
      story: 'What is steady begins after two periods.',
      breaks: ['starts'],
      disturbs: others,
      wrap: losing(isSteady, (nth) => nth <= 2),
    },
    stale: {
      story: 'What is steady tells the value before the newest.',
      breaks: ['carries-newest'],
      disturbs: others,
      wrap: instead(isSteady, (values) => values.at(-2)),
    },
    'dates-anew': {
      story: 'What is told at a pace bears the instant at which it is sent, and not its own.',
      breaks: ['unchanged'],
      disturbs: others,
      wrap: (server) => ({
        ...server,
        receive: (input, now) =>
          alter(isPaced, (message) =>
            withBody(protocol, 'event', message, (body) => {
              const place = lastNumber(body);
              return place === undefined ? body : withAt(body, place, now);
            }),
          )(server).receive(input, now),
      }),
    },
    'sends-what-it-held': {
      story: 'What was held back is sent although it is not wanted any more.',
      breaks: ['unwanted'],
      disturbs: [...others, 'filters/*', 'delivery/*', 'errors/changes-nothing', 'limits/no-effect'],
      wrap: delayed(isPaced, 400),
    },
    ...pacingBoundFaults(setting),
    ...pacingEdgeFaults(setting, isSpaced, isSteady, published),
  } as const satisfies Readonly<Record<string, Fault>>;
};
