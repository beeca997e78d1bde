/** Replies: every command is answered, once, by the right message, in the order in which commands were sent. */
import fc from 'fast-check';
import { plan, type Step } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { misnamed } from '../../plans/bad-input.ts';
import { goodCommands } from '../../plans/good.ts';
import { writings } from '../../plans/writings.ts';
import { repliesFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import { repliesWritingFaults } from './writing-faults.ts';

/** The family of the `replies` promise. */
export const replies = family('replies', 'Replies', (setting) => {
  const { protocol, promises, promise, kit } = setting;
  const source = `${protocol.id}#replies`;
  const { delivery } = promises;
  const own = kit.ownChannel('⟨user1⟩');
  const listed = Object.entries(promise.to).filter(([, reply]) => reply.each !== undefined && !reply.together);
  const { acknowledgement, fence, sentinel } = promise;
  const acknowledged = acknowledgement ?? { message: '', ok: '', error: '' };

  const answers = Object.values(promise.to);

  const good = goodCommands(kit, delivery, promise, 'a');

  /** A command with fields that nobody declared: in its body, and beside it where that has a place of its own. */
  const { body: place } = protocol.envelope.command;
  const padded = (step: Step): readonly Step[] => {
    if (step.do !== 'send') return [];
    const more = { extra: { deep: [1] }, toString: 'x', nothing: null };
    const frame = step.frame as Readonly<Record<string, unknown>>; // a command of the kit is an object
    const within = place === undefined ? {} : { [place]: { ...(frame[place] as object), ...more } };
    return [{ ...step, frame: { ...frame, ...more, ...within } }];
  };

  /** The same command as other clients may write it. */
  const rewritten = (step: Step): readonly Step[] =>
    step.do !== 'send'
      ? []
      : writings(step.frame as Readonly<Record<string, unknown>>).map((text) => ({ do: 'text', client: 'a', text }));

  /** A list of one item, where one item need not be listed. */
  const singles = listed.flatMap(([command, { each = [] }]) =>
    each.length > 1 ? [kit.say('a', command, { [(each.at(-1) ?? '').slice(1)]: [own] })] : [],
  );

  /** Every command by itself, then with a list whose first item is no good; the fence also while something is subscribed. */
  const everyCommand = fc.constant(
    plan(
      kit.connect('a'),
      ...good,
      ...singles,
      ...(listed.length > 0
        ? [kit.subscribe('a', 'wp:none', own), kit.fence('a'), kit.unsubscribe('a', 'wp:none', own)]
        : []),
      kit.settle(),
    ),
  );
  const pipelined = fc.constant(
    plan(
      kit.connect('a'),
      kit.fence('a'),
      kit.listen('a'),
      kit.fence('a'),
      ...(listed.length > 0 ? [kit.subscribe('a', own, 'wp:nobody')] : []),
      { do: 'text', client: 'a', text: 'no json' },
      kit.fence('a'),
      kit.unlisten('a'),
      kit.fence('a'),
      { do: 'repeat', times: 12, steps: [kit.listen('a'), kit.fence('a'), kit.unlisten('a')] },
      kit.settle(),
    ),
  );

  /** Bad input that is nearly a command, between good ones. */
  const mistaken = fc.constant(
    plan(
      kit.connect('a'),
      kit.fence('a'),
      { do: 'text', client: 'a', text: 'no json' },
      kit.fence('a'),
      ...misnamed(protocol.envelope.command.tag, kit.harmless()).map(
        (frame): Step => ({ do: 'send', client: 'a', frame }),
      ),
      kit.fence('a'),
      kit.settle(),
    ),
  );

  const oneCommand = (command: string): Requirement => ({
    level: 'MUST',
    statement: `${command} is answered with ${promise.to[command]?.answer}${promise.to[command]?.refusals ? ', or an error that names why not' : ''}${promise.to[command]?.item ? ', about the very item it listed' : ''}.`,
    source,
    // Where an event is the answer, there must be something that it can tell of.
    ...(Object.hasOwn(protocol.events, promise.to[command]?.answer ?? '') && { needs: ['publish'] }),
    reach: 'connection',
    given: everyCommand,
    check: oracles.answers(command),
  });

  return {
    paragraph:
      'Commands on one connection are answered in the order in which they were sent, each exactly once, ' +
      'also when a client does not wait.' +
      (fence === undefined
        ? ''
        : ` \`${fence}\`${promise.fenceBody ? ` with \`${JSON.stringify(promise.fenceBody)}\`` : ''} changes nothing: its answer proves that all that came before it has been sent.`) +
      (sentinel === undefined
        ? ''
        : ` No command is without effect: a \`${sentinel.event}\` that is published for a user, with a mark of its own, proves that all that was published before it has been sent.`) +
      (acknowledgement === undefined
        ? ''
        : ' Beside that, every command is acknowledged by the transport: that it was carried out, or else with the code of its error.'),
    requirements: {
      ...Object.fromEntries(Object.keys(promise.to).map((command) => [command, oneCommand(command)])),
      answered: {
        level: 'MUST',
        statement: 'Every command is answered.',
        source,
        given: pipelined,
        check: oracles.answered,
      },
      'in-order': {
        applies: promises.errors !== undefined || new Set(answers.map(({ answer }) => answer)).size > 1,
        level: 'MUST',
        statement: 'Commands are answered in the order in which they were sent.',
        source,
        given: pipelined,
        reach: 'connection',
        check: oracles.inOrder,
      },
      once: {
        applies: promises.errors !== undefined || answers.some(({ unasked }) => !unasked),
        level: 'MUST',
        statement: 'Nothing is answered twice, and no answer comes that nobody asked for.',
        source,
        given: pipelined,
        reach: 'connection',
        check: oracles.once(setting),
      },
      acknowledged: {
        applies: acknowledgement !== undefined,
        level: 'MUST',
        statement: 'A command that was carried out is acknowledged so.',
        source,
        given: everyCommand,
        check: oracles.acknowledged(acknowledged),
      },
      'acknowledged-errors': {
        applies: acknowledgement !== undefined,
        level: 'MUST',
        statement: 'Bad input is acknowledged with the code of its error.',
        source,
        given: mistaken,
        check: oracles.acknowledgedErrors(acknowledged),
      },
      'each-item': {
        applies: listed.length > 0,
        level: 'MUST',
        statement: `${listed.map(([name]) => name).join(' and ')} are answered item by item, in the order of the list.`,
        source,
        given: fc.constant(
          plan(
            kit.connect('a'),
            kit.subscribe('a', own, 'wp:none', ...(promises.rights ? ['wp:other'] : [])),
            ...(promises.rights
              ? [kit.subscribe('a', own, 'nonsense', kit.ownChannel('⟨user2⟩'), 'nonsense 2', own)]
              : []),
            kit.unsubscribe('a', own, 'wp:none'),
            kit.settle(),
          ),
        ),
        reach: 'connection',
        check: oracles.eachItem,
      },
      'ignores-extra-fields': {
        applies: promise.extras === undefined,
        level: 'MUST',
        statement: 'Unknown fields in a command are ignored.',
        source,
        given: fc.constant(plan(kit.connect('a'), ...good.flatMap(padded), kit.settle())),
        reach: 'connection',
        check: oracles.ignoresExtras(setting),
      },
      'however-written': {
        // Socket.IO writes the JSON of its clients itself.
        applies: protocol.transport !== 'socket.io',
        level: 'MUST',
        statement: 'A command is taken however its JSON is written: with white space, escapes, members in any order.',
        source,
        given: fc.constant(plan(kit.connect('a'), ...good.flatMap(rewritten), kit.settle())),
        reach: 'connection',
        check: oracles.howeverWritten(setting),
      },
    },
    faults: { ...repliesFaults(setting), ...repliesWritingFaults(setting) },
    unobservable: [
      {
        statement: 'What is published between a command and its answer may be delivered, or withheld, either way.',
        reason: 'It is a freedom of the server; what is published after the answer is judged by delivery.',
      },
      {
        statement:
          'HTTP answers and WebSocket ping frames stand outside the order in which messages leave a connection.',
        reason: 'It is a freedom of the server; the examiner takes neither for a proof that something will not come.',
      },
      {
        statement: 'Commands still unanswered when the close frame of a client arrives may be dropped.',
        reason: 'It is a freedom of the server; no answer is expected for them.',
      },
    ],
  };
});
