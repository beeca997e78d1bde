/** Lifecycles: the events of one thing come in an order that its machine allows. */
import fc from 'fast-check';
import type { Machine } from '../../schemas/promises.ts';
import { broken, held, type Oracle, perConnection } from '../engine/oracle.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { tour } from '../plans/tour.ts';
import { messages, replace } from '../faults/wrap.ts';
import { textAt } from '../scene/pointer.ts';

/** The most things whose last state a connection's oracle remembers. */
const REMEMBERED = 10_000;

/** What an event does in a machine, if it is one of its own. */
const transitionOf = ({ transitions }: Pick<Machine, 'transitions'>, event: string) =>
  Object.hasOwn(transitions, event) ? transitions[event] : undefined;

/** The states that can be reached from a state, itself included. */
const reachable = ({ transitions }: Machine, from: string): ReadonlySet<string> => {
  const reached = new Set([from]);
  for (const state of reached) {
    for (const transition of Object.values(transitions))
      if (transition?.from.includes(state)) reached.add(transition.to);
  }
  return reached;
};

/** The family of the `lifecycle` promise. */
export const lifecycle = family('lifecycle', 'Lifecycles', ({ protocol, promise, kit, reader }) => {
  const source = `${protocol.id}#lifecycles`;

  const follows = (machine: Machine): Oracle => {
    const reach = new Map<string, ReadonlySet<string>>();
    const ahead = (state: string): ReadonlySet<string> => {
      const known = reach.get(state) ?? reachable(machine, state);
      reach.set(state, known);
      return known;
    };
    return perConnection(
      () => new Map<string, { readonly state: string; readonly event: string }>(),
      ({ message }, things) => {
        const transition = message?.kind === 'event' ? transitionOf(machine, message.name) : undefined;
        const id = message && textAt(message.body, machine.key);
        if (!message || !transition || id === undefined) return undefined;
        const before = things.get(id);
        if (things.size < REMEMBERED || before) things.set(id, { state: transition.to, event: message.name });
        if (!before) return undefined;
        const possible = transition.from.some((state) => state !== null && ahead(before.state).has(state));
        return possible ? held : broken(`${message.name} came after ${before.event}`);
      },
    );
  };

  const one = (name: string, machine: Machine): Requirement => ({
    level: 'MUST',
    statement: `The events of one ${name} come in an order that its lifecycle allows.`,
    source,
    needs: ['publish'],
    given: fc.nat(3).map((pick) => tour(protocol, kit, (events) => events[pick % events.length] ?? '')),
    check: follows(machine),
  });

  const all = Object.values(promise);
  const first = (event: string) =>
    all.some(({ transitions }) => transitionOf({ transitions }, event)?.from.includes(null));

  return {
    paragraph: `Every event of a thing leads from one state to another, and what leads nowhere never comes: ${Object.keys(promise).join(', ')}.`,
    requirements: Object.fromEntries(Object.entries(promise).map(([name, machine]) => [name, one(name, machine)])),
    faults: {
      'born-again': {
        story: 'The event that creates a thing is sent again after each later event of the thing.',
        breaks: Object.keys(promise),
        disturbs: ['delivery/once', 'delivery/once-across-channels', 'delivery/ordered', 'delivery/live-only'],
        wrap: (server) => {
          const births = new Map<string, unknown>();
          const keyOf = (name: string, body: unknown) => {
            const found = Object.entries(promise).find(([, machine]) => transitionOf(machine, name));
            return found && `${found[0]} ${textAt(body, found[1].key)}`;
          };
          const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
          return replace(isEvent, (output) => {
            if (output.do !== 'message') return [output];
            const reading = reader.read(output.message, 'server');
            const key = reading && keyOf(reading.name, reading.body);
            if (!reading || key === undefined) return [output];
            if (first(reading.name)) births.set(key, output.message);
            const birth = first(reading.name) ? undefined : births.get(key);
            return birth === undefined ? [output] : [output, { ...output, message: birth }];
          })(server);
        },
      },
    },
    unobservable: [
      {
        statement: 'Refusing to publish what breaks a lifecycle, or taking it, is free.',
        reason: 'An examiner publishes only what keeps the lifecycles, so that neither is judged.',
      },
    ],
  };
});
