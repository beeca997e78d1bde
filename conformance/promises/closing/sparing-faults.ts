/** The faults of ends that do not reach everybody: some connections are spared, by what they have asked for. */
import type { ClosingPromise } from '../../../schemas/promises/closing.ts';
import type { Input, Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import type { Wrap } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';
import { at } from '../../scene/pointer.ts';

/** What a connection has asked for last: for something, for nothing any more, or neither. */
type Asked = 'something' | 'nothing' | undefined;

/** The faults, by name; they are told the requirements of ends that come at once, and those of them that have a code. */
export const sparingFaults = (
  { promises, promise, reader }: Setting<ClosingPromise>,
  { prompt, coded }: { readonly prompt: readonly string[]; readonly coded: readonly string[] },
): Readonly<Record<string, Fault>> => {
  const { filters, delivery } = promises;
  const begins = filters?.set ?? delivery?.subscribe;
  const ends = filters?.unset ?? delivery?.unsubscribe;
  const parameters = [filters?.names, ...Object.values(filters?.values ?? {})].flatMap((list) => list?.query ?? []);
  const isDelayed = (reason: unknown): boolean => promise.reasons[String(reason)]?.farewell?.delay !== undefined;
  const isEnd = (input: Input): boolean =>
    input.do === 'hook' && input.hook === 'close' && !isDelayed(at(input.body, '/reason'));
  const listsSomething = (body: unknown): boolean => {
    const lists = Object.values(Object(body) as object).filter((value) => Array.isArray(value));
    return lists.length === 0 || lists.some((list) => list.length > 0);
  };
  const saidIn = (input: Input): Asked => {
    if (input.do === 'connect')
      return parameters.some((parameter) => (input.query[parameter] ?? '') !== '') ? 'something' : undefined;
    const read = input.do === 'text' ? reader.read(parsed(input.text), 'client') : undefined;
    if (!read || !listsSomething(read.body)) return undefined;
    if (read.name === begins) return 'something';
    return read.name === ends ? 'nothing' : undefined;
  };
  /** Ends by the hook are others for those who have asked last for something, or for nothing any more. */
  const otherwise =
    (whom: Asked, end: (output: Output) => readonly Output[]): Wrap =>
    (server) => {
      const asked = new Map<string, Asked>();
      return {
        ...server,
        receive: (input, now) => {
          const said = saidIn(input);
          if ('connection' in input && said) asked.set(input.connection, said);
          const outputs = server.receive(input, now);
          if (!isEnd(input)) return outputs;
          return outputs.flatMap((output) =>
            'connection' in output && asked.get(output.connection) === whom ? end(output) : [output],
          );
        },
      };
    };
  const spared = begins === undefined ? [] : prompt;
  const disturbs = ['closing/*', 'credentials/*', 'heartbeat/*', 'sequence/*', 'replies/*', 'delivery/*'];
  return {
    'spares-those-who-want-nothing': {
      story: 'Connections that have given up what they asked for are not ended by the hook.',
      breaks: spared,
      disturbs,
      wrap: otherwise('nothing', () => []),
    },
    'spares-those-who-want-something': {
      story: 'Connections that have asked for something are not ended by the hook.',
      breaks: spared,
      disturbs,
      wrap: otherwise('something', () => []),
    },
    'another-code-for-those-who-want-nothing': {
      story:
        'Connections that have given up what they asked for are closed by the hook with 1000, or with 1008 where that is right.',
      breaks: begins === undefined ? [] : coded,
      disturbs,
      wrap: otherwise('nothing', (output) => [
        output.do === 'close' && output.code !== undefined
          ? { ...output, code: output.code === 1000 ? 1008 : 1000 }
          : output,
      ]),
    },
  };
};
