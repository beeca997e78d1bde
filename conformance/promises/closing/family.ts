/** Closing: connections end when there is a reason, in the way that the reason demands. */
import fc from 'fast-check';
import type { Ending } from '../../../schemas/promises/endings.ts';
import { BAD_INPUT, type BadInput } from '../../../schemas/promises/errors.ts';
import type { Level } from '../../../schemas/promises/terms.ts';
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { badCommands, GARBAGE, nearlyJson, NO_OBJECTS } from '../../plans/bad-input.ts';
import { endingsOf, promptReasons } from '../../scene/farewells.ts';
import { textAt } from '../../scene/pointer.ts';
import { closingFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import { closingWords, saying } from '../ending-words.ts';
import { toConnect } from '../needs.ts';
import { shuts } from '../trespass-oracles.ts';
import { taken, takenOn } from '../twins.ts';

/** The key of the requirement that a command ends its connection. */
const keyOf = (command: string): string => `on-${command}`;

/** The most bad inputs of one plan. */
const MOST = 5;

/** Ways of bad input in words, as the object of a sentence. */
const INPUT = {
  'not-json': 'text that is not JSON',
  binary: 'a binary frame',
  'not-object': 'JSON that is no object',
  'unknown-command': 'an unknown command',
  'bad-field': 'a command with a field that is missing or bad',
} as const satisfies Record<BadInput, string>;

/** The family of the `closing` promise. */
export const closing = family('closing', 'Closing', (setting) => {
  const { protocol, promises, promise, kit, reader } = setting;
  const source = `${protocol.id}#closing`;
  const needs = toConnect(promises);
  const reasons = Object.entries(promise.reasons);
  const asked = Object.entries(promise.asked ?? {}).flatMap(([command, ending]) =>
    ending ? [[command, ending] as const] : [],
  );
  const farewells = endingsOf(promises).flatMap(({ farewell }) => farewell ?? []);

  const { filters, delivery } = promises;
  const first = kit.names.find((name) => promises.pacing?.[name] === undefined) ?? '';
  /** Channels that its user may subscribe to without anything having happened. */
  const channels = [
    kit.ownChannel('⟨user1⟩'),
    ...kit.channelTemplates.filter((template) => !template.includes('{')),
    ...(kit.channelTemplates.length === 0 ? [symbol('item', 2)] : []),
  ];
  /** Others of the same user, by what they want: several things, one alone, and nothing any more. */
  const others: readonly Step[] = filters
    ? [
        ...['c', 'd'].map((client) => kit.connect(client)),
        ...(filters.names.query === undefined
          ? []
          : [kit.connect('e', undefined, { query: { [filters.names.query]: first } })]),
        kit.listen('c', undefined, { names: [first] }),
        kit.unlisten('c', undefined, [first]),
        kit.listen('d', undefined, { names: [first] }),
      ]
    : delivery
      ? [
          ...['c', 'd'].map((client) => kit.connect(client)),
          kit.subscribe('c', ...channels),
          kit.unsubscribe('c', ...channels),
          kit.subscribe('d', ...channels),
        ]
      : [];

  /** Connections are ended for a reason; what is told to come later is waited for on a clock that tells durations. */
  const ended = (name: string, { farewell }: Ending): Plan => {
    const timed = farewell?.delay === undefined ? [] : [{ do: 'wait', ms: 1000 } as const];
    // All connections of a user end, with however many tokens they came.
    const same = promises.credentials ? [kit.connect('f'), kit.connect('g', '⟨user1⟩', { again: true })] : [];
    const connected = [kit.connect('a'), kit.connect('b', '⟨user2⟩'), ...others, ...same, kit.settle(), ...timed];
    return promises.credentials
      ? plan(...connected, { do: 'end', user: '⟨user1⟩', reason: name }, kit.fence('b'), {
          do: 'end',
          user: '⟨user2⟩',
          reason: name,
        })
      : // Where there are no users, connections can only be ended all at once.
        plan(...connected, { do: 'end', reason: name });
  };

  const { tag, body } = protocol.envelope.command;
  /** Whether a command may come without its body. */
  const isBare = (command: string): boolean => body !== undefined && protocol.commands[command]?.bare === true;

  /** A client asks for the end after something else, others with more words than there are, and as few as will do, beside one that goes on. */
  const wished = (command: string): Plan =>
    plan(
      kit.connect('a'),
      kit.connect('b'),
      ...(isBare(command) ? [kit.connect('c')] : []),
      kit.connect('d'),
      kit.settle(),
      kit.fence('a'),
      kit.say('a', command, kit.safe(command)),
      ...(isBare(command) ? [{ do: 'send', client: 'c', frame: { [tag]: command } } as const] : []),
      kit.say('d', command, { ...kit.safe(command), extra: { deep: [1] } }),
      kit.settle(),
      kit.fence('b'),
      kit.settle(),
    );

  /** Whatever ends a connection, each for a user of its own, beside one that goes on; what is told to come later is in a plan of its own, for it waits. */
  const everyEnd = (delayed: boolean): Plan => {
    const those = reasons.filter(([, { farewell }]) => (farewell?.delay !== undefined) === delayed);
    const commands = delayed ? [] : asked.map(([command]) => command);
    const user = (nth: number): string => symbol('user', nth + 1);
    return plan(
      ...those.map((_, nth) => kit.connect(`a${nth}`, user(nth))),
      ...commands.map((_, nth) => kit.connect(`w${nth}`, user(those.length + nth))),
      kit.connect('z', user(those.length + commands.length)),
      kit.settle(),
      // In one go, so that the one is not answered before the other is sent.
      ...commands.map((command, nth): Step => {
        const client = `w${nth}`;
        return { do: 'together', steps: [kit.fence(client), kit.say(client, command, kit.safe(command))] };
      }),
      ...(commands.length > 0 ? [kit.settle()] : []),
      ...(delayed ? [{ do: 'wait', ms: 1000 } as const] : []),
      ...those.flatMap(([name], nth): readonly Step[] => [
        { do: 'end', user: user(nth), reason: name },
        kit.fence('z'),
      ]),
      ...(those.length > 0 ? [] : [kit.fence('z')]),
      kit.settle(),
    );
  };
  /** Where there are no users, connections can only be ended all at once. */
  const further = ({ farewell }: Ending): Partial<Requirement> =>
    promises.credentials ? { more: fc.constant(everyEnd(farewell?.delay !== undefined)) } : {};

  /** Bad input that ends its connection, by its way, with steps of that way. */
  const bad = badCommands(protocol, reader, kit, 'a');
  const text = (one: string): Step => ({ do: 'text', client: 'a', text: one });
  const isNamed = (step: Step): boolean =>
    step.do === 'send' && textAt(step.frame, `/${protocol.envelope.command.tag}`) !== undefined;
  const stepsOf: Readonly<Record<BadInput, readonly Step[]>> = {
    'not-json': [...GARBAGE, ...nearlyJson(kit.harmless())].map(text),
    binary: [{ do: 'binary', client: 'a', text: JSON.stringify(kit.harmless()) }],
    'not-object': NO_OBJECTS.map(text),
    // Whoever names no command at all may be told of either.
    'unknown-command': bad('unknown').filter(isNamed),
    'bad-field': [...bad('missing'), ...bad('type'), ...bad('null'), ...bad('empty')],
  };
  const shut = BAD_INPUT.flatMap((way) => {
    const end = promise.input?.[way];
    return end && stepsOf[way].length > 0 ? [[way, stepsOf[way], end] as const] : [];
  });
  /** Each comes on a connection of its own, after something good; another goes on. */
  const transgressing = (steps: readonly Step[]): Plan =>
    plan(
      kit.connect('z', '⟨user2⟩'),
      ...steps.flatMap((_, nth) => [kit.connect(`a${nth}`), kit.fence(`a${nth}`)]),
      // What is under way as a connection is closed may never come.
      kit.settle(),
      ...steps.map((step, nth): Step => ({ ...step, client: `a${nth}` }) as Step),
      kit.settle(),
      kit.fence('z'),
    );

  /** What is asked of one end, by the keys of its requirements. */
  const endRequirements = (
    key: string,
    when: string,
    ending: Ending,
    meant: oracles.Meant,
    { given, hooks }: { readonly given: Plan; readonly hooks: Requirement['needs'] },
  ): Readonly<Record<string, Requirement>> => {
    const { close, farewell } = ending;
    const one = (level: Level, statement: string, check: Requirement['check']): Requirement => ({
      ...{ level, statement, source, needs: [...needs, ...(hooks ?? [])], given: fc.constant(given), check },
      ...further(ending),
    });
    return {
      [key]: one(
        'MUST',
        `${when} the server ${close === undefined ? 'ends connections' : `closes connections with ${close}`}.`,
        oracles.endsAs(ending, meant),
      ),
      ...(farewell && {
        [`${key}-farewell`]: one(
          farewell.level,
          `${when} the server sends ${farewell.message}${saying(farewell)} before it ends a connection.`,
          oracles.saysGoodbye(ending, meant),
        ),
      }),
      ...(farewell?.delay !== undefined && {
        [`${key}-delay`]: {
          ...one(
            'MUST',
            `${when} the connection ends within the ms that ${farewell.message} tells at ${farewell.delay}.`,
            oracles.keepsDelay(meant),
          ),
          timed: true,
        },
      }),
    };
  };

  const requirements: Readonly<Record<string, Requirement>> = {
    ...Object.assign(
      {},
      ...reasons.map(([name, ending]) =>
        endRequirements(
          name,
          `On ${name}`,
          ending,
          { why: 'asked', by: name },
          { given: ended(name, ending), hooks: ['close'] },
        ),
      ),
      ...asked.map(([command, ending]) => ({
        ...endRequirements(
          keyOf(command),
          `When a client sends ${command},`,
          ending,
          { why: 'wished', by: command },
          { given: wished(command), hooks: [] },
        ),
        [`${keyOf(command)}-answers-first`]: {
          ...{ level: 'MUST', source, needs, given: fc.constant(wished(command)), ...further(ending) },
          statement: `What a client asked before ${command} is answered before its connection ends.`,
          check: oracles.answersFirst({ why: 'wished', by: command }),
        } satisfies Requirement,
      })),
    ),
    ...Object.fromEntries(
      shut.map(([way, sorts, end]) => [
        `input-${way}`,
        {
          ...{ level: 'MUST', source, needs },
          statement: `A connection on which comes ${INPUT[way]} is closed with ${end.close}.`,
          given: fc.constantFrom(...sorts).map((step) => transgressing([step])),
          more: fc.subarray([...sorts], { minLength: 1, maxLength: Math.min(MOST, sorts.length) }).map(transgressing),
          check: shuts(`input ${way}`, end, { twins: taken, twin: (connection) => takenOn(connection) }),
        } satisfies Requirement,
      ]),
    ),
    'says-why': {
      applies: endingsOf(promises).every(
        ({ error, farewell }) => error?.level === 'MUST' || farewell?.level === 'MUST',
      ),
      level: 'MUST',
      statement:
        'No connection is ended by the server without a message that says why, but for what the transport does.',
      source,
      needs,
      given: fc.constant(plan(...reasons.slice(0, 1).flatMap(([name, ending]) => ended(name, ending).steps))),
      check: oracles.saysWhy(setting),
    },
    'last-word': {
      applies: farewells.some(({ delay }) => delay === undefined),
      level: 'MUST',
      statement: 'Nothing comes after a leave that was taken without a delay, but the end.',
      source,
      needs,
      given: fc.constant(plan(...reasons.slice(0, 1).flatMap(([name, ending]) => ended(name, ending).steps))),
      check: oracles.lastWord,
    },
    'stays-open': {
      level: 'MUST',
      statement: 'A connection is not ended without a reason.',
      source,
      needs,
      given: fc.constant(
        plan(
          kit.connect('a'),
          kit.connect('b', '⟨user2⟩'),
          kit.fence('a'),
          kit.settle(),
          { do: 'leave', client: 'b' },
          kit.fence('a'),
        ),
      ),
      check: oracles.staysOpen,
    },
    'answers-the-close': {
      applies: protocol.transport !== 'socket.io',
      level: 'SHOULD',
      statement: "A client's close frame is answered with a close frame (RFC 6455, 5.5.1).",
      // No text says by when.
      timed: true,
      source,
      needs,
      given: fc.constant(plan(kit.connect('a'), kit.settle(), { do: 'leave', client: 'a' })),
      check: oracles.answersTheClose,
    },
  };

  const ends = [
    ...reasons.map(([name, ending]) => ({ key: name, ending })),
    ...asked.map(([command, ending]) => ({ key: keyOf(command), ending })),
  ];
  const keys = (suffix: string, such: (ending: Ending) => boolean): readonly string[] =>
    ends.flatMap(({ key, ending }) => (such(ending) ? [`${key}${suffix}`] : []));
  return {
    paragraph: closingWords(promise),
    requirements,
    faults: closingFaults(setting, {
      coded: keys('', ({ close }) => close !== undefined),
      uncoded: keys('', ({ close }) => close === undefined),
      asked: asked.map(([command]) => keyOf(command)),
      answering: asked.map(([command]) => `${keyOf(command)}-answers-first`),
      farewells: keys('-farewell', ({ farewell }) => farewell?.level === 'MUST' || farewell?.level === 'SHOULD'),
      sayings: keys('-farewell', ({ farewell }) => farewell?.says !== undefined),
      delays: keys('-delay', ({ farewell }) => farewell?.delay !== undefined),
      prompt: promptReasons(promises),
    }),
    unobservable: [
      {
        statement: 'The code of a close is the one in the close frame received.',
        reason: 'It is how the examiner reads a close; one that comes without a frame has no code.',
      },
      {
        statement: 'What a client does after a close.',
        reason: 'It binds clients; the table of close codes tells them.',
      },
    ],
  };
});
