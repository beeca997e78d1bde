/** Shrinking: from a plan that shows a breach to a short one that still does, by trying its parts. */
import { at } from '../scene/pointer.ts';
import { keyIn } from '../../schemas/moves.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { legal } from '../plans/legal.ts';
import { createStory } from '../plans/story.ts';
import { thrifty } from '../plans/thrift.ts';
import { flatten, like, type Plan, type Step } from './plan.ts';

const clientOf = (step: Step): string | undefined => ('client' in step ? step.client : undefined);

/** Keeps the steps of some clients, and those that belong to no client. */
const onlyClients = (steps: readonly Step[], clients: readonly string[]): readonly Step[] =>
  steps.flatMap((step): readonly Step[] => {
    if (step.do === 'together' || step.do === 'repeat') return [{ ...step, steps: onlyClients(step.steps, clients) }];
    const client = clientOf(step);
    return client === undefined || clients.includes(client) ? [step] : [];
  });

/** Simpler forms of one step, as lists of steps that could stand in its place. */
function* simpler(step: Step): Generator<readonly Step[]> {
  switch (step.do) {
    case 'together':
      yield step.steps;
      for (const [index] of step.steps.entries()) yield [{ ...step, steps: step.steps.toSpliced(index, 1) }];
      return;
    case 'repeat':
      yield step.steps;
      for (const times of [2, Math.floor(step.times / 2), step.times - 1])
        if (times > 1 && times < step.times) yield [{ ...step, times }];
      for (const [index] of step.steps.entries())
        if (step.steps.length > 1) yield [{ ...step, steps: step.steps.toSpliced(index, 1) }];
      return;
    case 'connect':
      if (step.roles) {
        const { roles: _, ...rest } = step;
        yield [rest];
      }
      if (step.again) {
        const { again: _, ...rest } = step;
        yield [rest];
      }
      return;
    case 'send':
      yield* inFewerFrames(step);
      for (const frame of smallerFrames(step.frame)) yield [{ ...step, frame }];
      return;
    case 'text':
      yield* inFewerFrames(step);
      return;
    case 'wait':
      if (step.ms > 1) yield [{ ...step, ms: Math.floor(step.ms / 2) }];
      return;
    case 'publish':
    case 'pad':
    case 'ping':
    case 'binary':
    case 'break':
    case 'settle':
    case 'leave':
    case 'end':
      return;
  }
}

/** A message as a whole, in two frames, and in as many with nothing between them. */
function* inFewerFrames(step: Extract<Step, { do: 'send' | 'text' }>): Generator<readonly Step[]> {
  const { fragments = 1, interrupted, ...whole } = step;
  if (fragments > 1) yield [whole];
  if (fragments > 2) yield [{ ...step, fragments: 2 }];
  if (interrupted) yield [{ ...whole, fragments }];
}

/** A frame with a list of several items made a list of one, or with one member less. */
function* smallerFrames(frame: unknown): Generator<unknown> {
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return;
  for (const [key, value] of Object.entries(frame)) {
    if (Array.isArray(value) && value.length > 1)
      for (const [index] of value.entries()) yield { ...frame, [key]: value.toSpliced(index, 1) };
  }
  const entries = Object.entries(frame);
  if (entries.length > 2)
    for (const [key] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== key));
}

/** Steps told again from the start: `retold` says which event each publication becomes, its body being the plainest. */
const retell = (
  protocol: Protocol,
  steps: readonly Step[],
  retold: (step: Publish) => string = ({ event }) => event,
): readonly Step[] => {
  const story = createStory(protocol);
  return steps.map((step) => {
    if (step.do !== 'publish') return step;
    const event = retold(step);
    const machine = protocol.promises.lifecycle?.[story.world.machineOf(event) ?? ''];
    const n = numberAt(step, machine && keyIn(machine, step.event));
    const parent = numberAt(step, machine?.belongsTo?.by);
    return story.publish(event, n, { parent, users: usersIn(step) }) ?? step;
  });
};

type Publish = Extract<Step, { do: 'publish' }>;

/** The number of the thing whose symbol stands at a pointer of a publication's body. */
const numberAt = ({ body }: Publish, pointer: string | undefined): number =>
  Number(/\d+/.exec(String(pointer === undefined ? '' : at(body, pointer)))?.[0] ?? 1);

const usersIn = ({ body, user }: Publish): readonly string[] =>
  [user, ...Object.values(body)].filter((value) => typeof value === 'string' && value.startsWith('⟨user')) as string[];

