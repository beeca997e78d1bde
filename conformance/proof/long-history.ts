/** Long histories, made while they are read: a reference server by itself, and clients that want different things of it. */
import { referenceServers } from '../../reference-server/index.ts';
import type { Output } from '../../schemas/server.ts';
import type { Entry, Happening } from '../engine/history.ts';
import { type Course, courses } from './courses.ts';

/** How many things are published between two fences of a client, and between two filters. */
const EVERY = { fence: 20, filter: 5000 } as const;
/** How much time passes with each entry, in ms. */
const STRIDE = 1;

type Message = Extract<Output, { readonly do: 'message' }>;

/** A history of so many frames, entry by entry; nothing of it is kept here but what the server keeps. */
export function* longHistory(id: keyof typeof courses, frames: number): Generator<Entry, void> {
  const server = referenceServers[id]();
  const { before, clients, round, fence }: Course = courses[id];
  let [seq, calls, told, at] = [0, 0, 0, 0];

  const entry = (happening: Happening): Entry => {
    at += STRIDE;
    if (happening.kind === 'sent' || happening.kind === 'received') told++;
    return { ...happening, seq: seq++, at, plan: 1 };
  };
  const frame = (kind: 'sent' | 'received', connection: number, message: unknown): Entry => {
    const text = JSON.stringify(message);
    return entry({ kind, connection, form: 'text', text, bytes: Buffer.byteLength(text) });
  };
  const received = ({ connection, message }: Message): Entry => frame('received', Number(connection), message);
  const isMessage = (output: Output): output is Message => output.do === 'message';

  function* connect(connection: number): Generator<Entry> {
    const badge = {
      client: `c${connection}`,
      user: `did:${connection}`,
      roles: [],
      token: 'good',
      pongs: true,
    } as const;
    yield entry({ kind: 'opening', connection, badge });
    yield entry({ kind: 'opened', connection });
    const input = { do: 'connect', path: '/', query: {}, credential: { status: 'missing' } } as const;
    yield* server
      .receive({ ...input, connection: String(connection) }, at)
      .filter(isMessage)
      .map(received);
  }
  function* say(connection: number, command: unknown): Generator<Entry> {
    yield frame('sent', connection, command);
    const input = { do: 'text', connection: String(connection), text: JSON.stringify(command) } as const;
    yield* server.receive(input, at).filter(isMessage).map(received);
  }
  function* publish(request: unknown): Generator<Entry> {
    const call = ++calls;
    const publishing = { call, hook: 'publish', request } as const;
    yield entry({ kind: 'asked', ...publishing });
    const outputs = server.receive({ do: 'hook', id: String(call), hook: 'publish', body: request }, at);
    const done = entry({ kind: 'told', ...publishing, answer: { status: 'done', answer: {} } });
    const taken = outputs.some((output) => output.do === 'answer' && output.status === 202);
    if (!taken) throw new Error(`The server of ${id} refused ${JSON.stringify(request)}: ${JSON.stringify(outputs)}`);
    // Some hear of it before its answer has come, and others after that.
    const messages = outputs.filter(isMessage);
    const early = call % (messages.length + 1);
    yield* messages.slice(0, early).map(received);
    yield { ...done, seq: seq++ };
    yield* messages.slice(early).map(received);
  }

  for (const request of before) yield* publish(request);
  for (const [index, wanted] of clients.entries()) {
    yield* connect(index + 1);
    if (wanted) yield* say(index + 1, wanted(0));
  }
  for (let n = 1; told < frames; n++) {
    for (const request of round(n)) yield* publish(request);
    for (const [index, wanted] of clients.entries()) {
      if ((n + index) % EVERY.fence === 0) yield* say(index + 1, fence(n));
      if ((n + 7 * index) % EVERY.filter === 0 && wanted) yield* say(index + 1, wanted(n));
    }
  }
  for (const [index] of clients.entries()) yield* say(index + 1, fence(0));
  for (const [index] of clients.entries()) {
    yield entry({ kind: 'leaving', connection: index + 1, abruptly: false });
    yield entry({ kind: 'closed', connection: index + 1, code: 1000, reason: '' });
  }
  yield entry({ kind: 'end', cut: false });
}
