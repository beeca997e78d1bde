/** Events to publish: the examples of the catalog, told as a story that keeps the protocol's rules, with real names. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { rename } from '../engine/names.ts';
import type { Step } from '../engine/plan.ts';
import { createStory, type Story, withAt } from '../plans/story.ts';
import { channelsOf } from '../scene/deliveries.ts';
import { at } from '../scene/pointer.ts';

type Fields = Readonly<Record<string, unknown>>;
type Publish = Extract<Step, { do: 'publish' }>;

/** One event that can be published. */
export interface Sample {
  readonly event: string;
  readonly payload: Fields;
  /** Where it goes out, as far as that can be told. */
  readonly channels: readonly string[];
}

/** Events that belong together. */
export interface Tale {
  /** The event that begins each thing, parents before what belongs to them; what belongs to no machine as it is. */
  readonly births: readonly Sample[];
  /** All other events, each once, in an order that the rules allow. */
  readonly rest: readonly Sample[];
  /** For each machine that has one, an event that cannot come first, about a thing that nobody has begun. */
  readonly early: readonly Sample[];
  /** Payloads that a schema refuses for one reason, about things that nobody has begun. */
  readonly misfits: readonly Sample[];
}

/** So many things of one machine may be needed until each of its events has come. */
const THINGS = 4;
/** The things of which an early event and a misfit speak: nobody has begun them. */
const [EARLY, MISFIT] = [8, 9] as const;

const machinesOf = ({ promises }: Protocol): readonly string[] => {
  const machines = Object.entries(promises.lifecycle ?? {});
  const children = machines.filter(([, machine]) => machine?.belongsTo);
  return [...machines.filter((entry) => !children.includes(entry)), ...children].map(([name]) => name);
};

const birthOf = (story: Story, machine: string, n: number): Publish | undefined => {
  const [first] = story.next(machine, n);
  return first === undefined ? undefined : story.publish(first, n);
};

const defined = <T>(items: readonly (T | undefined)[]): readonly T[] => items.filter((item) => item !== undefined);

/** The rest of each machine's events: each thing goes on for as long as there is one that has not come yet. */
const goOn = (story: Story, machine: string, seen: Set<string>): readonly Publish[] =>
  Array.from({ length: THINGS }, (_, index) => index + 1).flatMap((n) => {
    const told: Publish[] = [];
    const known = n === 1 ? undefined : birthOf(story, machine, n);
    if (known) told.push(known);
    for (;;) {
      const next = story.next(machine, n).find((event) => !seen.has(event));
      const step = next === undefined ? undefined : story.publish(next, n);
      if (!step) return told.some(({ event }) => event !== known?.event) ? told : [];
      seen.add(step.event);
      told.push(step);
    }
  });

/** Spoils a valid payload as the catalog's own invalid samples are spoilt. */
const spoilt = (payload: Fields, invalid: { readonly body: unknown; readonly at: string }): Fields => {
  if (invalid.at === '') return invalid.body as Fields;
  return withAt(payload, invalid.at, at(invalid.body, invalid.at));
};

/** Tells a tale; `name` gives symbols their names, new for each tale. */
export const tell = (protocol: Protocol, reader: Reader, name: (text: string) => string): Tale => {
  const { promises, events } = protocol;
  const story = createStory(protocol);
  const machines = machinesOf(protocol);
  const sample = ({ event, body }: Publish): Sample => ({
    event,
    // Renaming keeps the shape.
    payload: rename(body, name) as Fields,
    channels: (channelsOf(event, body, promises, story.world) ?? []).map(name),
  });

  const births = defined(machines.map((machine) => birthOf(story, machine, 1)));
  const loose = Object.keys(events).filter((event) => story.world.machineOf(event) === undefined);
  const begun = [...births, ...defined(loose.map((event) => story.publish(event, 1)))].map(sample);
  const seen = new Set(begun.map(({ event }) => event));
  const rest = machines.flatMap((machine) => goOn(story, machine, seen)).map(sample);

  // In this story the beginning is told, and never sent.
  const early = machines.flatMap((machine) => {
    birthOf(story, machine, EARLY);
    const [next] = story.next(machine, EARLY);
    return defined([next === undefined ? undefined : story.publish(next, EARLY)]).map(sample);
  });
  const whole = [
    ...defined(machines.map((machine) => birthOf(story, machine, MISFIT))).map(sample),
    ...begun.slice(births.length),
  ];
  const misfits = whole.flatMap((valid) =>
    (events[valid.event]?.invalid ?? [])
      .map((invalid) => ({ ...valid, payload: spoilt(valid.payload, invalid) }))
      .filter(({ event, payload }) => {
        const beside = Object.fromEntries(Object.keys(protocol.envelope.event.beside ?? {}).map((key) => [key, 0]));
        const inBody = reader.problems('event', event, reader.frame('event', event, payload, beside));
        return inBody.some(({ at: where }) => !Object.keys(beside).some((key) => where === `/${key}`));
      }),
  );
  return { births: begun, rest, early, misfits };
};

/** The request that publishes a sample. */
export const publishing = ({ event, payload }: Sample) =>
  ({ method: 'POST', hook: 'publish', body: { event, payload } }) as const;
