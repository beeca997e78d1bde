/**
 * Thrift: plans that are not about limits stay below them. Every message is counted as if no time passed but what a plan
 * waits; where one would be too many, the plan waits until it is not, or does without.
 */
import type { Plan, Step } from '../engine/plan.ts';
import type { Protocol } from '../../schemas/protocol.ts';

/** How much later than it may a message may be heard, in ms. */
const MARGIN = 1000;

/** What has been sent, by whom it counts for; instants in ms since the plan began. */
interface Purse {
  now: number;
  readonly spent: Map<string, number[]>;
  /** By client: the user it counts for, or its own connection. */
  readonly keys: Map<string, string>;
}

/** A plan that stays below the limit, by waiting or, where it `spares` messages, by leaving out what is too much. */
export const thrifty = (protocol: Protocol, plan: Plan, spares = false): Plan => {
  const { limits, heartbeat, replies } = protocol.promises;
  if (!limits || plan.exceeds) return plan;
  const { within, per } = limits;
  const answers = heartbeat?.answer === undefined ? 0 : Math.ceil((within + MARGIN) / heartbeat.every) + 1;
  const most = Math.max(1, limits.most - answers);
  const fenced = replies?.fence === undefined ? 0 : 1;
  const purse: Purse = { now: 0, spent: new Map(), keys: new Map() };
  let connections = 0;

  const counting = (key: string): readonly number[] =>
    (purse.spent.get(key) ?? []).filter((instant) => instant + within + MARGIN > purse.now);
  const spend = (key: string, messages: number): void => {
    purse.spent.set(key, [...counting(key), ...Array.from({ length: messages }, () => purse.now)]);
  };
  /** How long to wait until so many more are within the limit, in ms. */
  const wait = (costs: ReadonlyMap<string, number>): number =>
    [...costs].reduce((longest, [key, cost]) => {
      const counted = counting(key);
      const last = counted[counted.length + Math.min(cost, most) - most - 1];
      return last === undefined ? longest : Math.max(longest, last + within + MARGIN - purse.now);
    }, 0);

  /** What a step sends, by whom it counts for. */
  const costs = (step: Step): ReadonlyMap<string, number> => {
    const sum = new Map<string, number>();
    const add = (client: string, messages: number): void => {
      const key = purse.keys.get(client);
      if (key !== undefined && messages > 0) sum.set(key, (sum.get(key) ?? 0) + messages);
    };
    switch (step.do) {
      case 'send':
      case 'pad':
      case 'text':
      case 'binary':
      case 'break':
        add(step.client, 1);
        break;
      case 'settle':
        for (const client of step.client === undefined ? purse.keys.keys() : [step.client]) add(client, fenced);
        break;
      case 'together':
      case 'repeat':
        for (const inner of step.steps)
          for (const [key, cost] of costs(inner))
            sum.set(key, (sum.get(key) ?? 0) + cost * (step.do === 'repeat' ? step.times : 1));
        break;
      default:
        break;
    }
    return sum;
  };

  const take = (step: Step): readonly Step[] => {
    switch (step.do) {
      case 'connect':
        purse.keys.set(step.client, per === 'user' ? step.user : String(++connections));
        return [step];
      case 'wait':
        purse.now += step.ms;
        return [step];
      case 'leave':
        purse.keys.delete(step.client);
        return [step];
      default:
        return spending(step);
    }
  };

  const spending = (step: Step): readonly Step[] => {
    const sum = costs(step);
    const all = Math.max(0, ...sum.values());
    if (step.do === 'repeat' && all > most) {
      const times = Math.floor((most * step.times) / all);
      return times > 0 ? spending({ ...step, times }) : step.steps.flatMap(take);
    }
    if (step.do === 'together' && all > most) return step.steps.flatMap(take);
    const ms = wait(sum);
    if (ms > 0 && spares) return [];
    purse.now += ms;
    for (const [key, cost] of sum) spend(key, cost);
    if (step.do === 'together' || step.do === 'repeat') for (const inner of step.steps) settleIn(inner);
    return ms > 0 ? [{ do: 'wait', ms }, step] : [step];
  };

  /** Who comes and goes within a step of steps is there, or gone, after it. */
  const settleIn = (step: Step): void => {
    if (step.do === 'connect' || step.do === 'leave' || step.do === 'wait') take(step);
  };

  const steps = plan.steps.flatMap(take);
  // At its end a plan settles with everybody who is still there.
  const ms = spares ? 0 : wait(costs({ do: 'settle' }));
  return { ...plan, steps: ms > 0 ? [...steps, { do: 'wait', ms }] : steps };
};
