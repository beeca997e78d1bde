/** The plan maker's kit: steps in a protocol's own messages, for directed plans of any family. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { symbol } from '../engine/names.ts';
import type { Step } from '../engine/plan.ts';
import { channelShape } from '../scene/pointer.ts';
import { channelFor, createStory, type Story } from './story.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Steps for plans of one protocol. */
export interface Kit {
  readonly connect: (client: string, user?: string, options?: Partial<Extract<Step, { do: 'connect' }>>) => Step;
  /** Sends a command of the catalog. */
  readonly say: (client: string, command: string, body?: Fields) => Step;
  readonly frame: (command: string, body?: Fields) => Fields;
  /** Subscribes to channels: one by the command's first way to name them, more by its last. */
  readonly subscribe: (client: string, ...channels: readonly string[]) => Step;
  readonly unsubscribe: (client: string, ...channels: readonly string[]) => Step;
  readonly settle: (client?: string) => Step;
  /** Sends the fence command, without waiting. */
  readonly fence: (client: string) => Step;
  readonly story: () => Story;
  /** A channel that a user may subscribe to without anything having happened. */
  readonly ownChannel: (user: string) => string;
  /** A list of steps without those that could not be told. */
  readonly steps: (...steps: readonly (Step | undefined)[]) => readonly Step[];
  /** The machines whose channel can be subscribed to by users, with the roles it may take. */
  readonly channelTemplates: readonly string[];
}

/** The kit for a protocol. */
export const createKit = (protocol: Protocol, reader: Reader): Kit => {
  const { replies, rights, delivery } = protocol.promises;
  const frame = (command: string, body: Fields = {}): Fields => reader.frame('command', command, body);
  const say = (client: string, command: string, body: Fields = {}): Step => ({
    do: 'send',
    client,
    frame: frame(command, body),
  });
  const templates = Object.keys(rights?.channels ?? {});

  const naming = (command: string, channels: readonly string[]): Fields => {
    const pointers = replies?.to[command]?.each ?? [];
    const [first, last] = [pointers[0], pointers.at(-1)];
    return channels.length === 1 && first !== undefined && first !== last
      ? { [first.slice(1)]: channels[0] }
      : { [(last ?? '/channels').slice(1)]: channels };
  };

  return {
    connect: (client, user = symbol('user', 1), options = {}) => ({ do: 'connect', client, user, ...options }),
    say,
    frame,
    subscribe: (client, ...channels) =>
      say(client, delivery?.subscribe ?? 'subscribe', naming(delivery?.subscribe ?? 'subscribe', channels)),
    unsubscribe: (client, ...channels) =>
      say(client, delivery?.unsubscribe ?? 'unsubscribe', naming(delivery?.unsubscribe ?? 'unsubscribe', channels)),
    settle: (client) => (client === undefined ? { do: 'settle' } : { do: 'settle', client }),
    fence: (client) => say(client, replies?.fence ?? 'ping'),
    story: () => createStory(protocol),
    ownChannel: (user) => {
      const own = templates.find((template) =>
        rights?.channels[template]?.users?.includes(`{${channelShape(template).parameter}}`),
      );
      return own === undefined ? (templates[0] ?? '') : channelFor(own, user);
    },
    steps: (...steps) => steps.filter((step) => step !== undefined),
    channelTemplates: templates,
  };
};
