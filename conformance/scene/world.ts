/** The world as a plan has made it: the things that were published, their states, and what templates mean for them. */
import { keyIn, movesBy, type Move } from '../../schemas/moves.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import type { Promises } from '../../schemas/promises.ts';
import { at, channelShape, fill, textAt } from './pointer.ts';

/** A thing that events speak of: an order, a market. */
export interface Thing {
  readonly machine: string;
  readonly id: string;
  /** The fields of the event that created it. */
  readonly fields: unknown;
  readonly parent?: Thing;
  state: string;
  /** How many events of it are being published. */
  moving: number;
  /** The seq of the call that created it; from then on a server may know it. */
  readonly asked: number;
  /** The seq of that call's answer; from then on a server knows it. */
  told?: number;
}

/** The things of one plan. */
export interface World {
  readonly find: (machine: string, id: string) => Thing | undefined;
  /** Every thing of a machine. */
  readonly all: (machine: string) => Iterable<Thing>;
  /** The machine that an event moves in the first place; others may watch it. */
  readonly machineOf: (event: string) => string | undefined;
  /** What an event would do now to the thing of a machine that it speaks of; undefined where nothing fits. */
  readonly moveOf: (machine: string, event: string, body: unknown) => Move | undefined;
  /** Why an event must not be published now, by the machines that it moves; undefined where it may be. */
  readonly objection: (event: string, body: unknown) => string | undefined;
  /** The thing an event speaks of, if it is known. */
  readonly thingOf: (event: string, body: unknown) => Thing | undefined;
  /** Takes note that an event is being published; gives the thing it creates or moves. */
  readonly begin: (event: string, body: unknown, seq?: number) => Thing | undefined;
  /** Everything is forgotten. */
  readonly forget: () => void;
  /** Fills a template for an event's body: `{orderId}`, `{order.buyerDid}`; `{user}` is whom it was addressed to, if it was. */
  readonly fillFor: (template: string, event: string, body: unknown, user?: string) => string | undefined;
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

/** Whether what an event says is what a move asks for. */
export const fits = ({ when }: Pick<Move, 'when'>, body: unknown): boolean =>
  when === undefined || Object.entries(when).every(([pointer, value]) => at(body, pointer) === value);

/** An empty world of a protocol that makes these promises. */
export const createWorld = (promises: Promises): World => {
  const machines: readonly (readonly [string, Machine])[] = Object.entries(promises.lifecycle ?? {});
  const byEvent = new Map<string, readonly string[]>();
  for (const [name, { transitions, watches = [] }] of machines) {
    for (const event of Object.keys(transitions)) {
      const known = byEvent.get(event) ?? [];
      byEvent.set(event, watches.includes(event) ? [...known, name] : [name, ...known]);
    }
  }
  const machineNamed = new Map(machines);
  const shapes = Object.keys(promises.rights?.channels ?? {}).map((template) => ({
    template,
    ...channelShape(template),
  }));
  const things = new Map(machines.map(([name]) => [name, new Map<string, Thing>()]));
  const find = (machine: string, id: string) => things.get(machine)?.get(id);
  const machineOf = (event: string): string | undefined => byEvent.get(event)?.[0];

  const thingIn = (name: string, event: string, body: unknown): Thing | undefined => {
    const machine = machineNamed.get(name);
    const id = machine && textAt(body, keyIn(machine, event));
    return id === undefined ? undefined : find(name, id);
  };
  const thingOf = (event: string, body: unknown): Thing | undefined => {
    const name = machineOf(event);
    return name === undefined ? undefined : thingIn(name, event, body);
  };

  /** The thing of another machine that a body refers to, through a machine of the event. */
  const parentIn = (name: string | undefined, body: unknown): Thing | undefined => {
    const parent = name === undefined ? undefined : machineNamed.get(name)?.belongsTo;
    const id = parent && textAt(body, parent.by);
    return parent && id !== undefined ? find(parent.machine, id) : undefined;
  };
  const parentOf = (event: string, body: unknown) => parentIn(machineOf(event), body);

  const moveOf = (name: string, event: string, body: unknown): Move | undefined => {
    const machine = machineNamed.get(name);
    const state = thingIn(name, event, body)?.state ?? null;
    return machine && movesBy(machine, event).find((move) => move.from.includes(state) && fits(move, body));
  };

  /** What is wrong with the thing that the event's own belongs to. */
  const parentObjection = (name: string, machine: Machine, event: string, body: unknown): string | undefined => {
    const { belongsTo } = machine;
    if (!belongsTo || (thingIn(name, event, body) && at(body, belongsTo.by) === undefined)) return undefined;
    const parent = parentIn(name, body);
    if (!parent) return `no ${belongsTo.machine} of that name exists`;
    const allowed = belongsTo.in ?? [parent.state];
    return allowed.includes(parent.state) ? undefined : `its ${belongsTo.machine} is ${parent.state}`;
  };

  const objection = (event: string, body: unknown): string | undefined => {
    for (const name of byEvent.get(event) ?? []) {
      const machine = machineNamed.get(name);
      if (!machine || (machine.watches?.includes(event) && !moveOf(name, event, body))) continue;
      const wrong = parentObjection(name, machine, event, body);
      if (wrong !== undefined) return wrong;
      if (!moveOf(name, event, body)) return `the ${name} is ${thingIn(name, event, body)?.state ?? 'unknown'}`;
    }
    return undefined;
  };

  /** Moves one machine's thing, or makes it. */
  const move = (name: string, event: string, body: unknown, seq: number): Thing | undefined => {
    const machine = machineNamed.get(name);
    const id = machine && textAt(body, keyIn(machine, event));
    if (!machine || id === undefined) return undefined;
    const known = find(name, id);
    const found =
      moveOf(name, event, body) ??
      // What breaks the rules leads where its own words say, so that what follows is judged by them.
      (machine.watches?.includes(event) ? undefined : movesBy(machine, event).find((one) => fits(one, body)));
    if (!found) return known;
    if (known) {
      known.state = found.to;
      return known;
    }
    const parent = parentIn(name, body);
    const thing: Thing = {
      machine: name,
      id,
      fields: body,
      state: found.to,
      moving: 0,
      asked: seq,
      ...(parent && { parent }),
    };
    things.get(name)?.set(id, thing);
    return thing;
  };

  return {
    find,
    all: (machine) => things.get(machine)?.values() ?? [],
    thingOf,
    machineOf,
    moveOf,
    forget: () => {
      for (const known of things.values()) known.clear();
    },
    objection,
    begin: (event, body, seq = -1) => {
      const [main, ...others] = (byEvent.get(event) ?? []).map((name) => move(name, event, body, seq));
      return main ?? others[0];
    },
    fillFor: (template, event, body, user) =>
      fill(template, (path) => {
        if (path === 'user' && user !== undefined) return user;
        const [head = '', ...rest] = path.split('.');
        if (rest.length === 0) return textOf(at(body, `/${head}`));
        const thing = machineOf(event) === head ? thingOf(event, body) : parentOf(event, body);
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
