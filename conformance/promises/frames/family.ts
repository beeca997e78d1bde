/** Frames: what RFC 6455 asks of a server below messages - a pong for each ping, and messages in however many frames. */
import fc from 'fast-check';
import { plan, type Step } from '../../engine/plan.ts';
import { always } from '../../engine/requirement.ts';
import { goodCommands } from '../../plans/good.ts';
import { framesFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import { toConnect } from '../needs.ts';

/** What pings hold: a little, nothing, a zero and what is not ASCII, and as much as they may. */
const HELD = ['', 'wireproof', '\u0000\u00e9\u{1f3d3}', 'x'.repeat(125)];

/** In how many frames commands are sent, in turn. */
const FRAGMENTS = [2, 3, 5] as const;

/** The family of every protocol: pings and fragments. */
export const frames = always('frames', 'Frames', ({ protocol, promises, kit }) => {
  const source = `${protocol.id}#frames`;
  const needs = toConnect(promises);
  const { replies, delivery } = promises;
  const good = replies ? goodCommands(kit, delivery, replies, 'a') : [];
  const inFrames = (step: Step, nth: number): readonly Step[] =>
    step.do === 'send'
      ? [{ ...step, fragments: FRAGMENTS[nth % FRAGMENTS.length] ?? 2, ...(nth % 2 === 0 && { interrupted: true }) }]
      : [];
  const ping = (text: string): Step => ({ do: 'ping', client: 'a', text });

  return {
    paragraph:
      'Below its messages a server keeps RFC 6455. A ping is answered with a pong that holds the same; of several that have ' +
      'not been answered yet, the latest alone may be (5.5.3). A message may come in several frames, cut anywhere, with ' +
      'pings between them, and is what it is as a whole (5.4).',
    requirements: {
      'answers-pings': {
        level: 'MUST',
        statement: 'A ping is answered with a pong that holds the same (RFC 6455, 5.5.2 and 5.5.3).',
        source,
        needs,
        given: fc.constant(
          plan(
            kit.connect('a'),
            kit.settle(),
            // One by one: of several, the last alone may be answered.
            ...HELD.toReversed().flatMap((text) => [ping(text), kit.settle()]),
            ...HELD.map(ping),
          ),
        ),
        check: oracles.answersPings,
      },
      'in-fragments': {
        applies: good.length > 0,
        level: 'MUST',
        statement:
          'A command in several frames is answered like one that is sent whole, also with a ping between them (RFC 6455, 5.4).',
        source,
        needs,
        given: fc.constant(plan(kit.connect('a'), ...good.flatMap(inFrames), kit.settle())),
        reach: 'connection',
        check: oracles.inFragments,
      },
    },
    faults: framesFaults(promises),
    unobservable: [
      {
        statement: 'A pong that nobody asked for is legal (RFC 6455, 5.5.3).',
        reason: 'It is a freedom of the server; it is passed over.',
      },
      {
        statement: 'A client answers the pings of its server.',
        reason: 'It binds clients; what becomes of one that does not is judged by heartbeat, where it is promised.',
      },
    ],
  };
});
