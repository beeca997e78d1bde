/** What is peculiar to `commerce`: a subscription names one channel or a list of channels, not both, and not none. */
import fc from 'fast-check';
import type { commerce as declared } from '../../schemas/commerce/protocol.ts';
import { broken, earned, heldBeside, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import { plan, type Step } from '../engine/plan.ts';
import { always, type Requirement } from '../engine/requirement.ts';
import { taken, takenOn } from '../promises/twins.ts';
import type { Command } from '../scene/exchanges.ts';
import { parsed } from '../scene/json.ts';
import { at } from '../scene/pointer.ts';
import { commerceFaults } from './commerce-faults.ts';

type CommandName = keyof (typeof declared)['commands'];

const SUBSCRIBE = 'subscribe' satisfies CommandName;
const UNSUBSCRIBE = 'unsubscribe' satisfies CommandName;

/** What confirms them. */
const CONFIRMATIONS = ['subscribed', 'unsubscribed'] satisfies (keyof (typeof declared)['controls'])[];

const isSubscription = ({ name }: Command): boolean => name === SUBSCRIBE || name === UNSUBSCRIBE;

/** The most commands of one connection whose answer is awaited at once. */
const REMEMBERED = 1000;

/** The family of what only `commerce` says about its subscriptions. */
export const commerce = always('subscriptions', 'Subscriptions', ({ protocol, kit }) => {
  const source = `${protocol.id}#commands`;
  const [own, other] = [kit.ownChannel('⟨user1⟩'), 'global'];

  /**
   * A command that is wrong in one way gets one error, of bad input, and no confirmation, where a good one is confirmed.
   * That no confirmation follows the error, the next answer shows.
   */
  const refused = (is: (frame: unknown) => boolean): Oracle =>
    earned(
      taken,
      perConnection(
        () => ({ asked: new Set<Command>(), refused: undefined as Command | undefined }),
        ({ connection, command, message, reply, unanswered, unasked, entry }, state) => {
          const { asked } = state;
          if (command && isSubscription(command) && asked.size < REMEMBERED && is(parsed(command.entry.text)))
            asked.add(command);
          const missing = unanswered?.find((expected) => asked.has(expected.command));
          if (missing) return broken('it had no answer', missing.command.entry.seq);
          const confirmation = CONFIRMATIONS.some((name) => name === message?.name);
          if (unasked && confirmation && entry.kind === 'received' && (asked.size > 0 || state.refused))
            return broken(`${quote(entry.text)} came, as if it were a good command`);
          if (!reply) return undefined;
          const before = state.refused;
          state.refused = asked.delete(reply.to.command) ? reply.to.command : undefined;
          return before && heldBeside(takenOn(connection, before));
        },
        ['command', 'reply', 'unanswered', 'unasked'],
      ),
    );

  const probes = (frames: readonly Step[]) =>
    fc.constant(
      plan(
        kit.connect('a'),
        ...frames.flatMap((step) => [step, kit.fence('a')]),
        kit.subscribe('a', own),
        kit.unsubscribe('a', own),
        kit.settle(),
      ),
    );
  const everyWay = probes([
    kit.say('a', SUBSCRIBE, { channel: own, channels: [other] }),
    kit.say('a', SUBSCRIBE, { channel: own, channels: null }),
    kit.say('a', SUBSCRIBE),
    kit.say('a', UNSUBSCRIBE, { channels: [] }),
    kit.say('a', SUBSCRIBE, { channels: [own, ''] }),
  ]);

  const bad = (statement: string, frames: readonly Step[], is: (frame: unknown) => boolean): Requirement => ({
    level: 'MUST',
    statement,
    source,
    needs: ['token'],
    given: probes(frames),
    more: everyWay,
    check: refused(is),
  });

  /** Both ways to name channels, or one beside what names none. */
  const both: readonly Readonly<Record<string, unknown>>[] = [
    { channel: own, channels: null },
    { channel: null, channels: [own] },
    { channel: own, channels: [] },
    { channel: '', channels: [own] },
    { channel: own, channels: [other] },
  ];
  const named = (body: Readonly<Record<string, unknown>>) => [
    kit.say('a', SUBSCRIBE, body),
    kit.say('a', UNSUBSCRIBE, body),
  ];

  return {
    paragraph:
      '`subscribe` and `unsubscribe` name one `channel`, or several `channels`: never both, never none. ' +
      'A list that holds anything but non-empty text is bad input as a whole; a channel in it that is badly formed, or refused, concerns only itself.',
    requirements: {
      'not-both': bad(
        'A command with both channel and channels is bad input, also where one of them is null or empty.',
        both.flatMap(named),
        (frame) => at(frame, '/channel') !== undefined && at(frame, '/channels') !== undefined,
      ),
      'not-none': bad(
        'A command with neither channel nor channels is bad input.',
        named({}),
        (frame) => at(frame, '/channel') === undefined && at(frame, '/channels') === undefined,
      ),
      'not-empty': bad('An empty list of channels is bad input.', named({ channels: [] }), (frame) => {
        const listed = at(frame, '/channels');
        return Array.isArray(listed) && listed.length === 0;
      }),
      'whole-or-not': bad(
        'A list with an item that is no text, or empty, is bad input as a whole.',
        [...named({ channels: [own, ''] }), ...named({ channels: [other, 7] }), ...named({ channels: [null, own] })],
        (frame) => {
          const listed = at(frame, '/channels');
          return (
            Array.isArray(listed) && listed.length > 1 && listed.some((item) => typeof item !== 'string' || item === '')
          );
        },
      ),
    },
    faults: commerceFaults,
    unobservable: [
      {
        statement: 'The first event of an order, dispute, shipment or proposal cannot be seen on its own channel.',
        reason: 'It follows from the rights: nobody may subscribe to a channel before its thing exists.',
      },
    ],
  };
});
