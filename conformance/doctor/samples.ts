/** Events to publish: the examples of the catalog, told as a story that keeps the protocol's rules, with real names. */
import { movesOf } from '../../schemas/moves.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import { envelopeOf, type Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { rename } from '../engine/names.ts';
import type { Step } from '../engine/plan.ts';
import { emit } from '../plans/emit.ts';
import { createKit } from '../plans/kit.ts';
import { createStory, type Story } from '../plans/story.ts';
import { withNumberOfBook } from '../scene/books.ts';
import { channelsOf } from '../scene/deliveries.ts';
import { isMadeForOne } from '../scene/numbers.ts';
import { at, withAt } from '../scene/pointer.ts';
import { brokenRules } from './transgressions.ts';

type Fields = Readonly<Record<string, unknown>>;
type Publish = Extract<Step, { do: 'publish' }>;

/** One event that can be published. */
export interface Sample {
  readonly event: string;
  readonly payload: Fields;
  /** Whom it concerns, where it does not say so itself. */
  readonly subject?: string;
  /** Where it goes out, as far as that can be told. */
  readonly channels: readonly string[];
}

/** Events that belong together. */
export interface Tale {
  /** The event that begins each thing, parents before what belongs to them; what belongs to no machine as it is. */
  readonly births: readonly Sample[];
  /** All other events, each at least once, in an order that the rules allow. */
  readonly rest: readonly Sample[];
  /** For each machine that has one, an event that cannot come first, about a thing that nobody has begun. */
  readonly early: readonly Sample[];
  /** Events of things of their own, in order: what must be taken, and among it what the protocol says must be refused. */
  readonly transgressions: readonly (Sample & { readonly refused: boolean })[];
  /** Payloads that a schema refuses for one reason, about things that nobody has begun. */
  readonly misfits: readonly Sample[];
}

/** So many things of one machine may be needed until each of its events has come. */
const THINGS = 4;
/** The things of which an early event and a misfit speak: nobody has begun them. */
const [EARLY, MISFIT] = [8, 9] as const;
/** The first thing of those machines whose things can only begin in some states of another thing, which is theirs alone. */
const APART = 20;

/** Machines with their names, those that others belong to first. */
const machinesOf = ({ promises }: Protocol): readonly (readonly [string, Machine])[] => {
  const machines = Object.entries(promises.lifecycle ?? {});
  const children = machines.filter(([, machine]) => machine.belongsTo);
  return [...machines.filter((entry) => !children.includes(entry)), ...children];
};

const birthOf = (machine: Machine): string | undefined =>
  movesOf(machine).find(({ from }) => from.includes(null))?.event;

const publications = (steps: readonly Step[]): readonly Publish[] => steps.filter((step) => step.do === 'publish');

/** Begins one thing of each machine, and all that it takes before; `first` is the number of those that need nothing special. */
const begin = (protocol: Protocol, story: Story, first: number): readonly Publish[] =>
  machinesOf(protocol).flatMap(([, machine], index) => {
    const event = birthOf(machine);
    const { belongsTo } = machine;
    const choosy = belongsTo?.in !== undefined || belongsTo?.usually !== undefined;
    if (event === undefined) return [];
    const n = choosy ? APART + index : first;
    return publications(emit(protocol, story, event, n, { parent: n }));
  });

/** What has not come yet, of the first thing that it can come of. */
const goOn = (protocol: Protocol, story: Story, seen: Set<string>): readonly Publish[] =>
  machinesOf(protocol).flatMap(([, machine]) =>
    [...new Set(movesOf(machine).map(({ event }) => event))].flatMap((event) => {
      const told: Publish[] = [];
      for (let n = 1; n <= THINGS && !seen.has(event); n++) {
        told.push(...publications(emit(protocol, story, event, n)));
        for (const one of told) seen.add(one.event);
      }
      return told;
    }),
  );

/** Spoils a valid payload as the catalog's own invalid samples are spoilt. */
const spoilt = (payload: Fields, invalid: { readonly body: unknown; readonly at: string }): Fields => {
  const [, member = ''] = invalid.at.split('/');
  return member === '' ? (invalid.body as Fields) : withAt(payload, `/${member}`, at(invalid.body, `/${member}`));
};

/** Whether a payload fits its schema once the server has added what it gives itself, whatever that is. */
const fits = (protocol: Protocol, reader: Reader, { event, payload }: Pick<Sample, 'event' | 'payload'>): boolean => {
  const { books } = protocol.promises;
  const own = event === books?.delta ? withNumberOfBook(books, 'delta', {}, 1) : {};
  const members = Object.keys(envelopeOf(protocol, 'event', event).beside ?? {});
  const frame = reader.frame(
    'event',
    event,
    { ...payload, ...own },
    Object.fromEntries(members.map((key) => [key, 0])),
  );
  // What it adds to the frame is not looked at: any value stands for it.
  return reader.problems('event', event, frame).every(({ at: where }) => members.some((key) => where === `/${key}`));
};

/** Tells a tale; `name` gives symbols their names, new for each tale. */
export const tell = (protocol: Protocol, reader: Reader, name: (text: string) => string): Tale => {
  const { promises, events } = protocol;
  const story = createStory(protocol);
  const sample = ({ event, body, user }: Publish): Sample => ({
    event,
    // Renaming keeps the shape.
    payload: rename(body, name) as Fields,
    ...(user !== undefined && { subject: name(user) }),
    channels: (channelsOf(event, body, promises, story.world, user) ?? []).map(name),
  });

  const loose = Object.keys(events).filter(
    (event) => story.world.machineOf(event) === undefined && !isMadeForOne(promises, event),
  );
  const begun = [
    ...begin(protocol, story, 1),
    ...loose.flatMap((event) => publications(emit(protocol, story, event, 1))),
  ].map(sample);
  const seen = new Set(begun.map(({ event }) => event));
  const rest = goOn(protocol, story, seen).map(sample);

  // In this story the beginning is told, and never sent.
  const early = machinesOf(protocol).flatMap(([machine, { enforced }]) => {
    if (enforced) return [];
    const [first] = story.next(machine, EARLY);
    if (first !== undefined) story.publish(first, EARLY);
    const [next] = story.next(machine, EARLY);
    return (next === undefined ? [] : [story.publish(next, EARLY)].filter((step) => step !== undefined)).map(sample);
  });

  const unsent = begin(protocol, createStory(protocol), MISFIT).map(sample);
  const whole = [...unsent, ...begun.filter(({ event }) => loose.includes(event))];
  const misfits = whole
    // One thing of each kind can be spoilt in all ways there are.
    .filter(({ event }, index) => whole.findIndex((one) => one.event === event) === index)
    .flatMap((valid) =>
      (events[valid.event]?.invalid ?? [])
        .map((invalid) => ({ ...valid, payload: spoilt(valid.payload, invalid) }))
        .filter((payload) => !fits(protocol, reader, payload)),
    );
  const transgressions = brokenRules(protocol, createKit(protocol, reader)).map((step) => ({
    ...sample(step),
    refused: step.refused === true,
  }));
  return { births: begun, rest, early, transgressions, misfits };
};

/** The request that publishes a sample. */
export const publishing = ({ event, payload, subject }: Pick<Sample, 'event' | 'payload' | 'subject'>) => {
  const body = { event, payload, ...(subject !== undefined && { subject }) };
  return { method: 'POST', hook: 'publish', body } as const;
};
