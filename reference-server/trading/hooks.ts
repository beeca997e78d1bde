/** The hooks that the server itself answers: publish, close, reset. */
import type { Input, Output } from '../../schemas/server.ts';
import { isObject, isText, type Json } from '../json.ts';
import { type Publication, publicationIn } from '../publication.ts';
import type { Happening } from './accounts.ts';
import { end } from './connections.ts';
import type { Reason } from './decisions.ts';
import { drop, quote } from './quotes.ts';
import { frameOf, type State } from './state.ts';

type Hook = Extract<Input, { readonly do: 'hook' }>;

const REASONS: ReadonlySet<unknown> = new Set<Reason>([
  ...(['logout', 'token_expired', 'duplicate_connection', 'server_shutdown'] as const),
]);
const isReason = (value: unknown): value is Reason => REASONS.has(value);

const answer = (id: string, status: number, body: Json): Output => ({ do: 'answer', id, status, body });

/** Lets something happen to a user and tells all of that user's connections. */
const happen = (state: State, user: string, event: Happening): readonly Output[] => {
  const { accounts, accountOf, connections, decisions } = state;
  accounts.set(user, decisions.account(accountOf(user), event));
  for (const connection of connections.values()) if (connection.user === user) drop(state, connection);
  const message = frameOf(event.name, event.data);
  return decisions
    .recipients(user, event, [...connections.values()])
    .map((connection): Output => ({ do: 'message', connection, message }));
};

/** Whom an event concerns: it says so itself, or else whoever publishes it does. */
const userOf = ({ payload, subject }: Publication): string | undefined =>
  isText(payload.userId) ? payload.userId : subject;

const publish = (state: State, id: string, body: unknown, now: number): readonly Output[] => {
  const publication = publicationIn(state.protocol, body, {});
  if ('error' in publication) return [answer(id, 400, publication)];
  const { event: name, payload: data } = publication;
  if (name === 'market.quote') return [...quote(state, data, now), answer(id, 202, {})];
  const user = userOf(publication);
  if (user === undefined) return [answer(id, 400, { error: 'subject must say whom this concerns.' })];
  const objection = state.decisions.objection(state.accountOf(user), { name, data });
  if (objection !== undefined) return [answer(id, 409, { error: objection })];
  return [...happen(state, user, { name, data }), answer(id, 202, {})];
};

const endAll = (state: State, reason: Reason, now: number, subject?: string): readonly Output[] =>
  [...state.connections.values()]
    .filter(({ user }) => subject === undefined || user === subject)
    .flatMap(({ id }) => end(state, id, reason, now));

const shut = (state: State, id: string, body: unknown, now: number): readonly Output[] => {
  const { reason, subject } = isObject(body) ? body : {};
  if (!isReason(reason)) return [answer(id, 400, { error: `reason must be one of ${[...REASONS].join(', ')}.` })];
  if (subject !== undefined && !isText(subject)) return [answer(id, 400, { error: 'subject must be a text.' })];
  return [...endAll(state, reason, now, subject), answer(id, 202, {})];
};

const reset = (state: State, id: string, now: number): readonly Output[] => {
  const ended = endAll(state, 'server_shutdown', now);
  for (const kept of [state.accounts, state.counts]) kept.clear();
  return [...ended, { do: 'answer', id, status: 204 }];
};

/** Answers a hook; what it brings to connections comes before the answer. */
export const answerHook = (state: State, { id, hook, body }: Hook, now: number): readonly Output[] => {
  switch (hook) {
    case 'publish':
      return publish(state, id, body, now);
    case 'close':
      return shut(state, id, body, now);
    case 'reset':
      return reset(state, id, now);
    case 'token':
    case 'advance':
      return [answer(id, 404, { error: `${hook} is answered by the host, which has the clock and the keys.` })];
  }
};
