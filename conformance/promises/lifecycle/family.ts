/** Lifecycles: the events of one thing come in an order that its machine allows. */
import fc from 'fast-check';
import { keyIn, movesBy, movesOf } from '../../../schemas/moves.ts';
import type { Machine } from '../../../schemas/promises/lifecycle.ts';
import { broken, held, type Oracle, perConnection, quote } from '../../engine/oracle.ts';
import { type Plan, plan } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { tour } from '../../plans/tour.ts';
import { noticing } from '../../faults/noticing.ts';
import { messages, replace } from '../../faults/wrap.ts';
import { missteps, misstepsOf } from '../../plans/missteps.ts';
import { walks } from '../../plans/walks.ts';
import { textAt } from '../../scene/pointer.ts';
import { fits } from '../../scene/world.ts';
import { enforcedFaults } from './faults.ts';
import { refusing } from '../refusing.ts';

/** The most things whose last state a connection's oracle remembers. */
const REMEMBERED = 10_000;

/** More states than any machine has. */
const STATES = 60;
/** So few states are all tried in every plan. */
const FEW = 4;

/** The states that can be reached from a state, itself included. */
const reachable = (machine: Machine, from: string): ReadonlySet<string> => {
  const reached = new Set([from]);
  for (const state of reached) for (const move of movesOf(machine)) if (move.from.includes(state)) reached.add(move.to);
  return reached;
};

/** What was seen last of one thing. */
interface Last {
  readonly state: string;
  readonly event: string;
  /** When the connection began to be told of it, where it may be told again. */
  readonly since: number;
}

/** The family of the `lifecycle` promise. */
export const lifecycle = family('lifecycle', 'Lifecycles', ({ protocol, promise, kit, reader }) => {
  const source = `${protocol.id}#lifecycles`;
  const replayed = protocol.promises.recovery?.replay !== undefined;

  const follows = (machine: Machine): Oracle => {
    const reach = new Map<string, ReadonlySet<string>>();
    const ahead = (state: string): ReadonlySet<string> => {
      const known = reach.get(state) ?? reachable(machine, state);
      reach.set(state, known);
      return known;
    };
    return perConnection(
      () => new Map<string, Last>(),
      ({ message, connection }, things) => {
        const moves = message?.kind === 'event' ? movesBy(machine, message.name) : [];
        if (!message || moves.length === 0) return undefined;
        const id = textAt(message.body, keyIn(machine, message.name));
        if (id === undefined) return undefined;
        const meant = moves.filter((move) => fits(move, message.body));
        const [move] = meant;
        if (!move) {
          return machine.watches?.includes(message.name)
            ? undefined
            : broken(`${message.name} says what its lifecycle does not have: ${quote(message.body)}`);
        }
        // What can be replayed is in order by itself, and not with what else is replayed.
        const key = replayed ? `${message.name} ${id}` : id;
        const known = things.get(key);
        const isLive = known?.since === connection.settled && connection.interest?.wish(message.name).certain !== false;
        const before = !replayed || isLive ? known : undefined;
        if (things.size < REMEMBERED || known)
          things.set(key, { state: move.to, event: message.name, since: replayed ? connection.settled : -1 });
        if (!before) return undefined;
        const possible = meant.some(({ from }) =>
          from.some((state) => state !== null && ahead(before.state).has(state)),
        );
        return possible ? held : broken(`${message.name} came after ${before.event}`);
      },
      ['event'],
    );
  };

  const walk = (name: string): Plan => walks(protocol, kit)[Object.keys(promise).indexOf(name)] ?? plan();

  /** Whatever breaks the rules of a machine, tried in each of its states, before somebody who listens. */
  const enforced = (name: string): Requirement => ({
    level: 'MUST',
    statement: `Publishing what breaks the lifecycle of ${name === 'event' ? 'an' : 'a'} ${name} is refused, and reaches nobody.`,
    source,
    needs: ['publish'],
    given: fc.constant(missteps(protocol, kit, name)),
    more: fc
      .nat(STATES - 1)
      .map((die) =>
        misstepsOf(protocol, kit, enforcing, (states) =>
          states.length > FEW ? states.slice(die % states.length).slice(0, 1) : states,
        ),
      ),
    check: refusing((event, scene) => scene.world.machineOf(event) === name),
  });

  /** The machines whose rules are enforced. */
  const enforcing = Object.fromEntries(Object.entries(promise).filter(([, machine]) => machine.enforced));
  const one = (name: string, machine: Machine): Requirement => ({
    level: 'MUST',
    statement: `The events of one ${name} come in an order that its lifecycle allows.`,
    source,
    needs: ['publish'],
    given:
      machine.watches || replayed
        ? fc.constant(walk(name))
        : fc.nat(3).map((pick) => tour(protocol, kit, (events) => events[pick % events.length] ?? '')),
    reach: 'connection',
    check: follows(machine),
  });

  const first = (event: string) =>
    Object.values(promise).some((machine) => movesBy(machine, event).some(({ from }) => from.includes(null)));
  // What can be replayed shows each event by itself, so that a machine which watches others' shows nothing.
  const seen = Object.entries(promise).filter(
    ([, { transitions, watches }]) => Object.keys(transitions).length > 1 && !(replayed && watches),
  );
  const unwatched = seen.filter(([, { watches }]) => !watches && !replayed).map(([name]) => name);
  const strict = Object.keys(enforcing);

  return {
    paragraph: `Every event of a thing leads from one state to another, and what leads nowhere never comes: ${Object.keys(promise).join(', ')}.`,
    requirements: {
      ...Object.fromEntries(seen.map(([name, machine]) => [name, one(name, machine)])),
      ...Object.fromEntries(strict.map((name) => [`${name}-enforced`, enforced(name)])),
    },
    faults: {
      'born-again': {
        story: 'The event that creates a thing is sent again after each later event of the thing.',
        breaks: unwatched,
        disturbs: [
          ...noticing(protocol.promises).repeated,
          ...['delivery/ordered', 'delivery/live-only', 'filters/ordered', 'errors/changes-nothing'],
          ...noticing(protocol.promises).filtered,
        ],
        wrap: (server) => {
          const births = new Map<string, unknown>();
          const keyOf = (name: string, body: unknown) => {
            const found = Object.entries(promise).find(([, machine]) => movesBy(machine, name).length > 0);
            return found && `${found[0]} ${textAt(body, keyIn(found[1], name))}`;
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
      ...(strict.length > 0 &&
        enforcedFaults(
          { promises: protocol.promises, protocol, reader },
          seen.map(([name]) => name),
        )),
    },
    unobservable: [
      {
        statement: 'Refusing to publish what breaks a lifecycle, or taking it, is free.',
        reason: 'An examiner publishes only what keeps the lifecycles, so that neither is judged.',
      },
    ],
  };
});
