/** A wrapper that greets every new subscription with the latest event of its channel. */
import type { Input, Output } from '../../schemas/server.ts';
import type { Setting } from '../engine/requirement.ts';
import { channelsOf } from '../scene/deliveries.ts';
import { textAt } from '../scene/pointer.ts';
import { createWorld } from '../scene/world.ts';
import { messages, type Wrap } from './wrap.ts';

/** Sends the latest event of a channel, if anybody got it, to whoever subscribes to the channel and did not. */
export const replays =
  ({ protocol, promises, reader }: Omit<Setting<unknown>, 'promise'>): Wrap =>
  (server) => {
    const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
    const confirmation = promises.replies?.to[promises.delivery?.subscribe ?? ''];
    const world = createWorld(promises);
    const latest = new Map<string, unknown>();
    const got = new Map<string, Set<unknown>>();

    const give = (connection: string, message: unknown): void => {
      got.set(connection, (got.get(connection) ?? new Set()).add(message));
    };

    /** Takes note of what was published, and on which channels. */
    const remember = (input: Input, outputs: readonly Output[]): void => {
      const sent = outputs.flatMap((output) => (isEvent(output) && output.do === 'message' ? [output] : []));
      for (const { connection, message } of sent) give(connection, message);
      if (input.do !== 'hook' || input.hook !== 'publish') return;
      if (!outputs.some((output) => output.do === 'answer' && output.status < 300)) return;
      const { event, payload } = input.body as { readonly event: string; readonly payload: unknown };
      world.begin(event, payload);
      for (const channel of channelsOf(event, payload, promises, world) ?? []) {
        if (sent[0]) latest.set(channel, sent[0].message);
      }
    };

    const follow = (output: Output): readonly Output[] => {
      if (output.do !== 'message') return [output];
      const reading = reader.read(output.message, 'server');
      const item = confirmation?.item === undefined ? undefined : textAt(reading?.body, confirmation.item);
      const message = reading?.name === confirmation?.answer && item !== undefined ? latest.get(item) : undefined;
      if (message === undefined || got.get(output.connection)?.has(message)) return [output];
      give(output.connection, message);
      return [output, { ...output, message }];
    };

    return {
      ...server,
      receive: (input, now) => {
        const outputs = server.receive(input, now);
        remember(input, outputs);
        return outputs.flatMap(follow);
      },
    };
  };
