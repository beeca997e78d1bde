/** The plan maker's kit: steps in a protocol's own messages, for directed plans of any family. */
import type { OperationsPromise } from '../../schemas/promises/operations.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { symbol } from '../engine/names.ts';
import type { Step } from '../engine/plan.ts';
import { calledAs } from '../scene/called.ts';
import { calling, fenceBody } from '../scene/echoes.ts';
import { channelShape, withAt } from '../scene/pointer.ts';
import { channelFor, createStory, type Story } from './story.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a client asks for with a filter. */
export interface Asked {
  readonly names?: readonly string[];
  /** Values for each list that a filter has. */
  readonly values?: readonly string[];
  /** Further fields of the command. */
  readonly more?: Fields;
}

/** Steps for plans of one protocol. */
export interface Kit {
  readonly connect: (client: string, user?: string, options?: Partial<Extract<Step, { do: 'connect' }>>) => Step;
  /** Sends a command of the catalog. */
  readonly say: (client: string, command: string, body?: Fields) => Step;
  readonly frame: (command: string, body?: Fields) => Fields;
  /** Subscribes to channels: one by the command's first way to name them, more by its last. */
  readonly subscribe: (client: string, ...channels: readonly string[]) => Step;
  readonly unsubscribe: (client: string, ...channels: readonly string[]) => Step;
  /** Makes a client get what happens to its user or, where it sets filters, what it asks for: everything unless told. */
  readonly listen: (client: string, user?: string, asked?: Asked) => Step;
  /** Takes that back. */
  readonly unlisten: (client: string, user?: string, names?: readonly string[]) => Step;
  /** Begins an operation: one of the samples, about something where it is endless. */
  readonly begin: (client: string, id: string, sort: keyof OperationsPromise['samples'], about?: string) => Step;
  readonly cancel: (client: string, id: string) => Step;
  /** Makes an event happen that endless operations about something carry; its mark is the n-th. */
  readonly happen: (about: string, n: number) => Step;
  /** A body with which a command is sure to be taken by a server that nothing is known of. */
  readonly safe: (command: string) => Fields;
  /** The events that filters can choose, those that must be asked for with values left out. */
  readonly names: readonly string[];
  /** What clients call these events where they ask for them. */
  readonly called: (events: readonly string[]) => readonly string[];
  readonly settle: (client?: string) => Step;
  /** Sends the fence command, without waiting. */
  readonly fence: (client: string) => Step;
  /** The frame of the fence command, which changes nothing. */
  readonly harmless: () => Fields;
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
  const { replies, rights, delivery, filters, sequence, operations } = protocol.promises;
  const frame = (command: string, body: Fields = {}): Fields => reader.frame('command', command, body);
  /** What an answer repeats has to be there; unless it is given, it tells whose command it was. */
  const repeated = (client: string, command: string): Fields => calling(protocol, command, `${command} of ${client}`);
  const say = (client: string, command: string, body: Fields = {}): Step => ({
    do: 'send',
    client,
    frame: frame(command, { ...repeated(client, command), ...body }),
  });
  const templates = Object.keys(rights?.channels ?? {});
  /** Where no command is a fence, one that lists nothing changes nothing. */
  const fence = replies?.fence ?? delivery?.unsubscribe ?? 'ping';
  const fencing = (called: string): Fields =>
    replies?.fence === undefined ? naming(fence, []) : fenceBody(protocol, called);

  const fenceOf = (client: string): Step => say(client, fence, fencing(`${fence} of ${client}`));
  /** Where there are neither channels nor filters, nobody has to ask for anything. */
  const withoutChannels = replies?.fence !== undefined && !delivery && !filters;

  const naming = (command: string, channels: readonly string[]): Fields => {
    const pointers = replies?.to[command]?.each ?? [];
    const [first, last] = [pointers[0], pointers.at(-1)];
    return channels.length === 1 && first !== undefined && first !== last
      ? { [first.slice(1)]: channels[0] }
      : { [(last ?? '/channels').slice(1)]: channels };
  };

