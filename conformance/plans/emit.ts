/** Emitting: all that it takes for one event to happen, and then the event. */
import { movesBy, movesOf } from '../../schemas/moves.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { symbol } from '../engine/names.ts';
import type { Step } from '../engine/plan.ts';
import { lifeTo, raise } from './raise.ts';
import type { Choice, Story } from './story.ts';

/** Publishes an event about the n-th thing of its machine, and before it whatever has to have happened. */
export const emit = (
  protocol: Protocol,
  story: Story,
  event: string,
  n: number,
  choice: Choice = {},
): readonly Step[] => {
  const { lifecycle = {}, books } = protocol.promises;
  const steps: (Step | undefined)[] = [];
  if (event === books?.delta) {
    const { machine } = books.belongsTo;
    if (!story.world.find(machine, symbol(machine, n))) {
      const [birth] = movesOf(lifecycle[machine] ?? { transitions: {} });
      steps.push(...(birth ? emit(protocol, story, birth.event, n) : []));
    }
    return [...steps, story.publish(event, n, choice)].filter((step) => step !== undefined);
  }
  const name = story.world.machineOf(event);
  const machine = name === undefined ? undefined : lifecycle[name];
  if (name === undefined || !machine) return [story.publish(event, n, choice)].filter((step) => step !== undefined);
  const { belongsTo, key } = machine;
  const parent = belongsTo?.by === key ? n : (choice.parent ?? 1);
  if (belongsTo && !isReady(protocol, story, name, parent)) steps.push(...raise(protocol, story, name, parent, parent));
  const state = story.world.find(name, symbol(belongsTo?.by === key ? belongsTo.machine : name, n))?.state ?? null;
  const lives = movesBy(machine, event).flatMap((move) =>
    move.from.flatMap((from) => {
      const life = lifeTo(movesOf(machine), from, state);
      return life ? [[...life, move]] : [];
    }),
  );
  const [life = []] = lives.sort((a, b) => a.length - b.length);
  const { body: _, ...others } = choice;
  // What it takes before has its own fields.
  steps.push(
    ...life.map((move, index) =>
      story.publish(move.event, n, index === life.length - 1 ? { ...choice, move } : { ...others, move }),
    ),
  );
  return steps.filter((step) => step !== undefined);
};

/** Whether what a machine's things belong to is in a state in which they may begin. */
const isReady = (protocol: Protocol, story: Story, name: string, parent: number): boolean => {
  const { belongsTo } = protocol.promises.lifecycle?.[name] ?? {};
  if (!belongsTo) return true;
  const above = story.world.find(belongsTo.machine, symbol(belongsTo.machine, parent));
  const states = belongsTo.in ?? belongsTo.usually;
  return above !== undefined && (states === undefined || states.includes(above.state));
};
