/** A limiter in front of a server, wrong in one respect; the server's own limit has to be switched off where it is stricter. */
import type { LimitsPromise } from '../../schemas/promises/limits.ts';
import type { Input, Output } from '../../schemas/server.ts';
import type { Setting } from '../engine/requirement.ts';
import { parsed } from '../scene/json.ts';
import { textAt, withAt } from '../scene/pointer.ts';
import type { Wrap } from './wrap.ts';

type Message = Extract<Input, { readonly do: 'text' | 'binary' }>;

/** A command of the catalog as it was heard, and whether a field of it is wrong. */
export interface Heard {
  readonly name: string;
  readonly body: unknown;
  readonly wrong: boolean;
}

/** What is wrong with a limiter; what is left out is as promised. */
export interface Wrong {
  readonly most?: number;
  readonly within?: number;
  readonly per?: LimitsPromise['per'];
  readonly window?: 'fixed';
  readonly countsRefused?: true;
  readonly ignoresBad?: true;
  /** Messages of such a kind do not count; bad input says in which way it is such. */
  readonly ignores?: (input: Message, command: Heard | undefined) => boolean;
  /** What is refused takes effect all the same: all of it, or some commands. */
  readonly obeys?: true | ((command: Heard) => boolean);
  /** What is refused is answered as well: before its refusal, or behind it where it is bad input. */
  readonly answers?: 'first' | 'bad input too';
  /** Of bad input that is refused it says what is wrong with it instead. */
  readonly complains?: true;
  /** What is refused is not acknowledged. */
  readonly acknowledges?: false;
  readonly connection?: LimitsPromise['over']['connection'];
  readonly coolDown?: number;
  /** Every attempt begins the cool-down anew. */
  readonly lengthens?: true;
  /** For so many ms of a cool-down nobody is let in at all. */
  readonly coolsAll?: number;
  /** The count of a user begins anew when the last of the user's connections has ended. */
  readonly forgets?: true;
  /** For so many ms after somebody was refused, so are all others. */
  readonly contagious?: number;
}

/** The error that refuses a message. */
const refusalOf = ({ protocol, promises, promise, reader }: Setting<LimitsPromise>): unknown => {
  const { errors } = promises;
  const name = errors?.message ?? '';
  const { code, text } = errors?.kinds[promise.over.error] ?? {};
  const examples = protocol.controls[name]?.examples ?? [];
  const at = errors?.code?.at ?? '';
  const alike = examples.find((example) => code !== undefined && textAt(example, at) === code);
  // An example of an error is an object.
  const body = (alike ?? examples[0] ?? {}) as Readonly<Record<string, unknown>>;
  const coded = code === undefined ? body : withAt(body, at, code);
  return reader.frame('control', name, text === undefined ? coded : withAt(coded, errors?.text ?? '', text));
};

