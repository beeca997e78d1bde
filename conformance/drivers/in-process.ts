/** The driver for a server in this very process: no sockets, virtual time, every hook. It plays the host's part. */
import { heardIn } from '../../schemas/fragments.ts';
import { HOOKS, type HookAnswer, type HookName } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { tokenParameter } from '../../schemas/token-place.ts';
import type { Credential, Input, Manners, Output, Server } from '../../schemas/server.ts';
import type { Driver, InFrames, Line, Signal } from '../engine/driver.ts';
import type { BrokenFrame } from '../engine/plan.ts';
import { partsOf } from './in-frames.ts';
import { inspect, sign, spoil } from './tokens.ts';
import { createVirtualClock } from './virtual-clock.ts';

/**
 * Where the server's clock stands when the examination begins, in unix ms: at no round instant, for plans that all begin
 * with a server's window, minute or day would never reach across its end.
 */
const BEGINNING = Date.UTC(2026, 0, 1, 9, 26, 23, 457);
const SECRET = 'of no consequence in process';
const HOUR = 3_600_000;
/** How long a hook may take, in ms of the server's time. */
const HOOK_PATIENCE = 10_000;

/** What a server answers to a hook or a request. */
type Answer = Extract<Output, { readonly do: 'answer' }>;

/** What to drive, and how its host would treat it. */
export interface InProcessOptions {
  readonly server: Server;
  readonly protocol: Protocol;
  /** In what the host differs from the protocol. */
  readonly manners?: Manners;
  readonly hooks?: readonly HookName[];
}

