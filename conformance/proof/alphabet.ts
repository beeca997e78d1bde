/** The alphabet of small plans: every step that may follow a short plan, for a search that leaves nothing out. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Suite } from '../suites/suite.ts';
import { symbol } from '../engine/names.ts';
import type { BrokenFrame, Plan, Step, TokenKind } from '../engine/plan.ts';
import { badCommands, NO_OBJECTS, type Wrong } from '../plans/bad-input.ts';
import { createKit, type Kit } from '../plans/kit.ts';
import { channelFor, createStory } from '../plans/story.ts';

const WRONGS: readonly Wrong[] = ['unknown', 'missing', 'type', 'null', 'empty'];
const TOKENS: readonly TokenKind[] = [
  'missing',
  'malformed',
  'bad signature',
  'unsigned',
  { expiresIn: -2500 },
  { expiresIn: 2000 },
];
const BREAKS: readonly BrokenFrame[] = ['reserved bits', 'invalid utf-8'];
/** Beyond a token that expires, one period of a heartbeat and two, in ms. */
const WAITS: readonly number[] = [5000, 31_500, 63_000];

/** Tells the steps that may follow. */
export type Alphabet = (steps: readonly Step[]) => readonly Step[];

const channelsOf = ({ promises }: Protocol, kit: Kit): readonly string[] => {
  const rights = promises.rights?.channels ?? {};
  const filled = kit.channelTemplates.flatMap((template) => {
    const kind = rights[template]?.exists;
    if (!template.includes('{')) return [template];
    return kind === undefined
      ? [1, 2, 3].map((n) => channelFor(template, symbol('user', n)))
      : [1, 2].map((n) => channelFor(template, symbol(kind, n)));
  });
  return [...filled, 'no-channel'];
};

/** What one client may do at any time. */
const doings = ({ protocol, reader }: Suite, kit: Kit, client: string): readonly Step[] => {
  const channels = channelsOf(protocol, kit);
  const [own = '', other = ''] = [kit.ownChannel(symbol('user', 1)), kit.ownChannel(symbol('user', 2))];
  const bad = badCommands(protocol, reader, kit, client);
  const { size } = protocol.promises;
  const fence = kit.harmless();
  return [
    kit.fence(client),
    ...channels.flatMap((channel) => [kit.subscribe(client, channel), kit.unsubscribe(client, channel)]),
    ...channels.map((channel) => kit.subscribe(client, ...new Set([own, channel]))),
    kit.subscribe(client, other, own),
    kit.unsubscribe(client, own, other),
    ...WRONGS.flatMap((wrong) => bad(wrong)),
    { do: 'text', client, text: '{' },
    { do: 'binary', client, text: JSON.stringify(fence) },
    ...NO_OBJECTS.slice(0, 2).map((text): Step => ({ do: 'text', client, text })),
    { do: 'send', client, frame: { ...fence, extra: 1 } },
    {
      ...kit.subscribe(client, own),
      frame: { ...(kit.subscribe(client, own) as { frame: object }).frame, extra: 1 },
    } as Step,
    ...(size ? [size.takes, size.refuses + 1].map((bytes): Step => ({ do: 'pad', client, frame: fence, bytes })) : []),
    ...BREAKS.map((how): Step => ({ do: 'break', client, how })),
    { do: 'leave', client },
  ];
};

/** The alphabet of a suite: two clients, a few users and things, every kind of bad input, and every legal publication. */
export const alphabetOf = (suite: Suite): Alphabet => {
  const { protocol } = suite;
  const kit = createKit(protocol, suite.reader);
  const clients = ['a', 'b'] as const;
  const does = new Map(clients.map((client) => [client as string, doings(suite, kit, client)]));
  const roles = [
    ...new Set(Object.values(protocol.promises.rights?.channels ?? {}).flatMap((right) => right.roles ?? [])),
  ];
  const arrivals = (client: string): readonly Step[] => [
    ...[1, 2, 3].map((n) => kit.connect(client, symbol('user', n))),
    ...(roles.length > 0 ? [kit.connect(client, symbol('user', 1), { roles })] : []),
    ...TOKENS.map((token) => kit.connect(client, symbol('user', 1), { token })),
    kit.connect(client, symbol('user', 1), { pongs: false }),
  ];
  const reasons = Object.keys(protocol.promises.closing?.reasons ?? {});

  /** What may be published next about the first thing of each machine, or the second. */
  const publications = (steps: readonly Step[]): readonly Step[] => {
    const told = () => {
      const story = createStory(protocol);
      for (const step of steps) if (step.do === 'publish') story.accept(step);
      return story;
    };
    const story = told();
    return Object.keys(protocol.promises.lifecycle ?? {}).flatMap((machine) =>
      [1, 2].flatMap((n) => story.next(machine, n).flatMap((event) => told().publish(event, n, { parent: 1 }) ?? [])),
    );
  };

  return (steps) => {
    const present = clients.filter((client) => isPresent(steps, client));
    const next = clients.find((client) => !steps.some((step) => step.do === 'connect' && step.client === client));
    return [
      ...present.flatMap((client) => does.get(client) ?? []),
      ...(next === undefined ? [] : arrivals(next)),
      ...publications(steps),
      ...(present.length > 0 ? WAITS.map((ms): Step => ({ do: 'wait', ms })) : []),
      ...reasons.map((reason): Step => ({ do: 'end', user: symbol('user', 1), reason })),
    ];
  };
};

/** Whether a client is there and may go on: it has a good token, and has not left. */
const isPresent = (steps: readonly Step[], client: string): boolean => {
  const own = steps.filter((step) => 'client' in step && step.client === client);
  const [first] = own;
  const good =
    first?.do === 'connect' &&
    (first.token === undefined || (typeof first.token === 'object' && first.token.expiresIn > 0));
  return good && own.at(-1)?.do !== 'leave';
};

/** How many steps of a plan a reader of its transcript sees: settling only waits. */
export const lengthOf = ({ steps }: Plan): number =>
  steps.reduce((sum, step) => {
    if (step.do === 'settle') return sum;
    if (step.do === 'together') return sum + lengthOf(step);
    return sum + (step.do === 'repeat' ? 1 + lengthOf(step) : 1);
  }, 0);

/** What makes two steps of one kind: what is done, by which command, about which sort of thing. */
const kindOf = ({ tag }: { readonly tag: string }, step: Step): string => {
  switch (step.do) {
    case 'send': {
      const frame = step.frame as Readonly<Record<string, unknown>> | null;
      return `send ${String(frame?.[tag])} ${Object.keys(frame ?? {}).join()}`;
    }
    case 'publish':
      return `publish ${step.event.split('.')[0]}`;
    case 'connect':
      return `connect ${JSON.stringify(step.token ?? 'good')} ${step.pongs ?? true}`;
    default:
      return step.do;
  }
};

/** Only the steps of those kinds that occur in a plan. */
export const alphabetLike = ({ protocol }: Suite, alphabet: Alphabet, plan: Plan): Alphabet => {
  const kind = (step: Step) => kindOf(protocol.envelope.command, step);
  const kinds = new Set(plan.steps.map(kind));
  return (steps) => alphabet(steps).filter((step) => kinds.has(kind(step)));
};