/** One publication less: the later ones about its thing move up, each becoming the event before it. */
const movedUp = (protocol: Protocol, steps: readonly Step[], index: number): readonly Step[] => {
  const { thingOf } = things(protocol);
  const gone = steps[index];
  if (gone?.do !== 'publish') return steps;
  const events = new Map<Step, string>();
  let event = gone.event;
  for (const step of steps.slice(index + 1)) {
    if (step.do !== 'publish' || thingOf(step) !== thingOf(gone)) continue;
    events.set(step, event);
    event = step.event;
  }
  return retell(protocol, steps.toSpliced(index, 1), (step) => events.get(step) ?? step.event);
};

/** Tells which thing a publication is about. */
const things = (protocol: Protocol) => {
  const { world } = createStory(protocol);
  return {
    thingOf: ({ event, body }: Publish): string => {
      const name = world.machineOf(event) ?? '';
      const machine = protocol.promises.lifecycle?.[name];
      return `${name} ${String(machine && at(body, keyIn(machine, event)))}`;
    },
  };
};

/** All smaller plans, in an order that depends on nothing but the plan: the boldest cuts first. */
export function* candidates(protocol: Protocol, whole: Plan): Generator<Plan> {
  const { steps } = whole;
  const clients = [...new Set([...flatten(steps)].flatMap((step) => (step.do === 'connect' ? [step.client] : [])))];
  const make = (some: readonly Step[]) => thrifty(protocol, like(whole, legal(protocol, some)));
  if (clients.length > 1) for (const client of clients) yield make(onlyClients(steps, [client]));
  if (clients.length > 2) {
    for (const [index, one] of clients.entries())
      for (const two of clients.slice(index + 1)) yield make(onlyClients(steps, [one, two]));
  }
  for (let size = Math.floor(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let end = steps.length; end > 0; end -= size)
      yield make(steps.toSpliced(Math.max(0, end - size), Math.min(size, end)));
  }
  for (const [index, step] of steps.entries())
    for (const form of simpler(step)) yield make(steps.toSpliced(index, 1, ...form));
  yield make(retell(protocol, steps));
  for (const [index] of steps.entries())
    if (steps[index]?.do === 'publish') yield make(movedUp(protocol, steps, index));
  if (steps.length <= 14) {
    for (const [index] of steps.entries()) {
      for (let other = index + 1; other < steps.length; other++)
        yield make(steps.filter((_, at) => at !== index && at !== other));
    }
  }
}

/** What shrinking came to. */
export interface Shrunk {
  readonly plan: Plan;
  /** The number of the candidate that was taken at each turn. */
  readonly path: readonly number[];
  readonly executions: number;
}

/** Follows a path of candidates from a plan; undefined when it leads nowhere. */
export const follow = (protocol: Protocol, plan: Plan, path: readonly number[]): Plan | undefined => {
  let here: Plan | undefined = plan;
  for (const wanted of path) {
    let next: Plan | undefined;
    let number = 0;
    if (here) {
      for (const candidate of candidates(protocol, here)) {
        if (number++ === wanted) {
          next = candidate;
          break;
        }
      }
    }
    here = next;
  }
  return here;
};

/**
 * Shrinks a plan. `stillBroken` performs one; a few are tried side by side, and the boldest that still shows the breach is taken.
 */
export const shrink = async (
  protocol: Protocol,
  plan: Plan,
  stillBroken: (plan: Plan) => Promise<boolean>,
  limits: { readonly executions: number; readonly atOnce: number; readonly over: () => boolean },
): Promise<Shrunk> => {
  const tried = new Set<string>([JSON.stringify(plan)]);
  const path: number[] = [];
  let best = plan;
  let executions = 0;

  const batches = function* (): Generator<readonly { readonly number: number; readonly plan: Plan }[]> {
    let batch: { readonly number: number; readonly plan: Plan }[] = [];
    let number = 0;
    for (const candidate of candidates(protocol, best)) {
      const at = number++;
      const text = JSON.stringify(candidate);
      if (candidate.steps.length === 0 || tried.has(text)) continue;
      tried.add(text);
      batch.push({ number: at, plan: candidate });
      if (batch.length < limits.atOnce) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  };

  const turn = async (): Promise<boolean> => {
    for (const batch of batches()) {
      if (limits.over() || executions + batch.length > limits.executions) return false;
      executions += batch.length;
      const broken = await Promise.all(batch.map((candidate) => stillBroken(candidate.plan)));
      const taken = batch[broken.indexOf(true)];
      if (!taken) continue;
      best = taken.plan;
      path.push(taken.number);
      return true;
    }
    return false;
  };

  while (await turn());
  return { plan: best, path, executions };
};
