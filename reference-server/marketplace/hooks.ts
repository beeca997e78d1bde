/** The hooks that the server itself answers: publish, close, reset. */
import type { Input, Output } from '../../schemas/server.ts';
import { isObject, isText, type Json } from '../json.ts';
import { publicationIn } from '../publication.ts';
import type { Numbered, Published } from './decisions.ts';
import type { State } from './state.ts';
import { published } from './things.ts';

type Hook = Extract<Input, { readonly do: 'hook' }>;

/** Stands for what the server adds, while a payload is held against the schema. */
const ADDED = { seq: 0, ts: 0, prev_seq: 0 };

const answer = (id: string, status: number, body: Json): Output => ({ do: 'answer', id, status, body });

const remember = ({ decisions, world }: State, event: Numbered): void => {
  if (!event.thing) return;
  const { of, id } = event.thing;
  const after = decisions.thingAfter(world[of].get(id), event);
  if (after) world[of].set(id, after);
};

const deliver = ({ connections, decisions }: State, event: Numbered): readonly Output[] => {
  const all = [...connections.values()];
  const passing = all.filter(({ filter }) => decisions.passes(event, filter));
  const outputs: Output[] = [];
  for (const id of decisions.recipients(event, passing, all)) {
    const connection = connections.get(id);
    if (!connection) continue;
    const message = decisions.frame(event, decisions.previous(connection), connection);
    connection.last = event.seq;
    connection.sent += 1;
    outputs.push({ do: 'message', connection: id, message });
  }
  return outputs;
};

/** Gives an event its place in the count. */
const numbered = ({ decisions, numbering }: State, event: Published, now: number): Numbered => {
  numbering.count = decisions.number(numbering.count, event);
  numbering.stamped = decisions.stamp(now, numbering.stamped);
  const [seq, ts] = [numbering.count, numbering.stamped];
  return { ...event, seq, ts, unlinked: { ...{ type: event.name, ...event.fields }, type: event.name, seq, ts } };
};

const publish = (state: State, id: string, body: unknown, now: number): readonly Output[] => {
  const { decisions, numbering, protocol, world } = state;
  const publication = publicationIn(protocol, body, ADDED);
  if ('error' in publication) return [answer(id, 400, publication)];
  const event = published(publication);
  const objection = decisions.objection(event, world);
  if (objection !== undefined) {
    numbering.count += decisions.spends({ do: 'object' });
    return [answer(id, 409, { error: objection })];
  }
  const next = numbered(state, event, now);
  remember(state, next);
  return [...deliver(state, next), answer(id, 202, {})];
};

const shutDown = ({ connections, terms, close }: State): readonly Output[] =>
  [...connections.keys()].map((id) => close(id, terms.shutdown, 'Server shutting down'));

const end = (state: State, id: string, body: unknown): readonly Output[] => {
  if (!isObject(body) || body['reason'] !== 'shutdown')
    return [answer(id, 400, { error: 'reason must be "shutdown".' })];
  const { subject } = body;
  if (subject !== undefined && !isText(subject)) return [answer(id, 400, { error: 'subject must be a text.' })];
  // A protocol without users: whoever is named is nobody.
  return [...(subject === undefined ? shutDown(state) : []), answer(id, 202, {})];
};

const reset = (state: State, id: string): readonly Output[] => {
  const { decisions, numbering, world } = state;
  const ended = shutDown(state);
  numbering.resets += 1;
  if (decisions.forgets('numbering')) numbering.count = 0;
  for (const kind of ['listing', 'offer'] as const) if (decisions.forgets(kind)) world[kind].clear();
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
