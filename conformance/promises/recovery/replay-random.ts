/** Random plans of replay: two clients ask for whatever may be asked for, in any order, while things happen. */
import fc from 'fast-check';
import type { Plan, Step } from '../../engine/plan.ts';
import type { Kit } from '../../plans/kit.ts';
import { OTHERS, OURS, type ReplayWorld } from './replay-world.ts';

/** One move of a random plan. */
interface Move {
  readonly kind: 'publish' | 'burst' | 'ask' | 'race' | 'drop' | 'settle' | 'leave';
  readonly client: 'a' | 'b';
  readonly dice: readonly [number, number, number, number];
}

/** How often each kind of move is drawn. */
const KINDS: readonly Move['kind'][] = [
  ...(['publish', 'publish', 'publish', 'burst', 'burst'] as const),
  ...(['ask', 'ask', 'race', 'drop', 'settle', 'leave'] as const),
];

const die = fc.nat(0xffff);
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom(...KINDS),
  client: fc.constantFrom('a', 'b'),
  dice: fc.tuple(die, die, die, die),
});

/** How many moves a plan has. */
const LONG = { minLength: 12, maxLength: 36 } as const;
const SHORT = { minLength: 8, maxLength: 14 } as const;
/** One in so many asks for all there ever was of what no filter narrows: the longer a server has lived, the longer that is. */
const RARELY = 4;

/** The random plans of one protocol: most are short, for what they ask for is long, and grows while a server lives. */
export const randomReplays = (kit: Kit, known: ReplayWorld): fc.Arbitrary<Plan> => {
  const { streams, scoped, narrow, rare, mine, valuesFor, ask, seen, world } = known;
  const moves = fc.oneof(
    { weight: 1, arbitrary: fc.array(move, { ...LONG, size: 'max' }) },
    { weight: 3, arbitrary: fc.array(move, { ...SHORT, size: 'max' }) },
  );
  return moves.map((some) =>
    world((publish) => {
      const here = new Set<string>();
      const something = ([a, b]: Move['dice']) =>
        publish(streams[b % streams.length] ?? '', a % 3 === 0 ? OTHERS : OURS);
      const recently = (client: string, stream: string): Step => ask(client, [stream], seen('w', stream, -3));
      const asking = (client: string, [a, b, c, d]: Move['dice']): Step => {
        const stream = streams[b % streams.length] ?? '';
        const number = seen('w', stream, (d % 4) - 2);
        switch (a % 5) {
          case 0:
          case 1:
            if (c % 2 === 1) return ask(client, narrow, 'earliest', [mine]);
            return narrow.includes(stream)
              ? ask(client, [stream], 'earliest', valuesFor(stream))
              : recently(client, stream);
          case 2:
            return c % RARELY === 0 ? ask(client, [rare], 'earliest') : recently(client, rare);
          case 3:
            return ask(client, [stream], number, scoped.includes(stream) || c % 2 === 0 ? valuesFor(stream) : []);
          default:
            return ask(client, [stream], 'latest', scoped.includes(stream) || c % 2 === 0 ? valuesFor(stream) : []);
        }
      };
      const told = ({ kind, client, dice }: Move): readonly Step[] => {
        const [a, b] = dice;
        const arrival = here.has(client) || kind === 'publish' || kind === 'burst' ? [] : [kit.connect(client)];
        if (arrival.length > 0) here.add(client);
        switch (kind) {
          case 'publish':
            return something(dice);
          case 'burst':
            return [0, 1, 2].flatMap((nth) =>
              publish(streams[b % streams.length] ?? '', (a >> nth) % 2 === 0 ? OURS : OTHERS),
            );
          case 'ask':
            return [...arrival, asking(client, dice)];
          case 'race':
            return [...arrival, { do: 'together', steps: [asking(client, dice), ...something([b, a, 0, 0])] }];
          case 'drop':
            return [...arrival, kit.unlisten(client, undefined, [streams[a % streams.length] ?? ''])];
          case 'settle':
            return [...arrival, kit.settle(a % 2 === 0 ? undefined : client)];
          case 'leave':
            here.delete(client);
            return arrival.length > 0 ? [] : [{ do: 'leave', client, abruptly: a % 2 === 0 }];
        }
      };
      return [...some.flatMap(told), kit.settle()];
    }),
  );
};
