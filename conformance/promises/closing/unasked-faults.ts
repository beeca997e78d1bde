/** The faults of leaves that servers take of their own accord: without a word, with another code, too late, of others, or not at all; and of the hook that ends too many, or too few. */
import type { ClosingPromise, ClosingReason } from '../../../schemas/promises/closing.ts';
import type { Farewell } from '../../../schemas/promises/endings.ts';
import type { Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { postpone } from '../../faults/postpone.ts';
import { hear, replace, type Wrap } from '../../faults/wrap.ts';
import { withAt } from '../../scene/pointer.ts';

type Members = Readonly<Record<string, unknown>>;

/** After so many messages to it, leave is taken of a connection. */
const AFTER = 4;
/** What a leave tells of a delay, and by how much later the close comes, in ms. */
const DELAY = 1000;
const LATE = 3000;

/** A reason that is told in words. */
type Told = ClosingReason & { readonly name: string; readonly farewell: Farewell };

/** The faults, by name. */
export const unaskedFaults = (setting: Setting<ClosingPromise>): Readonly<Record<string, Fault>> => {
  const { protocol, promises, promise, reader } = setting;
  const told = Object.entries(promise.reasons).flatMap(([name, reason]): readonly Told[] =>
    reason.unasked && reason.farewell ? [{ ...reason, name, farewell: reason.farewell }] : [],
  );
  const coded = told.filter(({ close }) => close !== undefined);
  const delayed = told.filter(({ farewell }) => farewell.delay !== undefined);
  const short = told.filter(({ farewell }) => farewell.delay === undefined);
  const { ended, lost, unanswered } = noticing(promises);
  const around = ['closing/*', 'credentials/*', 'heartbeat/*'];

  const leave = (connection: string, { farewell: { message, says = {}, delay } }: Told): Output => {
    // Examples of messages are objects.
    const example = (protocol.controls[message]?.examples[0] ?? {}) as Members;
    const said = Object.entries(says).reduce((body, [pointer, value]) => withAt(body, pointer, value), example);
    const body = delay === undefined ? said : withAt(said, delay, DELAY);
    return { do: 'message', connection, message: reader.frame('control', message, body) };
  };
  const close = (connection: string, code: number | undefined): Output => ({
    ...{ do: 'close', connection, reason: '' },
    ...(code !== undefined && { code }),
  });
  /** For one of these reasons after the other, does something to connections that have been told enough. */
  const inTurn =
    (reasons: readonly Told[], act: (connection: string, reason: Told) => readonly Output[]): Wrap =>
    (server) => {
      const counts = new Map<string, number>();
      let turn = 0;
      return replace(
        (output) => output.do === 'message',
        (output) => {
          if (output.do !== 'message') return [output];
          const count = (counts.get(output.connection) ?? 0) + 1;
          counts.set(output.connection, count);
          const reason = count === AFTER ? reasons[turn++ % reasons.length] : undefined;
          return reason ? [output, ...act(output.connection, reason)] : [output];
        },
      )(server);
    };

  return {
    'leaves-unasked-without-a-word': {
      story: 'Of its own accord the server closes connections with the code that is meant for it, and takes no leave.',
      breaks: coded.length > 0 ? ['stays-open', 'says-why'] : [],
      disturbs: [...ended, 'closing/*', 'heartbeat/*'],
      wrap: inTurn(coded, (connection, reason) => [close(connection, reason.close)]),
    },
    'leaves-unasked-with-another-code': {
      story: 'Of its own accord the server takes leave, and closes connections with 1008.',
      breaks: coded.map(({ name }) => name),
      disturbs: around,
      wrap: inTurn(coded, (connection, reason) => [leave(connection, reason), close(connection, 1008)]),
    },
    'stays-after-its-own-leave': {
      story: 'Of its own accord the server takes leave without a delay, and the connection goes on.',
      breaks: short.length > 0 ? [...short.map(({ name }) => name), 'last-word'] : [],
      disturbs: [...around, ...unanswered],
      wrap: inTurn(short, (connection, reason) => [leave(connection, reason)]),
    },
    'outstays-its-own-delay': {
      story: 'Of its own accord the server takes leave with a delay, and closes connections three seconds after that.',
      breaks: delayed.map(({ name }) => `${name}-delay`),
      disturbs: around,
      wrap: (server) => {
        const late = new Set<Output>();
        const leaving = inTurn(delayed, (connection, reason) => {
          const end = close(connection, reason.close);
          late.add(end);
          return [leave(connection, reason), end];
        });
        return postpone(
          (output) => late.has(output),
          () => DELAY + LATE,
        )(leaving(server));
      },
    },
    'ends-one-of-them': {
      story: 'The hook that ends the connections of one user ends the oldest of them alone.',
      breaks: promises.credentials ? Object.keys(promise.reasons) : [],
      disturbs: [...around, ...unanswered, ...lost],
      wrap: (server) => {
        /** Whose each connection is, the oldest first, and which of them are not let go. */
        const users = new Map<string, string>();
        const kept = new Set<string>();
        return {
          ...server,
          receive: (input, now) => {
            if (input.do === 'connect' && input.credential.status === 'valid')
              users.set(input.connection, input.credential.user);
            if (input.do === 'hook' && input.hook === 'close') {
              const { subject } = input.body as Members;
              const its = [...users].flatMap(([connection, user]) => (user === subject ? [connection] : []));
              for (const connection of its.slice(1)) kept.add(connection);
            }
            const outputs = server.receive(input, now);
            for (const output of outputs) if (output.do === 'close') users.delete(output.connection);
            if (input.do === 'disconnect') users.delete(input.connection);
            return outputs.filter((output) => !('connection' in output && kept.has(output.connection)));
          },
        };
      },
    },
    'ends-others-as-well': {
      story: 'The hook that ends the connections of one user ends those of all.',
      breaks: promises.credentials ? ['stays-open'] : [],
      disturbs: [...ended, ...around],
      wrap: hear((input) => {
        if (input.do !== 'hook' || input.hook !== 'close') return [input];
        const { subject: _, ...body } = input.body as Members;
        return [{ ...input, body }];
      }),
    },
  };
};
