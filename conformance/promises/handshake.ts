/** Handshake: the greeting that opens every connection. */
import fc from 'fast-check';
import type { HandshakePromise, Opening } from '../../schemas/promises/handshake.ts';
import { lateness } from '../engine/durations.ts';
import { broken, held, judge, perConnection, quote } from '../engine/oracle.ts';
import { plan, type Step } from '../engine/plan.ts';
import { family } from '../engine/requirement.ts';
import { withBody } from '../faults/bodies.ts';
import { alter, drop, messages, overtake, twice } from '../faults/wrap.ts';
import { isBad } from '../scene/connection.ts';
import { at, textAt, withAt } from '../scene/pointer.ts';
import { toConnect } from './needs.ts';
import { answersBefore, closesMute } from './opening-oracles.ts';
import { shuts } from './trespass-oracles.ts';
import { letIn, letInAs } from './twins.ts';

/** How much longer than it may take an end is waited for, in ms. */
const BEYOND = 1000;

/** What stands in the place of ends that are not promised; what is said of them does not apply. */
const NO_END = { close: 0 } as const;
const NO_DEADLINE = { ...NO_END, ms: 0 } as const;

/** How a connection begins on which the client speaks first. */
const openingWords = (
  { greeting, subprotocol }: HandshakePromise,
  { command, within, again, early }: Opening,
): string =>
  [
    ...(subprotocol
      ? [
          `A client offers the subprotocol \`${subprotocol.name}\`; whoever does not is closed with ${subprotocol.close}, or refused.`,
        ]
      : []),
    `It speaks first, with \`${command}\`; the server answers with \`${greeting}\`, once.`,
    ...(within
      ? [`Where that has not come within ${within.ms} ms, the connection is closed with ${within.close}.`]
      : []),
    ...(again ? [`Where it comes again, it is closed with ${again.close}.`] : []),
    ...(early
      ? [
          `Where anything${early.but ? ` but ${early.but.map((name) => `\`${name}\``).join(' or ')}` : ''} comes before it, it is closed with ${early.close}.`,
        ]
      : []),
  ].join(' ');

/** The family of the `handshake` promise. */
export const handshake = family('handshake', 'Handshake', (setting) => {
  const { protocol, promise, kit, reader } = setting;
  const { greeting, user, opening, subprotocol, anytime = [] } = promise;
  const { within = NO_DEADLINE, again = NO_END, early = NO_END } = opening ?? {};
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
  const needs = toConnect(protocol.promises);
  const beside = { twins: letIn(protocol.promises), twin: letInAs };
  /** One speaks too soon, or once too often, beside one that does neither. */
  const beyond = (...steps: readonly Step[]) =>
    fc.constant(plan(kit.connect('b'), kit.fence('b'), ...steps, kit.settle()));
  const mute = kit.connect('a', undefined, { opens: false });
  /** What may not be said before the greeting: the first command that has to be answered, or begins something. */
  const { operations, replies } = protocol.promises;
  const soon = [operations?.begin, ...Object.keys(replies?.to ?? {})].find(
    (name) => name !== undefined && name !== opening?.command && !opening?.early?.but?.includes(name),
  );
  const allowed = Object.keys(replies?.to ?? {}).find((name) => opening?.early?.but?.includes(name));
  const one = (name: string | undefined): Step => kit.say('a', name ?? '', kit.safe(name ?? ''));
  return {
    paragraph: `${opening ? openingWords(promise, opening) : `The first message on a connection is \`${greeting}\`, and it comes once.`}${user ? ` Its \`${user.slice(1)}\` names the user whose token was shown.` : ''}`,
    requirements: {
      'first-message': {
        level: 'MUST',
        statement: `The first message on a connection is ${greeting}.`,
        source,
        needs: toConnect(protocol.promises),
        given,
        check: perConnection(
          () => ({ greetings: 0, before: 0 }),
          ({ entry, connection, message, unanswered }, state) => {
            if (isBad(connection) || connection.badge.opens === false) return undefined;
            if (message?.kind === 'control' && anytime.includes(message.name)) {
              state.before++;
              return undefined;
            }
            const isFirst = connection.received === 1 + state.before;
            if (message?.name === greeting && isFirst) return held;
            // A token may expire, or a server shut down, before the greeting.
            if (connection.causes.length > 0) return undefined;
            if (entry.kind === 'received' && isFirst && !connection.greeted)
              return broken(`the first message is ${quote(entry.text)}`);
            if (
              entry.kind === 'silence' &&
              connection.received === state.before &&
              !connection.greeted &&
              !unanswered &&
              state.greetings++ === 0
            ) {
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
      'opens-in-time': {
        applies: opening?.within !== undefined,
        level: 'MUST',
        timed: true,
        statement: `A connection on which no ${opening?.command} has come within ${within.ms} ms is closed with ${within.close}, and not before.`,
        source,
        needs,
        given: beyond(mute, { do: 'wait', ms: within.ms + lateness(within.ms) + BEYOND }, kit.fence('b')),
        check: closesMute(setting, within),
      },
      'opens-once': {
        applies: opening?.again !== undefined,
        level: 'MUST',
        statement: `A connection on which ${opening?.command} comes again is closed with ${again.close}.`,
        source,
        needs,
        given: beyond(kit.connect('a'), one(opening?.command)),
        check: shuts('again', again, beside),
      },
      'nothing-before': {
        applies: opening?.early !== undefined && soon !== undefined,
        level: 'MUST',
        statement: `A connection on which anything${opening?.early?.but ? ` but ${opening.early.but.join(' or ')}` : ''} comes before ${opening?.command} is closed with ${early.close}.`,
        source,
        needs,
        given: beyond(mute, one(soon)),
        check: shuts('early', early, beside),
      },
      'answers-before': {
        applies: opening?.early !== undefined && allowed !== undefined,
        level: 'MUST',
        statement: `What may come before ${opening?.command} is answered before it.`,
        source,
        needs,
        given: beyond(mute, one(allowed)),
        check: answersBefore,
      },
      subprotocol: {
        applies: subprotocol !== undefined,
        level: 'MUST',
        statement: `A connection that does not offer the subprotocol ${subprotocol?.name} is closed with ${subprotocol?.close}, or refused.`,
        source,
        needs,
        given: beyond(
          kit.connect('a', undefined, { opens: false, offers: '' }),
          kit.connect('c', undefined, { opens: false, offers: 'wireproof-none' }),
        ),
        check: shuts('subprotocol', subprotocol ?? NO_END, { ...beside, refusable: true }),
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
