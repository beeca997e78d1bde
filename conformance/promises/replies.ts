/** Replies: every command is answered, once, by the right message, in the order in which commands were sent. */
import fc from 'fast-check';
import { broken, each, held, judge, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import { plan, type Step } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { drop, messages, overtake, twice } from '../faults/wrap.ts';
import type { Command } from '../scene/exchanges.ts';
import { parsed } from '../scene/json.ts';

/** What a person calls a command that went unanswered. */
const called = ({ name, entry }: Command): string => name ?? quote(entry.text, 60);

/** The family of the `replies` promise. */
export const replies = family('replies', 'Replies', ({ protocol, promises, promise, kit, reader }) => {
  const source = `${protocol.id}#replies`;
  const { delivery, errors } = promises;
  const own = kit.ownChannel('⟨user1⟩');
  const listed = Object.entries(promise.to).filter(([, reply]) => reply.each !== undefined);
  const isAnswer = messages(reader, (name) => Object.values(promise.to).some(({ answer }) => answer === name));

  /** A body for a command: channels that this client may have, or the catalog's first example. */
  const valid = (command: string): Step =>
    command === delivery?.subscribe
      ? kit.subscribe('a', own)
      : command === delivery?.unsubscribe
        ? kit.unsubscribe('a', own)
        : kit.say('a', command, protocol.commands[command]?.examples[0] as Readonly<Record<string, unknown>>);

  const everyCommand = fc.constant(plan(kit.connect('a'), ...Object.keys(promise.to).map(valid), kit.settle()));
  const pipelined = fc.constant(
    plan(
      kit.connect('a'),
      kit.fence('a'),
      kit.subscribe('a', own),
      kit.fence('a'),
      kit.subscribe('a', own, 'wp:nobody'),
      { do: 'text', client: 'a', text: 'no json' },
      kit.fence('a'),
      kit.unsubscribe('a', own),
      kit.fence('a'),
      { do: 'repeat', times: 12, steps: [kit.subscribe('a', own), kit.fence('a'), kit.unsubscribe('a', own)] },
      kit.settle(),
    ),
  );

  const oneCommand = (command: string): Requirement => ({
    level: 'MUST',
    statement: `${command} is answered with ${promise.to[command]?.answer}${promise.to[command]?.refusals ? ', or an error that names why not' : ''}${promise.to[command]?.item ? ', about the very item it listed' : ''}.`,
    source,
    given: everyCommand,
    check: each(({ entry, reply, unanswered }) => {
      if (unanswered) {
        const mine = unanswered.find(({ command: { name, bad } }) => name === command && bad.length === 0);
        return (
          mine && broken(`no answer within ${entry.kind === 'silence' ? entry.waited : 0} ms`, mine.command.entry.seq)
        );
      }
      if (!reply || reply.to.command.name !== command || reply.to.command.bad.length > 0) return undefined;
      if (reply.fit === 'misnamed') return broken(`the answer is not about ${quote(reply.to.item)}`);
      if (reply.fit === 'answer') return held;
      return judge(reply.to.errors.length > 0, 'an error came instead');
    }),
  });

  const answered: Oracle = each(({ entry, reply, unanswered }) => {
    const [missing] = (unanswered ?? []).filter(({ command }) => command.bad.length === 0);
    if (missing && entry.kind === 'silence') {
      return broken(
        `${called(missing.command)} had no answer, and ${entry.waited} ms went by`,
        missing.command.entry.seq,
      );
    }
    return reply && reply.to.command.bad.length === 0 ? held : undefined;
  });

  const inOrder: Oracle = perConnection(
    () => ({ last: -1 }),
    ({ connection, reply }, state) => {
      if (!reply) return undefined;
      const { seq } = reply.to.command.entry;
      const before = state.last;
      state.last = Math.max(before, seq);
      if (seq < before)
        return broken(`the answer to ${called(reply.to.command)} came after the answer to a later command`);
      return connection.queue.pending().length > 0 ? held : undefined;
    },
  );

  const eachItem: Oracle = perConnection(
    () => ({ command: -1, next: 0 }),
    ({ reply }, state) => {
      if (!reply || reply.to.command.items.length < 2 || reply.to.item === undefined) return undefined;
      const { entry, items } = reply.to.command;
      if (entry.seq !== state.command) {
        state.command = entry.seq;
        state.next = 0;
      }
      const expected = items[state.next++];
      return judge(
        expected === reply.to.item,
        () => `the answer for ${quote(expected)} was due, the one for ${quote(reply.to.item)} came`,
      );
    },
  );

  const once: Oracle = each(({ entry, message, reply, unasked }) => {
    if (unasked && message && message.name !== errors?.message)
      return broken(`nobody asked for ${quote(entry.kind === 'received' ? entry.text : message.name)}`);
    return reply && reply.fit === 'answer' ? held : undefined;
  });

  const extras: Oracle = perConnection(
    () => new Set<Command>(),
    ({ command, reply, unanswered }, padded) => {
      if (command && command.bad.length === 0 && command.name !== undefined) {
        const json: unknown = JSON.parse(command.entry.text);
        if (reader.undeclared('command', command.name, json).length > 0) padded.add(command);
      }
      const ignored = unanswered?.find((expected) => padded.has(expected.command));
      if (ignored) return broken('a command with an undeclared field had no answer', ignored.command.entry.seq);
      if (!reply || !padded.has(reply.to.command)) return undefined;
      return judge(
        reply.fit === 'answer' || (reply.fit === 'error' && reply.to.errors.length > 0),
        'an undeclared field was not ignored',
      );
    },
  );

  return {
    paragraph:
      'Commands on one connection are answered in the order in which they were sent, each exactly once, ' +
      `also when a client does not wait. \`${promise.fence}\` changes nothing: its answer proves that all that came before it has been sent.`,
    requirements: {
      ...Object.fromEntries(Object.keys(promise.to).map((command) => [command, oneCommand(command)])),
      answered: { level: 'MUST', statement: 'Every command is answered.', source, given: pipelined, check: answered },
      'in-order': {
        level: 'MUST',
        statement: 'Commands are answered in the order in which they were sent.',
        source,
        given: pipelined,
        check: inOrder,
      },
      once: {
        level: 'MUST',
        statement: 'Nothing is answered twice, and no answer comes that nobody asked for.',
        source,
        given: pipelined,
        check: once,
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
            kit.unsubscribe('a', own, 'wp:none'),
            kit.settle(),
          ),
        ),
        check: eachItem,
      },
      'ignores-extra-fields': {
        level: 'MUST',
        statement: 'Unknown fields in a command are ignored.',
        source,
        given: fc.constant(
          plan(
            kit.connect('a'),
            ...Object.keys(promise.to)
              .map(valid)
              .flatMap((step) =>
                step.do === 'send'
                  ? [{ ...step, frame: { ...(step.frame as object), extra: { deep: [1] }, toString: 'x' } }]
                  : [],
              ),
            kit.settle(),
          ),
        ),
        check: extras,
      },
    },
    faults: {
      'loses-an-answer': {
        story: 'Every tenth answer is never sent.',
        breaks: ['answered'],
        disturbs: ['replies/*', 'rights/*', 'delivery/*', 'errors/*', 'size/*'],
        wrap: drop(isAnswer, 10),
      },
      'answers-overtake': {
        story: 'Under pipelining, every fourth answer goes out behind the next message.',
        breaks: ['in-order'],
        disturbs: ['replies/*', 'delivery/*', 'rights/*', 'errors/*'],
        wrap: overtake(isAnswer, 4),
      },
      'answers-twice': {
        story: 'Every fifth answer is sent twice.',
        breaks: ['once'],
        disturbs: ['replies/*', 'delivery/*', 'rights/*', 'errors/*'],
        wrap: twice(isAnswer, 5),
      },
      'strict-about-fields': {
        story: 'A command with a field that the server does not know is bad input.',
        breaks: ['ignores-extra-fields'],
        disturbs: ['replies/*', 'rights/*', 'size/takes', 'errors/*', 'delivery/*'],
        decide: {
          command: (original) => (text: string) => {
            const json = parsed(text);
            const reading = reader.read(json, 'client');
            const unknown = reading && reader.undeclared('command', reading.name, json).length > 0;
            return unknown ? { do: 'bad', problem: 'bad-field' } : original(text);
          },
        },
      },
    },
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
