/** The faults of closing: servers that end connections otherwise than they should, say too little about it, or do not stop. */
import type { ClosingPromise } from '../../../schemas/promises/closing.ts';
import type { Farewell } from '../../../schemas/promises/endings.ts';
import type { Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { postpone } from '../../faults/postpone.ts';
import { alter, drop, messages, replace, twice } from '../../faults/wrap.ts';
import { endingsOf, isFarewell } from '../../scene/farewells.ts';
import { parsed } from '../../scene/json.ts';
import { at, withAt } from '../../scene/pointer.ts';
import { sparingFaults } from './sparing-faults.ts';
import { unaskedFaults } from './unasked-faults.ts';

type Members = Readonly<Record<string, unknown>>;

/** The faults of the `closing` family, which are told the keys of its requirements. */
export const closingFaults = (
  setting: Setting<ClosingPromise>,
  keys: {
    /** Ends with a code of their own. */
    readonly coded: readonly string[];
    /** Ends that no code tells. */
    readonly uncoded: readonly string[];
    readonly asked: readonly string[];
    readonly answering: readonly string[];
    /** Farewells that must come, and those of them that must say something. */
    readonly farewells: readonly string[];
    readonly sayings: readonly string[];
    readonly delays: readonly string[];
    /** What the hook ends at once. */
    readonly prompt: readonly string[];
  },
): Readonly<Record<string, Fault>> => {
  const { protocol, promises, promise, reader } = setting;
  const endings = [...Object.values(promise.reasons), ...Object.values(promise.asked ?? {})];
  const codes = endings.flatMap((ending) => ending?.close ?? []);
  const farewells = endingsOf(promises).flatMap(({ farewell }) => farewell ?? []);
  const spoken = (such: (farewell: Farewell) => boolean) =>
    messages(reader, (name, body) =>
      farewells.some((farewell) => such(farewell) && isFarewell(farewell, { kind: 'control', name, body })),
    );
  const isGoodbye = spoken(() => true);
  const isShort = spoken(({ delay }) => delay === undefined);
  const isDelayed = spoken(({ delay }) => delay !== undefined);
  const around = ['credentials/*', 'heartbeat/*'];
  const nameIn = (text: string): string | undefined => reader.read(parsed(text), 'client')?.name;
  const asked = Object.keys(promise.asked ?? {});
  const { body: place } = protocol.envelope.command;
  const isWithoutBody = (text: string): boolean => place !== undefined && at(parsed(text), `/${place}`) === undefined;
  const isAsked = (text: string): boolean => Object.hasOwn(promise.asked ?? {}, nameIn(text) ?? '');
  /** Whether a command has a field that nobody declared; what declares none may have none here. */
  const hasMore = (text: string): boolean => {
    const { name = '', body } = reader.read(parsed(text), 'client') ?? {};
    const { properties = {} } = isAsked(text) ? reader.bodySchema('command', name) : {};
    return Object.keys(Object(body) as Members).some((member) => !Object.hasOwn(properties, member));
  };

  return {
    ...unaskedFaults(setting),
    ...sparingFaults(setting, { prompt: keys.prompt, coded: keys.prompt.filter((key) => keys.coded.includes(key)) }),
    'wrong-code': {
      story: 'Connections are closed with 1000, or with 1008 where that is right.',
      breaks: keys.coded,
      disturbs: around,
      wrap: replace(
        (output) => output.do === 'close' && output.code !== undefined && codes.includes(output.code),
        (output) => [output.do === 'close' ? { ...output, code: output.code === 1000 ? 1008 : 1000 } : output],
      ),
    },
    'hangs-up': {
      story: 'A client that closes is hung up on, without a close frame in return.',
      breaks: ['answers-the-close'],
      host: { answersClose: false },
    },
    'tires-of-clients': {
      story: 'After twenty messages to it, a connection is ended.',
      breaks: ['stays-open'],
      disturbs: [...noticing(promises).ended, 'closing/says-why', 'closing/answers-the-close'],
      wrap: (server) => {
        const counts = new Map<string, number>();
        return replace(
          (output) => output.do === 'message',
          (output) => {
            if (output.do !== 'message') return [output];
            const count = (counts.get(output.connection) ?? 0) + 1;
            counts.set(output.connection, count);
            return count === 20 ? [output, { do: 'terminate', connection: output.connection }] : [output];
          },
        )(server);
      },
    },
    'leaves-without-a-word': {
      story: 'No leave is taken of connections that end.',
      breaks: [...keys.farewells, 'says-why'],
      disturbs: [...around, 'closing/*'],
      wrap: drop(isGoodbye),
    },
    'gives-another-reason': {
      story: 'Whoever is taken leave of is told a reason that is another.',
      breaks: keys.sayings,
      disturbs: [...around, 'messages/controls'],
      wrap: alter(isGoodbye, (message) => {
        const reading = reader.read(message, 'server');
        const mine = farewells.find((farewell) => reading && isFarewell(farewell, reading));
        const [[place, said] = []] = Object.entries(mine?.says ?? {});
        if (!reading || place === undefined) return message;
        const others = farewells.flatMap(({ message: name, says }) =>
          name === reading.name && says?.[place as `/${string}`] !== said ? (says?.[place as `/${string}`] ?? []) : [],
        );
        return reader.frame('control', reading.name, withAt(reading.body as Members, place, others[0] ?? 'another'));
      }),
    },
    'stays-after-all': {
      story: 'Leave is taken, and the connection goes on.',
      breaks: keys.uncoded,
      disturbs: [...around, ...noticing(promises).unanswered, 'closing/*', 'delivery/*', 'pacing/*'],
      wrap: (server) => {
        const told = new Set<string>();
        return {
          ...server,
          receive: (input, now) =>
            server.receive(input, now).filter((output) => {
              if (output.do === 'message' && isGoodbye(output)) told.add(output.connection);
              return !(output.do === 'close' && told.has(output.connection));
            }),
        };
      },
    },
    'cannot-stop-talking': {
      story: 'Leave is taken twice.',
      breaks: ['last-word'],
      disturbs: ['credentials/nothing-else'],
      wrap: twice(isShort),
    },
    'outstays-its-delay': {
      story: 'A close that was announced with a delay comes two seconds, and a tenth of the delay, too late.',
      breaks: keys.delays,
      disturbs: ['closing/*'],
      wrap: (server) => {
        const told = new Map<string, number>();
        const late = ({ connection }: { readonly connection: string }) => 2000 + (told.get(connection) ?? 0) / 10;
        return postpone(
          (output) => output.do === 'close' && told.has(output.connection),
          (output) => (output.do === 'close' ? late(output) : 0),
        )({
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            for (const output of outputs)
              if (output.do === 'message' && isDelayed(output)) told.set(output.connection, delayIn(output));
            return outputs;
          },
        });
      },
    },
    'does-not-let-go': {
      story: 'A client that asks for the end of its connection is not heard.',
      breaks: keys.asked,
      disturbs: ['closing/*', 'errors/*', 'replies/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => (input.do === 'text' && isAsked(input.text) ? [] : server.receive(input, now)),
      }),
    },
    'wants-a-body': {
      story: 'Commands that end their connection are bad input where their body is left out.',
      breaks: keys.asked.filter((_, nth) => protocol.commands[asked[nth] ?? '']?.bare === true),
      disturbs: ['errors/*', 'closing/*', 'replies/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) =>
          server.receive(
            input.do === 'text' && isAsked(input.text) && isWithoutBody(input.text) ? { ...input, text: '[]' } : input,
            now,
          ),
      }),
    },
    'wants-no-more': {
      story: 'Commands that end their connection are bad input where they have a field that nobody declared.',
      breaks: keys.asked,
      disturbs: ['errors/*', 'closing/*', 'replies/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) =>
          server.receive(
            input.do === 'text' && isAsked(input.text) && hasMore(input.text) ? { ...input, text: '[]' } : input,
            now,
          ),
      }),
    },
    'forgets-what-was-asked': {
      story: 'When a client asks for the end, answers that it has not got yet are dropped.',
      breaks: keys.answering,
      disturbs: ['replies/*', 'errors/*'],
      wrap: (server) => {
        /** What each connection is about to get, until something else happens there. */
        let kept: readonly Output[] = [];
        let since = 0;
        return {
          receive: (input, now) => {
            const isEnd = input.do === 'text' && isAsked(input.text);
            const before = kept.filter(
              (output) => !(isEnd && output.do === 'message' && output.connection === input.connection),
            );
            kept = [];
            const outputs = server.receive(input, now);
            if (input.do !== 'text' || isEnd) return [...before, ...outputs];
            kept = outputs;
            since = now;
            return before;
          },
          due: () => (kept.length > 0 ? Math.min(since, server.due() ?? since) : server.due()),
        };
      },
    },
  };

  function delayIn({ message }: Extract<Output, { do: 'message' }>): number {
    const reading = reader.read(message, 'server');
    const mine = farewells.find((farewell) => reading && isFarewell(farewell, reading));
    return Number(at(reading?.body, mine?.delay ?? ''));
  }
};
