/** Heartbeat: the server's beat, and what becomes of a client that does not answer it. */
import fc from 'fast-check';
import { lateness } from '../../engine/durations.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import { all } from '../../engine/oracle.ts';
import { family } from '../../engine/requirement.ts';
import { heartbeatFaults } from './faults.ts';
import { firstSeen, onTimeSeen } from './onlooking.ts';
import * as oracles from './oracles.ts';
import { toConnect } from '../needs.ts';

/** The family of the `heartbeat` promise. */
export const heartbeat = family('heartbeat', 'Heartbeat', (setting) => {
  const { protocol, promises, promise, kit, reader } = setting;
  const { every, forgives, answer, ending, from, level = 'MUST', uptime } = promise;
  const source = `${protocol.id}#heartbeat`;
  const late = lateness(every);
  const place = protocol.envelope.command.body ?? '';
  const needs = toConnect(promises);
  const name = oracles.beatName(promise);
  /** Long enough for a beat, the beats that are forgiven, and the one at which the connection ends, each of them late. */
  const long = (2 + forgives) * every + (1 + forgives) * late + every / 12;
  const wait = (ms: number): Step => ({ do: 'wait', ms });
  const idle = fc.constant(
    plan(kit.connect('a'), kit.connect('b', '⟨user2⟩'), kit.listen('b', '⟨user2⟩'), wait(long), kit.settle()),
  );
  /** Whatever stands in its place, an answer that is bad is none. */
  const badAnswers: readonly Step[] =
    answer === undefined
      ? []
      : [{}, null].map((body) => ({
          do: 'send',
          client: 'd',
          frame: { ...reader.frame('command', answer, {}), [place]: body },
        }));
  /** What is above a limit that nothing else ends is no answer, either. */
  const isLimited = answer !== undefined && promises.limits?.over.connection === 'goes on';
  const tooLate: readonly Step[] = isLimited
    ? [
        { do: 'repeat', times: promises.limits?.most ?? 0, steps: [kit.fence('e')] },
        kit.say('e', answer, kit.safe(answer)),
      ]
    : [];
  /** One says nothing, one something else, one what is no good answer, one answers too much too late; and one answers. */
  const silent = fc.constant({
    ...plan(
      kit.connect('a', '⟨user1⟩', { pongs: false }),
      kit.connect('b'),
      kit.connect('c', '⟨user2⟩', { pongs: false }),
      ...(badAnswers.length > 0 ? [kit.connect('d', '⟨user2⟩', { pongs: false })] : []),
      ...(isLimited ? [kit.connect('e', '⟨user2⟩', { pongs: false })] : []),
      // In the middle between two beats.
      ...Array.from({ length: 2 + forgives }, (_, nth) => [
        wait(nth === 0 ? every / 2 : every),
        kit.fence('c'),
        ...badAnswers.slice(nth % 2, 1 + (nth % 2)),
        ...(nth === 1 + forgives ? tooLate : []),
        // Time that passes before they are answered would be taken for the server's.
        kit.settle(),
      ]).flat(),
      wait(long - (1.5 + forgives) * every),
      kit.fence('b'),
    ),
    ...(isLimited && { exceeds: true }),
  });
  /** Answers as rarely as it may, in the middle between two beats, where its answer is certain to be in time. */
  const isSparing = answer !== undefined && forgives > 0;
  const { examples = [] } = protocol.commands[answer ?? ''] ?? {};
  /** Its answers are as the catalog has them, one after the other. */
  const answering = (nth: number): Readonly<Record<string, unknown>> =>
    (examples[nth % Math.max(1, examples.length)] ?? {}) as Readonly<Record<string, unknown>>; // an example is an object
  const sparing = (client: string): Plan =>
    plan(
      kit.connect(client, '⟨user1⟩', { pongs: false }),
      wait(every / 2),
      ...[0, 1].flatMap((nth) => [wait((1 + forgives) * every), kit.say(client, answer ?? '', answering(nth))]),
      wait((1 + forgives) * every),
      kit.fence(client),
    );
  /** One that is silent, one that answers and, where it may leave some unanswered, one that does as rarely as it may. */
  const three = fc.constant(
    plan(
      kit.connect('a', '⟨user1⟩', { pongs: false }),
      kit.connect('b'),
      ...(isSparing ? sparing('c').steps : [wait(long), kit.fence('b')]),
      kit.settle(),
    ),
  );
  const begins = from === 'greeting' ? `${every} ms after the greeting` : `within ${every} ms of connecting`;
  const farewell = typeof ending === 'object' ? ending.farewell?.message : undefined;
  const end =
    ending === 'terminate'
      ? 'is cut off, with or without a close frame'
      : [
          level === 'MUST' ? 'gets' : 'should get',
          ...[farewell, farewell && ending.close !== undefined ? 'and' : undefined],
          ending.close === undefined ? undefined : `the close code ${ending.close}`,
          'in its place',
        ]
          .filter((word) => word !== undefined)
          .join(' ');

  return {
    paragraph:
      send() +
      (forgives === 0
        ? `A client that has not answered by the time the next is due ${end}.`
        : `A client that has answered none of the last ${1 + forgives} by the time the next is due ${end}. One answer answers all so far.`),
    requirements: {
      first: {
        level: 'MUST',
        timed: true,
        statement: `The first ${name} comes ${begins}.`,
        source,
        needs,
        given: idle,
        more: three,
        reach: 'connection',
        check: all(oracles.first(setting), firstSeen(setting)),
      },
      'on-time': {
        level: 'MUST',
        timed: true,
        statement: `While a connection is open it gets a ${name} every ${every} ms.`,
        source,
        needs,
        given: idle,
        more: three,
        reach: 'connection',
        check: all(oracles.onTime(setting), onTimeSeen(setting)),
      },
      uptime: {
        applies: uptime !== undefined,
        level: 'MUST',
        timed: true,
        statement: `Each ${name} tells for how many ms its connection has been open.`,
        source,
        needs,
        given: fc.constant(
          plan(kit.connect('a'), wait(every / 3), kit.connect('b', '⟨user2⟩'), wait(long), kit.settle()),
        ),
        more: three,
        check: oracles.uptime(setting),
      },
      'ends-the-silent': {
        level,
        timed: true,
        statement:
          forgives === 0
            ? `A connection whose ${name} is not answered is ended when the next is due.`
            : `A connection on which ${1 + forgives} in a row are not answered is ended when the next ${name} is due.`,
        source,
        needs,
        given: silent,
        more: three,
        check: oracles.endsTheSilent(setting),
      },
      'ends-so': {
        applies: ending !== 'terminate',
        level: 'MUST',
        statement: `A connection that is ended for its silence ${end.replace('should get', 'gets')}.`,
        source,
        needs,
        given: silent,
        more: three,
        check: oracles.endsSo(setting, ending === 'terminate' ? {} : ending),
      },
      'keeps-the-answering': {
        level: 'MUST',
        statement: `A connection whose ${name}s are answered is kept.`,
        source,
        needs,
        given: idle,
        more: three,
        check: oracles.keepsTheAnswering(setting),
      },
      forgiving: {
        applies: isSparing,
        level: 'MUST',
        statement: `A connection that leaves no more than ${forgives} in a row unanswered is kept: one answer answers all so far.`,
        source,
        needs,
        given: fc.constant(isSparing ? sparing('a') : plan()),
        more: three,
        check: oracles.forgiving(setting),
      },
    },
    faults: heartbeatFaults(setting),
  };

  function send(): string {
    const what = promise.send === 'ping frame' ? 'a WebSocket ping' : `\`${promise.send}\``;
    const answered = answer === undefined ? '' : `, which \`${answer}\` answers`;
    const when = from === 'greeting' ? ', counted from the greeting' : `, the first ${begins}`;
    return `The server sends ${what} every ${every} ms${when}${answered}. `;
  }
});
