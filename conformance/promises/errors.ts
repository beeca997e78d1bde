/** Errors: bad input of every sort gets exactly one error, and neither the connection nor anybody else suffers. */
import fc from 'fast-check';
import { broken, each, held, judge, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import { type BrokenFrame, plan, type Step } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { badCommands, GARBAGE } from '../plans/bad-input.ts';
import { drop, hear, messages, twice } from '../faults/wrap.ts';
import { at, textAt } from '../scene/pointer.ts';
import type { Command } from '../scene/exchanges.ts';

/** The sorts of bad input that are told apart. */
type Sort =
  | 'not-json'
  | 'binary'
  | 'not-object'
  | 'unknown-command'
  | 'missing-field'
  | 'wrong-type'
  | 'null-field'
  | 'empty-text'
  | 'invalid-utf-8';

const BROKEN_FRAMES: readonly BrokenFrame[] = ['reserved bits', 'unmasked', 'reserved opcode', 'long ping'];

/** The sort of bad input that a command is. */
export const sortOf = ({ bad, body, problem, entry }: Command): Sort | undefined => {
  const [way] = bad;
  if (way === undefined) return undefined;
  if (way !== 'bad-field') return way;
  if (!problem) return 'missing-field';
  if (at(JSON.parse(entry.text), problem.at) === null) return 'null-field';
  // Of alternatives none fits: only when nothing at all is there is it certain that something is missing.
  if (problem.keyword === 'oneOf') return Object.keys(body as object).length === 0 ? 'missing-field' : undefined;
  if (problem.keyword === 'minLength' || problem.keyword === 'minItems') return 'empty-text';
  return problem.keyword === 'required' ? 'missing-field' : 'wrong-type';
};

/** The family of the `errors` promise. */
export const errors = family('errors', 'Errors', ({ protocol, promises, promise, kit, reader }) => {
  const source = `${protocol.id}#errors`;
  const own = kit.ownChannel('⟨user1⟩');
  const isError = messages(reader, (name) => name === promise.message);

  /** Each bad command stands between two good ones that differ from it in one respect. */
  const probes = (steps: readonly Step[]) =>
    plan(
      kit.connect('a'),
      kit.connect('b', '⟨user2⟩'),
      kit.subscribe('a', own),
      kit.settle(),
      ...steps.flatMap((step) => [step, kit.fence('a')]),
      kit.settle(),
      kit.unsubscribe('a', own),
      kit.fence('b'),
    );
  const bad = badCommands(protocol, reader, kit, 'a');
  const one = (steps: readonly Step[]) =>
    fc.subarray([...steps], { minLength: 1, maxLength: Math.min(6, steps.length) }).map(probes);

  const gets = (what: string, sort: Sort, steps: readonly Step[]): Requirement => ({
    level: 'MUST',
    applies: steps.length > 0,
    statement: `${what} gets an error, and the connection lives on.`,
    source,
    given: steps.length > 0 ? one(steps) : fc.constant(plan()),
    check: perConnection(
      () => ({ waiting: undefined as Command | undefined, answered: undefined as Command | undefined }),
      ({ entry, connection, command, reply, unanswered }, state) => {
        if (command && sortOf(command) === sort) state.waiting = command;
        if (entry.kind === 'closed' && state.waiting) {
          // Of several bad commands, the first without an answer is the one that ended it, else the one just answered.
          const pending = connection.queue.pending().find((expected) => expected.command.bad.length > 0)?.command;
          const suspect = pending ?? state.answered;
          const excused = connection.left || connection.causes.length > 0 || !suspect || sortOf(suspect) !== sort;
          return excused ? undefined : broken(`the connection ended (${entry.code ?? 'no close frame'}) instead`);
        }
        const missing = unanswered?.find((expected) => sortOf(expected.command) === sort);
        if (missing) return broken('no error came', missing.command.entry.seq);
        if (!reply) return undefined;
        // That the connection lives on, only the next answer shows.
        const before = state.answered;
        state.answered = sortOf(reply.to.command) === sort ? reply.to.command : undefined;
        if (before && before === state.waiting) state.waiting = undefined;
        return before && held;
      },
    ),
  });

  const one_error: Oracle = each(({ entry, connection, message, reply, unasked }) => {
    if (unasked && message?.name === promise.message)
      return broken(`nobody asked for ${quote(entry.kind === 'received' ? entry.text : '')}`);
    const farewell = connection?.causes.length === 0 ? connection.farewell : undefined;
    // An answer to something asked later shows that no close explains it.
    if (reply && farewell && reply.to.command.entry.seq > farewell.seq)
      return broken(`nobody asked for ${quote(farewell.text)}`, farewell.seq);
    return reply && reply.to.command.bad.length > 0 ? held : undefined;
  });

  const worded: Oracle = each(({ message, reply }) => {
    if (!reply || !message || message.name !== promise.message) return undefined;
    if (!reply.to.errors.some((kind) => promise.kinds[kind]?.text !== undefined)) return undefined;
    return judge(reply.fit === 'error', () => `the text is ${quote(textAt(message.body, promise.text))}`);
  });

  const coded: Oracle = each(({ message, reply }) => {
    if (!reply || !message || message.name !== promise.message || !promise.code) return undefined;
    const expected = reply.to.errors.flatMap((kind) => {
      const code = promise.kinds[kind]?.code;
      return code === undefined || (reply.kind !== undefined && reply.kind !== kind) ? [] : [code];
    });
    if (expected.length === 0) return undefined;
    const found = textAt(message.body, promise.code.at);
    return judge(
      found !== undefined && expected.includes(found),
      () => `the code is ${quote(found)}, not ${expected.join(' or ')}`,
    );
  });

  const unchanged: Oracle = perConnection(
    () => ({ bad: false }),
    ({ connection, reply, delivery, lost, unanswered }, state) => {
      if (reply && reply.to.command.bad.length > 0) state.bad = true;
      if (unanswered?.some(({ command }) => command.bad.length > 0)) state.bad = true;
      if (!state.bad) return undefined;
      if (lost) return broken(`after bad input, ${lost[0]?.event} did not come any more`);
      const underWay = delivery?.of?.channels?.some(
        (channel) => connection.asking.has(channel) || connection.former.has(channel),
      );
      if (delivery?.of && delivery.via?.length === 0 && !underWay)
        return broken('after bad input, an event came on a channel not subscribed to');
      return delivery?.due ? held : undefined;
    },
  );

  const echo: Oracle = function* () {
    const sent = new Set<string>();
    let moment = yield;
    for (;;) {
      const { entry, command } = moment;
      if (command && command.bad.length > 0 && sent.size < 500 && entry.kind === 'sent' && entry.text.length > 2)
        sent.add(entry.text);
      moment = yield entry.kind === 'received' && sent.size > 0
        ? judge(!sent.has(entry.text), 'what a client sent came back as a message')
        : undefined;
    }
  };

  const bystanders: Oracle = function* () {
    let hurt = 0;
    let moment = yield;
    for (;;) {
      const { entry, connection, reply } = moment;
      if (entry.kind === 'sent' && BROKEN_FRAMES.some((form) => form === entry.form)) hurt = entry.connection;
      const innocent =
        hurt !== 0 && connection !== undefined && connection.number !== hurt && connection.causes.length === 0;
      const ended = innocent && (entry.kind === 'refused' || (entry.kind === 'closed' && !connection.left));
      moment = yield ended
        ? broken('it was ended when another connection broke')
        : innocent && reply
          ? held
          : undefined;
    }
  };

  const story = kit.story();
  const [machine] = Object.keys(promises.lifecycle ?? {});
  const births = machine === undefined ? [] : story.next(machine, 1);

  return {
    paragraph:
      `Bad input - no JSON, a binary frame, no object, an unknown command, a field missing, of the wrong type, null or empty - gets exactly one \`${promise.message}\`; ` +
      'the connection lives on, unchanged. A frame that breaks RFC 6455 may end its own connection in any way, and no other.',
    requirements: {
      'not-json': gets(
        'Text that is not JSON',
        'not-json',
        GARBAGE.map((text) => ({ do: 'text', client: 'a', text })),
      ),
      binary: gets('A binary frame', 'binary', [
        { do: 'binary', client: 'a', text: JSON.stringify(kit.frame(promises.replies?.fence ?? 'ping')) },
        { do: 'binary', client: 'a', text: '' },
      ]),
      'not-object': gets(
        'JSON that is no object',
        'not-object',
        ['null', '[]', '"ping"', '7', 'true', '[{}]'].map((text) => ({ do: 'text', client: 'a', text })),
      ),
      'unknown-command': gets('An unknown command', 'unknown-command', bad('unknown')),
      'missing-field': gets('A command that lacks a field', 'missing-field', bad('missing')),
      'wrong-type': gets('A field of the wrong type', 'wrong-type', bad('type')),
      'null-field': gets('A field that is null', 'null-field', bad('null')),
      'empty-text': gets('A text or list that is empty where it must not be', 'empty-text', bad('empty')),
      once: {
        level: 'MUST',
        statement: 'Bad input gets exactly one error.',
        source,
        given: one([...bad('missing'), ...bad('null')]),
        check: one_error,
      },
      text: {
        applies: Object.values(promise.kinds).some(({ text }) => text !== undefined),
        level: 'MUST',
        statement: 'Errors say what this page gives them to say, naming the item they are about.',
        source,
        given: one([...bad('unknown'), kit.subscribe('a', 'invalid-channel'), kit.unsubscribe('a', 'invalid-channel')]),
        check: worded,
      },
      code: {
        applies: promise.code !== undefined,
        level: promise.code?.level ?? 'SHOULD',
        statement: `Errors carry their stable code in ${promise.code?.at.slice(1) ?? 'code'}.`,
        source,
        given: one([...bad('unknown'), ...bad('missing')]),
        check: coded,
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
            const told = kit.story();
            const [birth] = births;
            const published = machine === undefined || birth === undefined ? undefined : told.publish(birth, 1);
            return plan(
              kit.connect('a'),
              kit.subscribe('a', own),
              kit.settle(),
              ...steps,
              kit.settle(),
              ...kit.steps(published),
              kit.settle(),
            );
          }),
        check: unchanged,
      },
      'no-echo': {
        level: 'MUST',
        statement: 'Bad input is never sent back as a message.',
        source,
        given: one([...bad('unknown'), ...bad('type')]),
        check: echo,
      },
      'invalid-utf-8': {
        level: 'MUST',
        statement: 'Text that is not UTF-8 gets an error, or its connection is closed with 1007.',
        source,
        given: fc.constant(
          plan(
            kit.connect('a'),
            kit.connect('b', '⟨user2⟩'),
            { do: 'break', client: 'a', how: 'invalid utf-8' },
            kit.settle(),
            kit.fence('b'),
          ),
        ),
        check: perConnection(
          () => ({ sent: false }),
          ({ entry, connection, reply, unanswered }, state) => {
            if (entry.kind === 'sent' && entry.form === 'invalid utf-8') state.sent = true;
            if (!state.sent) return undefined;
            if (reply?.to.command.bad.includes('invalid-utf-8')) {
              state.sent = false;
              return held;
            }
            if (unanswered?.some(({ command }) => command.bad.includes('invalid-utf-8')))
              return broken('neither an error nor a close came');
            if (entry.kind !== 'closed') return undefined;
            state.sent = false;
            const otherwise = connection.left || connection.causes.some(({ why }) => why !== 'bad utf-8');
            return otherwise ? undefined : judge(entry.code === 1007, `closed with ${entry.code ?? 'no close frame'}`);
          },
        ),
      },
      bystanders: {
        level: 'MUST',
        statement: 'When a connection breaks, other connections notice nothing.',
        source,
        given: fc
          .constantFrom(...BROKEN_FRAMES)
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
        check: bystanders,
      },
    },
    faults: {
      'null-ends-it': {
        story: 'A field that is null ends the connection.',
        breaks: ['null-field'],
        disturbs: ['credentials/expiry-closes', 'errors/*', 'closing/stays-open', 'replies/*', 'delivery/*'],
        wrap: (server) => {
          const wrapped = hear((input) =>
            input.do === 'text' && /:\s*null|\[null/.test(input.text)
              ? [{ do: 'disconnect', connection: input.connection }]
              : [input],
          )(server);
          return {
            ...wrapped,
            receive: (input, now) => {
              const outputs = wrapped.receive(input, now);
              return input.do === 'text' && /:\s*null|\[null/.test(input.text)
                ? [...outputs, { do: 'terminate', connection: input.connection }]
                : outputs;
            },
          };
        },
      },
      'ignores-binary': {
        story: 'Binary frames are passed over in silence.',
        breaks: ['binary'],
        disturbs: ['errors/*', 'replies/*', 'subscriptions/*'],
        wrap: hear((input) => (input.do === 'binary' ? [] : [input])),
      },
      'complains-twice': {
        story: 'Every third error is sent twice.',
        breaks: ['once'],
        disturbs: ['errors/*', 'replies/*', 'credentials/nothing-else', 'rights/*', 'delivery/*'],
        wrap: twice(isError, 3),
      },
      'swallows-errors': {
        story: 'Errors are logged, and not sent.',
        breaks: [
          'not-json',
          'not-object',
          'unknown-command',
          'missing-field',
          'wrong-type',
          'null-field',
          'empty-text',
        ],
        disturbs: ['errors/*', 'replies/*', 'rights/*', 'credentials/says-why', 'subscriptions/*'],
        wrap: drop(isError),
      },
      'echoes-the-unknown': {
        story: 'An unknown command is sent back as it came, beside its error.',
        breaks: ['no-echo'],
        disturbs: ['messages/*', 'errors/*'],
        wrap: (server) => ({
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            if (input.do !== 'text' || !outputs.some(isError)) return outputs;
            const sent = parsed(input.text);
            const known = sent !== undefined && reader.read(sent, 'client') !== undefined;
            return known || sent === undefined
              ? outputs
              : [{ do: 'message', connection: input.connection, message: sent }, ...outputs];
          },
        }),
      },
    },
    unobservable: [
      {
        statement: 'Bad input never ends the process.',
        reason:
          'A process cannot be seen from outside; that other connections and new ones go on is judged by bystanders.',
      },
    ],
  };
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