/** Puts a limiter before a server. */
export const limiter =
  (setting: Setting<LimitsPromise>, wrong: Wrong): Wrap =>
  (server) => {
    const { promise, promises, reader, protocol } = setting;
    const within = wrong.within ?? promise.within;
    const most = wrong.most ?? promise.most;
    const per = wrong.per ?? promise.per;
    const connection = wrong.connection ?? promise.over.connection;
    const coolDown = wrong.coolDown ?? promise.over.coolDown ?? 0;
    const code = promises.credentials?.refusal.close ?? 1008;
    const refusal = refusalOf(setting);
    const users = new Map<string, string>();
    const taken = new Map<string, number[]>();
    const cooling = new Map<string, number>();
    let coldUntil = Number.NEGATIVE_INFINITY;
    let illUntil = Number.NEGATIVE_INFINITY;

    const hear = (input: Message): Heard | undefined => {
      const json = input.do === 'text' ? parsed(input.text) : undefined;
      const reading = reader.read(json, 'client');
      return reading && { ...reading, wrong: reader.problems('command', reading.name, json).length > 0 };
    };
    const isFree = (input: Message): boolean => {
      const heard = hear(input);
      return (wrong.ignoresBad === true && heard?.wrong !== false) || wrong.ignores?.(input, heard) === true;
    };
    const counting = (key: string, now: number): number[] => {
      const all = taken.get(key) ?? [];
      const since = wrong.window === 'fixed' ? Math.floor(now / within) * within - 1 : now - within;
      const left = all.filter((instant) => instant > since);
      taken.set(key, left);
      return left;
    };
    const part = (from: string): void => {
      const user = users.get(from);
      users.delete(from);
      if (wrong.forgets && user !== undefined && ![...users.values()].includes(user)) taken.delete(user);
    };
    const tell = (to: string): Output => ({ do: 'message', connection: to, message: refusal });
    const { acknowledgement } = promises.replies ?? {};
    const acknowledge = ({ connection: to, ack }: Message): readonly Output[] => {
      if (!acknowledgement || ack === undefined || wrong.acknowledges === false) return [];
      const body = withAt({}, acknowledgement.ok, false);
      const code = promises.errors?.kinds[promise.over.error]?.code;
      const message = reader.frame('control', acknowledgement.message, withAt(body, acknowledgement.error, code));
      return [{ do: 'message', connection: to, message, ack }];
    };
    const end = (of: string, now: number): readonly Output[] => [
      { do: 'close', connection: of, code, reason: '' },
      ...server.receive({ do: 'disconnect', connection: of }, now),
    ];
    const isAnswer = (output: Output, to: string): boolean =>
      output.do === 'message' &&
      output.connection === to &&
      !Object.hasOwn(protocol.events, reader.read(output.message, 'server')?.name ?? '');

    const isObeyed = (heard: Heard | undefined): boolean =>
      wrong.obeys === true || (heard !== undefined && wrong.obeys?.(heard) === true);
    const refuse = (input: Message, now: number): readonly Output[] => {
      const heard = hear(input);
      if (wrong.complains && heard?.wrong !== false) return server.receive(input, now);
      const isAnswered = wrong.answers === 'first' ? heard?.wrong === false : heard?.wrong !== false;
      const answered = wrong.answers && isAnswered ? server.receive(input, now) : [];
      const refused = [...acknowledge(input), tell(input.connection)];
      const told = wrong.answers === 'first' ? [...answered, ...refused] : [...refused, ...answered];
      const effect = isObeyed(heard)
        ? server.receive(input, now).filter((output) => !isAnswer(output, input.connection))
        : [];
      if (connection === 'goes on') return [...told, ...effect];
      if (coolDown > 0) cooling.set(users.get(input.connection) ?? '', now + coolDown);
      if (wrong.coolsAll !== undefined) coldUntil = now + wrong.coolsAll;
      return [...told, ...effect, ...end(input.connection, now)];
    };

    return {
      ...server,
      receive: (input, now) => {
        if (input.do === 'connect' && input.credential.status === 'valid') {
          const { user } = input.credential;
          users.set(input.connection, user);
          const isCooling = (cooling.get(user) ?? 0) > now;
          if (isCooling || coldUntil > now) {
            if (isCooling && wrong.lengthens) cooling.set(user, now + coolDown);
            return [tell(input.connection), { do: 'close', connection: input.connection, code, reason: '' }];
          }
        }
        if (input.do === 'disconnect') part(input.connection);
        if (input.do !== 'text' && input.do !== 'binary') return server.receive(input, now);
        if ((wrong.ignoresBad || wrong.ignores) && isFree(input)) return server.receive(input, now);
        const key = per === 'user' ? (users.get(input.connection) ?? '') : input.connection;
        const counted = counting(key, now);
        const isFull = counted.length >= most;
        const isOver = isFull || illUntil > now;
        if (isFull && wrong.contagious !== undefined) illUntil = now + wrong.contagious;
        if (!isOver || wrong.countsRefused) counted.push(now);
        return isOver ? refuse(input, now) : server.receive(input, now);
      },
    };
  };
