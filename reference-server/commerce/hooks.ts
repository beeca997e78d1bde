/** The hooks that the server itself answers: publish, close, reset. */
import type { Input, Output } from '../../schemas/server.ts';
import { isObject, isText, type Json } from '../json.ts';
import { publicationIn } from '../publication.ts';
import { published, thingAfter } from './lifecycles.ts';
import { iso, type State } from './state.ts';

type Hook = Extract<Input, { readonly do: 'hook' }>;

const answer = (id: string, status: number, body: Json): Output => ({ do: 'answer', id, status, body });

const publish = (state: State, id: string, body: unknown, now: number): readonly Output[] => {
  const { connections, decisions, protocol, world } = state;
  const timestamp = iso(now);
  const publication = publicationIn(protocol, body, { timestamp });
  if ('error' in publication) return [answer(id, 400, publication)];
  const event = published(publication.event, publication.payload);
  const objection = decisions.objection(event, world);
  if (objection !== undefined) return [answer(id, 409, { error: objection })];
  world[event.of].set(event.id, thingAfter(event, world));
  const message = { event: event.name, data: event.data, timestamp };
  const recipients = decisions.recipients(event, decisions.routes(event, world), [...connections.values()]);
  return [...recipients.map((connection): Output => ({ do: 'message', connection, message })), answer(id, 202, {})];
};

const shutDown = ({ connections, terms, close }: State, subject?: string): readonly Output[] =>
  [...connections.values()]
    .filter(({ user }) => subject === undefined || user === subject)
    .map(({ id }) => close(id, terms.shutdown, 'Server shutting down'));

const end = (state: State, id: string, body: unknown): readonly Output[] => {
  if (!isObject(body) || body.reason !== 'shutdown') return [answer(id, 400, { error: 'reason must be "shutdown".' })];
  const { subject } = body;
  if (subject !== undefined && !isText(subject)) return [answer(id, 400, { error: 'subject must be a text.' })];
  return [...shutDown(state, subject), answer(id, 202, {})];
};

const reset = (state: State, id: string): readonly Output[] => {
  const ended = shutDown(state);
  for (const things of Object.values(state.world)) things.clear();
  return [...ended, { do: 'answer', id, status: 204 }];
};

/** Answers a hook; what it brings to connections comes before the answer. */
export const answerHook = (state: State, { id, hook, body }: Hook, now: number): readonly Output[] => {
  switch (hook) {
    case 'publish':
      return publish(state, id, body, now);
    case 'close':
      return end(state, id, body);
    case 'reset':
      return reset(state, id);
    case 'token':
    case 'advance':
      return [answer(id, 404, { error: `${hook} is answered by the host, which has the clock and the keys.` })];
  }
};
