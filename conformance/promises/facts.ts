/** Facts: relations between the fields of events that hold in all that a server sends. */
import fc from 'fast-check';
import type { Fact } from '../../schemas/promises/facts.ts';
import { each, judge } from '../engine/oracle.ts';
import { type Plan, plan } from '../engine/plan.ts';
import { type Fault, family, type Requirement } from '../engine/requirement.ts';
import { noticing } from '../faults/noticing.ts';
import { alter, messages } from '../faults/wrap.ts';
import { emit } from '../plans/emit.ts';
import type { Fields, Spoiling } from '../plans/relation.ts';
import { holding, wayOf } from '../plans/relations.ts';
import { machinesInOrder, tour } from '../plans/tour.ts';
import { matches } from '../scene/pointer.ts';

/** The family of the `facts` promise. */
export const facts = family('facts', 'Facts', ({ protocol, promises, promise, kit, reader }) => {
  /** Everything that happens or, where that says too little, what the fact is about with other values. */
  const telling = (fact: Fact): Plan => {
    const example = protocol.events[fact.of]?.examples[0] as Fields | undefined;
    const bodies = example ? wayOf(fact).others(example) : [];
    if (bodies.length === 0) return tour(protocol, kit);
    const story = kit.story();
    const told = bodies.flatMap((body, index) => emit(protocol, story, fact.of, index + 1, { body }));
    return plan(kit.connect('a'), kit.listen('a'), kit.settle(), ...told, kit.settle());
  };

  const one = (fact: Fact): Requirement => ({
    level: 'MUST',
    statement: fact.statement,
    source: `${protocol.id}#facts`,
    needs: ['publish'],
    reach: 'message',
    given: fc.constant(telling(fact)),
    check: each(
      ({ message, scene }) => {
        const found = message?.kind === 'event' && holding(fact, message.name, message.body, scene.world);
        return found ? judge(found.holds, () => `${message.name} ${found.because()}`) : undefined;
      },
      ['event'],
    ),
  });

  const births = new Set(machinesInOrder(protocol).flatMap((machine) => kit.story().next(machine, 1)));
  const inBody = (message: Fields, change: (body: Fields) => Fields): Fields => {
    const member = protocol.envelope.event.body;
    if (member === undefined) return change(message);
    // The body of a message that the server sends is an object.
    return { ...message, [member]: change(message[member] as Fields) };
  };

  /** What breaks facts, by its name: the facts that it breaks, each in its own fields. */
  const spoilings = new Map<string, { readonly story: string; readonly facts: Map<string, Spoiling> }>();
  for (const [name, fact] of Object.entries(promise))
    for (const [key, spoiling] of Object.entries(wayOf(fact).spoilings)) {
      const known = spoilings.get(key) ?? { story: spoiling.story, facts: new Map<string, Spoiling>() };
      spoilings.set(key, known);
      known.facts.set(name, spoiling);
    }

  const fault = (broken: ReadonlyMap<string, Spoiling>): NonNullable<Fault['wrap']> => {
    const meant = (event: string) =>
      [...broken].filter(
        ([name, { sparesBirths }]) => matches(promise[name]?.of ?? '', event) && !(sparesBirths && births.has(event)),
      );
    return alter(
      messages(reader, (name) => meant(name).length > 0),
      (message) =>
        inBody(message, (body) =>
          meant(reader.read(message, 'server')?.name ?? '').reduce((made, [, { spoil }]) => spoil(made), body),
        ),
    );
  };

  return {
    paragraph: Object.values(promise)
      .map(({ statement }) => statement)
      .join(' '),
    requirements: Object.fromEntries(Object.entries(promise).map(([name, fact]) => [name, one(fact)])),
    faults: Object.fromEntries(
      [...spoilings].map(([key, { story, facts: broken }]): [string, Fault] => [
        key,
        { story, breaks: [...broken.keys()], disturbs: noticing(promises).altered, wrap: fault(broken) },
      ]),
    ),
  };
});
