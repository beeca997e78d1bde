/** Stories: what a plan may publish next, by the promised lifecycles and facts, with symbols for users and things. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Step } from '../engine/plan.ts';
import { symbol } from '../engine/names.ts';
import { at, channelShape, fill, matches } from '../scene/pointer.ts';
import { createWorld, type World } from '../scene/world.ts';

type Fields = Readonly<Record<string, unknown>>;
type Publish = Extract<Step, { do: 'publish' }>;

/** How an event is to be published. */
export interface Choice {
  /** The users it names, in the order of the fields that hold users; `⟨user1⟩`, `⟨user2⟩` unless given. */
  readonly users?: readonly string[];
  /** The number of the thing it belongs to; 1 unless given. */
  readonly parent?: number;
  /** Other fields; the message's first example unless given. */
  readonly body?: Fields;
}

/** A story being told. */
export interface Story {
  /** The events that may come next for the n-th thing of a machine. */
  readonly next: (machine: string, n: number) => readonly string[];
  /** Publishes an event about the n-th thing of its machine; undefined when the promises forbid it now. */
  readonly publish: (event: string, n: number, choice?: Choice) => Publish | undefined;
  /** Takes a finished step into the story; false when the promises forbid it now. */
  readonly accept: (step: Publish) => boolean;
  readonly world: World;
}

/** Sets the value at a pointer of one or more parts, in a copy. */
export const withAt = (body: Fields, pointer: string, value: unknown): Fields => {
  const [head = '', ...rest] = pointer.slice(1).split('/');
  const inner = body[head];
  return {
    ...body,
    [head]:
      rest.length === 0
        ? value
        : withAt(typeof inner === 'object' && inner !== null ? (inner as Fields) : {}, `/${rest.join('/')}`, value),
  };
};

/** The fields of an event that hold users: those that fill a channel whose parameter is the user. */
export const userFields = (protocol: Protocol, event: string): readonly string[] => {
  const { rights, delivery } = protocol.promises;
  const own = Object.entries(rights?.channels ?? {})
    .filter(([template, right]) => right.users?.includes(`{${channelShape(template).parameter}}`))
    .map(([template]) => channelShape(template).prefix);
  const routes = Object.entries(delivery?.routes ?? {}).filter(([pattern]) => matches(pattern, event));
  return routes
    .flatMap(([, templates]) => templates ?? [])
    .flatMap((template) => {
      const { prefix, parameter } = channelShape(template);
      return parameter !== undefined && !parameter.includes('.') && own.includes(prefix) ? [`/${parameter}`] : [];
    });
};

/** When the n-th event of a story happened, as instants that no two events share. */
const instant = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();

/** Begins a story. */
export const createStory = (protocol: Protocol): Story => {
  const { lifecycle = {}, facts = {} } = protocol.promises;
  const world = createWorld(protocol.promises);
  let told = 0;

  const allowed = (event: string, body: unknown): boolean => {
    const name = world.machineOf(event);
    const machine = name === undefined ? undefined : lifecycle[name];
    const transition = machine?.transitions[event];
    if (!machine || !transition) return true;
    const thing = world.thingOf(event, body);
    if (!transition.from.includes(thing?.state ?? null)) return false;
    const parent = machine.belongsTo;
    return parent === undefined || world.find(parent.machine, String(at(body, parent.by))) !== undefined;
  };

  const body = (event: string, n: number, { users, parent = 1, body: given }: Choice): Fields => {
    const name = world.machineOf(event);
    const machine = name === undefined ? undefined : lifecycle[name];
    let made = given ?? (protocol.events[event]?.examples[0] as Fields);
    if (machine && name !== undefined) made = withAt(made, machine.key, symbol(name, n));
    if (machine?.belongsTo) made = withAt(made, machine.belongsTo.by, symbol(machine.belongsTo.machine, parent));
    const known = machine && world.thingOf(event, made);
    for (const [index, pointer] of userFields(protocol, event).entries()) {
      made = withAt(made, pointer, (known && at(known.fields, pointer)) ?? users?.[index] ?? symbol('user', index + 1));
    }
    for (const fact of Object.values(facts)) {
      if (!matches(fact.of, event)) continue;
      for (const [pointer, template] of Object.entries(fact.equal)) {
        const value = world.fillFor(template, event, made);
        if (value !== undefined) made = withAt(made, pointer, value);
      }
    }
    return dated(protocol, event, made, told);
  };

  const accept = (step: Publish): boolean => {
    if (!allowed(step.event, step.body)) return false;
    told++;
    world.begin(step.event, step.body);
    return true;
  };

  return {
    world,
    accept,
    next: (name, n) => {
      const state = world.find(name, symbol(name, n))?.state ?? null;
      return Object.entries(lifecycle[name]?.transitions ?? {})
        .filter(([, transition]) => transition?.from.includes(state))
        .map(([event]) => event);
    },
    publish: (event, n, choice = {}) => {
      const step: Publish = { do: 'publish', event, body: body(event, n, choice) };
      return accept(step) ? step : undefined;
    },
  };
};

/** The body with its instants made unique to this event of the story. */
const dated = (protocol: Protocol, event: string, body: Fields, n: number): Fields => {
  const properties = (
    protocol.events[event]?.body as
      | { readonly properties?: Readonly<Record<string, { readonly format?: string }>> }
      | undefined
  )?.properties;
  const instants = Object.entries(properties ?? {}).filter(
    ([key, schema]) => schema.format === 'date-time' && Object.hasOwn(body, key),
  );
  return { ...body, ...Object.fromEntries(instants.map(([key]) => [key, instant(n)])) };
};

/** The channel a template names for a value of its parameter. */
export const channelFor = (template: string, value: string): string => fill(template, () => value) ?? template;
