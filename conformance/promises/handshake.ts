/** Handshake: the greeting that opens every connection. */
import fc from 'fast-check';
import { broken, held, judge, perConnection, quote } from '../engine/oracle.ts';
import { plan } from '../engine/plan.ts';
import { family } from '../engine/requirement.ts';
import { withBody } from '../faults/bodies.ts';
import { alter, drop, messages, overtake, twice } from '../faults/wrap.ts';
import { isBad } from '../scene/connection.ts';
import { at, textAt, withAt } from '../scene/pointer.ts';
import { toConnect } from './needs.ts';

/** The family of the `handshake` promise. */
export const handshake = family('handshake', 'Handshake', ({ protocol, promise, kit, reader }) => {
  const { greeting, user } = promise;
  const source = `${protocol.id}#handshake`;
  const given = fc.constant(
    plan(
      kit.connect('a'),
      kit.connect('b', '⟨user2⟩'),
      kit.fence('a'),
      kit.settle(),
      kit.connect('c', '⟨user3⟩'),
      kit.fence('c'),
      kit.settle(),
    ),
  );
  const isGreeting = messages(reader, (name) => name === greeting);
  const count = () => ({ greetings: 0 });
  return {
    paragraph: `The first message on a connection is \`${greeting}\`, and it comes once.${user ? ` Its \`${user.slice(1)}\` names the user whose token was shown.` : ''}`,
    requirements: {
      'first-message': {
        level: 'MUST',
        statement: `The first message on a connection is ${greeting}.`,
        source,
        needs: toConnect(protocol.promises),
        given,
        check: perConnection(
          count,
          ({ entry, connection, message, unanswered }, state) => {
            if (isBad(connection)) return undefined;
            if (message?.name === greeting && connection.received === 1) return held;
            // A token may expire, or a server shut down, before the greeting.
            if (connection.causes.length > 0) return undefined;
            if (entry.kind === 'received' && connection.received === 1)
              return broken(`the first message is ${quote(entry.text)}`);
            if (entry.kind === 'silence' && connection.received === 0 && !unanswered && state.greetings++ === 0) {
              return broken(`nothing came within ${entry.waited} ms of connecting`);
            }
            if (entry.kind === 'refused') return broken(`the connection was refused: ${entry.because}`);
            return undefined;
          },
          ['received', 'silence', 'refused'],
        ),
      },
      once: {
        level: 'MUST',
        statement: `A connection gets ${greeting} once.`,
        source,
        needs: toConnect(protocol.promises),
        given,
        reach: 'connection',
        check: perConnection(
          count,
          ({ message, reply }, state) => {
            if (message?.name === greeting) return ++state.greetings > 1 ? broken(`${greeting} came again`) : undefined;
            return reply && state.greetings === 1 ? held : undefined;
          },
          ['control', 'reply'],
        ),
      },
      'names-the-user': {
        applies: user !== undefined,
        level: 'MUST',
        statement: `${greeting} names the user of the token.`,
        source,
        needs: ['token'],
        given,
        check: perConnection(
          count,
          ({ connection, message }) => {
            if (message?.name !== greeting || isBad(connection)) return undefined;
            const named = textAt(message.body, user ?? '');
            return judge(
              named === connection.badge.user,
              () => `the token is for ${quote(connection.badge.user)}, the greeting names ${quote(named)}`,
            );
          },
          ['control'],
        ),
      },
    },
    faults: {
      'no-greeting': {
        story: 'A connection is left without its greeting.',
        breaks: ['first-message'],
        disturbs: ['filters/unknown-in-address', 'sequence/*', 'recovery/*', 'errors/changes-nothing'],
        wrap: drop(isGreeting),
      },
      'greets-late': {
        story: 'The greeting comes after the first answer.',
        breaks: ['first-message'],
        disturbs: ['filters/unknown-in-address', 'sequence/*', 'recovery/*', 'closing/last-word'],
        wrap: overtake(isGreeting, 1),
      },
      'greets-twice': {
        story: 'Every second connection is greeted twice.',
        breaks: ['once'],
        disturbs: ['sequence/origin', 'sequence/linked'],
        wrap: twice(isGreeting, 2),
      },
      'folds-case': {
        story: 'The greeting names the user in lower case.',
        breaks: ['names-the-user'],
        wrap: alter(isGreeting, (message) =>
          user === undefined
            ? message
            : withBody(protocol, 'control', message, (body) =>
                withAt(body, user, String(at(body, user)).toLowerCase()),
              ),
        ),
      },
    },
  };
});
