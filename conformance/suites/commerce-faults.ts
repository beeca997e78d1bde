/** The faults that are peculiar to `commerce`: its channels, its parties, and its two ways to name channels. */
import { commerce as declared } from '../../schemas/commerce/protocol.ts';
import type { Fault } from '../engine/requirement.ts';
import { noticing } from '../faults/noticing.ts';
import { parsed } from '../scene/json.ts';
import type { Listening } from '../promises/delivery/subscription-faults.ts';
import { at } from '../scene/pointer.ts';

type EventName = keyof (typeof declared)['events'];

/** An event as the decision about its channels is told of it. */
interface Published {
  readonly name: string;
  readonly of: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A decision about channels that changes those of one sort of event. */
const rerouted =
  (
    concerns: (event: Published) => boolean,
    change: (channels: readonly string[], event: Published) => readonly string[],
  ) =>
  // biome-ignore lint/suspicious/noExplicitAny: the decision is passed on as it is
  (original: (...args: any[]) => any) =>
  (event: Published, ...rest: readonly unknown[]): readonly string[] => {
    const channels = original(event, ...rest) as readonly string[];
    return concerns(event) ? change(channels, event) : channels;
  };

const isUsers = (channel: string): boolean => channel.startsWith('user:');
const lastPart = (id: string): string => id.split(':').at(-1) ?? '';

const is = (name: EventName) => (event: Published) => event.name === name;

/** The command that a text is taken for, where the original finds it bad. */
const misread =
  (instead: (frame: unknown) => unknown) =>
  // biome-ignore lint/suspicious/noExplicitAny: the decision is passed on as it is
  (original: (...args: any[]) => any) =>
  (text: string): unknown => {
    const understood = original(text) as { readonly do: string };
    return (understood.do === 'bad' ? instead(parsed(text)) : undefined) ?? understood;
  };

/** The verb of a frame that names channels; both are called what the server does. */
const verbOf = (frame: unknown): string | undefined => {
  const verb = at(frame, '/type');
  return verb === 'subscribe' || verb === 'unsubscribe' ? verb : undefined;
};

const may = noticing(declared.promises);
/** Bad input is taken for a good command, and changes subscriptions that nobody asked for. */
const taken = [
  ...[...may.uncomplained, ...may.stray, ...may.lost, 'replies/once', 'replies/subscribe', 'replies/unsubscribe'],
  ...['rights/user-granted', 'delivery/repeated-unsubscribe'],
];

/** The faults of commands that name channels in a way that is no way. */
const namingFaults = {
  'prefers-the-list': {
    story: 'A command with both channel and channels is taken for its channels.',
    breaks: ['not-both'],
    disturbs: taken,
    decide: {
      command: (original) => (text: string) => {
        const understood = original(text) as { readonly do: string };
        const frame = understood.do === 'bad' ? parsed(text) : undefined;
        const [one, list] = [at(frame, '/channel'), at(frame, '/channels')];
        return one !== undefined && Array.isArray(list)
          ? original(JSON.stringify({ ...(frame as object), channel: undefined }))
          : understood;
      },
    },
  },
  'null-is-left-out': {
    story: 'A channel, or a list of channels, that is null is taken for one that is left out.',
    breaks: ['not-both'],
    disturbs: taken,
    decide: {
      command: (original) => (text: string) => {
        const frame = parsed(text);
        return verbOf(frame) === undefined
          ? original(text)
          : original(JSON.stringify(frame, (_, value: unknown) => value ?? undefined));
      },
    },
  },
  'empty-is-left-out': {
    story: 'A channel, or a list of channels, that is empty is passed over beside one that is not.',
    breaks: ['not-both'],
    disturbs: taken,
    decide: {
      command: misread((frame) => {
        const [verb, one, list] = [verbOf(frame), at(frame, '/channel'), at(frame, '/channels')];
        if (verb === undefined || !Array.isArray(list)) return undefined;
        if (list.length === 0) return typeof one === 'string' && one !== '' ? { do: verb, channels: [one] } : undefined;
        return one === '' ? { do: verb, channels: list } : undefined;
      }),
    },
  },
  'none-is-all': {
    story: 'A command that names no channel is taken for the channel that everybody may have.',
    breaks: ['not-none'],
    disturbs: taken,
    decide: {
      command: misread((frame) => {
        const none = at(frame, '/channel') === undefined && at(frame, '/channels') === undefined;
        const verb = verbOf(frame);
        return verb !== undefined && none ? { do: verb, channels: ['global'] } : undefined;
      }),
    },
  },
  'takes-an-empty-list': {
    story: 'An empty list of channels is taken, and answered with nothing.',
    breaks: ['not-empty'],
    disturbs: may.uncomplained,
    decide: {
      command: misread((frame) => {
        const list = at(frame, '/channel') === undefined ? at(frame, '/channels') : undefined;
        const verb = verbOf(frame);
        return verb !== undefined && Array.isArray(list) && list.length === 0 ? { do: verb, channels: [] } : undefined;
      }),
    },
  },
  'skips-bad-items': {
    story: 'Items that are no text are passed over, and the rest of the list is taken.',
    breaks: ['whole-or-not'],
    disturbs: [...taken, 'errors/text', 'errors/code'],
    decide: {
      command: (original) => (text: string) => {
        const frame = parsed(text);
        const list = at(frame, '/channels');
        if (!Array.isArray(list)) return original(text);
        const good = list.filter((item) => typeof item === 'string' && item !== '');
        return original(good.length > 0 ? JSON.stringify({ ...(frame as object), channels: good }) : text);
      },
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** The faults of events that go out on other channels than they should. */
const routingFaults = {
  'accused-unheard': {
    story: 'That a dispute was resolved is told to the buyer, and not to the vendor.',
    breaks: [],
    breaksToo: ['delivery/dispute'],
    disturbs: ['delivery/every-connection', 'delivery/keeps-other-channels', 'errors/changes-nothing'],
    decide: {
      routes: rerouted(is('dispute.resolved'), (channels, { data }) =>
        channels.filter((channel) => channel !== `user:${data.vendorDid}` || data.vendorDid === data.buyerDid),
      ),
    },
  },
  'ships-with-its-order': {
    story: "A shipment's events go out on the channel of its order in place of its own.",
    breaks: [],
    breaksToo: ['delivery/shipment'],
    disturbs: [...may.stray, 'delivery/every-connection', 'delivery/keeps-other-channels'],
    decide: {
      routes: rerouted(
        ({ of }) => of === 'shipment',
        (channels, { id, data }) =>
          channels.map((channel) => (channel === `shipment:${id}` ? `order:${data.orderId}` : channel)),
      ),
    },
  },
  'rates-in-private': {
    story: 'A rating that is revealed is told to the vendor alone.',
    breaks: [],
    breaksToo: ['delivery/rating'],
    disturbs: ['delivery/every-connection', 'delivery/keeps-other-channels', 'errors/changes-nothing'],
    decide: {
      routes: rerouted(is('rating.revealed'), (channels, { data }) =>
        channels.filter((channel) => channel === `user:${data.vendorDid}`),
      ),
    },
  },
  'users-that-end-alike': {
    story: 'Events of a user go to the channels of all users whose ids have the same last part.',
    breaks: [],
    breaksToo: ['delivery/entitled'],
    disturbs: may.stray,
    decide: {
      recipients: (original) => (event: Published, routes: readonly string[], connections: readonly Listening[]) => {
        const names = routes.flatMap((channel) => (isUsers(channel) ? [lastPart(channel)] : []));
        const alike = connections.filter(({ channels }) =>
          [...channels].some((channel) => isUsers(channel) && names.includes(lastPart(channel))),
        );
        return [...new Set([...original(event, routes, connections), ...alike.map(({ id }) => id)])];
      },
    },
  },
  'executes-in-silence': {
    story: 'That a proposal was executed is told on its own channel, and not on global.',
    breaks: [],
    breaksToo: ['delivery/proposal'],
    disturbs: ['delivery/every-connection', 'delivery/keeps-other-channels', 'errors/changes-nothing'],
    decide: {
      routes: rerouted(is('proposal.executed'), (channels) => channels.filter((channel) => channel !== 'global')),
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** All faults that are peculiar to `commerce`; literals, so that `breaks` is checked against its requirements. */
export const commerceFaults = { ...namingFaults, ...routingFaults } as const satisfies Readonly<Record<string, Fault>>;
