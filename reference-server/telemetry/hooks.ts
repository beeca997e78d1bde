/** The hooks that the server itself answers: publish, close, reset. */
import type { Input, Output } from '../../schemas/server.ts';
import { isObject, isText, type Json } from '../json.ts';
import { publicationIn } from '../publication.ts';
import { endFor, reasonIn } from './endings.ts';
import { isPaced, tell } from './pacing.ts';
import type { State } from './state.ts';

type Hook = Extract<Input, { readonly do: 'hook' }>;

const answer = (id: string, status: number, body: Json): Output => ({ do: 'answer', id, status, body });

/** Sets the newest value of an event; it goes out where it is due at once, and else by a tick. */
const set = (state: State, event: string, data: Json, now: number): readonly Output[] => {
  const { connections, decisions, values } = state;
  state.published += 1;
  values.set(event, decisions.newest(values.get(event), { number: state.published, data }));
  return [...connections.values()].flatMap((connection) => tell(state, connection, now));
};

const send = ({ connections, decisions }: State, event: string, data: Json): readonly Output[] => {
  const all = [...connections.values()];
  const hearing = all.filter((connection) => decisions.hears(connection, event)).map(({ id }) => id);
  const message = { event, data };
  return decisions.recipients(event, hearing, all).map((connection) => ({ do: 'message', connection, message }));
};

const publish = (state: State, id: string, body: unknown, now: number): readonly Output[] => {
  const publication = publicationIn(state.protocol, body, {});
  if ('error' in publication) return [answer(id, 400, publication)];
  const { event, payload } = publication;
  const objection = state.decisions.objection(event, payload);
  if (objection !== undefined) return [answer(id, 409, { error: objection })];
  const outputs = isPaced(event) ? set(state, event, payload, now) : send(state, event, payload);
  return [...outputs, answer(id, 202, {})];
};

const close = (state: State, id: string, body: unknown, now: number): readonly Output[] => {
  const reason = isObject(body) ? reasonIn(body['reason']) : undefined;
  if (!isObject(body) || !reason) return [answer(id, 400, { error: 'reason must be one of those of the protocol.' })];
  const { subject } = body;
  if (subject !== undefined && !isText(subject)) return [answer(id, 400, { error: 'subject must be a text.' })];
  const ending = [...state.connections.values()].filter(({ user }) => subject === undefined || user === subject);
  return [...ending.flatMap((connection) => endFor(state, connection, reason, now)), answer(id, 202, {})];
};

const reset = (state: State, id: string, now: number): readonly Output[] => {
  const all = [...state.connections.values()];
  const ended = all.flatMap((connection) => endFor(state, connection, 'server_shutdown', now));
  state.values.clear();
  state.meters.clear();
  return [...ended, { do: 'answer', id, status: 204 }];
};

/** Answers a hook; what it brings to connections comes before the answer. */
export const answerHook = (state: State, { id, hook, body }: Hook, now: number): readonly Output[] => {
  switch (hook) {
    case 'publish':
      return publish(state, id, body, now);
    case 'close':
      return close(state, id, body, now);
    case 'reset':
      return reset(state, id, now);
    case 'token':
    case 'advance':
      return [answer(id, 404, { error: `${hook} is answered by the host, which has the clock and the keys.` })];
  }
};
