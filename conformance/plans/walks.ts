/** Walks: plans in which things live so that every promised transition, and every pair of them in turn, is seen. */
import { type Move, movesOf } from '../../schemas/moves.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import type { Kit } from './kit.ts';
import { openings } from './rights.ts';
import { lifeTo, raise } from './raise.ts';

/** A move that is told from others of its event. */
const called = (move: Move | undefined): string => (move ? `${move.event} to ${move.to}` : '');

const eachPair = (life: readonly Move[]): readonly string[] =>
  life.map((move, index) => `${called(life[index - 1])} ${called(move)}`);

/** Lives that between them hold every transition and every pair, the longest first, none of them for nothing. */
const lives = (machine: Machine): readonly (readonly Move[])[] => {
  const all = movesOf(machine);
  const wanted = all.flatMap((one) =>
    one.from.flatMap((state) => {
      const before = lifeTo(all, state);
      if (!before) return [];
      const after = all.filter(({ from }) => from.includes(one.to));
      return [[...before, one], ...after.map((two) => [...before, one, two])];
    }),
  );
  const seen = new Set<string>();
  return wanted
    .sort((a, b) => b.length - a.length)
    .filter((life) => {
      const fresh = eachPair(life).filter((pair) => !seen.has(pair));
      for (const pair of fresh) seen.add(pair);
      return fresh.length > 0;
    });
};

/** One plan for each machine, watched by those whom its things concern and by those who may watch everything. */
export const walks = (protocol: Protocol, kit: Kit): readonly Plan[] =>
  Object.entries(protocol.promises.lifecycle ?? {}).map(([name, machine]) => {
    const story = kit.story();
    const shares = machine.belongsTo?.by !== machine.key;
    const births = shares ? raise(protocol, story, name, 1) : [];
    const told: (Step | undefined)[] = lives(machine).flatMap((life, index) => [
      // What shares its name with what it belongs to may need that brought back to where it can go on.
      ...life.flatMap((move) => [
        ...(shares ? [] : raise(protocol, story, name, index + 1)),
        story.publish(move.event, index + 1, { parent: 1, move }),
      ]),
    ]);
    return plan(...watching(protocol, kit), kit.settle(), ...kit.steps(...births, ...told), kit.settle());
  });

/** Those who watch: where there are channels, the users concerned; else one who wants everything. */
const watching = (protocol: Protocol, kit: Kit): readonly Step[] =>
  protocol.promises.filters
    ? [kit.connect('a'), kit.listen('a')]
    : [symbol('user', 1), symbol('user', 2)].flatMap((user, index) => [
        kit.connect(`${'ab'[index]}`, user),
        kit.subscribe(`${'ab'[index]}`, kit.ownChannel(user), ...openings(protocol)),
      ]);
