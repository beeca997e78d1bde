/** Size: how large a message may be, and what becomes of one that is larger. */
import fc from 'fast-check';
import { broken, earned, heldBeside, judge, perConnection, quote } from '../engine/oracle.ts';
import type { EntryOf } from '../engine/history.ts';
import { plan } from '../engine/plan.ts';
import { family } from '../engine/requirement.ts';
import type { Connection } from '../scene/connection.ts';
import { noticing } from '../faults/noticing.ts';
import { errorMessages } from '../scene/error-kinds.ts';
import { withAt } from '../scene/pointer.ts';
import { toConnect } from './needs.ts';
import { taken, takenOn } from './twins.ts';

/** The family of the `size` promise. */
export const size = family('size', 'Size', ({ protocol, promises, promise, kit, reader }) => {
  const source = `${protocol.id}#size`;
  const { message = 'error', text = '/message' } = promises.errors ?? {};
  const example = (protocol.controls[message]?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;
  const needs = toConnect(promises);
  const errors = errorMessages(promises.errors);
  const pad = (bytes: number) => ({ do: 'pad', client: 'a', frame: kit.harmless(), bytes }) as const;
  const large = fc.constant(plan(kit.connect('a'), pad(promise.takes), kit.settle(), kit.fence('a'), kit.settle()));
  const tooLarge = fc
    .constantFrom(promise.refuses + 1, promise.refuses * 2, promise.refuses * 16)
    .map((bytes) =>
      plan(
        ...[kit.connect('a'), kit.connect('b', '⟨user2⟩'), kit.fence('a'), kit.settle()],
        ...[pad(bytes), kit.settle(), kit.fence('b')],
      ),
    );

  /** What is large enough still, and then what is too large. */
  const both = fc.constant(
    plan(
      kit.connect('a'),
      kit.connect('b', '⟨user2⟩'),
      pad(promise.takes),
      kit.settle(),
      pad(promise.refuses + 1),
      kit.settle(),
      kit.fence('b'),
    ),
  );

  const oversized = ({ causes }: Connection) => causes.find(({ why, must }) => why === 'oversize' && must);

  /** Over polling any end will do, for there are no codes. */
  const closesSo = ({ code, polling }: EntryOf<'closed'>): boolean => code === promise.close || polling === true;

  const closes = perConnection(
    () => ({ over: false, waited: false }),
    ({ entry, connection, message: said, reply, unasked }, state) => {
      const cause = oversized(connection);
      if (!cause || state.over || connection.left) return undefined;
      if (entry.kind === 'silence') state.waited = true;
      // An answer to what was sent later shows that the connection lives on, and so does our patience when nothing comes.
      const answered = reply ? reply.to.command.entry.seq > cause.seq : unasked && !errors.has(said?.name ?? '');
      const goesOn = answered || (entry.kind === 'leaving' && state.waited);
      state.over = goesOn || entry.kind === 'closed';
      if (goesOn) return broken('still open');
      if (entry.kind !== 'closed' || connection.causes.some(({ why }) => why !== 'oversize')) return undefined;
      return closesSo(entry)
        ? heldBeside(takenOn(connection))
        : broken(`closed with ${entry.code ?? 'no close frame'}`);
    },
    ['silence', 'reply', 'unasked', 'leaving', 'closed'],
  );

  const silently = perConnection(
    () => ({ over: false }),
    ({ entry, connection, unasked, farewell }, state) => {
      if (!oversized(connection) || state.over) return undefined;
      // A leave that the server takes of its own accord comes first by chance.
      if (connection.causes.some(({ why }) => why === 'own accord')) return undefined;
      state.over = entry.kind === 'closed' || (entry.kind === 'received' && (unasked || farewell) === true);
      if (entry.kind === 'received' && state.over) return broken(`${quote(entry.text)} came first`);
      return entry.kind === 'closed' && closesSo(entry) && !connection.left
        ? heldBeside(takenOn(connection))
        : undefined;
    },
    ['unasked', 'farewell', 'closed'],
  );

  return {
    paragraph: `A message of up to ${promise.takes} bytes is taken. One above ${promise.refuses} bytes closes its connection with ${promise.close}, without a word before it.`,
    requirements: {
      takes: {
        level: 'MUST',
        statement: `A message of up to ${promise.takes} bytes is taken.`,
        source,
        needs,
        given: large,
        more: both,
        check: perConnection(
          () => ({ large: -1 }),
          ({ entry, connection, command, reply, unanswered }, state) => {
            if (command && command.entry.bytes > promise.takes - 1024 && command.entry.bytes <= promise.takes)
              state.large = command.entry.seq;
            if (state.large < 0) return undefined;
            if (reply?.to.command.entry.seq === state.large) {
              state.large = -1;
              return judge(reply.fit !== 'misworded', 'it was answered with an error');
            }
            if (connection.left || connection.causes.length > 0) return undefined;
            const ignored = unanswered?.some((expected) => expected.command.entry.seq === state.large);
            if (ignored || entry.kind === 'closed') {
              state.large = -1;
              return broken(
                entry.kind === 'closed'
                  ? `the connection ended (${entry.code ?? 'no close frame'})`
                  : 'it had no answer',
              );
            }
            return undefined;
          },
          ['command', 'reply', 'unanswered', 'closed'],
        ),
      },
      refuses: {
        level: 'MUST',
        statement: `A message above ${promise.refuses} bytes closes its connection with ${promise.close}.`,
        source,
        needs,
        given: tooLarge,
        more: both,
        check: earned(taken, closes),
      },
      silently: {
        level: 'MUST',
        statement: 'Nothing is said before such a close.',
        source,
        needs,
        given: tooLarge,
        more: both,
        check: earned(taken, silently),
      },
    },
    faults: {
      'takes-a-megabyte': {
        story: 'Messages of up to a mebibyte are taken.',
        breaks: ['refuses'],
        // What is taken is answered, and an answer that nobody waits for is taken for another.
        disturbs: ['replies/*', 'markets/correlated', 'size/silently'],
        host: { maxMessage: 16 * promise.refuses + 1024 },
      },
      'explains-itself': {
        story: 'Before it closes over a message that is too large, the server says so in an error.',
        breaks: ['silently'],
        disturbs: promises.errors?.code?.level === 'MUST' ? ['messages/controls'] : [],
        host: {
          oversizeNotice: reader.frame('control', message, withAt(example, text, 'Message too large')),
        },
      },
      'too-small': {
        story: 'Messages above 32 KiB are refused.',
        breaks: ['takes'],
        disturbs: noticing(promises).ended,
        host: { maxMessage: Math.floor(promise.refuses / 2) },
      },
    },
    unobservable: [
      {
        statement: `What becomes of a message between ${promise.takes} and ${promise.refuses} bytes is free.`,
        reason: 'Either is right, so that the examiner never sends one.',
      },
    ],
  };
});