  const names = Object.keys(protocol.events).filter(
    (name) =>
      filters?.along?.[name] === undefined && !filters?.scoped?.includes(name) && !sequence?.unnumbered?.includes(name),
  );
  /** As clients call them; what is no event's name stays as it is. */
  const called = (events: readonly string[]): readonly string[] => [
    ...new Set(events.map((event) => (filters ? calledAs(filters, event) : event))),
  ];
  const wished = ({ names: listed, values = [], more = {} }: Asked): Fields => ({
    ...(filters && { [filters.names.at.slice(1)]: called(listed ?? (filters.names.empty === 'all' ? [] : names)) }),
    ...(values.length > 0 &&
      Object.fromEntries(Object.values(filters?.values ?? {}).map(({ at: where }) => [where.slice(1), values]))),
    ...more,
  });
  const ownChannel = (user: string): string => {
    const own = templates.find((template) =>
      rights?.channels[template]?.users?.includes(`{${channelShape(template).parameter}}`),
    );
    if (own !== undefined) return channelFor(own, user);
    // Where nobody needs a right, any item will do.
    return templates[0] ?? (delivery?.channel === undefined ? '' : symbol('item', 1));
  };
  const subscribe: Kit['subscribe'] = (client, ...channels) =>
    withoutChannels
      ? fenceOf(client)
      : say(client, delivery?.subscribe ?? 'subscribe', naming(delivery?.subscribe ?? 'subscribe', channels));
  const unsubscribe: Kit['unsubscribe'] = (client, ...channels) =>
    withoutChannels
      ? fenceOf(client)
      : say(client, delivery?.unsubscribe ?? 'unsubscribe', naming(delivery?.unsubscribe ?? 'unsubscribe', channels));

  return {
    names,
    listen: (client, user = symbol('user', 1), asked = {}) =>
      filters ? say(client, filters.set, wished(asked)) : subscribe(client, ownChannel(user)),
    unlisten: (client, user = symbol('user', 1), listed = names) => {
      if (!filters) return unsubscribe(client, ownChannel(user));
      return say(
        client,
        filters.unset,
        filters.replaces === 'whole' ? {} : { [filters.names.at.slice(1)]: called(listed) },
      );
    },
    safe: (command) => {
      if (filters && command === filters.set)
        return { ...repeated('a', command), ...wished({ names: names.slice(0, 1) }) };
      if (filters && command === filters.unset && filters.replaces !== 'whole')
        return { ...repeated('a', command), [filters.names.at.slice(1)]: called(names.slice(0, 1)) };
      return (protocol.commands[command]?.examples[0] ?? {}) as Fields;
    },
    connect: (client, user = symbol('user', 1), options = {}) => ({ do: 'connect', client, user, ...options }),
    say,
    frame,
    subscribe,
    unsubscribe,
    settle: (client) => (client === undefined ? { do: 'settle' } : { do: 'settle', client }),
    fence: fenceOf,
    begin: (client, id, sort, about) => {
      const { samples = {}, begin = '', id: place = '' } = operations ?? {};
      const body = withAt(samples[sort]?.body ?? {}, place, id);
      const asked = samples.endless?.about.asked;
      return say(client, begin, about === undefined || asked === undefined ? body : withAt(body, asked, about));
    },
    cancel: (client, id) => say(client, operations?.cancel ?? '', withAt({}, operations?.id ?? '', id)),
    happen: (about, n) => {
      const { event = '', about: { told = '' } = {}, mark = '' } = operations?.samples.endless ?? {};
      const example = (protocol.events[event]?.examples[0] ?? {}) as Fields; // an example of an event is an object
      return { do: 'publish', event, body: withAt(withAt(example, told, about), mark, symbol('mark', n)) };
    },
    harmless: () => frame(fence, fencing(`${fence} of a`)),
    called,
    story: () => createStory(protocol),
    ownChannel,
    steps: (...steps) => steps.filter((step) => step !== undefined),
    channelTemplates: templates,
  };
};
