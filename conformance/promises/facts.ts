/** Facts: relations between the fields of events that hold in all that a server sends. */
import fc from 'fast-check';
import type { Fact } from '../../schemas/promises.ts';
import { each, judge, quote } from '../engine/oracle.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { tour, machinesInOrder } from '../plans/tour.ts';
import { alter, messages } from '../faults/wrap.ts';
import { at, matches } from '../scene/pointer.ts';

/** The family of the `facts` promise. */
export const facts = family('facts', 'Facts', ({ protocol, promise, kit, reader }) => {
  const one = (fact: Fact): Requirement => ({
    level: 'MUST',
    statement: fact.statement,
    source: `${protocol.id}#facts`,
    needs: ['publish'],
    given: fc.constant(tour(protocol, kit)),
    check: each(({ message, scene }) => {
      if (message?.kind !== 'event' || !matches(fact.of, message.name)) return undefined;
      const known = Object.entries(fact.equal).flatMap(([pointer, template]) => {
        const expected = scene.world.fillFor(template, message.name, message.body);
        return expected === undefined ? [] : [{ pointer, expected, found: at(message.body, pointer) }];
      });
      if (known.length === 0) return undefined;
      const wrong = known.find(({ expected, found }) => expected !== found);
      return judge(
        wrong === undefined,
        () => `${message.name} has ${quote(wrong?.found)} at ${wrong?.pointer}, not ${quote(wrong?.expected)}`,
      );
    }),
  });

  const touched = (name: string) => Object.values(promise).some((fact) => matches(fact.of, name));
  const births = new Set(machinesInOrder(protocol).flatMap((machine) => kit.story().next(machine, 1)));

  return {
    paragraph: Object.values(promise)
      .map(({ statement }) => statement)
      .join(' '),
    requirements: Object.fromEntries(Object.entries(promise).map(([name, fact]) => [name, one(fact)])),
    faults: {
      'mixes-up-parties': {
        story: 'In every event but those that create something, two related fields have changed places.',
        breaks: Object.keys(promise),
        disturbs: ['delivery/unchanged'],
        wrap: alter(
          messages(reader, (name) => touched(name) && !births.has(name)),
          (message) => {
            const reading = reader.read(message, 'server');
            const fact = Object.values(promise).find(({ of }) => reading && matches(of, reading.name));
            const [one = '', two = ''] = Object.keys(fact?.equal ?? {}).map((pointer) => pointer.slice(1));
            const member = protocol.envelope.event.body;
            const body = (member === undefined ? message : message[member]) as Readonly<Record<string, unknown>>;
            const swapped = { ...body, [one]: body[two], [two]: body[one] };
            return member === undefined ? swapped : { ...message, [member]: swapped };
          },
        ),
      },
    },
  };
});
