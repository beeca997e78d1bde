/** Errors: bad input of every sort gets exactly one error, and neither the connection nor anybody else suffers. */
import fc from 'fast-check';
import { type BrokenFrame, plan, type Step } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { badCommands, GARBAGE, nearlyJson, NO_OBJECTS, type Wrong } from '../../plans/bad-input.ts';
import { errorsFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import { errorsReadingFaults } from './reading-faults.ts';

const WRONGS: readonly Wrong[] = ['unknown', 'missing', 'type', 'null', 'empty'];
/** How many bad commands that nothing good stands beside are sent with the others at the most. */
const OTHERS = 3;
/** How many messages a plan of everything sends, by and large. */
const ROOM = 50;

/** The family of the `errors` promise. */
export const errors = family('errors', 'Errors', (setting) => {
  const { protocol, promises, promise, kit, reader } = setting;
  const source = `${protocol.id}#errors`;

  /** Each bad command stands between two good ones that differ from it in one respect. */
  const probes = (steps: readonly Step[]) =>
    plan(
      kit.connect('a'),
      kit.connect('b', '⟨user2⟩'),
      kit.listen('a'),
      kit.settle(),
      ...steps.flatMap((step) => [step, kit.fence('a')]),
      kit.settle(),
      kit.unlisten('a'),
      kit.fence('b'),
    );
  const bad = badCommands(protocol, reader, kit, 'a');
  const one = (steps: readonly Step[]) =>
    fc.subarray([...steps], { minLength: 1, maxLength: Math.min(6, steps.length) }).map(probes);

  /** All of them, where neither a limit nor an end of the connection stands between the first and the last. */
  const every = (steps: readonly Step[]) =>
    3 * steps.length > (promises.limits?.most ?? Number.POSITIVE_INFINITY) || promises.closing?.input
      ? one(steps)
      : fc.constant(probes(steps));

  const some = (steps: readonly Step[]) =>
    fc.subarray([...steps], { minLength: Math.min(1, steps.length), maxLength: Math.min(3, steps.length) });

  const texts = (all: readonly string[]) => all.map((text): Step => ({ do: 'text', client: 'a', text }));
  const sorts = {
    garbage: texts(GARBAGE),
    // Over Socket.IO it could not be sent.
    nearly: protocol.transport === 'socket.io' ? [] : texts(nearlyJson(kit.harmless())),
    objects: texts([...NO_OBJECTS, JSON.stringify(JSON.stringify(kit.harmless()))]),
    binary: [JSON.stringify(kit.harmless()), ''].map((text): Step => ({ do: 'binary', client: 'a', text })),
    ...Object.fromEntries(WRONGS.map((wrong) => [wrong, bad(wrong)])),
  };
  const [machine] = Object.keys(promises.lifecycle ?? {});
  /** What can happen at any time: something is born or, where things have no lives, what comes at once. */
  const birth =
    machine === undefined
      ? kit.names.find((name) => promises.pacing?.[name] === undefined)
      : kit.story().next(machine, 1)[0];
  const happens = (): readonly Step[] => kit.steps(birth === undefined ? undefined : kit.story().publish(birth, 1));

  /** The names of the good commands beside which bad ones are judged; what names no command is judged beside any. */
  const tag = protocol.envelope.command.tag;
  const nameOf = (step: Step): unknown =>
    step.do === 'send' && typeof step.frame === 'object' && step.frame !== null
      ? Object.entries(step.frame).find(([field]) => field === tag)?.[1]
      : undefined;
  const good = new Set([kit.listen('a'), kit.fence('a'), kit.unlisten('a')].map(nameOf));
  const isJudged = (step: Step): boolean => {
    const name = nameOf(step);
    return typeof name !== 'string' || !Object.hasOwn(protocol.commands, name) || good.has(name);
  };
  const others = Object.values(sorts).flatMap((steps) => steps.filter((step) => !isJudged(step)));
  /** A frame breaks RFC 6455 on one connection, text is not UTF-8 on another, and others go on. */
  const breaks = (how: BrokenFrame): readonly Step[] => [
    { do: 'break', client: 'a', how },
    { do: 'break', client: 'c', how: 'invalid utf-8' },
    kit.settle(),
    kit.connect('d'),
    kit.fence('d'),
    kit.fence('b'),
  ];
  const breaking = fc
    .constantFrom(...oracles.BROKEN_FRAMES)
    .map((how) =>
      plan(kit.connect('a'), kit.connect('b', '⟨user2⟩'), kit.connect('c', '⟨user2⟩'), kit.settle(), ...breaks(how)),
    );
  /** Bad input between good commands changes nothing; then frames break. */
  const enduring = (steps: readonly Step[], how: BrokenFrame) =>
    plan(
      kit.connect('a'),
      kit.connect('b', '⟨user2⟩'),
      kit.connect('c', '⟨user2⟩'),
      kit.listen('a'),
      kit.settle(),
      ...steps.flatMap((step) => [step, kit.fence('a')]),
      kit.settle(),
      ...happens(),
      kit.settle('a'),
      kit.unlisten('a'),
      kit.settle(),
      ...breaks(how),
    );
  /** One of each sort, in turn, of commands that are judged; and some others, which a server has to survive as well. */
  const everySort = fc
    .tuple(
      fc.subarray(others, { minLength: Math.min(1, others.length), maxLength: Math.min(OTHERS, others.length) }),
      fc.constantFrom(...oracles.BROKEN_FRAMES),
      ...Object.values(sorts).flatMap((steps) => {
        const judged = steps.filter(isJudged);
        return judged.length > 0 ? [fc.constantFrom(...judged)] : [];
      }),
    )
    .map(([some, how, ...each]) => enduring([...some, ...each], how));
  /** Where so much at once is too much, one plan of everything would have to wait. */
  const isRoomy = (promises.limits?.most ?? Number.POSITIVE_INFINITY) >= ROOM;

  const gets = (what: string, sort: oracles.Sort, steps: readonly Step[]): Requirement => ({
    level: 'MUST',
    applies: steps.length > 0,
    statement: `${what} gets an error, and the connection lives on.`,
    source,
    given: steps.length > 0 ? every(steps) : fc.constant(plan()),
    more: everySort,
    check: oracles.getsError(sort),
  });

  return {
    paragraph:
      `Bad input - no JSON, a binary frame, no object, an unknown command, a field missing, of the wrong type, null or empty - gets exactly one \`${promise.message}\`; ` +
      'the connection lives on, unchanged. A frame that breaks RFC 6455 may end its own connection in any way, and no other.',
    requirements: {
      'not-json': gets('Text that is not JSON', 'not-json', [...sorts.garbage, ...sorts.nearly]),
      binary: gets('A binary frame', 'binary', sorts.binary),
      'not-object': gets('JSON that is no object', 'not-object', sorts.objects),
      'unknown-command': gets('An unknown command', 'unknown-command', bad('unknown')),
      'missing-field': gets('A command that lacks a field', 'missing-field', bad('missing')),
      'wrong-type': gets('A field of the wrong type', 'wrong-type', bad('type')),
      'null-field': gets('A field that is null', 'null-field', bad('null')),
      'empty-text': gets('A text or list that is empty where it must not be', 'empty-text', bad('empty')),
      once: {
        level: 'MUST',
        statement: 'Bad input gets exactly one error.',
        source,
        given: some([...bad('missing'), ...bad('null')]).map((steps) => probes([...bad('word'), ...steps])),
        more: everySort,
        check: oracles.once(setting),
      },
      text: {
        applies: Object.values(promise.kinds).some(({ text }) => text !== undefined),
        level: 'MUST',
        statement: 'Errors say what the protocol gives them to say, naming the item they are about.',
        source,
        given: one([
          ...bad('unknown'),
          ...(promises.delivery
            ? [kit.subscribe('a', 'invalid-channel'), kit.unsubscribe('a', 'invalid-channel')]
            : []),
        ]),
        reach: 'connection',
        check: oracles.worded(setting),
      },
      code: {
        applies: promise.code !== undefined,
        level: promise.code?.level ?? 'SHOULD',
        statement: `Errors carry their stable code in ${promise.code?.at.slice(1) ?? 'code'}.`,
        source,
        given: one([...bad('unknown'), ...bad('missing')]),
        reach: 'connection',
        check: oracles.coded(setting),
      },
      'changes-nothing': {
        level: 'MUST',
        statement: 'After bad input the subscriptions of the connection are as they were.',
        source,
        needs: ['publish'],
        given: fc
          .subarray([...bad('missing'), ...bad('null'), ...bad('type'), ...bad('empty')], {
            minLength: 1,
            maxLength: 4,
          })
          .map((steps) => {
            return plan(
              kit.connect('a'),
              kit.listen('a'),
              kit.settle(),
              ...steps,
              kit.settle(),
              ...happens(),
              kit.settle(),
            );
          }),
        ...(isRoomy && { more: everySort }),
        check: oracles.unchanged,
      },
      'no-echo': {
        level: 'MUST',
        statement: 'Bad input is never sent back as a message.',
        source,
        given: fc
          .tuple(some(bad('unknown')), some(bad('type')))
          .map(([unknown, wrong]) => probes([...unknown, ...wrong])),
        more: everySort,
        reach: 'connection',
        check: oracles.echo,
      },
      'invalid-utf-8': {
        // Over Socket.IO it is no message at all.
        applies: protocol.transport !== 'socket.io',
        level: 'MUST',
        statement: 'Text that is not UTF-8 gets an error, or its connection is closed with 1007.',
        source,
        given: fc.constant(
          plan(
            kit.connect('a'),
            kit.connect('b', '⟨user2⟩'),
            kit.settle(),
            { do: 'break', client: 'a', how: 'invalid utf-8' },
            kit.settle(),
            kit.fence('b'),
          ),
        ),
        more: isRoomy ? everySort : breaking,
        check: oracles.invalidUtf8,
      },
      bystanders: {
        level: 'MUST',
        statement: 'When a connection breaks, other connections notice nothing.',
        source,
        given: fc
          .constantFrom(...oracles.BROKEN_FRAMES)
          .map((how) =>
            plan(
              kit.connect('a'),
              kit.connect('b', '⟨user2⟩'),
              kit.fence('b'),
              { do: 'break', client: 'a', how },
              kit.settle('b'),
              kit.connect('c'),
              kit.fence('c'),
              kit.fence('b'),
            ),
          ),
        more: isRoomy ? everySort : breaking,
        check: oracles.bystanders,
      },
    },
    faults: { ...errorsFaults(setting), ...errorsReadingFaults(setting) },
    unobservable: [
      {
        statement: 'Bad input never ends the process.',
        reason:
          'A process cannot be seen from outside; that other connections and new ones go on is judged by bystanders.',
      },
    ],
  };
});
