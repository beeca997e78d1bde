/** The faults of filters that change: what was withheld comes after all, and what was given up comes again. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Input, Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { askedAs } from '../../scene/called.ts';
import { lets, wishIn } from '../../scene/interest.ts';
import { parsed } from '../../scene/json.ts';
import { itemsAt } from '../../scene/pointer.ts';
import type { FilterTools, Frame } from './tools.ts';

type Message = Extract<Output, { do: 'message' }>;

/** Literals, so that `breaks` is checked against the requirements. */
export const wakingFaults = (
  { promises, promise, reader }: Setting<FiltersPromise>,
  { isEvent, bodyAsked, saying, answer, may, unseen }: FilterTools,
) => {
  const isMessage = (output: Output): output is Message => output.do === 'message';
  const askedIn = (input: Input, command: string): Frame | undefined =>
    input.do === 'text' ? bodyAsked(parsed(input.text), command) : undefined;
  const confirms = (outputs: readonly Output[], name: string): boolean =>
    outputs.some((output) => isMessage(output) && reader.read(output.message, 'server')?.name === name);
  return {
    'brings-what-it-withheld': {
      story: `Behind the answer to ${promise.set} comes the newest event there was, where the filter before did not let it pass.`,
      breaks: promises.recovery?.replay || promise.begins ? [] : (['withholds'] as const),
      disturbs: [...unseen, 'replies/*', 'closing/*'],
      wrap: (server) => {
        let newest: { readonly message: unknown; readonly got: ReadonlySet<string> } | undefined;
        return {
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            const events = outputs.filter(isMessage).filter(isEvent);
            const [event] = events;
            if (input.do === 'hook' && input.hook === 'reset') newest = undefined;
            if (input.do === 'hook' && event)
              newest = { message: event.message, got: new Set(events.map(({ connection }) => connection)) };
            const asked = askedIn(input, promise.set);
            if (input.do !== 'text' || !newest || !asked || !confirms(outputs, answer)) return outputs;
            const { message, got } = newest;
            const read = reader.read(message, 'server');
            const isWanted = read && lets(promise, wishIn(promise, asked), askedAs(promise, read.name), read.body);
            if (promises.recovery?.replay || !isWanted || got.has(input.connection)) return outputs;
            newest = { message, got: new Set([...got, input.connection]) };
            return [...outputs, { do: 'message', connection: input.connection, message }];
          },
        };
      },
    },
    'a-refusal-wakes-it': {
      story: `After ${promise.unset}, a ${promise.set} that is refused brings back what there was before.`,
      breaks: ['kept-when-refused'],
      disturbs: [...unseen, 'replies/*', 'errors/*', 'limits/*', ...may.unknown],
      wrap: (server) => {
        /** What each connection asked for last, and whether that was to end it. */
        const asked = new Map<string, { readonly body: Frame; readonly isSilent: boolean }>();
        return {
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            const [set, unset] = [askedIn(input, promise.set), askedIn(input, promise.unset)];
            if (input.do !== 'text' || (!set && !unset)) return outputs;
            // What lists nothing, and changes nothing, is no filter.
            if (set && promise.names.empty === 'nothing' && itemsAt(set, promise.names.at).length === 0) return outputs;
            const { connection } = input;
            const { body = {}, isSilent = false } = asked.get(connection) ?? {};
            if (set && confirms(outputs, answer)) asked.set(connection, { body: set, isSilent: false });
            else if (unset && confirms(outputs, promises.replies?.to[promise.unset]?.answer ?? ''))
              asked.set(connection, { body, isSilent: true });
            else if (set && isSilent && !confirms(outputs, answer)) {
              asked.set(connection, { body, isSilent: false });
              server.receive({ ...input, text: JSON.stringify(saying(promise.set, body)) }, now);
            }
            return outputs;
          },
        };
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
