/** The world as a plan has made it: the things that were published, their states, and what templates mean for them. */
import type { Machine, Promises } from '../../schemas/promises.ts';
import { at, channelShape, fill, textAt } from './pointer.ts';

/** A thing that events speak of: an order, a market. */
export interface Thing {
  readonly machine: string;
  readonly id: string;
  /** The fields of the event that created it. */
  readonly fields: unknown;
  readonly parent?: Thing;
  state: string;
  /** The seq of the call that created it; from then on a server may know it. */
  readonly asked: number;
  /** The seq of that call's answer; from then on a server knows it. */
  told?: number;
}

/** The things of one plan. */
export interface World {
  readonly find: (machine: string, id: string) => Thing | undefined;
  readonly machineOf: (event: string) => string | undefined;
  /** The thing an event speaks of, if it is known. */
  readonly thingOf: (event: string, body: unknown) => Thing | undefined;
  /** Takes note that an event is being published; gives the thing it creates or moves. */
  readonly begin: (event: string, body: unknown, seq?: number) => Thing | undefined;
  /** Fills a template for an event's body: `{orderId}`, `{order.buyerDid}`. */
  readonly fillFor: (template: string, event: string, body: unknown) => string | undefined;
  /** Fills a template for a channel's parameter: `{order.buyerDid}` of the order that the parameter names. */
  readonly fillFrom: (template: string, parameter: string, value: string) => string | undefined;
  /** The template a channel name fits, with the value of its parameter; ids hold no white space. */
  readonly channel: (name: string) => { readonly template: string; readonly value?: string } | undefined;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

/** Follows a path such as `order.buyerDid` from a thing: parents by their machine's name, then a field. */
const follow = (thing: Thing, path: readonly string[]): string | undefined => {
  const [head, ...rest] = path;
  if (head === undefined) return thing.id;
  if (rest.length === 0) return textOf(at(thing.fields, `/${head}`));
  return thing.parent?.machine === head ? follow(thing.parent, rest) : undefined;
};

/** An empty world of a protocol that makes these promises. */
export const createWorld = (promises: Promises): World => {
  const machines: readonly (readonly [string, Machine])[] = Object.entries(promises.lifecycle ?? {});
  const byEvent = new Map(
    machines.flatMap(([name, machine]) => Object.keys(machine.transitions).map((event) => [event, name] as const)),
  );
  const machineNamed = new Map(machines);
  const shapes = Object.keys(promises.rights?.channels ?? {}).map((template) => ({
    template,
    ...channelShape(template),
  }));
  const things = new Map<string, Thing>();
  const keyOf = (machine: string, id: string) => `${machine} ${id}`;
  const find = (machine: string, id: string) => things.get(keyOf(machine, id));

  const thingOf = (event: string, body: unknown): Thing | undefined => {
    const name = byEvent.get(event);
    const machine = name === undefined ? undefined : machineNamed.get(name);
    const id = machine && textAt(body, machine.key);
    return name !== undefined && id !== undefined ? find(name, id) : undefined;
  };

  /** The thing of another machine that a body refers to, through the machine of the event. */
  const parentOf = (event: string, body: unknown): Thing | undefined => {
    const name = byEvent.get(event);
    const parent = name === undefined ? undefined : machineNamed.get(name)?.belongsTo;
    const id = parent && textAt(body, parent.by);
    return parent && id !== undefined ? find(parent.machine, id) : undefined;
  };

  return {
    find,
    thingOf,
    machineOf: (event) => byEvent.get(event),
    begin: (event, body, seq = -1) => {
      const name = byEvent.get(event);
      const machine = name === undefined ? undefined : machineNamed.get(name);
      const id = machine && textAt(body, machine.key);
      const transition = machine?.transitions[event];
      if (name === undefined || id === undefined || !transition) return undefined;
      const known = find(name, id);
      if (known) {
        known.state = transition.to;
        return known;
      }
      const parent = parentOf(event, body);
      const thing: Thing = {
        machine: name,
        id,
        fields: body,
        state: transition.to,
        asked: seq,
        ...(parent ? { parent } : {}),
      };
      things.set(keyOf(name, id), thing);
      return thing;
    },
    fillFor: (template, event, body) =>
      fill(template, (path) => {
        const [head = '', ...rest] = path.split('.');
        if (rest.length === 0) return textOf(at(body, `/${head}`));
        const thing = byEvent.get(event) === head ? thingOf(event, body) : parentOf(event, body);
        return thing?.machine === head ? follow(thing, rest) : undefined;
      }),
    fillFrom: (template, parameter, value) =>
      fill(template, (path) => {
        const [head = '', ...rest] = path.split('.');
        if (head !== parameter) return undefined;
        if (rest.length === 0) return value;
        const thing = find(parameter, value);
        return thing && follow(thing, rest);
      }),
    channel: (name) => {
      for (const { template, prefix, parameter } of shapes) {
        if (
          parameter === undefined
            ? name === prefix
            : name.startsWith(prefix) && /^[^ \t\r\n]+$/.test(name.slice(prefix.length))
        ) {
          return parameter === undefined ? { template } : { template, value: name.slice(prefix.length) };
        }
      }
      return undefined;
    },
  };
};
