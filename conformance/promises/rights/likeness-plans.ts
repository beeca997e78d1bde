/** Plans of rights about what is easily taken for something else: names that are almost those of things, and forms that are almost channels. */
import { LIKENESSES, symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { RightsPromise } from '../../../schemas/promises/rights.ts';
import type { Setting } from '../../engine/requirement.ts';
import { rolesOf } from '../../plans/rights.ts';
import { channelFor } from '../../plans/story.ts';
import { life, machinesInOrder } from '../../plans/tour.ts';
import { channelShape } from '../../scene/pointer.ts';

/** Names that nothing has, and that careless servers find all the same. */
const FOUND_BY_MISTAKE = ['constructor', '__proto__', 'toString', '*', 'me'];

/** The plans for one protocol. */
export const likenessPlans = ({ protocol, promise, kit }: Setting<RightsPromise>) => {
  const templates = Object.keys(promise.channels);
  const withNames = templates.filter((template) => channelShape(template).parameter !== undefined);
  const kindOf = (template: string): string | undefined => promise.channels[template]?.exists;
  const named = (template: string, n: number): string => channelFor(template, symbol(kindOf(template) ?? 'user', n));
  const { opening: roles } = rolesOf(protocol);
  const users = LIKENESSES.taken.map((n) => symbol('user', n));

  /** Each thing ends its life in sight of nobody, and is asked for by those who may have it as before. */
  const similar = (): Plan => {
    const story = kit.story();
    const machines = machinesInOrder(protocol).filter((machine) =>
      templates.some((template) => kindOf(template) === machine),
    );
    const ofThings = withNames.filter((template) => kindOf(template) !== undefined);
    const own = withNames.filter((template) => kindOf(template) === undefined);
    const births = machines.flatMap((machine) =>
      LIKENESSES.taken.flatMap((n) => {
        const [event = ''] = story.next(machine, n);
        return kit.steps(story.publish(event, n));
      }),
    );
    const ask = (client: string, channels: readonly string[]): readonly Step[] =>
      channels.map((channel) => kit.subscribe(client, channel));
    const taken = ofThings.flatMap((template) => LIKENESSES.taken.map((n) => named(template, n)));
    const mistaken = ofThings.flatMap((template) => LIKENESSES.mistaken.map((n) => named(template, n)));
    return plan(
      kit.connect('a', users[0], { roles }),
      ...users.map((user, index) => kit.connect(`o${index}`, user)),
      kit.connect('c', symbol('user', 5)),
      kit.settle(),
      ...births,
      ...ask('a', taken),
      ...ask('a', mistaken),
      ...users.flatMap((_, index) =>
        ask(
          `o${index}`,
          own.flatMap((template) => LIKENESSES.mistaken.map((n) => named(template, n))),
        ),
      ),
      ...ask('c', [
        ...ofThings.map((template) => named(template, 1)),
        ...ofThings.map((template) => named(template, 3)),
      ]),
      ...ask(
        'o0',
        withNames.flatMap((template) => FOUND_BY_MISTAKE.map((name) => channelFor(template, name))),
      ),
      // One whose name is a list of two.
      ...ask('o0', [`${kit.ownChannel(users[0] ?? '')},${kit.ownChannel(users[0] ?? '')}`]),
      kit.settle(),
      ...machines.toReversed().flatMap((machine) => life(story, machine, 1)),
      kit.settle(),
      ...ask(
        'a',
        ofThings.map((template) => named(template, 1)),
      ),
      kit.settle(),
    );
  };

  /** What is almost a channel: empty, in another case, in the plural, with blanks or another separator, or with something behind it. */
  const misshapen = (): readonly string[] => {
    const channels = templates.map((template) =>
      channelShape(template).parameter === undefined ? template : named(template, 1),
    );
    const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
    return channels.flatMap((channel, index) => {
      const { prefix, parameter } = channelShape(templates[index] ?? '');
      const id = channel.slice(prefix.length);
      const kind = prefix.replace(/:$/, '');
      const ways =
        parameter === undefined
          ? [capital(channel), channel.toUpperCase(), `${channel}:`, `${channel}:1`, `${channel} `]
          : [
              prefix,
              `${capital(kind)}:${id}`,
              `${kind}s:${id}`,
              ` ${channel}`,
              `${channel} `,
              `${kind}/${id}`,
              `${kind}.${id}`,
            ];
      return ways;
    });
  };

  return { similar: similar(), misshapen: misshapen() };
};
