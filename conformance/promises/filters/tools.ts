/** Tools for the faults of filters: commands misheard, in the open or in secret, and what such faults may disturb. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { hear, messages, type Wrap } from '../../faults/wrap.ts';
import { nameable } from '../../scene/called.ts';
import { parsed } from '../../scene/json.ts';
import { at, itemsAt, withAt } from '../../scene/pointer.ts';

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

  /** The body of a frame that is a command of a name; undefined where it is none, or holds no fields. */
  const bodyAsked = (frame: unknown, command: string): Frame | undefined => {
    const read = reader.read(frame, 'client');
    const isWhole = typeof read?.body === 'object' && read.body !== null && !Array.isArray(read.body);
    // A body that is neither null nor a list has members.
    return isWhole && read.name === command ? (read.body as Frame) : undefined;
  };

  /** Commands that set a filter, or others, are heard as others. */
  const misheard = (change: (body: Frame) => Frame, command: string = promise.set) =>
    hear((input) => {
      const body = input.do === 'text' ? bodyAsked(parsed(input.text), command) : undefined;
      if (input.do !== 'text' || !body) return [input];
      const changed = change(body);
      return changed === body ? [input] : [{ ...input, text: JSON.stringify(saying(command, changed)) }];
    });
  const saying = (command: string, body: Frame): Frame => reader.frame('command', command, body);

  /** Commands that set a filter, or others, are heard as something else, and confirmed as what they were. */
  const secretly =
    (change: (body: Frame, connection: string) => Frame, command: string = promise.set): Wrap =>
    (server) => ({
      ...server,
      receive: (input, now) => {
        const asked = input.do === 'text' ? bodyAsked(parsed(input.text), command) : undefined;
        if (input.do !== 'text' || !asked) return server.receive(input, now);
        const changed = change(asked, input.connection);
        if (changed === asked) return server.receive(input, now);
        const outputs = server.receive({ ...input, text: JSON.stringify(saying(command, changed)) }, now);
        const restored = (body: Frame): Frame =>
          [promise.names.at, ...Object.values(promise.values).map(({ at: where }) => where)].reduce(
            (made, where) => (at(made, where) === undefined ? made : withAt(made, where, at(asked, where) ?? [])),
            body,
          );
        const confirmation = promises.replies?.to[command]?.answer;
        return outputs.map((output) => {
          const read = output.do === 'message' ? reader.read(output.message, 'server') : undefined;
          return output.do === 'message' && read && read.name === confirmation
            ? { ...output, message: reader.frame('control', read.name, restored(read.body as Frame)) }
            : output;
        });
      },
    });

  /** The answer to a command that is confirmed without having been carried out. */
  const confirming = (command: string, asked: Frame): Frame => {
    const { answer: name = '', echoes = [] } = promises.replies?.to[command] ?? {};
    const example = (protocol.controls[name]?.examples[0] ?? {}) as Frame;
    const repeated = Object.fromEntries(echoes.map((echo) => [echo.slice(1), at(asked, echo)]));
    return reader.frame('control', name, { ...example, ...repeated });
  };
  /** What can be named comes last, by the catalog. */
  const last = [...nameable(promise, protocol.events)].at(-1);
  /** A command that lists the last name lists one instead that there is not, and nothing else. */
  const lastIsUnknown = (frame: Frame): Frame =>
    itemsAt(frame, promise.names.at).some((name) => name === last)
      ? withAt(frame, promise.names.at, ['no-such-event'])
      : frame;
  /** What clients can ask for, as they call it. */
  const known = kit.called(kit.names);
  /** Those of it that comes when it happens. */
  const prompt = kit.called(kit.names.filter((name) => promises.pacing?.[name] === undefined));
  const may = noticing(promises);
  /** What stands beside the bodies of events. */
  const { tag, beside = {}, optional = {} } = protocol.envelope.event;
  const around = new Set([tag, ...Object.keys(beside), ...Object.keys(optional)]);
  const whole = promise.replaces === 'whole';
  const addressed = promise.names.query !== undefined;
  const unseen = [
    ...may.lost,
    'filters/*',
    'lifecycle/*',
    'recovery/*',
    'sequence/*',
    'books/*',
    'pacing/*',
    'limits/no-effect',
    'errors/changes-nothing',
    // What answers a command, and comes once more, is taken for the answer to the next.
    ...['errors/once', 'replies/once'],
    'markets/*',
    'competitions/*',
  ];

  return {
    isEvent,
    isSet,
    bodyOf,
    bodyAsked,
    saying,
    misheard,
    secretly,
    confirming,
    lastIsUnknown,
    may,
    unseen,
    list,
    field,
    answer,
    known,
    prompt,
    around,
    whole,
    addressed,
  };
};

/** The tools of one protocol. */
export type FilterTools = ReturnType<typeof createFilterTools>;
