/** Random plans: several clients and users at once, interplay first, drawn as moves and told as a legal story. */
import fc from 'fast-check';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { fromSchema } from '../arbitraries/from-schema.ts';
import { symbol, symbolsIn } from '../engine/names.ts';
import { type BrokenFrame, type Plan, plan, type Step, type TokenKind } from '../engine/plan.ts';
import { channelShape } from '../scene/pointer.ts';
import { badCommands, GARBAGE, NO_OBJECTS, type Wrong } from './bad-input.ts';
import { flows } from './flows.ts';
import { createKit } from './kit.ts';
import { rolesOf } from './rights.ts';
import { channelFor } from './story.ts';
import { machinesInOrder } from './tour.ts';

/** One move of a random plan: which, and the dice it needs. */
interface Move {
  readonly kind:
    | 'connect'
    | 'subscribe'
    | 'unsubscribe'
    | 'publish'
    | 'burst'
    | 'command'
    | 'bad'
    | 'intrude'
    | 'break'
    | 'knock'
    | 'settle'
    | 'leave'
    | 'wait'
    | 'storm';
  readonly client: number;
  readonly dice: readonly [number, number, number, number];
}

const CLIENTS = ['a', 'b', 'c', 'd'] as const;
const THINGS = 4;
const BREAKS: readonly BrokenFrame[] = [
  'reserved bits',
  'unmasked',
  'reserved opcode',
  'long ping',
  'invalid utf-8',
  'invalid utf-8',
];
/** Tokens that let nobody in. */
const BAD_TOKENS: readonly TokenKind[] = ['missing', 'malformed', 'bad signature', 'unsigned', { expiresIn: -2500 }];

/** Plans that wait are no longer than so many moves: whatever waits with them waits for them. */
const IMPATIENCE = 10;

/** How many events of a plan have bodies of their own. */
const SOME = { minLength: 3, maxLength: 8 } as const;

/** How often each kind of move is drawn. */
const WEIGHTS: Readonly<Record<Move['kind'], number>> = {
  connect: 4,
  subscribe: 9,
  unsubscribe: 4,
  publish: 14,
  burst: 3,
  command: 3,
  bad: 7,
  intrude: 3,
  break: 1,
  knock: 4,
  settle: 5,
  leave: 1,
  wait: 2,
  storm: 1,
};

const die = fc.nat(0xffff);
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    ...(Object.entries(WEIGHTS) as [Move['kind'], number][]).map(([kind, weight]) => ({
      weight,
      arbitrary: fc.constant(kind),
    })),
  ),
  client: fc.nat(CLIENTS.length - 1),
  dice: fc.tuple(die, die, die, die),
});

/** Publishes two events at once, if neither speaks of the other's thing; else one after the other. */
const sideBySide = (one: Step | undefined, two: Step | undefined): readonly (Step | undefined)[] => {
  if (one?.do !== 'publish' || two?.do !== 'publish') return [one, two];
  const things = (step: typeof one) => symbolsIn(JSON.stringify(step.body)).filter((name) => !name.startsWith('⟨user'));
  return things(one).some((thing) => things(two).includes(thing))
    ? [one, two]
    : [{ do: 'together', steps: [one, two] }];
};

