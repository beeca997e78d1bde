/** Closing: connections end when there is a reason, in the way that the reason demands. */
import fc from 'fast-check';
import type { Ending } from '../../schemas/promises.ts';
import { broken, held, judge, perConnection } from '../engine/oracle.ts';
import { plan } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { noticing } from '../faults/noticing.ts';
import { replace } from '../faults/wrap.ts';
import { toConnect } from './needs.ts';

/** The family of the `closing` promise. */
export const closing = family('closing', 'Closing', ({ protocol, promise, kit }) => {
  const source = `${protocol.id}#closing`;
  const needs = toConnect(protocol.promises);

  const reason = (name: string, ending: Ending): Requirement => ({
    level: 'MUST',
    statement: `On ${name} the server closes connections with ${ending.close}.`,
    source,
    needs: [...needs, 'close'],
    given: fc.constant(
      protocol.promises.credentials
        ? plan(
            kit.connect('a'),
            kit.connect('b', '⟨user2⟩'),
            kit.settle(),
            { do: 'end', user: '⟨user1⟩', reason: name },
            kit.fence('b'),
            { do: 'end', user: '⟨user2⟩', reason: name },
          )
        : // Where there are no users, connections can only be ended all at once.
          plan(kit.connect('a'), kit.connect('b', '⟨user2⟩'), kit.settle(), { do: 'end', reason: name }),
    ),
    check: perConnection(
      () => ({ asked: false }),
      ({ entry, connection }, state) => {
        const cause = connection.causes.find(
          ({ why, codes, must }) =>
            why === 'asked' && must && (ending.close === undefined || codes?.includes(ending.close)),
        );
        if (!cause || state.asked) return undefined;
        if (entry.kind === 'leaving') {
          state.asked = true;
          return entry.abruptly ? undefined : broken('still open');
        }
        if (entry.kind !== 'closed') return undefined;
        state.asked = true;
        const otherwise = connection.causes.some((other) => other.why !== 'asked');
        return otherwise
          ? undefined
          : judge(
              ending.close === undefined || entry.code === ending.close,
              `closed with ${entry.code ?? 'no close frame'}`,
            );
      },
      ['leaving', 'closed'],
    ),
  });

  const requirements: Readonly<Record<string, Requirement>> = {
    ...Object.fromEntries(Object.entries(promise.reasons).map(([name, ending]) => [name, reason(name, ending)])),
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
      check: perConnection(
        () => ({ left: false }),
        ({ entry, connection }, state) => {
          if (entry.kind === 'closed' && !connection.left && connection.causes.length === 0) {
            return broken(
              `it ended with ${entry.code ?? 'no close frame'}${entry.trouble ? ` (${entry.trouble})` : ''}, and nothing had happened`,
            );
          }
          if (entry.kind !== 'leaving') return undefined;
          state.left = true;
          return connection.greeted ? held : undefined;
        },
        ['leaving', 'closed'],
      ),
    },
    'answers-the-close': {
      level: 'SHOULD',
      statement: "A client's close frame is answered with a close frame (RFC 6455, 5.5.1).",
      source,
      needs,
      given: fc.constant(plan(kit.connect('a'), kit.settle(), { do: 'leave', client: 'a' })),
      check: perConnection(
        () => ({ left: false }),
        ({ entry, connection }, state) => {
          if (entry.kind === 'leaving') state.left = connection.greeted && !entry.abruptly;
          return entry.kind === 'closed' && state.left
            ? judge(entry.code !== undefined, 'the connection ended without a close frame')
            : undefined;
        },
        ['leaving', 'closed'],
      ),
    },
  };

  return {
    paragraph: `Close codes: ${Object.entries(promise.codes)
      .map(([code, { means, next }]) => `${code} - ${means} Next: ${next}.`)
      .join(' ')}`,
    requirements,
    faults: {
      'wrong-code': {
        story: 'Shutting down, the server closes with 1000.',
        breaks: Object.keys(promise.reasons),
        wrap: replace(
          (output) =>
            output.do === 'close' && Object.values(promise.reasons).some(({ close }) => close === output.code),
          (output) => [{ ...output, code: 1000 } as typeof output],
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
        disturbs: noticing(protocol.promises).ended,
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
    },
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
