/** The hooks that the server itself answers: publish, close, reset. */
import type { Input, Output } from '../../schemas/server.ts';
import { isObject, isText, type Json } from '../json.ts';
import { publicationIn } from './publication.ts';
import { publish } from './publishing.ts';
import type { State } from './state.ts';

type Hook = Extract<Input, { readonly do: 'hook' }>;

const answer = (id: string, status: number, body: Json): Output => ({ do: 'answer', id, status, body });

const take = (state: State, id: string, body: unknown): readonly Output[] => {
  const record = publicationIn(state.protocol, body);
  if ('error' in record) return [answer(id, 400, record)];
  const outputs = publish(state, record);
  return 'refused' in outputs ? [answer(id, 409, { error: outputs.refused })] : [...outputs, answer(id, 202, {})];
};

const shutDown = ({ connections, terms, close }: State): readonly Output[] =>
  [...connections.keys()].map((id) => close(id, terms.shutdown, 'Server shutting down'));

const end = (state: State, id: string, body: unknown): readonly Output[] => {
  if (!isObject(body) || body.reason !== 'shutdown') return [answer(id, 400, { error: 'reason must be "shutdown".' })];
  const { subject } = body;
  if (subject !== undefined && !isText(subject)) return [answer(id, 400, { error: 'subject must be a text.' })];
  // There are no users here: whoever is named has no connections.
  return [...(subject === undefined ? shutDown(state) : []), answer(id, 202, {})];
};

const reset = (state: State, id: string): readonly Output[] => {
  const ended = shutDown(state);
  for (const kept of [...Object.values(state.world), ...Object.values(state.journal)]) kept.clear();
  return [...ended, { do: 'answer', id, status: 204 }];
};

/** Answers a hook; what it brings to connections comes before the answer. */
export const answerHook = (state: State, { id, hook, body }: Hook): readonly Output[] => {
  switch (hook) {
    case 'publish':
      return take(state, id, body);
    case 'close':
      return end(state, id, body);
    case 'reset':
      return reset(state, id);
    case 'token':
    case 'advance':
      return [answer(id, 404, { error: `${hook} is answered by the host, which has the clock and the keys.` })];
  }
};
