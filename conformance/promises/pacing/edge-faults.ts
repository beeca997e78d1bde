/** The faults of what is told at a pace at its edges: nothing, noughts and large numbers, and what was there a moment ago. */
import type { PacingPromise } from '../../../schemas/promises/pacing.ts';
import type { Input, Output } from '../../../schemas/server.ts';
import { bodySchema } from '../../../schemas/json-schema.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { narrowed } from '../../faults/narrow.ts';
import { alter, drop, type Wrap } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';

type Fields = Readonly<Record<string, unknown>>;
type Sent = Extract<Output, { readonly do: 'message' }>;
type Is = (output: Output) => output is Sent;

/** Whether a value holds a number, and each of them is 0. */
const isNought = (value: unknown): boolean => {
  const numbers = Object.values((value ?? {}) as object).filter((inner) => typeof inner === 'number');
  return numbers.length > 0 && numbers.every((number) => number === 0);
};

/** Literals, so that `breaks` is checked against the requirements; `published` gives the paced event that a hook publishes. */
export const pacingEdgeFaults = (
  { protocol, promises: { filters }, promise, reader }: Setting<PacingPromise>,
  isSpaced: Is,
  isSteady: Is,
  published: (input: Input) => readonly [string, Fields] | undefined,
) => {
  const others = ['pacing/*'];
  const spaced = Object.entries(promise).flatMap(([event, pace]) => (pace?.kind === 'spaced' ? [event] : []));
  const hasLists = spaced.some((event) =>
    Object.values(bodySchema(protocol, 'event', event).properties ?? {}).some(({ type }) => type === 'array'),
  );
  const hasSteady = Object.values(promise).some((pace) => pace?.kind === 'steady');
  const fieldsOf = ({ message }: Sent): Fields => (reader.read(message, 'server')?.body ?? {}) as Fields; // a body is an object
  const listsIn = (body: Fields): readonly (readonly unknown[])[] => Object.values(body).filter(Array.isArray);
  const telling = (output: Sent, body: Fields): Output => ({
    ...output,
    message: withBody(protocol, 'event', output.message, () => body),
  });

  /** What is told as it was when it was told the last time. */
  const aTickBehind: Wrap = (server) => {
    const newest = new Map<string, Fields>();
    const before = new Map<string, Fields | undefined>();
    return {
      ...server,
      receive: (input, now) => {
        const [event, payload] = published(input) ?? [];
        if (event !== undefined && payload) newest.set(event, payload);
        return server.receive(input, now).map((output) => {
          if (!isSteady(output)) return output;
          const name = reader.read(output.message, 'server')?.name ?? '';
          const key = `${output.connection} ${name}`;
          const old = before.get(key);
          before.set(key, newest.get(name));
          return old ? telling(output, old) : output;
        });
      },
    };
  };
  /** Whoever asks for something is told how it was before it changed the last time. */
  const beginsBefore: Wrap = (server) => {
    const values = new Map<string, readonly Fields[]>();
    return {
      ...server,
      receive: (input, now) => {
        const [event, payload] = published(input) ?? [];
        if (event !== undefined && payload) values.set(event, [...(values.get(event) ?? []).slice(-1), payload]);
        const asks = input.do === 'text' && reader.read(parsed(input.text), 'client')?.name === filters?.set;
        return server.receive(input, now).map((output) => {
          const known = asks && isSpaced(output) ? values.get(reader.read(output.message, 'server')?.name ?? '') : [];
          const [old, current] = known ?? [];
          return old && current && isSpaced(output) ? telling(output, old) : output;
        });
      },
    };
  };

  return {
    'nothing-is-no-change': {
      story: 'What is spaced is not told where it comes to nothing.',
      breaks: hasLists ? (['newest'] as const) : [],
      disturbs: others,
      wrap: drop((output) => isSpaced(output) && listsIn(fieldsOf(output)).some((list) => list.length === 0)),
    },
    'leaves-out-noughts': {
      story: 'Of the lists in what is spaced, what comes to 0 in everything is left out.',
      breaks: hasLists ? (['unchanged'] as const) : [],
      disturbs: others,
      wrap: alter(isSpaced, (frame) =>
        withBody(protocol, 'event', frame, (body) =>
          Object.fromEntries(
            Object.entries(body).map(([key, value]) => [
              key,
              Array.isArray(value) ? value.filter((item) => !isNought(item)) : value,
            ]),
          ),
        ),
      ),
    },
    'counts-in-32-bits': {
      story: 'What is above 32 bits in a number that is told at a pace is lost.',
      breaks: ['unchanged'],
      disturbs: [...others, 'messages/events'],
      wrap: alter(
        (output) => isSpaced(output) || isSteady(output),
        (frame) => withBody(protocol, 'event', frame, narrowed),
      ),
    },
    'a-tick-behind': {
      story: 'What is steady tells how things were when it was told the last time.',
      breaks: hasSteady ? (['carries-newest'] as const) : [],
      disturbs: others,
      wrap: aTickBehind,
    },
    'begins-before': {
      story: 'Whoever asks for what is spaced is told at once how it was before its last change.',
      breaks: hasLists && filters ? (['never-back'] as const) : [],
      disturbs: others,
      wrap: beginsBefore,
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
