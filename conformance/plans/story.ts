/** Stories: what a plan may publish next, by the promised lifecycles, facts and books, with symbols for users and things. */
import { bodySchema } from '../../schemas/json-schema.ts';
import { keyIn, type Move, movesOf } from '../../schemas/moves.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Step } from '../engine/plan.ts';
import { symbol } from '../engine/names.ts';
import { at, fill, withAt } from '../scene/pointer.ts';
import { createWorld, type Thing, type World } from '../scene/world.ts';
import { dated, instant, ownInstant } from './instants.ts';
import { createLedger } from './ledger.ts';
import { freeField } from './marks.ts';
import { isMisfit } from './misfits.ts';
import { marksOf } from './paced-marks.ts';
import { keeps, makeTrue } from './relations.ts';
import { namesOfOthers, userFields } from './user-fields.ts';

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
  /** What the event is to do, where it could do several things. */
  readonly move?: Move;
  /** Its instants stay as the body has them. */
  readonly undated?: true;
  /** The value by which filters choose; `null` and numbers are values too. Left out: whatever the body has. */
  readonly value?: unknown;
  /** Which of a thing's books, and the dice by which it changes. */
  readonly book?: number;
  readonly dice?: readonly number[];
}

/** A story being told. */
export interface Story {
  /** The events that may come next for the n-th thing of a machine. */
  readonly next: (machine: string, n: number) => readonly string[];
  /** What may come next for the n-th thing of a machine: the events, with what they say. `parent`: of what it belongs to. */
  readonly moves: (machine: string, n: number, parent?: number) => readonly Move[];
  /** Publishes an event about the n-th thing of its machine; undefined when the promises forbid it now. */
  readonly publish: (event: string, n: number, choice?: Choice) => Publish | undefined;
  /** Tries to publish what the server must refuse; undefined where that is not certain. */
  readonly misstep: (event: string, n: number, choice?: Choice) => Publish | undefined;
  /** Takes a finished step into the story; false when the promises forbid it now, or do not forbid what is to be refused. */
  readonly accept: (step: Publish) => boolean;
  readonly world: World;
}

/** Whether an event can say what both moves ask for. */
const agree = (one: Move, two: Move): boolean =>
  Object.entries(two.when ?? {}).every(([pointer, value]) => (one.when?.[pointer as `/${string}`] ?? value) === value);

const wording = (event: string, body: unknown): string => `${event} ${JSON.stringify(body)}`;

