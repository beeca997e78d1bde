/** Listening: how a witness asks for what is going to be published, by channels or by filters. */
import type { Step } from '../engine/plan.ts';
import { createKit } from '../plans/kit.ts';
import { at } from '../scene/pointer.ts';
import { channelsFrom } from '../scene/channels.ts';
import { createWorld } from '../scene/world.ts';
import type { Bench } from './check.ts';
import type { Sample } from './samples.ts';

/** What a witness asks for at first, and before a sample that takes more; and the place where each sample is to come. */
export interface Listening {
  readonly first: readonly Step[];
  readonly before: (sample: Sample) => readonly Step[];
  /** Left out where nobody may watch the sample yet. */
  readonly place: (sample: Sample) => string | undefined;
}

/** Whether a user may subscribe to a channel before anything has happened. */
const isOpenTo = ({ protocol }: Bench, user: string, channel: string): boolean => {
  const found = createWorld(protocol.promises).channel(channel);
  const right = found && protocol.promises.rights?.channels[found.template];
  if (!right || right.exists !== undefined) return false;
  return right.anyone === true || (right.users !== undefined && found.value === user);
};

const byChannels = (bench: Bench, user: string, births: readonly Sample[]): Listening | undefined => {
  const kit = createKit(bench.protocol, bench.reader);
  /** Those that nobody has to ask for. */
  const given = channelsFrom(bench.protocol.promises.delivery ?? {}, user);
  const open = ({ channels }: Sample) =>
    channels.filter((channel) => given.includes(channel) || isOpenTo(bench, user, channel));
  const channels = [...new Set(births.flatMap(open))];
  if (channels.length === 0) return undefined;
  return {
    first: channels.filter((channel) => !given.includes(channel)).map((channel) => kit.subscribe('witness', channel)),
    before: () => [],
    place: (sample) => {
      const own = open(sample);
      if (own.length === 0) return undefined;
      return own.some((channel) => given.includes(channel))
        ? `a connection of ${user}`
        : `a connection subscribed to ${own.join(' and ')}`;
    },
  };
};

/** Everything is asked for; what needs a value with it, once the thing of that name is there. */
const byFilters = ({ protocol, reader }: Bench): Listening => {
  const kit = createKit(protocol, reader);
  const { scoped = [], values = {} } = protocol.promises.filters ?? {};
  const fields = Object.values(values).map(({ field }) => field);
  const valuesOf = ({ payload }: Sample) =>
    fields.map((field) => at(payload, field)).filter((value) => typeof value === 'string');
  const isScoped = ({ event }: Sample) => scoped.includes(event);
  /** What is paced comes when its time has come, which may stand still. */
  const isPaced = ({ event }: Sample) => protocol.promises.pacing?.[event] !== undefined;
  return {
    first: [kit.listen('witness')],
    before: (sample) =>
      isScoped(sample) ? [kit.listen('witness', undefined, { names: [sample.event], values: valuesOf(sample) })] : [],
    place: (sample) =>
      isPaced(sample)
        ? undefined
        : isScoped(sample)
          ? `a connection that has asked for ${sample.event} of ${valuesOf(sample).join(' and ')}`
          : 'a connection that has asked for everything',
  };
};

/** How a user listens to what is going to be published; undefined where nothing of it can be asked for beforehand. */
export const listening = (bench: Bench, user: string, births: readonly Sample[]): Listening | undefined =>
  bench.protocol.promises.filters ? byFilters(bench) : byChannels(bench, user, births);
