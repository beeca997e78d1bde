/** A server that keeps what is listed twice in one command twice, and so tells its events twice. */
import type { Setting } from '../engine/requirement.ts';
import { parsed } from '../scene/json.ts';
import { itemsAt } from '../scene/pointer.ts';
import { messages, type Wrap } from './wrap.ts';

/** Whoever has sent a command with a list, at one of these places, that holds something twice, gets every event twice. */
export const twiceForRepeats =
  ({ protocol, reader }: Setting<unknown>, places: readonly string[]): Wrap =>
  (server) => {
    const doubled = new Set<string>();
    const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
    return {
      ...server,
      receive: (input, now) => {
        if (input.do === 'text') {
          const { body } = reader.read(parsed(input.text), 'client') ?? {};
          const lists = places.map((place) => itemsAt(body, place));
          if (lists.some((items) => new Set(items).size < items.length)) doubled.add(input.connection);
        }
        return server
          .receive(input, now)
          .flatMap((output) =>
            output.do === 'message' && doubled.has(output.connection) && isEvent(output) ? [output, output] : [output],
          );
      },
    };
  };