/** Begins a story. */
export const createStory = (protocol: Protocol): Story => {
  const { lifecycle = {}, facts = {}, filters, pacing, delivery, sequence } = protocol.promises;
  const world = createWorld(protocol.promises);
  const ledger = createLedger(protocol.promises);
  const said = new Set<string>();
  let told = 0;

  /** The symbol of the n-th thing of a machine; what has no name of its own goes by that of what it belongs to. */
  const nameOf = (name: string, n: number): string => {
    const { key, belongsTo } = lifecycle[name] ?? {};
    return belongsTo && belongsTo.by === key ? symbol(belongsTo.machine, n) : symbol(name, n);
  };

  const objection = (event: string, body: unknown): string | undefined =>
    world.objection(event, body) ?? ledger.objection(event, body, world);

  const moves = (name: string, n: number, parent = 1): readonly Move[] => {
    const machine = lifecycle[name];
    if (!machine) return [];
    const { belongsTo, watches = [] } = machine;
    const thing = world.find(name, nameOf(name, n));
    const parentNumber = belongsTo?.by === machine.key ? n : parent;
    const above =
      thing?.parent ?? (belongsTo && world.find(belongsTo.machine, symbol(belongsTo.machine, parentNumber)));
    const states = belongsTo?.in ?? belongsTo?.usually;
    if (belongsTo && (!above || (states && !states.includes(above.state)))) return [];
    return movesOf(machine).filter(
      ({ event, from }) => !watches.includes(event) && from.includes(thing?.state ?? null),
    );
  };

  const body = (event: string, n: number, choice: Choice): Fields => {
    const { users, parent = 1, body: given, move, value } = choice;
    const name = world.machineOf(event);
    const machine = name === undefined ? undefined : lifecycle[name];
    let made = ledger.body(event, given ?? (protocol.events[event]?.examples[0] as Fields), n, choice);
    if (machine && name !== undefined) made = withAt(made, keyIn(machine, event), nameOf(name, n));
    const under = machine?.belongsTo;
    const known = machine && world.thingOf(event, made);
    if (under && under.by !== machine.key && (at(made, under.by) !== undefined || !known))
      made = withAt(made, under.by, symbol(under.machine, parent));
    for (const [pointer, said] of Object.entries(move?.when ?? {})) made = withAt(made, pointer, said);
    if (!machine && !ledger.concerns(event)) {
      const free = freeField(bodySchema(protocol, 'event', event), made);
      if (free !== undefined) made = withAt(made, free, symbol('mark', told + 1));
    }
    for (const { field } of Object.values(filters?.values ?? {})) {
      if (value !== undefined && !machine?.belongsTo && maySay(protocol, event, field, value))
        made = withAt(made, field, value);
    }
    for (const [index, pointer] of userFields(protocol, event).entries()) {
      made = withAt(made, pointer, (known && at(known.fields, pointer)) ?? users?.[index] ?? symbol('user', index + 1));
    }
    if (machine && name !== undefined && known) made = holding(name, event, made, known);
    if (!given) {
      for (const pointer of namesOfOthers(protocol, event))
        if (at(made, pointer) !== undefined) made = withAt(made, pointer, symbol('user', 1 + (told % 3)));
    }
    for (const fact of Object.values(facts)) made = makeTrue(fact, event, made, world);
    if (pacing?.[event]) made = marksOf(protocol).marked(event, made, told + 1);
    if (choice.undated) return apart(event, made);
    const dating = dated(protocol, event, made, instant(told));
    return apart(event, said.has(wording(event, dating)) ? dated(protocol, event, made, ownInstant(told)) : dating);
  };

  /** What keeps its user's connections on a channel tells of one item all its life. */
  const holding = (name: string, event: string, made: Fields, { fields }: Thing): Fields => {
    const item = delivery?.holding?.[name]?.item;
    const place = item === undefined ? '' : item.slice(item.lastIndexOf('/'));
    return item !== undefined && declares(protocol, event, place) ? withAt(made, place, at(fields, item)) : made;
  };

  /** What has been said word for word before bears a mark, or nobody could tell which of the two had come. */
  const apart = (event: string, made: Fields): Fields => {
    if (!said.has(wording(event, made)) || ledger.concerns(event)) return made;
    const names = Object.values(lifecycle).flatMap(({ key, belongsTo }) => [key, ...(belongsTo ? [belongsTo.by] : [])]);
    const others = Object.entries(made).filter(([field]) => !names.includes(`/${field}`));
    const free = freeField(bodySchema(protocol, 'event', event), Object.fromEntries(others));
    return free === undefined ? made : withAt(made, free, symbol('mark', told + 1));
  };

  /** Whom an event concerns that does not say so itself. */
  const addressing = (event: string, { users }: Choice): Pick<Publish, 'user'> =>
    delivery?.addressed?.includes(event) ? { user: users?.[0] ?? symbol('user', 1) } : {};

  const take = (step: Publish): void => {
    told++;
    said.add(wording(step.event, step.body));
    world.begin(step.event, step.body);
    ledger.begin(step.event, step.body);
  };

  /** Only of what is known already, or of what lacks what it belongs to, is it certain that it breaks a rule. */
  const isCertain = (step: Publish): boolean => {
    if (ledger.concerns(step.event)) {
      const isWrong = isMisfit(protocol, step.body) || ledger.objection(step.event, step.body, world) !== undefined;
      return ledger.isEnforced && isWrong;
    }
    const name = world.machineOf(step.event);
    const machine = name === undefined ? undefined : lifecycle[name];
    if (!machine?.enforced || world.objection(step.event, step.body) === undefined) return false;
    return world.thingOf(step.event, step.body) !== undefined || machine.belongsTo !== undefined;
  };

  /** Whether nobody could tell which of two events had come: it was said before, word for word, and bears no number. */
  const isIndistinct = ({ event, body: made }: Publish): boolean =>
    sequence === undefined &&
    pacing?.[event] === undefined &&
    !ledger.concerns(event) &&
    said.has(wording(event, made));

  const accept = (step: Publish): boolean => {
    if (step.refused) return isCertain(step);
    if (objection(step.event, step.body) !== undefined) return false;
    if (isIndistinct(step)) return false;
    if (!Object.values(facts).every((fact) => keeps(fact, step.event, step.body, world))) return false;
    take(step);
    return true;
  };

  return {
    world,
    accept,
    moves,
    next: (name, n) => [...new Set(moves(name, n).map(({ event }) => event))],
    publish: (event, n, choice = {}) => {
      if (!Object.hasOwn(protocol.events, event)) return undefined;
      const name = world.machineOf(event);
      const own = name === undefined ? [] : moves(name, n, choice.parent).filter((one) => one.event === event);
      const { move: asked } = choice;
      // A machine that watches an event asks for less than the one that the event moves in the first place.
      const fitting = asked && own.find((one) => agree(one, asked));
      const move = asked ? { ...asked, when: { ...fitting?.when, ...asked.when } } : own[0];
      const made = body(event, n, move ? { ...choice, move } : choice);
      const step: Publish = { do: 'publish', event, body: made, ...addressing(event, choice) };
      return accept(step) ? step : undefined;
    },
    misstep: (event, n, choice = {}) => {
      const step: Publish = { do: 'publish', event, body: body(event, n, choice), refused: true };
      return accept(step) ? step : undefined;
    },
  };
};

/** Whether an event's schema speaks of a field. */
const declares = (protocol: Protocol, event: string, field: string): boolean => {
  const { properties = {}, oneOf = [] } = bodySchema(protocol, 'event', event);
  return [properties, ...oneOf.map((one) => one.properties ?? {})].some((some) => Object.hasOwn(some, field.slice(1)));
};

/** What a value, or what stands for a number, is called in a schema. */
const typesOf = (value: unknown): readonly string[] => {
  if (value === null) return ['null'];
  return typeof value === 'string' ? ['string'] : ['number', 'integer'];
};

/** Whether an event declares a field that takes a value of this kind; one without a type takes any. */
const maySay = (protocol: Protocol, event: string, field: string, value: unknown): boolean => {
  const { properties = {}, oneOf = [] } = bodySchema(protocol, 'event', event);
  const schemas = [properties, ...oneOf.map((one) => one.properties ?? {})].flatMap(
    (some) => some[field.slice(1)] ?? [],
  );
  return schemas.some((schema) => {
    const text = JSON.stringify(schema);
    return !text.includes('"type"') || typesOf(value).some((type) => text.includes(`"${type}"`));
  });
};

/** The channel a template names for a value of its parameter. */
export const channelFor = (template: string, value: string): string => fill(template, () => value) ?? template;
