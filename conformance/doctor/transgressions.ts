/** Transgressions: publications that a protocol says must be refused, between those that they need to have come before. */
import type { Protocol } from '../../schemas/protocol.ts';
import { symbol } from '../engine/names.ts';
import type { Step } from '../engine/plan.ts';
import { emit } from '../plans/emit.ts';
import type { Kit } from '../plans/kit.ts';
import { missteps } from '../plans/missteps.ts';

type Publish = Extract<Step, { do: 'publish' }>;

/** Symbols of one story, moved out of the way of another's. */
const apart = (steps: readonly Publish[], by: number): readonly Publish[] =>
  JSON.parse(
    JSON.stringify(steps).replaceAll(/⟨([^⟨⟩\d]+)(\d+)⟩/gu, (_, kind: string, n: string) =>
      symbol(kind, Number(n) + by),
    ),
  ) as readonly Publish[]; // Renaming symbols leaves the form of every step as it is.

/** Of what must be refused, the first of each event about each thing is enough to show a status. */
const thinned = (steps: readonly Publish[], key: string): readonly Publish[] => {
  const asked = new Set<string>();
  return steps.filter(({ event, body, refused }) => {
    const what = `${event} ${JSON.stringify((body as Readonly<Record<string, unknown>>)[key.slice(1)])}`;
    if (!refused) return true;
    const fresh = !asked.has(what);
    asked.add(what);
    return fresh;
  });
};

const ofBooks = (protocol: Protocol, kit: Kit): readonly Publish[] => {
  const { books } = protocol.promises;
  if (!books?.enforced) return [];
  const story = kit.story();
  const taken = emit(protocol, story, books.delta, 1).filter((step) => step.do === 'publish');
  const [side = ''] = Object.keys(books.sides);
  // A level that no story of ours has made.
  const absent = [{ action: 'remove', side, price: '0.123' }];
  const [last] = taken.slice(-1);
  const body = { ...(last?.body as Readonly<Record<string, unknown>>), [books.mutations.slice(1)]: absent };
  const refused = [story.misstep(books.delta, 1, { body }), story.misstep(books.delta, 99)];
  return [...taken, ...refused.filter((step) => step !== undefined)];
};

/** How far apart the things of two machines' stories are numbered. */
const STRIDE = 200;

/** For every machine and book whose rules a server enforces, what must be refused; nothing where it enforces none. */
export const brokenRules = (protocol: Protocol, kit: Kit): readonly Publish[] => {
  const enforced = Object.entries(protocol.promises.lifecycle ?? {}).filter(([, machine]) => machine.enforced);
  const stories = enforced.map(([name, { key }]) => {
    const steps = missteps(protocol, kit, name).steps.filter((step) => step.do === 'publish');
    return thinned(steps, key);
  });
  return [...stories, ofBooks(protocol, kit)].flatMap((steps, index) => apart(steps, STRIDE * (index + 1)));
};