/** Drives a server through its seam. */
export const inProcess = ({ server, protocol, manners = {}, hooks = HOOKS }: InProcessOptions): Driver => {
  const isSocketIo = protocol.transport === 'socket.io';
  // Socket.IO has no close codes of its own.
  const answersClose = manners.answersClose !== false && !isSocketIo;
  const limit = manners.maxMessage ?? protocol.promises.size?.refuses ?? Number.POSITIVE_INFINITY;
  const listeners = new Map<string, (signal: Signal) => void>();
  const answers = new Map<string, (answer: Answer) => void>();
  /** Those that ask to be let in: they are open with the first thing that is done to them, or once nothing was. */
  const entering = new Set<string>();
  const inputs: Input[] = [];
  let names = 0;
  let busy = false;

  const clock = createVirtualClock({
    due: () => {
      const due = server.due();
      return due === undefined ? undefined : due - BEGINNING;
    },
    tick: () => give({ do: 'tick' }),
    hear: () => hear(),
  });
  const now = () => BEGINNING + clock.now();

  /** Inputs are taken one after the other, also those that outputs give rise to. */
  const give = (input: Input): void => {
    inputs.push(input);
    if (busy) return;
    busy = true;
    for (let next = inputs.shift(); next; next = inputs.shift())
      for (const output of server.receive(next, now())) take(output);
    busy = false;
  };

  /** What clients have sent and the server has not heard yet: it hears all that is sent in one go in one go. */
  const unheard: Input[] = [];
  const hear = (): boolean => {
    const heard = unheard.length > 0;
    for (let next = unheard.shift(); next; next = unheard.shift()) give(next);
    return heard;
  };
  const send = (input: Input): void => {
    if (unheard.push(input) === 1) setImmediate(hear);
  };

  const enter = (connection: string): void => {
    if (entering.delete(connection)) listeners.get(connection)?.({ kind: 'opened' });
  };
  const gone = (connection: string, signal: Signal): void => {
    const listener = listeners.get(connection);
    listeners.delete(connection);
    listener?.(signal);
  };

  const take = (output: Output): void => {
    if ('connection' in output && output.do !== 'refuse') enter(output.connection);
    switch (output.do) {
      case 'message': {
        const text = JSON.stringify(output.message);
        listeners.get(output.connection)?.({ kind: 'received', form: 'text', text, bytes: Buffer.byteLength(text) });
        return;
      }
      case 'ping':
        listeners.get(output.connection)?.({ kind: 'ping' });
        return;
      case 'close':
        gone(output.connection, { kind: 'closed', ...coded(output.code), reason: output.reason });
        return;
      case 'refuse':
        entering.delete(output.connection);
        gone(output.connection, { kind: 'refused', error: output.error, because: output.error.message });
        return;
      case 'terminate':
        gone(output.connection, { kind: 'closed', reason: '' });
        return;
      case 'answer':
        answers.get(output.id)?.(output);
        answers.delete(output.id);
    }
  };

  /** The connection ends by the host's own doing, or the client's. */
  const end = (connection: string, signal: Signal): void => {
    hear();
    if (!listeners.has(connection)) return;
    gone(connection, signal);
    give({ do: 'disconnect', connection });
  };

  /** A client asks for every acknowledgement that there may be. */
  const acknowledged = () => (isSocketIo ? { ack: ++names } : {});

  const connect = (
    token: string | undefined,
    listener: (signal: Signal) => void,
    _timed: boolean,
    parameters: Readonly<Record<string, string>> = {},
  ): Line => {
    const connection = `c${++names}`;
    listeners.set(connection, listener);
    const speak = (text: string, input: Input): void => {
      if (!listeners.has(connection)) return;
      if (Buffer.byteLength(text) <= limit) {
        send(input);
        return;
      }
      hear();
      if (manners.oversizeNotice !== undefined) take({ do: 'message', connection, message: manners.oversizeNotice });
      end(connection, { kind: 'closed', code: protocol.promises.size?.close ?? 1009, reason: '' });
    };
    const broke = (how: BrokenFrame): void => {
      if (how !== 'invalid utf-8') {
        const hurt = manners.crashes ? [...listeners.keys()] : [connection];
        for (const one of hurt) end(one, { kind: 'closed', ...(manners.crashes ? {} : { code: 1002 }), reason: '' });
      } else if (manners.invalidUtf8 !== 'ignored')
        end(connection, { kind: 'closed', code: manners.invalidUtf8 ?? 1007, reason: '' });
    };
    /** A host answers pings itself. */
    const pinged = (text: string): void => {
      const { pongs } = manners;
      if (typeof pongs === 'number') end(connection, { kind: 'closed', code: pongs, reason: '' });
      else if (pongs !== false) listeners.get(connection)?.({ kind: 'ponged', text: pongs === 'empty' ? '' : text });
    };
    const inFrames = (text: string, { fragments, ping }: InFrames): void => {
      hear();
      if (ping !== undefined) pinged(ping);
      if (typeof manners.fragments === 'number') {
        end(connection, { kind: 'closed', code: manners.fragments, reason: '' });
        return;
      }
      const came = { parts: partsOf(text, fragments), interrupted: ping === undefined ? 0 : 1 };
      const heard = manners.fragments === undefined ? [text] : heardIn(came, manners.fragments).map(String);
      for (const one of heard) speak(one, { do: 'text', connection, text: one, ...acknowledged() });
    };
    queueMicrotask(() => {
      hear();
      entering.add(connection);
      const shown = tokenParameter(protocol.promises) ?? 'token';
      const query = { ...parameters, ...(token !== undefined && { [shown]: token }) };
      give({ do: 'connect', connection, path: protocol.path, query, credential: credentialOf(token) });
      enter(connection);
    });
    return {
      text: (text, _last, frames) => {
        if (frames) inFrames(text, frames);
        else speak(text, { do: 'text', connection, text, ...acknowledged() });
      },
      ping: (text) => {
        hear();
        pinged(text);
      },
      framed: () => true,
      binary: (text) => speak(text, { do: 'binary', connection, size: Buffer.byteLength(text), ...acknowledged() }),
      break: broke,
      pong: () => {
        hear();
        give({ do: 'pong', connection });
      },
      close: () => end(connection, { kind: 'closed', ...coded(answersClose ? 1000 : undefined), reason: '' }),
      drop: () => end(connection, { kind: 'closed', reason: '' }),
    };
  };

  /** Asks the server something that it answers at once, or at an instant of its own, which comes if time passes. */
  const ask = async (input: (id: string) => Input): Promise<Answer | undefined> => {
    const id = `h${++names}`;
    const told: { answer?: Answer } = {};
    let ring = () => {};
    answers.set(id, (answer) => {
      told.answer = answer;
      ring();
    });
    hear();
    give(input(id));
    if (!told.answer)
      await clock.patiently(HOOK_PATIENCE, (resolve) => {
        ring = resolve;
      });
    answers.delete(id);
    return told.answer;
  };

  const call = async (hook: HookName, request: unknown): Promise<HookAnswer> => {
    if (hook === 'token') return { status: 'done', answer: { token: token(request as TokenBody, now()) } };
    const answer = await ask((id) => ({ do: 'hook', id, hook, body: request }));
    return answer
      ? answerOf(answer.status, answer.body)
      : { status: 'failed', error: `the hook ${hook} was not answered within ${HOOK_PATIENCE} ms` };
  };

  const fetch: Driver['fetch'] = async (path, query) => {
    const parameters = Object.fromEntries(new URLSearchParams(query));
    const answer = await ask((id) => ({ do: 'request', id, method: 'GET', path, query: parameters }));
    return answer
      ? { status: answer.status, text: answer.body === undefined ? '' : JSON.stringify(answer.body) }
      : { text: `it was not answered within ${HOOK_PATIENCE} ms` };
  };

  return {
    clock,
    hooks: new Set(hooks),
    connect,
    call,
    fetch,
    spoil,
    onStall: () => {},
    giveUp: () => {},
    close: () => Promise.resolve(),
  };
};

const coded = (code: number | undefined) => (code === undefined ? {} : { code });

interface TokenBody {
  readonly subject: string;
  readonly roles?: readonly string[];
  readonly expiresIn?: number;
}

const token = ({ subject, roles, expiresIn }: TokenBody, now: number): string =>
  sign({ sub: subject, exp: (now + (expiresIn ?? HOUR)) / 1000, ...(roles ? { roles } : {}) }, SECRET);

const credentialOf = (shown: string | undefined): Credential => {
  if (shown === undefined) return { status: 'missing' };
  const found = inspect(shown, SECRET);
  if (!found) return { status: 'malformed' };
  const { sub, exp, roles } = found.claims;
  const claims = {
    user: String(sub),
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
  };
  return found.signature === 'good'
    ? { status: 'valid', ...claims, ...(typeof exp === 'number' ? { expiresAt: exp * 1000 } : {}) }
    : { status: 'bad signature', ...claims };
};

const answerOf = (status: number, body: unknown): HookAnswer => {
  if (status < 300) return { status: 'done', answer: (body ?? {}) as Readonly<Record<string, unknown>> };
  const error = typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : `status ${status}`;
  return status === 400 || status === 409 ? { status: 'refused', code: status, error } : { status: 'failed', error };
};