/** Plans of one protocol; they keep every rule that an examiner must keep. */
export const randomPlans = (protocol: Protocol, reader: Reader): fc.Arbitrary<Plan> => {
  if (protocol.promises.filters) return flows(protocol, reader);
  const kit = createKit(protocol, reader);
  const { rights, replies, credentials, lifecycle = {} } = protocol.promises;
  const machines = machinesInOrder(protocol);
  const templates = kit.channelTemplates;
  const { opening, beside, others } = rolesOf(protocol);
  const roles = [opening, ...beside, opening, ...others];
  /** Channels of things, which may be other people's, or may not exist. */
  const things = templates.filter((template) => rights?.channels[template]?.exists !== undefined);
  const bad = badCommands(protocol, reader, kit, '?');
  const wrongs = (['unknown', 'missing', 'type', 'null', 'empty', 'huge'] satisfies Wrong[])
    .map((wrong) => bad(wrong))
    .filter((steps) => steps.length > 0);
  const plain = Object.entries(replies?.to ?? {})
    .filter(([, reply]) => reply.each === undefined)
    .map(([name]) => name);
  const eventBodies = Object.keys(protocol.events).map((name) =>
    fc.tuple(fc.constant(name), fromSchema(reader.bodySchema('event', name), { extras: false })),
  );
  // A few of them, drawn anew for each plan; the others have the bodies of their examples.
  const someBodies = eventBodies.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...eventBodies), SOME);
  const bodies = fc.record({
    events: someBodies.map((drawn) => new Map(drawn)),
    commands: fc.record(
      Object.fromEntries(plain.map((name) => [name, fromSchema(reader.bodySchema('command', name))])),
    ),
  });

  const channel = (a: number, b: number): string => {
    const template = templates[a % Math.max(1, templates.length)] ?? '';
    const { parameter } = channelShape(template);
    if (parameter === undefined) return template;
    const kind = rights?.channels[template]?.exists;
    return channelFor(template, kind === undefined ? symbol('user', 1 + (b % 4)) : symbol(kind, 1 + (b % 2)));
  };

  const thing = (a: number, n: number): string => {
    const template = things[a % things.length] ?? '';
    return channelFor(template, symbol(rights?.channels[template]?.exists ?? '', n));
  };

  /** Channels worth asking for: mostly one's own and what exists, now and then several at once. */
  const channels = (user: number, [a, b, c, d]: Move['dice']): readonly string[] => {
    const first = a % 3 === 0 ? kit.ownChannel(symbol('user', user)) : channel(b, c);
    const more = d % 4 === 0 ? [channel(b + 1, c), channel(c, d)] : [];
    return [...new Set([first, ...more])];
  };

  const tell = (
    moves: readonly Move[],
    drawn: {
      readonly events: ReadonlyMap<string, unknown>;
      readonly commands: Readonly<Record<string, unknown>>;
    },
  ): Plan => {
    const story = kit.story();
    const users = new Map<string, number>();
    /** The channels that each client has asked for last. */
    const asked = new Map<string, readonly string[]>();
    let strangers = 0;
    // Most plans do not wait, so that they need not wait for each other.
    const patient = (moves[0]?.dice[1] ?? 0) % 6 === 0;
    const publish = ([a, b, c, d]: Move['dice']): Step | undefined => {
      const machine = machines[a % 3 === 0 ? 0 : b % Math.max(1, machines.length)];
      if (machine === undefined) return undefined;
      const n = 1 + (c % (a % 5 === 0 ? THINGS : 2));
      const next = story.next(machine, n);
      const event = next[d % Math.max(1, next.length)];
      if (event === undefined) return undefined;
      // A body that fits its schema is an object.
      const body = drawn.events.get(event) as Readonly<Record<string, unknown>> | undefined;
      const parties = [symbol('user', 1 + (a % 4)), symbol('user', 1 + ((a + 1 + (d % 3)) % 4))];
      return story.publish(event, n, { users: parties, parent: 1 + (c % 2), ...(body ? { body } : {}) });
    };
    const told = ({ kind, client: index, dice }: Move): readonly (Step | undefined)[] => {
      const client = CLIENTS[index] ?? 'a';
      const [a, b] = dice;
      const user = users.get(client);
      if (user === undefined && kind !== 'publish' && kind !== 'burst' && kind !== 'wait') {
        const fresh = 1 + (a % 4);
        users.set(client, fresh);
        return [
          kit.connect(client, symbol('user', fresh), {
            ...(b % 3 === 0 ? { roles: roles[(b / 3) % roles.length] ?? opening } : {}),
            ...(credentials?.expiry && patient && b % 7 === 0 ? { token: { expiresIn: 4000 } } : {}),
          }),
        ];
      }
      switch (kind) {
        case 'connect':
        case 'subscribe': {
          const wanted = channels(user ?? 1, dice);
          asked.set(client, wanted);
          return [kit.subscribe(client, ...wanted)];
        }
        case 'unsubscribe':
          return [kit.unsubscribe(client, ...((a % 3 > 0 && asked.get(client)) || channels(user ?? 1, dice)))];
        case 'knock':
          return things.length === 0 ? [] : [kit.subscribe(client, thing(a, 1 + (b % 6)))];
        case 'intrude':
          return credentials
            ? [
                kit.connect(`x${++strangers}`, symbol('user', user ?? 1), {
                  token: BAD_TOKENS[a % BAD_TOKENS.length] ?? 'missing',
                }),
              ]
            : [];
        case 'break':
          return [
            kit.connect(`x${++strangers}`, symbol('user', 1 + (b % 4))),
            { do: 'break', client: `x${strangers}`, how: BREAKS[a % BREAKS.length] ?? 'unmasked' },
          ];
        case 'publish':
          return [publish(dice)];
        case 'burst':
          return sideBySide(publish(dice), publish([b, a, dice[2] + 1, dice[3]]));
        case 'command': {
          const name = plain[a % Math.max(1, plain.length)];
          return name === undefined
            ? []
            : [kit.say(client, name, drawn.commands[name] as Readonly<Record<string, unknown>>)];
        }
        case 'bad': {
          const sort = a % (wrongs.length + 3);
          const list = wrongs[sort];
          const step = list?.[b % list.length];
          if (step?.do === 'send') return [{ ...step, client }];
          const texts = sort === wrongs.length ? NO_OBJECTS : GARBAGE;
          return [{ do: sort > wrongs.length + 1 ? 'binary' : 'text', client, text: texts[b % texts.length] ?? '' }];
        }
        case 'settle':
          return [kit.settle(a % 2 === 0 ? undefined : client)];
        case 'leave':
          users.delete(client);
          asked.delete(client);
          return [{ do: 'leave', client, abruptly: a % 2 === 0 }];
        case 'wait':
          // On a common grid, so that plans which wait side by side go on side by side.
          return patient ? [{ do: 'wait', ms: a % 7 === 0 ? 3000 : 1000 }] : [];
        case 'storm':
          return [
            {
              do: 'repeat',
              times: 2 + (a % 30),
              steps: [kit.fence(client), kit.subscribe(client, ...channels(user ?? 1, dice))],
            },
          ];
      }
    };
    return plan(...kit.steps(...(patient ? moves.slice(0, IMPATIENCE) : moves).flatMap(told)));
  };

  if (Object.keys(lifecycle).length === 0 && templates.length === 0 && plain.length === 0) return fc.constant(plan());
  return fc
    .tuple(fc.array(move, { minLength: 4, maxLength: 60, size: 'max' }), bodies)
    .map(([moves, drawn]) => tell(moves, drawn));
};
