/** Random plans of replay: two clients ask for whatever may be asked for, in any order, while things happen. */
import fc from 'fast-check';
import type { Plan, Step } from '../engine/plan.ts';
import type { Kit } from '../plans/kit.ts';
import { OTHERS, OURS, type ReplayWorld } from './recovery-replay-world.ts';

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

/** The random plans of one protocol. */
export const randomReplays = (kit: Kit, known: ReplayWorld): fc.Arbitrary<Plan> => {
  const { streams, scoped, narrow, rare, mine, valuesFor, ask, seen, world } = known;
  return fc.array(move, { minLength: 12, maxLength: 36, size: 'max' }).map((moves) =>
    world((publish) => {
      const here = new Set<string>();
      const something = ([a, b]: Move['dice']) =>
        publish(streams[b % streams.length] ?? '', a % 3 === 0 ? OTHERS : OURS);
      const asking = (client: string, [a, b, c, d]: Move['dice']): Step => {
        const stream = streams[b % streams.length] ?? '';
        const number = seen('w', stream, (d % 4) - 2);
        switch (a % 5) {
          case 0:
          case 1:
            return ask(client, c % 2 === 0 ? [stream] : narrow, 'earliest', c % 2 === 0 ? valuesFor(stream) : [mine]);
          case 2:
            return ask(client, [rare], 'earliest');
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
      return [...moves.flatMap(told), kit.settle()];
    }),
  );
};
