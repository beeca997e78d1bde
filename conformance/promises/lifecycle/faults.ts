/** The faults of lifecycles that a server enforces: it publishes what breaks them, or tells of what it has refused. */
import { movesOf } from '../../../schemas/moves.ts';
import type { Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { alter, messages } from '../../faults/wrap.ts';
import { textAt, withAt } from '../../scene/pointer.ts';

/** What a server is asked to publish, as its decision about it is told. */
interface Asked {
  readonly stream?: string;
  readonly name?: string;
}

const nameOf = ({ stream, name }: Asked): string => stream ?? name ?? '';

/** The faults of protocols whose server refuses what breaks a lifecycle. */
export const enforcedFaults = (
  { promises, protocol, reader }: Pick<Setting<unknown>, 'promises' | 'protocol' | 'reader'>,
  seen: readonly string[],
): Readonly<Record<string, Fault>> => {
  const machines = Object.entries(promises.lifecycle ?? {}).filter(([, { enforced }]) => enforced);
  const may = noticing(promises);
  const disturbed = [...may.altered, ...may.repeated, ...may.late, 'lifecycle/*', 'messages/events'];
  const eventsOf = (name: string): readonly string[] =>
    Object.entries(promises.lifecycle ?? {}).flatMap(([own, { transitions, watches = [] }]) =>
      own === name ? Object.keys(transitions).filter((event) => !watches.includes(event)) : [],
    );
  const lax = Object.fromEntries(
    machines.map(([name]): [string, Fault] => [
      `lax-about-${name}`,
      {
        story: `What breaks the lifecycle of ${name === 'event' ? 'an' : 'a'} ${name} is published all the same.`,
        breaks: [`${name}-enforced`],
        disturbs: disturbed,
        decide: {
          objection:
            (original) =>
            (asked: Asked, ...rest: readonly unknown[]) =>
              eventsOf(name).includes(nameOf(asked)) ? undefined : original(asked, ...rest),
        },
      },
    ]),
  );
  /** Events that say what they do always say the last thing that they could. */
  const stuck = Object.fromEntries(
    seen.flatMap((name): [string, Fault][] => {
      const machine = promises.lifecycle?.[name];
      const move = machine && movesOf(machine).findLast(({ when }) => when !== undefined);
      const fields = Object.keys(move?.when ?? {});
      const last = move?.when?.[fields.at(-1) as `/${string}`];
      if (!move || last === undefined) return [];
      const member = protocol.envelope.event.body;
      return [
        [
          `stuck-${name}`,
          {
            story: `Whatever ${move.event} tells, it tells ${last}.`,
            breaks: [name],
            disturbs: [...may.altered, ...may.repeated, ...may.late],
            wrap: alter(
              messages(reader, (event) => event === move.event),
              (message) =>
                fields.reduce(
                  (made, field) => withAt(made, `${member === undefined ? '' : `/${member}`}${field}`, last),
                  message,
                ),
            ),
          },
        ],
      ];
    }),
  );
  return {
    ...lax,
    ...stuck,
    'refuses-and-tells': {
      story: 'What breaks a lifecycle is refused, and goes out all the same.',
      breaks: machines.slice(0, 2).map(([name]) => `${name}-enforced`),
      disturbs: disturbed,
      wrap: (server) => {
        const sent = new Map<string, Extract<Output, { do: 'message' }>>();
        return {
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            for (const output of outputs) {
              const stream = output.do === 'message' ? textAt(output.message, '/stream') : undefined;
              if (output.do === 'message' && stream !== undefined) sent.set(stream, output);
            }
            if (input.do !== 'hook' || input.hook !== 'publish') return outputs;
            const before = sent.get(textAt(input.body, '/event') ?? '');
            const refused = outputs.some((output) => output.do === 'answer' && output.status === 409);
            if (!refused || !before) return outputs;
            const { payload } = input.body as { readonly payload: unknown };
            return [{ ...before, message: { ...(before.message as object), data: payload } }, ...outputs];
          },
        };
      },
    },
  };
};
