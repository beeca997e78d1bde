/** Tools for the faults of filters: commands misheard, in the open or in secret, and what such faults may disturb. */
import type { FiltersPromise } from '../../schemas/promises.ts';
import type { Setting } from '../engine/requirement.ts';
import { noticing } from '../faults/noticing.ts';
import { hear, messages, type Wrap } from '../faults/wrap.ts';
import { parsed } from '../scene/json.ts';
import { at, withAt } from '../scene/pointer.ts';

/** A frame of which nothing else is known. */
export type Frame = Readonly<Record<string, unknown>>;

/** What the faults of filters are made with, for one protocol. */
export const createFilterTools = ({ protocol, promises, promise, reader, kit }: Setting<FiltersPromise>) => {
  const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
  const [list] = Object.values(promise.values);
  const field = list?.field ?? '';
  const answer = promises.replies?.to[promise.set]?.answer ?? '';
  const bodyOf = (frame: unknown): unknown => reader.read(frame, 'server')?.body;
  const isSet = (frame: unknown): boolean => reader.read(frame, 'client')?.name === promise.set;

  /** Commands that set a filter are heard as others. */
  const misheard = (change: (frame: Frame) => Frame) =>
    hear((input) => {
      if (input.do !== 'text') return [input];
      const frame = parsed(input.text);
      return isSet(frame) ? [{ ...input, text: JSON.stringify(change(frame as Frame)) }] : [input];
    });

  /** Commands that set a filter are heard as others, and confirmed as what they were. */
  const secretly =
    (change: (frame: Frame, connection: string) => Frame): Wrap =>
    (server) => ({
      ...server,
      receive: (input, now) => {
        const frame = input.do === 'text' ? parsed(input.text) : undefined;
        if (input.do !== 'text' || !isSet(frame)) return server.receive(input, now);
        const asked = frame as Frame;
        const outputs = server.receive({ ...input, text: JSON.stringify(change(asked, input.connection)) }, now);
        const restored = (message: Frame): Frame =>
          [promise.names.at, ...Object.values(promise.values).map(({ at: where }) => where)].reduce(
            (made, where) => (at(made, where) === undefined ? made : withAt(made, where, at(asked, where) ?? [])),
            message,
          );
        return outputs.map((output) =>
          output.do === 'message' && reader.read(output.message, 'server')?.name === answer
            ? { ...output, message: restored(output.message as Frame) }
            : output,
        );
      },
    });
  const known = kit.names;
  const may = noticing(promises);
  /** What stands beside the bodies of events. */
  const { tag, beside = {}, optional = {} } = protocol.envelope.event;
  const around = new Set([tag, ...Object.keys(beside), ...Object.keys(optional)]);
  const whole = promise.replaces === 'whole';
  const addressed = promise.names.query !== undefined;
  const unseen = [
    'filters/*',
    'lifecycle/*',
    'recovery/*',
    'sequence/*',
    'books/*',
    'errors/changes-nothing',
    'markets/*',
    'competitions/*',
  ];

  return {
    isEvent,
    isSet,
    bodyOf,
    misheard,
    secretly,
    may,
    unseen,
    list,
    field,
    answer,
    known,
    around,
    whole,
    addressed,
  };
};

/** The tools of one protocol. */
export type FilterTools = ReturnType<typeof createFilterTools>;
