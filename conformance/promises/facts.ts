/** Facts: relations between the fields of events that hold in all that a server sends. */
import fc from 'fast-check';
import type { Fact } from '../../schemas/promises.ts';
import type { Reading } from '../engine/history.ts';
import { broken, each, type Findings, judge, quote } from '../engine/oracle.ts';
import { type Plan, plan } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { tour, machinesInOrder } from '../plans/tour.ts';
import { noticing } from '../faults/noticing.ts';
import { alter, messages } from '../faults/wrap.ts';
import { withAt } from '../plans/story.ts';
import { at, matches, sameNumber } from '../scene/pointer.ts';
import type { Scene } from '../scene/scene.ts';

type Equal = Extract<Fact, { readonly equal: unknown }>['equal'];
type Percent = Extract<Fact, { readonly percent: unknown }>['percent'];

/** Judges that fields equal what their templates give, as far as that is known. */
const equals = (equal: Equal, { name, body }: Reading, scene: Scene): Findings => {
  const known = Object.entries(equal).flatMap(([pointer, template]) => {
    const expected = scene.world.fillFor(template, name, body);
    return expected === undefined ? [] : [{ pointer, expected, found: at(body, pointer) }];
  });
  if (known.length === 0) return undefined;
  const wrong = known.find(({ expected, found }) => expected !== found);
  return judge(
    wrong === undefined,
    () => `${name} has ${quote(wrong?.found)} at ${wrong?.pointer}, not ${quote(wrong?.expected)}`,
  );
};

/** Judges that a change, where it is told, is the one between two other fields. */
const changed = ({ change, from, to }: Percent, { name, body }: Reading): Findings => {
  const [told, before, after] = [change, from, to].map((pointer) => at(body, pointer));
  if (typeof told !== 'number') return undefined;
  if (typeof before !== 'number' || before === 0)
    return broken(`${name} tells a change of ${told} % from ${quote(before)}`);
  const expected = ((Number(after) - before) / before) * 100;
  return judge(sameNumber(told, expected), () => `${name} tells a change of ${told} %, where it is ${expected} %`);
};

/** The family of the `facts` promise. */
export const facts = family('facts', 'Facts', ({ protocol, promise, kit, reader }) => {
  /** Everything that happens, and once more what the fact is about, with other numbers. */
  const telling = (fact: Fact): Plan => {
    if (!('percent' in fact)) return tour(protocol, kit);
    const { change, from, to } = fact.percent;
    const story = kit.story();
    const bodies = [
      [100, 125],
      [80, 60],
      [0.5, 0.75],
      [1000, 1000],
    ].map(([before, after]) => {
      const example = protocol.events[fact.of]?.examples[0] as Readonly<Record<string, unknown>>;
      return withAt(withAt(withAt(example, from, before), to, after), change, 0);
    });
    const told = bodies.map((body, index) => story.publish(fact.of, index + 1, { body }));
    return plan(kit.connect('a'), kit.listen('a'), kit.settle(), ...kit.steps(...told), kit.settle());
  };

  const one = (fact: Fact): Requirement => ({
    level: 'MUST',
    statement: fact.statement,
    source: `${protocol.id}#facts`,
    needs: ['publish'],
    given: fc.constant(telling(fact)),
    check: each(
      ({ message, scene }) =>
        message?.kind === 'event' && matches(fact.of, message.name)
          ? 'percent' in fact
            ? changed(fact.percent, message)
            : 'equal' in fact
              ? equals(fact.equal, message, scene)
              : undefined
          : undefined,
      ['event'],
    ),
  });

  const parties = Object.entries(promise).filter(([, fact]) => 'equal' in fact);
  const changes = Object.entries(promise).filter(([, fact]) => 'percent' in fact);
  const births = new Set(machinesInOrder(protocol).flatMap((machine) => kit.story().next(machine, 1)));
  const inBody = (
    message: Readonly<Record<string, unknown>>,
    change: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> => {
    const member = protocol.envelope.event.body;
    if (member === undefined) return change(message);
    // The body of a message that the server sends is an object.
    return { ...message, [member]: change(message[member] as Readonly<Record<string, unknown>>) };
  };
  const factOf = (message: unknown): Fact | undefined => {
    const reading = reader.read(message, 'server');
    return Object.values(promise).find(({ of }) => reading && matches(of, reading.name));
  };
  const altering = (
    such: readonly (readonly [string, Fact])[],
    change: (body: Readonly<Record<string, unknown>>, fact: Fact) => Readonly<Record<string, unknown>>,
  ) =>
    alter(
      messages(reader, (name) => such.some(([, { of }]) => matches(of, name)) && !births.has(name)),
      (message) => {
        const fact = factOf(message);
        return fact ? inBody(message, (body) => change(body, fact)) : message;
      },
    );

  return {
    paragraph: Object.values(promise)
      .map(({ statement }) => statement)
      .join(' '),
    requirements: Object.fromEntries(Object.entries(promise).map(([name, fact]) => [name, one(fact)])),
    faults: {
      ...(parties.length > 0 && {
        'mixes-up-parties': {
          story: 'In every event but those that create something, two related fields have changed places.',
          breaks: parties.map(([name]) => name),
          disturbs: ['delivery/unchanged'],
          wrap: altering(parties, (body, fact) => {
            const [one = '', two = ''] =
              'equal' in fact ? Object.keys(fact.equal).map((pointer) => pointer.slice(1)) : [];
            return { ...body, [one]: body[two], [two]: body[one] };
          }),
        },
      }),
      ...(changes.length > 0 && {
        'share-for-percent': {
          story: 'The change is told as a share of one, where it is told in per cent.',
          breaks: changes.map(([name]) => name),
          disturbs: noticing(protocol.promises).altered,
          wrap: altering(changes, (body, fact) => {
            const key = 'percent' in fact ? fact.percent.change.slice(1) : '';
            return typeof body[key] === 'number' ? { ...body, [key]: Number(body[key]) / 100 } : body;
          }),
        },
        'of-the-new-value': {
          story: 'The change is told in per cent of the new value, where it is of the old one.',
          breaks: changes.map(([name]) => name),
          disturbs: noticing(protocol.promises).altered,
          wrap: altering(changes, (body, fact) => {
            if (!('percent' in fact)) return body;
            const { change, from, to } = fact.percent;
            const [before, after] = [Number(at(body, from)), Number(at(body, to))];
            return at(body, change) === undefined || after === 0
              ? body
              : { ...body, [change.slice(1)]: ((after - before) / after) * 100 };
          }),
        },
      }),
    },
  };
});
